"""What was said and what came of it, on the ticket's card: commitments, the closing, the question afterwards."""

from __future__ import annotations

from datetime import datetime

from bot.desk import episodes
from bot.desk.closing import lines
from bot.desk.models import Commitment
from bot.desk.vocabulary import CommitmentState, Outcome, TicketState
from bot.slack import blocks, drafted
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

PROMISES_SHOWN = 3
PART_MOST = 220


def promises(rows: Rows) -> list[Block]:
    """What we said, a line for each: with what can be done with one click, or that it was kept. What was put off to
    another day is told by the promise that took its place."""
    waiting = [one for one in rows.promised if one.state in WAITING]
    kept = [one for one in rows.promised if one.state == CommitmentState.KEPT]
    found: list[Block] = []
    for row in waiting[:PROMISES_SHOWN]:
        found += promise(row, rows.complaint.ref, escaped(drafted.name(rows, row.owner)), rows.language, rows.now)
    if len(waiting) > PROMISES_SHOWN:
        more = say(rows.language, _("and {n} more that we said, due later"), n=len(waiting) - PROMISES_SHOWN)
        found.append(blocks.context(more))
    if kept:
        found.append(blocks.context(*(_kept(row, rows.language) for row in kept[-PROMISES_SHOWN:])))
    return found


WAITING = (CommitmentState.OPEN, CommitmentState.NOTICED)


def _kept(row: Commitment, language: str) -> str:
    what = inline(row.what or row.said, 200)
    late = row.broken_at is not None or (row.ended_at is not None and row.ended_at > row.due_at)
    text = _(":white_check_mark: We said “{what}”: done, but late") if late else (
        _(":white_check_mark: We said “{what}”: kept"))  # fmt: skip
    return say(language, text, what=what)


def promise(row: Commitment, ref: str, who: str, language: str, now: datetime) -> list[Block]:
    """One commitment with its buttons. ``who``: its owner, as mrkdwn."""
    what, due = inline(row.what or row.said, 200), moment(row.due_at)
    value = f"{ref}|{row.id}"
    if row.state == CommitmentState.NOTICED:
        text = say(language, _(":pushpin: Was this promised, by {due}? “{what}” ({who})"), due=due, what=what, who=who)
        buttons = [
            blocks.button("commitment_confirm", say(language, _("Yes, promised")), value, style="primary"),
            blocks.button("commitment_set_aside", say(language, _("No promise")), value),
        ]
    else:
        late = row.broken_at is not None or now > row.due_at
        said = _(":red_circle: *We said, by {due}:* “{what}” ({who}). The time has passed") if late else (
            _(":pushpin: *We said, by {due}:* “{what}” ({who})"))  # fmt: skip
        text = say(language, said, due=due, what=what, who=who)
        buttons = [
            blocks.button("commitment_keep", say(language, _("Kept")), value),
            blocks.button("commitment_renegotiate", say(language, _("Another day")), value),
        ]
    return [blocks.section(text), blocks.actions(*buttons, block_id=f"commitment-{row.id}")]


def ending(rows: Rows) -> list[Block]:
    """How it was closed: recourse, process, treatment; the public line; what was seen and answered since."""
    closure, held = rows.closure, rows.ticket
    if closure is None or held is None or held.state != TicketState.RESOLVED:
        return _appealed(rows)
    language = rows.language
    who = escaped(drafted.name(rows, closure.explained_by))
    process = say(
        language, _("Hand-offs: {hand_offs} · the customer had to repeat: {repeated}×"),
        hand_offs=closure.hand_offs, repeated=closure.repeated,
    )  # fmt: skip
    told = say(language, _("Explained by {who}: {what}"), who=who, what=inline(closure.explanation, PART_MOST))
    found = [blocks.context(process), blocks.context(told)]
    if closure.outcome == Outcome.REFUSED and closure.recourse:
        recourse = inline(closure.recourse, PART_MOST, masked=False)
        found.insert(0, blocks.context(say(language, _("Recourse: {recourse}"), recourse=recourse)))
    if line := _line(rows):
        found.append(blocks.context(line))
    return [*found, *_afterwards(rows)]


def _appealed(rows: Rows) -> list[Block]:
    if rows.ticket is None or (rows.ticket.level or 1) < episodes.APPEALED:
        return []
    before = escaped(drafted.name(rows, rows.closure.decided_by)) if rows.closure else "—"
    text = _(":scales: *Appealed.* {who} refused it the first time; somebody else decides.")
    return [blocks.section(say(rows.language, text, who=before))]


def _line(rows: Rows) -> str:
    closure, language = rows.closure, rows.language
    assert closure is not None
    if closure.line == lines.WANTED:
        return say(language, _("The public closing line waits in the approvals channel."))
    if closure.line == lines.PUBLISHED:
        return say(language, _("The public closing line is out."))
    if closure.line == lines.SKIPPED:
        who, why = escaped(drafted.name(rows, closure.line_by)), inline(closure.line_why or "", 200)
        return say(language, _("No public closing line: {why} ({who})"), why=why, who=who)
    return ""


def _afterwards(rows: Rows) -> list[Block]:
    closure, question, language = rows.closure, rows.question, rows.language
    assert closure is not None
    found = []
    if closure.put_right_at is not None:
        text = _(":sparkles: Put right in public: the customer says so ({at}).")
        found.append(blocks.context(say(language, text, at=moment(closure.put_right_at))))
    if question is None:
        return found
    if question.score is not None:
        text = _("The customer gave {score} of 5. {words}")
        found.append(blocks.context(say(language, text, score=question.score, words=inline(question.words or "", 300))))
    elif question.sent_at is not None:
        text = _("The customer was asked in private whether it is settled ({at}).")
        found.append(blocks.context(say(language, text, at=moment(question.sent_at))))
    elif question.by_hand:
        text = _("Ask the customer in private whether it is settled: the words are behind “Satisfied?”.")
        found.append(blocks.context(say(language, text)))
    return found
