"""Words about one complaint: what happened to it, why its deadlines are what they are, whether it is one of its own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.desk import complaints, duplicates, events, groups
from bot.slack import deadlines, modals
from bot.slack.blocks import Block
from bot.slack.words.word import Typed, Word
from bot.texts import _, say

SEPARATED = _("{ref} is a complaint of its own now; it had joined {other}.")
GROUPED = _("{ref} and {other} stand for the same problem now; each keeps its own answer.")
UNGROUPED = _("{ref} is in no group any more.")


def story(typed: Typed) -> None:
    """The timeline of the complaint whose reference was typed."""

    def draw() -> Block:
        with typed.edge.context.store.read() as session:
            complaint = complaints.by_ref(session, typed.said)
            shown = typed.edge.rows(session, complaint, typed.user)
            return modals.story(shown, events.of_complaint(session, complaint.id))

    typed.opens(draw)


def _explain(typed: Typed) -> None:
    def draw() -> Block:
        with typed.edge.context.store.read() as session:
            return deadlines.window(typed.edge.rows(session, complaints.by_ref(session, typed.rest), typed.user))

    typed.opens(draw)


def _separate(typed: Typed) -> None:
    def happening(session: Session) -> str:
        complaint, person = complaints.by_ref(session, typed.rest), typed.person("approve")
        now = typed.edge.context.now()
        opened = duplicates.separate_latest(session, typed.book, complaint, person, now)
        return say(typed.language, SEPARATED, ref=opened.ref, other=complaint.ref)

    typed.does(happening)


def _group(typed: Typed) -> None:
    ref, _space, other = typed.rest.partition(" ")

    def happening(session: Session) -> str:
        one, two = complaints.by_ref(session, ref), complaints.by_ref(session, other.strip())
        groups.join(session, one, two, typed.person("approve"), typed.edge.context.now())
        return say(typed.language, GROUPED, ref=one.ref, other=two.ref)

    typed.does(happening)


def _ungroup(typed: Typed) -> None:
    def happening(session: Session) -> str:
        complaint = complaints.by_ref(session, typed.rest)
        groups.ungroup(session, complaint, typed.person("approve"), typed.edge.context.now())
        return say(typed.language, UNGROUPED, ref=complaint.ref)

    typed.does(happening)


REFERENCE = Word(
    (), "log", _("REFERENCE"), _("what happened to a complaint, with the exact words"), "K4M-7RX7", story,
)  # fmt: skip
WORDS = (
    Word(
        ("explain", "expliquer"), "log", _("explain REFERENCE"), _("why its deadlines are what they are"),
        "explain K4M-7RX7", _explain, "expliquer",
    ),
    Word(
        ("separate", "split", "séparer", "separer"), "approve", _("separate REFERENCE"),
        _("what joined it last is a complaint of its own"), "separate K4M-7RX7", _separate, "séparer",
    ),
    Word(
        ("group", "grouper", "regrouper"), "approve", _("group REFERENCE REFERENCE"),
        _("both tell of the same problem"), "group K4M-7RX7 M7X-2RK3", _group, "regrouper",
    ),
    Word(
        ("ungroup", "dégrouper", "degrouper"), "approve", _("ungroup REFERENCE"),
        _("it tells of another problem than its group"), "ungroup K4M-7RX7", _ungroup, "dégrouper",
    ),
)  # fmt: skip
