"""Messages that are no cards: the digest of deadlines, one per channel however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import commitments, complaints, events, gestures, hotlines, people, waiting
from bot.desk.digests import Untold
from bot.desk.models import Commitment, Complaint, Gesture
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.telling import ABOUT_NAMES, About
from bot.desk.vocabulary import CommitmentState, ComplaintState
from bot.slack import blocks, buttons, closed
from bot.slack.blocks import Block
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

SHOWN = 10
REMINDED, GESTURES_SHOWN, PROMISES_SHOWN = 8, 2, 2  # a message takes 50 blocks


def digest(book: Book, items: Sequence[Untold], now: datetime) -> dict[str, Any]:
    """Deadlines that are near or have passed, worst first."""
    language = book.desk.channels.language
    late = [item for item in items if item.clock.breached_at or now > item.clock.due_at]
    if late:
        head = say(language, _("{late} late, {near} near their deadline"), late=len(late), near=len(items) - len(late))
    else:
        head = say(language, _("{near} near their deadline"), near=len(items))
    lines = [_line(item, now) for item in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(say(language, _("…and {n} more"), n=len(items) - SHOWN))
    return {"text": head, "blocks": [blocks.section(f"*{head}*"), blocks.lines(lines)]}


def sentence(book: Book, user: str, payload: dict[str, Any], otherwise: str) -> str:
    """What ``payload`` has to say to ``user`` (a marked text and its values), in their language."""
    found = people.person(book, user)
    language = found.language if found else otherwise
    values = {
        key: say(language, value) if isinstance(value, str) else value for key, value in payload["values"].items()
    }
    return escaped(say(language, payload["say"]).format_map(values))


def reminder(
    session: Session, book: Book, payload: dict[str, Any], otherwise: str, now: datetime
) -> dict[str, Any] | None:
    """What a person or a channel is reminded of, the oldest first; None when nothing of it waits any more."""
    about = About(payload["about"])
    query = select(Complaint).where(Complaint.id.in_(payload["complaints"])).order_by(Complaint.opened_at)
    listed = [one for one in session.scalars(query) if _still_waits(session, about, one)]
    if not listed:
        return None
    found = people.person(book, payload["user"]) if "user" in payload else None
    language = found.language if found else book.desk.channels.language if "channel" in payload else otherwise
    head = say(language, ABOUT_NAMES[about])
    called = " ".join(f"<!subteam^{group}>" for group in payload.get("groups", []))
    shown = [blocks.section(f"{called} *{escaped(head)}*".strip())]
    for one in listed[:REMINDED]:
        shown += _waiting(session, book, about, one, language, now)
    if len(listed) > REMINDED:
        shown.append(blocks.context(say(language, _("…and {n} more"), n=len(listed) - REMINDED)))
    return {"text": head, "blocks": shown}


def _still_waits(session: Session, about: About, complaint: Complaint) -> bool:
    if about in (About.GESTURE, About.GESTURE_WAITS):
        return any(one.decision is None for one in gestures.of_complaint(session, complaint.id))
    if about in (About.HOTLINE, About.HOTLINE_UNTAKEN):
        return hotlines.taken_by(session, complaint) is None
    if about in (About.COMMITMENT, About.COMMITMENT_BROKEN):
        return bool(_open_promises(session, complaint))
    if about == About.APPEAL:
        return complaint.state == ComplaintState.ANSWERED
    if about == About.AFTER_CLOSING:
        return True
    if about == About.SUPPORT:
        return complaint.state == ComplaintState.OPEN
    if about == About.CLAIM:
        return waiting.is_unclaimed(session, complaint)
    if about == About.BREACH:
        return waiting.is_broken(session, complaint)
    return waiting.is_waiting(session, complaint) or waiting.line_waits(session, complaint)


def _waiting(
    session: Session, book: Book, about: About, complaint: Complaint, language: str, now: datetime
) -> list[Block]:
    """One complaint, and what can be done about it with one click."""
    mention = complaint.mention
    who = inline(mention.author_name or mention.author_handle, 40)
    found = [blocks.section(f"`{complaint.ref}` *{who}* · {moment(complaint.opened_at)}\n{inline(mention.text, 200)}")]
    if about in (About.GESTURE, About.GESTURE_WAITS):
        undecided = [one for one in gestures.of_complaint(session, complaint.id) if one.decision is None]
        for gesture in undecided[:GESTURES_SHOWN]:
            found += _gesture(book, gesture, complaint.ref, language)
    elif about in (About.COMMITMENT, About.COMMITMENT_BROKEN):
        for row in _open_promises(session, complaint)[:PROMISES_SHOWN]:
            found += closed.promise(row, complaint.ref, escaped(name_of(book, row.owner)), language, now)
    elif about in (About.HOTLINE, About.HOTLINE_UNTAKEN):
        take = blocks.button("hotline_take", say(language, _("I have it")), complaint.ref, style="primary")
        found += _first_steps(session, book, complaint, language)
        found.append(blocks.actions(take, *_clearing(book, complaint, language), block_id=f"take-{complaint.id}"))
    elif clearing := _clearing(book, complaint, language):
        found.append(blocks.actions(*clearing, block_id=f"clear-{complaint.id}"))
    if about == About.SUPPORT and (told := events.last_of_kind(session, complaint.id, "support_told")):
        text = say(language, _("{people} people stand behind it by now."), people=told.data["people"])
        found.append(blocks.context(text))
    if about == About.AWAKE and (woken := events.last_of_kind(session, complaint.id, "woken")):
        found.append(blocks.context(say(language, _("Why now: {why}."), why=say(language, woken.data["why"]))))
    if about == About.HANDED and (handed := events.last_of_kind(session, complaint.id, "handed")):
        name = escaped(name_of(book, handed.actor))
        asked = inline(str(handed.data.get("why", "")), 300)
        found.append(blocks.context(say(language, _("{who} asks: {what}"), who=name, what=asked)))
    return found


def _open_promises(session: Session, complaint: Complaint) -> list[Commitment]:
    return [row for row in commitments.of_complaint(session, complaint.id) if row.state == CommitmentState.OPEN]


def _first_steps(session: Session, book: Book, complaint: Complaint, language: str) -> list[Block]:
    """Which lane it is, by when somebody must have it, and what that person does first."""
    code, playbook = code_of(language), complaints.frozen_playbook(book, complaint)
    lines = [book.desk.helplines.filled(step, code) for step in playbook.first_steps.get(code, ())]
    steps = "\n".join(f"{number}. {escaped(step)}" for number, step in enumerate(lines, 1))
    found = [blocks.section(f"*{escaped(playbook.title[code])}*\n{steps}".strip())]
    standing = hotlines.standings(session, [complaint.id]).get(complaint.id)
    if standing is not None and standing.by is not None:
        text = say(language, _("Somebody must have it by {due}; then the next are called."), due=moment(standing.by))
        found.append(blocks.context(text))
    return found


def _clearing(book: Book, complaint: Complaint, language: str) -> list[Block]:
    if not complaints.awaits_clearance(complaint, complaints.frozen_playbook(book, complaint)):
        return []
    return [blocks.button("complaint_clear", say(language, _("Let a reply be written")), complaint.ref)]


def _gesture(book: Book, gesture: Gesture, ref: str, language: str) -> list[Block]:
    spec = book.desk.gestures.kinds.get(gesture.kind)
    title = spec.title[code_of(language)] if spec else gesture.kind
    text = _(":gift: *{who} asks for: {what}* — {why} · decision due {due}")
    said = say(
        language, text, who=escaped(name_of(book, gesture.asked_by)), why=inline(gesture.why, 300),
        what=escaped(f"{title} {gestures.shown(gesture)}".strip()), due=moment(gesture.due_at),
    )  # fmt: skip
    return [blocks.section(said), buttons.gesture_buttons(gesture.id, ref, language, style="primary")]


def _line(item: Untold, now: datetime) -> str:
    mention = item.complaint.mention
    sign = ":red_circle:" if now > item.clock.due_at else ":large_yellow_circle:"
    who = inline(mention.author_name or mention.author_handle, 40)
    return f"{sign} `{item.complaint.ref}` {who} — {inline(mention.text, 80)} · {moment(item.clock.due_at)}"
