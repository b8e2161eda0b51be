"""Complaints that people log by hand, from the shortcut menu or from somebody's message."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack
from slack_sdk.errors import SlackApiError

from bot.desk import alerts
from bot.desk.people import allowed
from bot.desk.vocabulary import Lane
from bot.slack import modals, payloads
from bot.slack.edge import Edge
from bot.slack.message import origin_of, words_of
from bot.slack.payloads import Body
from bot.slack.submissions import Submissions
from bot.sources import counter
from bot.texts import _, say


class Logging:
    """ "Log a complaint": it walks the same way as any alert."""

    def __init__(self, edge: Edge, submissions: Submissions) -> None:
        self.edge = edge
        self._submissions = submissions

    def open_log(self, body: Body, shortcut: dict[str, Any]) -> None:
        """ "Log a complaint", from the shortcut menu or from a message."""
        user, message = body["user"]["id"], shortcut.get("message") or {}
        allowed(self.edge.context.book(), user, "log")
        language = self.edge.language(user)
        if not message:
            self.edge.open(body, modals.log(language))
            return
        channel, ts = shortcut["channel"]["id"], message["ts"]
        url, name = origin_of(message)
        view = modals.log(
            language, text=words_of(message), name=name, url=url or self._permalink(channel, ts),
            key=f"slack:{channel}:{ts}",
        )  # fmt: skip
        self.edge.open(body, view)

    def _permalink(self, channel: str, ts: str) -> str:
        try:
            return str(self.edge.client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except (SlackApiError, OSError):
            return ""  # a private channel we are not in: the words are there all the same

    def logged(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """The complaint walks the same way as any alert."""
        self._submissions.answer(ack, body, view, lambda: self._log(body, view, payloads.values(view)))

    def _log(self, body: Body, view: dict[str, Any], values: dict[str, str]) -> None:
        context, user, now = self.edge.context, body["user"]["id"], self.edge.context.now()
        person = allowed(context.book(), user, "log")
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
        self.edge.whisper(body, say(self.edge.language(user), text), f"log:{view['id']}")
        context.wake(Lane.CHAT)
