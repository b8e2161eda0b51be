"""The word that asks for a list to take away; a worker makes the file and sends it to the person."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.desk import exports, outbox
from bot.desk.vocabulary import Lane
from bot.slack.words.word import Typed, Word
from bot.texts import _, say

MAKING = _("{what} as {format}: the file comes as a direct message to you. That you asked stands in the audit log.")


def _export(typed: Typed) -> None:
    context, person = typed.edge.context, typed.person("audit")

    def happening(session: Session) -> str:
        now = context.now()
        wanted = exports.read(typed.book, typed.rest, now)
        payload = {"user": person.id, "asked_at": now.isoformat(), **wanted.written()}
        # Not in the lane of quick talk: a long list would keep cards waiting.
        key = f"export:{typed.body['trigger_id']}"[:120]
        outbox.arm(session, key, "export.send", Lane.MODEL, now, urgency=8, payload=payload)
        what = say(typed.language, exports.NAMES[wanted.what])
        return say(typed.language, MAKING, what=what[:1].upper() + what[1:], format=wanted.form)

    typed.does(happening)
    context.wake(Lane.MODEL)


WORDS = (
    Word(
        ("export", "exporter"), "audit",
        _("export [complaints|tickets|figures] [today|week|7d|28d] [csv|xlsx]"),
        _("a list as a file, for you alone; it is noted in the audit log"), _("export tickets 7d xlsx"), _export,
        "exporter",
    ),
)  # fmt: skip
