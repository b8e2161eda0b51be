"""Listeners: acknowledge, read, one transaction, one desk verb; the answer is drawn by the outbox.

Nothing here waits for Slack, Redis or a network before the acknowledgement. A refusal becomes a sentence to the person;
typing in a channel or thread does nothing at all, by design (private by default).
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import logs
from bot.context import Context
from bot.desk import alerts, complaints, deliveries, events, folds, outbox, people
from bot.desk.vocabulary import Lane, Refused
from bot.slack import modals, payloads, rows, verbs
from bot.slack.payloads import Body
from bot.slack.text import escaped, plain_words
from bot.sources import counter
from bot.texts import _, say

log = logs.get(__name__)
TRIGGER_GONE = {"expired_trigger_id", "invalid_trigger_id"}
TRIGGER_USED = "exchanged_trigger_id"  # the window is open already: this was the same press, delivered again
PATIENCE = 1.5  # seconds: Slack gives up after three
THREADS = 16  # for what happens after an acknowledgement: each may wait for Slack
CLICKS_AT_ONCE = 6  # more would only share the processor, and the last would wait longer


def build(context: Context, client: WebClient, signing_secret: str) -> App:
    """The Bolt app: it verifies Slack's signature and calls the listeners below."""
    app = App(
        # Without a token, since `authorize` gives it: Bolt would ask Slack who we are before the first acknowledgement.
        client=WebClient(base_url=client.base_url, timeout=client.timeout),
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=client.token
        ),
        # Socket Mode needs none, and then nothing that comes over HTTP is believed.
        signing_secret=signing_secret or secrets.token_hex(32),
        process_before_response=True,  # answers at once instead of polling for the acknowledgement every 10 ms
        listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="slack-later"),
    )
    edge = Edge(context, client)
    for action in verbs.BUTTONS:
        app.action(action)(edge.pressed)
    for action in verbs.OPENS:
        app.action(action)(ack=_acknowledged, lazy=[edge.telling(edge.open_modal)])
    for callback in verbs.SUBMISSIONS:
        app.view(callback)(edge.submitted)
    app.action("complaint_timeline")(ack=_acknowledged, lazy=[edge.telling(edge.open_story)])
    app.action("card_unfold")(edge.unfold)
    app.action("card_unfold_next")(edge.unfold)
    app.action("open_source")(_acknowledged)
    app.shortcut("complaint_log")(ack=_acknowledged, lazy=[edge.telling(edge.open_log)])
    app.shortcut("complaint_log_message")(ack=_acknowledged, lazy=[edge.telling(edge.open_log)])
    app.view("complaint_log")(edge.logged)
    app.event("app_home_opened")(edge.home_opened)
    app.event("message")(_acknowledged)
    app.action(re.compile(""))(edge.unknown)  # the last one: a button that nothing above knows
    app.error(edge.failed)
    return app


def _acknowledged(ack: Ack) -> None:
    ack()


class Edge:
    """Slack's edge: it knows payloads, people and cards, and decides nothing."""

    def __init__(self, context: Context, client: WebClient) -> None:
        self.context = context
        self.client = client
        self._threads = ThreadPoolExecutor(CLICKS_AT_ONCE, thread_name_prefix="click")

    def _within(self, body: Body, work: Callable[[], object]) -> bool:
        """Do ``work``, waiting for it :data:`PATIENCE` seconds at most; whether it was done by then.

        However slow the database is, Slack gets its acknowledgement; what goes wrong later is told all the same.
        """
        doing = self._threads.submit(work)
        try:
            doing.result(PATIENCE)
        except TimeoutError:
            if doing.done():
                raise
            doing.add_done_callback(lambda done: self._late(done, body))
            return False
        return True

    def _late(self, done: Future[object], body: Body) -> None:
        if error := done.exception():
            if isinstance(error, Refused):
                self._tell(body, error)
            else:
                self.failed(error, body)

    def telling(self, opens: Callable[[Body, dict[str, Any]], object]) -> Callable[..., None]:
        """``opens``, run after the acknowledgement: Bolt keeps to itself what goes wrong there, so we say it."""

        def run(body: Body, payload: dict[str, Any]) -> None:
            try:
                opens(body, payload)
            except Exception as error:
                self.failed(error, body)

        return run

    def pressed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button that acts at once."""
        ack()
        act, verb = verbs.BUTTONS[action["action_id"]]
        ref, _bar, extra = action.get("value", "").partition("|")
        key, user = payloads.delivery(body, action), body["user"]["id"]

        def press() -> None:
            try:
                self._do(key, user, act, verb, ref, {"extra": extra})
            except Refused as refusal:
                self._tell(body, refusal, key)

        self._within(body, press)

    def submitted(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """A modal sent in; a refusal stands at the field it is about, and what was typed stays."""
        act, verb = verbs.SUBMISSIONS[view["callback_id"]]
        ref, _bar, extra = view["private_metadata"].partition("|")
        values, user = payloads.values(view) | {"extra": extra}, body["user"]["id"]
        key = f"{view['id']}:{view.get('hash', '')}"
        self._answer(ack, body, view, lambda: self._do(key, user, act, verb, ref, values))

    def _answer(self, ack: Ack, body: Body, view: dict[str, Any], work: Callable[[], object]) -> None:
        """Do ``work`` and close the modal, or leave it open with what is in the way."""
        try:
            if not self._within(body, work):
                slow = _("This takes longer than usual. Wait a moment, then press again: nothing is done twice.")
                raise Refused(slow)
        except Refused as refusal:
            ack(response_action="errors", errors=self._at_field(view, body["user"]["id"], refusal))
        else:
            ack()

    def _do(self, key: str, user: str, act: str, verb: verbs.Verb, ref: str, values: verbs.Values) -> None:
        """Once per delivery: who may, which complaint, the verb, all in one transaction."""
        context, book, now = self.context, self.context.book(), self.context.now()

        def happening(session: Any) -> set[Lane]:
            if deliveries.first_time(session, key, now):
                person = people.allowed(book, user, act)
                complaint = complaints.by_ref(session, ref)
                logs.correlate(complaint.correlation)
                verb(session, book, complaint, person, values, now)
            return outbox.lanes_armed(session)

        lanes = context.store.write(happening)
        log.info("person_acted", person=user, ref=ref, right=act, delivery=key)
        logs.correlate(None)
        context.wake(*lanes)

    def _at_field(self, view: dict[str, Any], user: str, refusal: Refused) -> dict[str, str]:
        fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
        field = refusal.field if refusal.field in fields else fields[-1]
        return {str(field): self._said(user, refusal)}

    def _said(self, user: str, refusal: Refused) -> str:
        return refusal.said(self.language(user))

    def language(self, user: str) -> str:
        """The language in which ``user`` reads."""
        found = people.person(self.context.book(), user)
        return found.language if found else self.context.settings.language

    def _tell(self, body: Body, refusal: Refused, key: str = "") -> None:
        """Say ``refusal`` to the person only, where they clicked; through the outbox, so that it surely arrives."""
        self._whisper(body, self._said(body["user"]["id"], refusal), key or body.get("trigger_id", ""))

    def _whisper(self, body: Body, text: str, key: str = "") -> None:
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

    def open_modal(self, body: Body, action: dict[str, Any]) -> None:
        """Runs after the acknowledgement: the trigger lives three seconds."""
        self._open(body, action["value"], verbs.OPENS[action["action_id"]])

    def open_story(self, body: Body, action: dict[str, Any]) -> None:
        """The timeline."""
        with self.context.store.read() as session:
            try:
                complaint = complaints.by_ref(session, action["value"])
            except Refused as refusal:
                return self._tell(body, refusal)
            shown = self._rows(session, complaint, body["user"]["id"])
            view = modals.story(shown, events.of_complaint(session, complaint.id))
        return self._views_open(body, view)

    def _open(self, body: Body, value: str, draw: Any) -> None:
        with self.context.store.read() as session:
            try:
                complaint = complaints.by_ref(session, value.partition("|")[0])
            except Refused as refusal:
                return self._tell(body, refusal)
            view = draw(self._rows(session, complaint, body["user"]["id"]))
        return self._views_open(body, view)

    def _rows(self, session: Any, complaint: Any, user: str) -> rows.Rows:
        context = self.context
        return rows.of_complaint(session, context.book(), complaint, self.language(user), context.now())

    def _views_open(self, body: Body, view: dict[str, Any]) -> None:
        try:
            self.client.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            if error.response.get("error") == TRIGGER_USED:
                return
            if error.response.get("error") not in TRIGGER_GONE:
                raise
            self._tell(body, Refused(_("Slack was slow and the window could not open. Press the button again.")))

    def unfold(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """Post the cards of folded complaints: one, or the next five."""
        ack()
        context, now, key = self.context, self.context.now(), payloads.delivery(body, action)
        channel = (body.get("channel") or {}).get("id", "")

        def happening(session: Any) -> None:
            if deliveries.first_time(session, key, now):
                folds.unfold(session, channel, action["value"], now)

        if self._within(body, lambda: context.store.write(happening)):
            context.wake(Lane.CHAT)

    def unknown(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button of another version of Amends, or one that was taken out: it does nothing, and says so."""
        ack()
        log.warning("slack_action_unknown", action=action.get("action_id"))
        text = _("This button belongs to an older card and does nothing any more. Use the newest card.")
        key = payloads.delivery(body, action)
        self._within(body, lambda: self._tell(body, Refused(text), key))

    def open_log(self, body: Body, shortcut: dict[str, Any]) -> None:
        """ "Log a complaint", from the shortcut menu or from a message."""
        language, message = self.language(body["user"]["id"]), shortcut.get("message") or {}
        if not message:
            return self._views_open(body, modals.log(language))
        channel, ts = shortcut["channel"]["id"], message["ts"]
        url = self._permalink(channel, ts)
        view = modals.log(language, text=plain_words(message.get("text", "")), url=url, key=f"slack:{channel}:{ts}")
        return self._views_open(body, view)

    def _permalink(self, channel: str, ts: str) -> str:
        try:
            return str(self.client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except (SlackApiError, OSError):
            return ""  # a private channel we are not in: the words are there all the same

    def logged(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """The complaint walks the same way as any alert."""
        self._answer(ack, body, view, lambda: self._log(body, view, payloads.values(view)))

    def _log(self, body: Body, view: dict[str, Any], values: dict[str, str]) -> None:
        context, user, now = self.context, body["user"]["id"], self.context.now()
        person = people.allowed(context.book(), user, "log")
        payloads.guard_log(values)
        entry = counter.entry(
            text=values["text"].strip(),
            network=values["network"] or "other",
            name=values["name"],
            url=values["url"].strip(),
            language="",
            at=now,
            logged_by=person.id,
            key=view["private_metadata"] or view["id"],
        )
        stored = context.store.write(lambda session: alerts.store(session.connection(), [alerts.row(entry, now)]))
        text = _("Logged. Its card appears in the approvals channel.") if stored else _("This was logged before.")
        self._whisper(body, say(self.language(user), text), f"log:{view['id']}")
        context.wake(Lane.CHAT)

    def home_opened(self, ack: Ack, event: dict[str, Any]) -> None:
        """The Home tab is drawn by the outbox."""
        ack()
        if event.get("tab") == "home":
            now, user = self.context.now(), event["user"]

            def happening(session: Any) -> None:
                outbox.arm(session, f"home:{user}", "home.show", Lane.CHAT, now, payload={"user": user})

            self._within({}, lambda: self.context.store.write(happening))
            self.context.wake(Lane.CHAT)

    def failed(self, error: BaseException, body: Body) -> None:
        """The unexpected: loud in the log, one sentence for the person."""
        incident = uuid.uuid4().hex[:8]
        log.error("slack_listener_failed", incident=incident, error=repr(error), exc_info=error)
        if "user" in body and isinstance(body["user"], dict):
            text = _("That did not work, and it has been noted as {incident}. Nothing was changed; please try again.")
            self._whisper(body, say(self.language(body["user"]["id"]), text, incident=incident))
