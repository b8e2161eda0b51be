"""Words of teams: the queue, being away and back, many tickets of one incident."""

from __future__ import annotations

from bot.desk.people import BELONG
from bot.slack.words.word import Typed, Word
from bot.texts import _


def _queue(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.crewing.queue(typed.rest, typed.user))


def _away(typed: Typed) -> None:
    typed.does(lambda session: typed.parts.crewing.away(session, typed.rest, typed.user))


def _back(typed: Typed) -> None:
    typed.does(lambda session: typed.parts.crewing.back(session, typed.user))


def _tickets(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.crewing.of_incident(typed.rest, typed.user))


WORDS = (
    Word(
        ("queue", "file"), "log", _("queue [TEAM]"), _("what waits for your team, or another one, and who is there"),
        _("queue delivery"), _queue, "file",
    ),
    Word(
        ("away", "absent", "absente", "absence"), BELONG, _("away [until WHEN]"),
        _("no work is given to you till then"), _("away until friday"), _away, "absence",
    ),
    Word(
        ("back", "retour", "présent", "présente", "present"), BELONG, "back", _("you are there again"), "back", _back,
        "retour",
    ),
    Word(("tickets",), "work", _("tickets NUMBER"), _("all open tickets of an incident at once"), "tickets 12",
         _tickets),
)  # fmt: skip
