"""Slack's edge: patience, people, windows, refusals. It knows payloads and decides nothing.

Nothing here waits for Slack, Redis or a network before the acknowledgement. A refusal becomes a sentence to the person.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import logs
from bot.context import Context
from bot.desk import complaints, deliveries, judging, outbox, people
from bot.desk.vocabulary import Lane, Refused
from bot.slack import modals, rows, verbs
from bot.slack.blocks import Block
from bot.slack.payloads import Body
from bot.slack.text import escaped
from bot.texts import _, say

log = logs.get(__name__)
TRIGGER_GONE = {"expired_trigger_id", "invalid_trigger_id"}
TRIGGER_USED = "exchanged_trigger_id"  # the window is open already: this was the same press, delivered again
WINDOW_GONE = {"not_found", "hash_conflict", "view_not_found"}  # closed meanwhile, or drawn anew by a later change
PATIENCE = 1.5  # seconds: Slack gives up after three
QUICK = 0.7  # seconds in which a window's content is read, before it is opened empty: its trigger lives three
HOME_AFTER = timedelta(seconds=2)  # somebody who clicks on redraws their Home once, not at every click
CLICKS_AT_ONCE = 6  # more would only share the processor, and the last would wait longer


class Edge:
    """What every listener needs."""

    def __init__(self, context: Context, client: WebClient) -> None:
        self.context = context
        self.client = client
        self._clicks = ThreadPoolExecutor(CLICKS_AT_ONCE, thread_name_prefix="click")
        self._later = ThreadPoolExecutor(CLICKS_AT_ONCE, thread_name_prefix="after-click")

    # Waiting

    def within(self, body: Body, work: Callable[[], object]) -> Future[object] | None:
        """Do ``work``, waiting for it :data:`PATIENCE` seconds at most; None when it was not done by then.

        However slow the database is, Slack gets its acknowledgement; what goes wrong later is told all the same.
        """
        doing = self._clicks.submit(work)
        try:
            doing.result(PATIENCE)
        except TimeoutError:
            if doing.done():
                raise
            doing.add_done_callback(lambda done: self._late(done, body))
            return None
        return doing

    def later(self, body: Body, work: Callable[[], object]) -> None:
        """Do ``work`` after the acknowledgement (it may wait for Slack); what goes wrong is told."""
        self._later.submit(work).add_done_callback(lambda done: self._late(done, body))

    def _late(self, done: Future[Any], body: Body) -> None:
        if error := done.exception():
            if isinstance(error, Refused):
                self.tell(body, error)
            else:
                self.failed(error, body)

    def telling(self, opens: Callable[[Body, dict[str, Any]], object]) -> Callable[..., None]:
        """``opens``, run after the acknowledgement: Bolt keeps to itself what goes wrong there, so we say it."""

        def run(body: Body, payload: dict[str, Any]) -> None:
            try:
                opens(body, payload)
            except Refused as refusal:
                self.tell(body, refusal)
            except Exception as error:
                self.failed(error, body)

        return run

    # Doing

    def do(
        self,
        key: str,
        user: str,
        act: str,
        verb: verbs.Verb,
        ref: str,
        values: verbs.Values,
        find: Callable[[Any, str], Any] = complaints.by_ref,
    ) -> Any:
        """Once per delivery: who may, which complaint (or what ``find`` finds by ``ref``), the verb, all in one
        transaction; what the verb returns."""
        context, book, now = self.context, self.context.book(), self.context.now()

        def happening(session: Any) -> tuple[set[Lane], Any]:
            done = None
            if deliveries.first_time(session, key, now):
                person = people.allowed(book, user, act)
                found = find(session, ref)
                logs.correlate(found.correlation)
                done = verb(session, book, found, person, values, now)
                outbox.again(session, f"home:{user}", Lane.CHAT, now, HOME_AFTER)
            return outbox.lanes_armed(session), done

        lanes, done = context.store.write(happening)
        log.info("person_acted", person=user, ref=ref, right=act, delivery=key)
        logs.correlate(None)
        context.wake(*lanes)
        return done

    def rows(self, session: Any, complaint: Any, user: str) -> rows.Rows:
        """What a window about ``complaint`` shows to ``user``."""
        context = self.context
        found = rows.of_complaint(session, context.book(), complaint, self.language(user), context.now())
        return replace(found, asks_model=context.settings.asks_model)

    # Windows

    def open_drawn(self, body: Body, draw: Callable[[], Block]) -> None:
        """Open the window that ``draw`` makes. Where that takes its time an empty one is opened first: a trigger lives
        three seconds, however busy the database is."""
        drawing = self._clicks.submit(draw)
        try:
            view = drawing.result(QUICK)
        except TimeoutError:
            if drawing.done():
                raise
            return self._fill_in_later(body, drawing)
        self.open(body, view)
        return None

    def _fill_in_later(self, body: Body, drawing: Future[Block]) -> None:
        opened = self.open(body, modals.loading(self.language(body["user"]["id"])))
        try:
            view = drawing.result()
        except Refused as refusal:
            text = self.said(body["user"]["id"], refusal)
            view = modals.notice(self.language(body["user"]["id"]), "Amends", escaped(text))
        if opened:
            self.update(opened, view)

    def open(self, body: Body, view: Block) -> str:
        """Open ``view`` (on top of the window in which something was pressed); its id, "" when it could not open."""
        opens = self.client.views_push if (body.get("view") or {}).get("type") == "modal" else self.client.views_open
        try:
            answer = opens(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            if error.response.get("error") == TRIGGER_USED:
                return ""
            if error.response.get("error") not in TRIGGER_GONE:
                raise
            self.tell(body, Refused(_("Slack was slow and the window could not open. Press the button again.")))
            return ""
        return str((answer.get("view") or {}).get("id", ""))

    def update(self, view_id: str, view: Block, known_hash: str = "") -> str:
        """Draw an open window anew; its new hash, "" when it is closed or has been drawn anew meanwhile."""
        given = {"hash": known_hash} if known_hash else {}
        try:
            answer = self.client.views_update(view_id=view_id, view=view, **given)
        except SlackApiError as error:
            if error.response.get("error") in WINDOW_GONE:
                return ""
            raise
        return str((answer.get("view") or {}).get("hash", ""))

    # Saying

    def said(self, user: str, refusal: Refused) -> str:
        """``refusal`` in the language of ``user``, with the words that a check stops at."""
        passage = refusal.checks[0].passage if isinstance(refusal, judging.Blocked) else ""
        return (f"“{passage}”: " if passage else "") + refusal.said(self.language(user))

    def language(self, user: str) -> str:
        """The language in which ``user`` reads."""
        found = people.person(self.context.book(), user)
        return found.language if found else self.context.settings.language

    def tell(self, body: Body, refusal: Refused, key: str = "") -> None:
        """Say ``refusal`` to the person only, where they clicked; through the outbox, so that it surely arrives."""
        self.whisper(body, self.said(body["user"]["id"], refusal), key or body.get("trigger_id", ""))

    def whisper(self, body: Body, text: str, key: str = "") -> None:
        """Say ``text`` to the person only, once per ``key``."""
        user = body["user"]["id"]
        payload = {"user": user, "channel": (body.get("channel") or {}).get("id"), "text": escaped(text)}
        now, unique = self.context.now(), key or uuid.uuid4().hex

        def happening(session: Any) -> None:
            if deliveries.first_time(session, f"tell:{unique}", now):
                outbox.arm(
                    session, f"tell:{uuid.uuid4().hex}", "person.tell", Lane.CHAT, now, urgency=0, payload=payload
                )

        self.context.store.write(happening)
        self.context.wake(Lane.CHAT)

    def failed(self, error: BaseException, body: Body) -> None:
        """The unexpected: loud in the log, one sentence for the person."""
        incident = uuid.uuid4().hex[:8]
        log.error("slack_listener_failed", incident=incident, error=repr(error), exc_info=error)
        if "user" in body and isinstance(body["user"], dict):
            text = _("That did not work, and it has been noted as {incident}. Nothing was changed; please try again.")
            self.whisper(body, say(self.language(body["user"]["id"]), text, incident=incident))
