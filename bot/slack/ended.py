"""The card of the public closing line: what came of it, the line, what can be done. And the windows of a closing."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import drafts, facts
from bot.desk.closing import asking, lines
from bot.desk.closing.process import Process
from bot.desk.closing.resolving import line_slot
from bot.desk.models import Draft
from bot.desk.vocabulary import ComplaintState, DraftState, Outcome
from bot.slack import blocks, buttons, cards, drafted
from bot.slack.blocks import Block
from bot.slack.modals import frame, quoted
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, quote
from bot.texts import _, say

SAID_MOST = 600
PEOPLE_MOST = 100  # options of one menu
ON_THEIR_FEET = timedelta(days=1)


def line(rows: Rows) -> cards.Message:
    """The card in the approvals channel: the last word where the complaint was made."""
    language, title = rows.language, say(rows.language, _("Closing line"))
    who = cards.author(rows.mention, language)
    head = f"{title} — {who}"
    outcome = rows.closure.done_what or rows.closure.reason or "" if rows.closure else ""
    found = [
        blocks.header(head),
        blocks.context(
            f"`{rows.complaint.ref}`", say(language, _("What came of it: {outcome}"), outcome=inline(outcome, 300))
        ),
        quote(rows.mention.text, most=SAID_MOST) if rows.mention.text.strip() else blocks.divider(),
        *_state(rows),
    ]
    return {"text": escaped(f"{rows.complaint.ref} {head}"), "blocks": found}


def _state(rows: Rows) -> list[Block]:
    language, closure, draft = rows.language, rows.closure, rows.line
    story = buttons.plain(rows, "complaint_timeline", _("Timeline"))
    if draft is not None and draft.state == DraftState.PUBLISHED and (closure is None or closure.line != lines.WANTED):
        return [*drafted.reply(rows.of_line()), blocks.actions(story)]
    if rows.complaint.state != ComplaintState.RESOLVED or closure is None:
        text = _("It was taken up again: nothing is said in public at the end before it is solved.")
        return [blocks.section(say(language, text)), blocks.actions(story)]
    if closure.line == lines.SKIPPED:
        text = _("*No closing line.* {who} decided so: {why}")
        who, why = escaped(drafted.name(rows, closure.line_by)), inline(closure.line_why or "", 300)
        return [blocks.section(say(language, text, who=who, why=why)), blocks.actions(story)]
    if draft is None or draft.state in (DraftState.WITHDRAWN, DraftState.PUBLISHED):
        return [blocks.section(say(language, _("_The closing line is being written…_"))), blocks.actions(story)]
    shown = rows.of_line()
    return [*drafted.reply(shown), blocks.actions(*_buttons(shown, draft))]


def _buttons(rows: Rows, draft: Draft) -> list[Block]:
    story = buttons.plain(rows, "complaint_timeline", _("Timeline"))
    skip = buttons.plain(rows, "closing_skip", _("No closing line"))
    if draft.state == DraftState.PROPOSED:
        stopped = rows.judged is not None and not rows.judged.passes
        label = _("Approve") if rows.by_hand else _("Approve and publish")
        value = f"{rows.complaint.ref}|{drafts.shown_as(draft, rows.complaint)}"
        approve = blocks.button("draft_approve", say(rows.language, label), value, style="" if stopped else "primary")
        edit = buttons.plain(rows, "draft_edit", _("Edit"), style="primary" if stopped else "")
        undo = [buttons.plain(rows, "approval_undo", _("Undo"))] if rows.given else []
        return [approve, *undo, edit, skip, story]
    if draft.state == DraftState.FAILED:
        return [*buttons.after_sending(rows, draft), skip]
    return buttons.after_sending(rows, draft)


# Windows


def resolve(rows: Rows, seen: Process, recourse: str) -> Block:
    """Outcome, process and treatment, filled in from the rows as far as they know."""
    language = rows.language
    outcomes = [
        (Outcome.SOLVED.value, say(language, _("Solved"))),
        (Outcome.REFUSED.value, say(language, _("Refused, with a reason"))),
    ]
    people = [(who, spec.name) for who, spec in rows.book.desk.people.items()][:PEOPLE_MOST]
    handled = say(
        language, _("Handled so far: it changed hands {hand_offs}×, the customer wrote again {repeated}×."),
        hand_offs=seen.hand_offs, repeated=seen.repeated,
    )  # fmt: skip
    found = [
        blocks.choice("outcome", say(language, _("Outcome")), outcomes, initial=Outcome.SOLVED.value, radio=True),
        *_given(rows),
        blocks.text_input("done", say(language, _("What was given or done?")), multiline=True, optional=True),
        blocks.date_input("on", say(language, _("On which day?")), rows.now.date().isoformat()),
        blocks.text_input("reason", say(language, _("Reason, if refused")), multiline=True, optional=True),
        blocks.text_input("recourse", say(language, _("Recourse, if refused: how the customer can appeal")),
                          initial=recourse, multiline=True, optional=True, most=1000),
        blocks.context(handled),
        blocks.text_input("repeated", say(language, _("How often did the customer have to repeat themselves?")),
                          initial=str(seen.repeated), most=2),
        blocks.text_input("explanation", say(language, _("What was the customer told? (the explanation)")),
                          initial=_explained(rows), multiline=True),
        blocks.choice("explained_by", say(language, _("Who told them?")), people,
                      initial=(rows.ticket.owner if rows.ticket else None) or ""),
        *_line_field(rows),
    ]  # fmt: skip
    return frame(rows, "ticket_resolve", _("Resolve"), found, _("Resolve"))


def _given(rows: Rows) -> list[Block]:
    """Gestures that were granted: part of the outcome, for colleagues only."""
    granted = [drafted.gesture_named(rows, one) for one in rows.gestures if one.decision == "granted"]
    if not granted:
        return []
    text = _(":gift: Granted: {what}. It is kept with the outcome and never said in public.")
    return [blocks.context(say(rows.language, text, what=inline(", ".join(granted), 300)))]


def _explained(rows: Rows) -> str:
    """The cause that somebody confirmed, else our reply, which explained what could be explained."""
    cause = rows.complaint.facts.get("cause", {})
    return str(cause.get("value") or "") or (rows.draft.body if rows.draft else "")


def _line_field(rows: Rows) -> list[Block]:
    """What the public line will say, where the playbook has one that speaks of it."""
    slot = line_slot(rows.playbook)
    if slot is None or not lines.is_public(rows.book, rows.complaint, rows.playbook):
        return []
    label = facts.label(rows.book, rows.playbook, slot, rows.language)
    return [
        blocks.text_input(
            "line", say(rows.language, _("For the public closing line: {label}"), label=label), optional=True, most=500,
            initial=str(rows.complaint.facts.get(slot, {}).get("value", "")),
            hint=say(rows.language, _("In the customer's language. No names, amounts or references: others read it.")),
        )
    ]  # fmt: skip


def appeal(rows: Rows) -> Block:
    """What the customer holds against a refusal."""
    language = rows.language
    text = _("Somebody who did not decide the first time decides now; the lead or a manager is asked at once.")
    field = blocks.text_input(
        "why", say(language, _("What does the customer hold against the refusal?")), multiline=True, most=1000
    )
    return frame(rows, "ticket_appeal", _("Appeal"), [blocks.section(say(language, text)), field], _("Appeal"))


def renegotiate(rows: Rows, number: int) -> Block:
    """Another day, why, and how the customer was told."""
    language = rows.language
    row = next((one for one in rows.promised if one.id == number), None)
    day = rows.book.desk.local(max(row.due_at if row else rows.now, rows.now) + ON_THEIR_FEET)
    found = [
        *quoted(row.what or row.said if row else ""),
        blocks.date_input("on", say(language, _("Which day instead?")), day.date().isoformat()),
        blocks.text_input("at", say(language, _("By what time? (for example 18:00)")), initial="18:00", most=5),
        blocks.text_input("reason", say(language, _("Why is it another day?")), multiline=True, most=1000),
        blocks.text_input("told", say(language, _("How was the customer told? (where, in which words)")),
                          multiline=True, most=1000),
    ]  # fmt: skip
    return frame(rows, "commitment_renegotiate", _("Another day"), found, _("Save"), extra=f"|{number}")


def satisfied(rows: Rows) -> Block:
    """The words to send in private, and what came back."""
    language, question = rows.language, rows.question
    numbers = [(str(number), str(number)) for number in range(1, asking.MOST + 1)]
    numbers[0] = ("1", say(language, _("1 (not at all settled)")))
    numbers[-1] = (str(asking.MOST), say(language, _("5 (entirely)")))
    sent = [("sent", say(language, _("Nothing yet: I have sent the question")))]
    unsent = question is not None and question.sent_at is None
    found: list[Block] = []
    if question is not None and unsent:
        found += [blocks.section(say(language, _("Send this to the customer in private, never where others read:")))]
        found += [blocks.preformatted(question.text)]
    found += [
        blocks.choice("score", say(language, _("What did they answer?")), [*(sent if unsent else []), *numbers],
                      radio=True),
        blocks.text_input("words", say(language, _("In their words")), multiline=True, optional=True, most=1000),
        blocks.context(say(language, _("1 and 2 take the complaint up again. A customer is asked once."))),
    ]  # fmt: skip
    return frame(rows, "satisfaction_note", _("Satisfied?"), found, _("Save"))


def skip(rows: Rows) -> Block:
    """Why nothing is said in public at the end."""
    language = rows.language
    field = blocks.text_input(
        "why", say(language, _("Why is nothing said in public at the end?")), multiline=True, most=1000,
        hint=say(language, _("Whoever reads the thread later sees a complaint without an end.")),
    )  # fmt: skip
    return frame(rows, "closing_skip", _("No closing line"), [field], _("Save"))
