"""The word that asks for figures; the answer is drawn and sent by a worker, so that it surely arrives."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.desk import outbox
from bot.desk.figures import questions
from bot.desk.vocabulary import Lane
from bot.slack.cards import NETWORKS
from bot.slack.words.word import Typed, Word
from bot.texts import _, say

COUNTING = _("One moment: the figures come right away.")


def _sla(typed: Typed) -> None:
    context, place = typed.edge.context, typed.body.get("channel") or {}

    def happening(session: Session) -> str:
        now = context.now()
        asked = questions.read(session, typed.book, typed.rest, NETWORKS, now)
        payload = {"user": typed.user, "channel": place.get("id"), **asked.written()}
        key = f"figures:asked:{typed.body['trigger_id']}"[:120]
        outbox.arm(session, key, "figures.answer", Lane.CHAT, now, urgency=1, payload=payload)
        return say(typed.language, COUNTING)

    typed.does(happening)


WORDS = (
    Word(
        ("sla", "figures", "chiffres", "délais", "delais"), "oversee",
        _("sla [team|venue|playbook NAME] [today|week|7d|28d]"),
        _("promises kept, where time is lost, what waits the longest, what was promised and is overdue"),
        _("sla team delivery 7d"), _sla, "délais",
    ),
)  # fmt: skip
