"""``/amends`` typed in Slack: finds the word in the table, asks whether the person may, and lets the word answer."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.desk.vocabulary import Refused
from bot.slack.edge import Edge
from bot.slack.payloads import Body
from bot.slack.text import escaped
from bot.slack.words import table
from bot.slack.words.word import Parts, Typed, Word


class Commands:
    """The slash command."""

    def __init__(self, edge: Edge, parts: Parts) -> None:
        self.edge = edge
        self._parts = parts

    def typed(self, ack: Ack, command: dict[str, Any]) -> None:
        """``/amends …``; of a word that is unknown the nearest are told, and none of them is run."""
        said = " ".join(str(command.get("text") or "").split())
        body, word = _as_body(command), table.find(said)
        typed = Typed(self.edge, self._parts, ack, body, said, said.partition(" ")[2])
        try:
            self._answer(word, typed)
        except Refused as refusal:
            ack(escaped(self.edge.said(typed.user, refusal)))

    def _answer(self, word: Word | None, typed: Typed) -> None:
        if word is None:
            typed.ack(table.unknown(typed.book, typed.user, typed.said, typed.language))
        else:
            typed.person(word.act)
            word.verb(typed)


def _as_body(command: dict[str, Any]) -> Body:
    """A command as the other listeners know what Slack sends."""
    return {
        "user": {"id": command["user_id"]},
        "channel": {"id": command.get("channel_id")},
        "trigger_id": command.get("trigger_id", ""),
    }
