"""What each button and each window does: one desk verb each. The listeners are the same few lines for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.desk import (
    abstentions,
    approvals,
    commitments,
    complaints,
    conduct,
    discards,
    drafts,
    gestures,
    groups,
    hotlines,
    judging,
    publishing,
    rewritings,
    tickets,
)
from bot.desk import steering as desk_steering
from bot.desk.closing import asking, lines, resolving
from bot.desk.closing.process import Process
from bot.desk.incidents import belonging
from bot.desk.models import Complaint
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Decision, Refused
from bot.slack import deadlines, ended, grouped, modals, steering, teamwork
from bot.slack.blocks import Block
from bot.slack.incidents import windows
from bot.slack.rows import Rows

Values = dict[str, str]
# (session, book, complaint (or mention), person, what the button or the window carried, now)
Verb = Callable[[Session, Book, Any, Person, Values, datetime], Any]


# Refusals that the person can put right at once: there is a window for each (see :mod:`ways`).
WAYS = (conduct.NotAcknowledged, judging.ReasonsNeeded, tickets.OfAnotherTeam)


class NotApproved(Refused):
    """The words can be saved, but this person's approval of them is refused: ``why``."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.text, why.field, **why.values)
        self.why = why


def _number(values: Values) -> int:
    said = values["extra"].partition(":")[0]
    return int(said) if said.isdigit() else 0


def _approve(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    approvals.approve(s, b, c, p, v["extra"], now, overrides={check: v[check] for check in v if check != "extra"})


def _edit(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> str:
    """Save; what the Approve button of the new version carries."""
    latest, body = drafts.in_hand(s, c), v["body"]
    promises = None  # the same words keep what they promise
    if body.strip() and (latest is None or latest.body.strip() != body.strip()):
        playbook = complaints.frozen_playbook(b, c)
        promises = commitments.noticed(b, playbook, c, latest or drafts.unwritten(c), body.strip(), now)
    draft = drafts.edit(s, b, c, p, _number(v), body, now, commitments=promises)
    s.flush()
    return drafts.shown_as(draft, c)


def _edit_and_approve(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    shown = _edit(s, b, c, p, v, now)
    try:
        approvals.approve(s, b, c, p, shown, now)
    except (*WAYS, judging.Blocked):
        raise
    except Refused as refusal:
        raise NotApproved(refusal) from refusal


def _filled_in(c: Complaint, v: Values) -> tuple[Values, set[str]]:
    """What differs from what was known, and the slots that are confirmed; one that is confirmed again counts as filled
    in again."""
    confirmed = set(v.get("confirmed", "").split(",")) - {""}
    typed = {slot: said for slot, said in v.items() if slot not in ("extra", "confirmed")}
    new = {
        slot: said for slot, said in typed.items()
        if said.strip() != str(c.facts.get(slot, {}).get("value", "")) or (slot in confirmed and said.strip())
    }  # fmt: skip
    return new, confirmed


def _fill(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    new, confirmed = _filled_in(c, v)
    desk_steering.fill_slots(s, b, c, p, new, now, confirmed=confirmed)


def _fill_ticket(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    new, confirmed = _filled_in(c, v)
    tickets.fill(s, b, c, p, new, now, confirmed=confirmed)


def _decide(decision: Decision) -> Verb:
    def verb(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
        gestures.decide(s, b, c, p, _number(v), decision, v.get("reason", ""), now)

    return verb


def _resolve(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    parts = {part.name: v.get(part.name, "") for part in fields(resolving.Said)}
    resolving.resolve(s, b, c, p, resolving.Said(**parts), now)


def _renegotiate(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    commitments.renegotiate(
        s, b, c, p, _number(v), now, on=v["on"], at=v["at"], reason=v["reason"], told=v["told"]
    )  # fmt: skip


def _skip_line(s: Session, b: Book, c: Complaint, p: Person, v: Values, now: datetime) -> None:
    asking.begin(s, b, c, lines.skip(s, c, p, v["why"], now), now)


# What the role must allow, and the verb.
APPROVE: tuple[str, Verb] = ("approve", _approve)
EDIT_AND_APPROVE: tuple[str, Verb] = ("approve", _edit_and_approve)
USE_VERSION: tuple[str, Verb] = (
    "approve", lambda s, b, c, p, v, now: rewritings.use_version(s, b, c, p, _number(v), now)
)  # fmt: skip

# action_id → (what the role must allow, the verb). Buttons that act at once.
BUTTONS: dict[str, tuple[str, Verb]] = {
    "draft_approve": APPROVE,
    "draft_regenerate": ("approve", lambda s, b, c, p, _v, now: drafts.regenerate(s, b, c, p, now)),
    "draft_publish_again": ("approve", lambda s, b, c, p, _v, now: publishing.publish_again(s, b, c, p, now)),
    "approval_undo": ("approve", lambda s, _b, c, p, _v, now: approvals.undo(s, c, p, now)),
    "complaint_restore": ("approve", lambda s, b, c, p, _v, now: complaints.restore(s, b, c, p, now)),
    "complaint_engage": ("approve", lambda s, b, c, p, _v, now: abstentions.engage(s, b, c, p, now)),
    "complaint_clear": ("approve", lambda s, b, c, p, _v, now: desk_steering.clear(s, b, c, p, now)),
    "hotline_take": ("log", lambda s, b, c, p, _v, now: hotlines.take(s, b, c, p, now)),
    "complaint_ungroup": ("approve", lambda s, _b, c, p, _v, now: groups.ungroup(s, c, p, now)),
    "gesture_grant": ("log", _decide(Decision.GRANTED)),
    "commitment_keep": ("log", lambda s, b, c, p, v, now: commitments.keep(s, b, c, p, _number(v), now)),
    "commitment_confirm": ("log", lambda s, b, c, p, v, now: commitments.confirm(s, b, c, p, _number(v), now)),
    "commitment_set_aside": ("log", lambda s, b, c, p, v, now: commitments.set_aside(s, b, c, p, _number(v), now)),
    "ticket_claim": ("work", lambda s, b, c, p, _v, now: tickets.claim(s, b, c, p, now)),
    "ticket_take": ("work", lambda s, b, c, p, _v, now: tickets.take(s, b, c, p, now)),
    "ticket_repeat": ("log", lambda s, _b, c, p, _v, now: tickets.repeated(s, c, p, now)),
    "ticket_split": ("work", lambda s, b, c, p, _v, now: tickets.split(s, b, c, p, now)),
    "ticket_release": ("work", lambda s, b, c, p, _v, now: tickets.release(s, b, c, p, now)),
}  # fmt: skip

# The same for buttons beside a mention that was set aside; they carry its id. Whoever may log a complaint may do it.
ON_MENTIONS: dict[str, tuple[str, Verb]] = {
    "mention_restore": ("log", lambda s, b, m, p, _v, now: discards.restore(s, b, m, p, now)),
    "mention_review": ("log", lambda s, b, m, p, _v, now: discards.find_right(s, b, m, p, now)),
}

# callback_id → (what the role must allow, the verb). Windows, on submission.
SUBMISSIONS: dict[str, tuple[str, Verb]] = {
    "draft_edit": ("approve", _edit),
    "draft_reject": ("approve", lambda s, b, c, p, v, now: drafts.ask_for_change(
        s, b, c, p, _number(v), v["kind"], v["words"], now)),
    "draft_posted": ("approve", lambda s, b, c, p, v, now: publishing.posted_by_hand(s, b, c, p, v["url"], now)),
    "playbook_choose": ("approve", lambda s, b, c, p, v, now: desk_steering.choose_playbook(
        s, b, c, p, v["playbook"], now)),
    "slots_fill": ("log", _fill),
    "complaint_grade": ("approve", lambda s, b, c, p, v, now: desk_steering.grade(
        s, b, c, p, v["severity"], now, abusive={"yes": True, "no": False}.get(v.get("abusive", "")))),
    "complaint_escalate": ("log", lambda s, b, c, p, v, now: desk_steering.hand_to_manager(s, b, c, p, v["why"], now)),
    "complaint_dismiss": ("approve", lambda s, b, c, p, v, now: complaints.dismiss(
        s, b, c, p, v["reason"], now, v.get("kind", ""))),
    "incident_alone": ("incident", lambda s, b, c, p, v, now: belonging.answer_alone(s, b, c, p, v["why"], now)),
    "incident_leave": ("approve", lambda s, b, c, p, v, now: belonging.take_out(s, b, c, p, v["why"], now)),
    "complaint_abstain": ("approve", lambda s, b, c, p, v, now: abstentions.abstain(
        s, b, c, p, v["needs"], v["reason"], v["until"], now)),
    "gesture_ask": ("log", lambda s, b, c, p, v, now: gestures.ask(
        s, b, c, p, v["kind"], v["amount"], v["why"], now)),
    "gesture_refuse": ("log", _decide(Decision.REFUSED)),
    "ticket_claim": ("work", lambda s, b, c, p, _v, now: tickets.claim(s, b, c, p, now, anyway=True)),
    "ticket_unlink": ("log", lambda s, _b, c, p, v, now: tickets.unlink(s, c, p, v["ref"], now)),
    "ticket_note": ("log", lambda s, b, c, p, v, now: tickets.note(s, b, c, p, v["note"], now)),
    "ticket_wait": ("work", lambda s, b, c, p, v, now: tickets.wait(s, b, c, p, v["what"], now)),
    "ticket_transfer": ("work", lambda s, b, c, p, v, now: tickets.transfer(s, b, c, p, v["to"], v["note"], now)),
    "ticket_snooze": ("work", lambda s, b, c, p, v, now: tickets.snooze(s, b, c, p, v["until"], v["why"], now)),
    "ticket_link": ("log", lambda s, _b, c, p, v, now: tickets.link(s, c, p, v["ref"], v["why"], now)),
    "ticket_merge": ("work", lambda s, b, c, p, v, now: tickets.merge(s, b, c, p, v["ref"], v["why"], now)),
    "ticket_refer": ("log", lambda s, b, c, p, v, now: tickets.refer(s, b, c, p, v["order"], v["incident"], now)),
    "ticket_fill": ("log", _fill_ticket),
    "ticket_reopen": ("log", lambda s, b, c, p, v, now: resolving.reopen(s, b, c, p, v["why"], now)),
    "ticket_appeal": ("log", lambda s, b, c, p, v, now: resolving.appeal(s, b, c, p, v["why"], now)),
    "ticket_resolve": ("work", _resolve),
    "commitment_renegotiate": ("log", _renegotiate),
    "satisfaction_note": ("log", lambda s, b, c, p, v, now: asking.answer(s, b, c, p, v["score"], v["words"], now)),
    "closing_skip": ("approve", _skip_line),
}  # fmt: skip

NOTHING_SEEN = Process(datetime.max.replace(tzinfo=UTC), None, 0, 0)
# action_id → the window it opens, which is sent in under the same name. (The reply's own window is editing.window.)
OPENS: dict[str, Callable[[Rows], Block]] = {
    "draft_reject": steering.change,
    "draft_posted": modals.posted,
    "playbook_choose": steering.playbook,
    "slots_fill": steering.fill,
    "complaint_grade": steering.grade,
    "complaint_escalate": steering.hand_over,
    "complaint_dismiss": modals.dismiss,
    "incident_alone": windows.alone,
    "incident_leave": windows.leave,
    "complaint_abstain": modals.abstain,
    "gesture_ask": steering.gesture,
    "gesture_refuse": lambda rows: steering.refuse(rows, 0),
    "ticket_note": modals.note,
    "ticket_wait": modals.wait,
    "ticket_resolve": lambda rows: ended.resolve(rows, NOTHING_SEEN, ""),
    "ticket_reopen": modals.reopen,
    **teamwork.OPENS,
    "ticket_appeal": ended.appeal,
    "commitment_renegotiate": lambda rows: ended.renegotiate(rows, 0),
    "satisfaction_note": ended.satisfied,
    "closing_skip": ended.skip,
}

# action_id → a window that is only looked at, or pressed in.
LOOKS: dict[str, Callable[[Rows], Block]] = {
    "complaint_more": steering.more,
    "ticket_more": teamwork.more,
    deadlines.ACTION: deadlines.window,
    "complaint_group": lambda rows: grouped.window(rows, []),
    "draft_versions": lambda rows: modals.frame(rows, "draft_versions", "Versions", []),
}
