"""Listeners: acknowledge, read, one transaction, one desk verb; the answer is drawn by the outbox.

Nothing here waits for Slack, Redis or a network before the acknowledgement. A refusal becomes a sentence to the person;
typing in a channel or thread does nothing at all, by design (private by default).
"""

from __future__ import annotations

import uuid
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import logs
from bot.context import Context
from bot.desk import alerts, complaints, deliveries, events, folds, outbox, people
from bot.desk.vocabulary import Lane, Refused
from bot.slack import modals, rows, verbs
from bot.sources import counter
from bot.texts import _, say

log = logs.get(__name__)
Body = dict[str, Any]
TRIGGER_GONE = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


def build(context: Context, client: WebClient, signing_secret: str) -> App:
    """The Bolt app: it verifies Slack's signature and calls the listeners below."""
    app = App(
        client=client,
        signing_secret=signing_secret or "socket-mode-needs-none",
        token_verification_enabled=False,  # `amends doctor` checks the token; a start must not need Slack
        process_before_response=True,  # answers at once instead of polling for the acknowledgement every 10 ms
        ignoring_self_events_enabled=True,
    )
    edge = Edge(context, client)
    for action in verbs.BUTTONS:
        app.action(action)(edge.pressed)
    for action in verbs.OPENS:
        app.action(action)(ack=_acknowledged, lazy=[edge.open_modal])
    for callback in verbs.SUBMISSIONS:
        app.view(callback)(edge.submitted)
    app.action("complaint_timeline")(ack=_acknowledged, lazy=[edge.open_story])
    app.action("card_unfold")(edge.unfold)
    app.action("card_unfold_next")(edge.unfold)
    app.action("open_source")(_acknowledged)
    app.shortcut("complaint_log")(ack=_acknowledged, lazy=[edge.open_log])
    app.shortcut("complaint_log_message")(ack=_acknowledged, lazy=[edge.open_log])
    app.view("complaint_log")(edge.logged)
    app.event("app_home_opened")(edge.home_opened)
    app.event("message")(_acknowledged)
    app.error(edge.failed)
    return app


def _acknowledged(ack: Ack) -> None:
    ack()


class Edge:
    """Slack's edge: it knows payloads, people and cards, and decides nothing."""

    def __init__(self, context: Context, client: WebClient) -> None:
        self.context = context
        self.client = client

    def pressed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A button that acts at once."""
        ack()
        act, verb = verbs.BUTTONS[action["action_id"]]
        ref, _bar, extra = action.get("value", "").partition("|")
        key = f"{body['user']['id']}:{action['action_id']}:{action.get('action_ts', '')}:{ref}"
        try:
            self._do(key, body["user"]["id"], act, verb, ref, {"extra": extra})
        except Refused as refusal:
            self._tell(body, refusal, key)

    def submitted(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """A modal sent in; a refusal stands at the field it is about, and what was typed stays."""
        act, verb = verbs.SUBMISSIONS[view["callback_id"]]
        ref, _bar, extra = view["private_metadata"].partition("|")
        values = _values(view) | {"extra": extra}
        try:
            self._do(f"{view['id']}:{view.get('hash', '')}", body["user"]["id"], act, verb, ref, values)
        except Refused as refusal:
            ack(response_action="errors", errors=self._at_field(view, body["user"]["id"], refusal))
        else:
            ack()

    def _do(self, key: str, user: str, act: str, verb: verbs.Verb, ref: str, values: verbs.Values) -> None:
        """Once per delivery: who may, which complaint, the verb, all in one transaction."""
        context, book, now = self.context, self.context.book(), self.context.now()

        def happening(session: Any) -> None:
            if deliveries.first_time(session, key, now):
                person = people.allowed(book, user, act)
                verb(session, book, complaints.by_ref(session, ref), person, values, now)

        context.store.write(happening)
        context.wake(Lane.CHAT, Lane.MODEL)

    def _at_field(self, view: dict[str, Any], user: str, refusal: Refused) -> dict[str, str]:
        fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
        field = refusal.field if refusal.field in fields else fields[-1]
        return {str(field): self._said(user, refusal)}

    def _said(self, user: str, refusal: Refused) -> str:
        language = self.language(user)
        values = {
            key: say(language, value) if isinstance(value, str) else value for key, value in refusal.values.items()
        }
        return say(language, refusal.text, **values)

    def language(self, user: str) -> str:
        """The language in which ``user`` reads."""
        found = people.person(self.context.book(), user)
        return found.language if found else self.context.settings.language

    def _tell(self, body: Body, refusal: Refused, key: str = "") -> None:
        """Say ``refusal`` to the person only, where they clicked; through the outbox, so that it surely arrives."""
        self._whisper(body, self._said(body["user"]["id"], refusal), key)

    def _whisper(self, body: Body, text: str, key: str = "") -> None:
        user = body["user"]["id"]
        payload = {"user": user, "channel": (body.get("channel") or {}).get("id"), "text": text}
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
            if error.response.get("error") not in TRIGGER_GONE:
                raise
            self._tell(body, Refused(_("Slack was slow and the window could not open. Press the button again.")))

    def unfold(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """Post the cards of folded complaints: one, or the next five."""
        ack()
        context, now = self.context, self.context.now()
        channel = (body.get("channel") or {}).get("id", "")
        context.store.write(lambda session: folds.unfold(session, channel, action["value"], now))
        context.wake(Lane.CHAT)

    def open_log(self, body: Body, shortcut: dict[str, Any]) -> None:
        """ "Log a complaint", from the shortcut menu or from a message."""
        language, message = self.language(body["user"]["id"]), shortcut.get("message") or {}
        if not message:
            return self._views_open(body, modals.log(language))
        channel, ts = shortcut["channel"]["id"], message["ts"]
        url = self._permalink(channel, ts)
        view = modals.log(language, text=message.get("text", "")[:3000], url=url, key=f"slack:{channel}:{ts}")
        return self._views_open(body, view)

    def _permalink(self, channel: str, ts: str) -> str:
        try:
            return str(self.client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except SlackApiError:
            return ""  # a private channel we are not in: the words are there all the same

    def logged(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """The complaint walks the same way as any alert."""
        values, user = _values(view), body["user"]["id"]
        context, now = self.context, self.context.now()
        try:
            person = people.allowed(context.book(), user, "log")
            _guard_log(values)
        except Refused as refusal:
            return ack(response_action="errors", errors=self._at_field(view, user, refusal))  # type: ignore[return-value]
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
        ack()
        text = _("Logged. Its card appears in the approvals channel.") if stored else _("This was logged before.")
        self._whisper(body, say(self.language(user), text), f"log:{view['id']}")
        context.wake(Lane.CHAT)
        return None

    def home_opened(self, ack: Ack, event: dict[str, Any]) -> None:
        """The Home tab is drawn by the outbox."""
        ack()
        if event.get("tab") == "home":
            now, user = self.context.now(), event["user"]
            self.context.store.write(
                lambda session: outbox.arm(session, f"home:{user}", "home.show", Lane.CHAT, now, payload={"user": user})
            )
            self.context.wake(Lane.CHAT)

    def failed(self, error: Exception, body: Body) -> None:
        """The unexpected: loud in the log, one sentence for the person."""
        incident = uuid.uuid4().hex[:8]
        log.error("slack_listener_failed", incident=incident, error=repr(error), exc_info=error)
        if "user" in body and isinstance(body["user"], dict):
            text = _("That did not work, and it has been noted as {incident}. Nothing was changed; please try again.")
            self._whisper(body, say(self.language(body["user"]["id"]), text, incident=incident))


def _guard_log(values: dict[str, str]) -> None:
    if not values["text"].strip():
        raise Refused(_("Write what the customer said."), field="text")
    if values["url"].strip() and not values["url"].strip().startswith(("https://", "http://")):
        raise Refused(_("An address begins with https:// — or leave it empty."), field="url")


def _values(view: dict[str, Any]) -> dict[str, str]:
    """``block_id`` → what was typed or chosen ("" for an empty field)."""
    found = {}
    for block_id, elements in view["state"]["values"].items():
        element = next(iter(elements.values()))
        chosen = element.get("selected_option") or {}
        found[block_id] = element.get("value") or element.get("selected_date") or chosen.get("value") or ""
    return found
