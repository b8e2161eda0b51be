"""The buttons under the cards: what can be done depends on the state alone; a stale click is harmless.

At most five stand in a row. What is needed less often is in the menu behind "⋯" (Slack takes five options there), and
the rest in the window that its last option opens.
"""

from __future__ import annotations

from bot.desk import drafts, facts, sorting
from bot.desk.models import Draft
from bot.desk.vocabulary import ComplaintState, DraftState, Outcome, TicketState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.texts import _, say

MENU = "draft_more"
GESTURES_OFFERED = 2


def under_approval(rows: Rows) -> list[Block]:
    """What can be done with the draft, in the state it is in."""
    complaint = rows.complaint
    if complaint.state == ComplaintState.DISMISSED:
        return [blocks.actions(plain(rows, "complaint_restore", _("Restore")), _story(rows))]
    if complaint.state == ComplaintState.ABSTAINED:
        engage = plain(rows, "complaint_engage", _("Answer after all"))
        return [*_to_decide(rows), blocks.actions(engage, plain(rows, "complaint_abstain", _("Change")), _story(rows))]
    if complaint.state != ComplaintState.OPEN:
        return [*_to_decide(rows), blocks.actions(_story(rows))]
    return [*_to_take(rows), *_to_decide(rows), blocks.actions(*_while_open(rows))]


def _to_take(rows: Rows) -> list[Block]:
    """For those who were called, while nobody has it."""
    if rows.hotline is None or rows.hotline.taken_by:
        return []
    return [blocks.actions(plain(rows, "hotline_take", _("I have it"), style="primary"), block_id="take")]


def _while_open(rows: Rows) -> list[Block]:
    draft = rows.draft
    if rows.waits_for_manager:
        clear = plain(rows, "complaint_clear", _("Let a reply be written"), style="primary")
        return [
            clear,
            plain(rows, "complaint_dismiss", _("Dismiss")),
            _menu(rows, "playbook_choose", "complaint_abstain"),
        ]
    if rows.held_back and (draft is None or draft.state == DraftState.PROPOSED):
        alone, leave = plain(rows, "incident_alone", _("Answer this one now")), _leave(rows)
        return [
            alone,
            leave,
            plain(rows, "draft_edit", _("Edit")),
            _menu(rows, "playbook_choose", "complaint_abstain", "complaint_dismiss"),
        ]
    if draft is None:
        return [
            plain(rows, "draft_edit", _("Edit")),
            _menu(rows, "playbook_choose", "complaint_abstain", "complaint_dismiss"),
        ]
    if draft.state == DraftState.PROPOSED:
        return _while_proposed(rows, draft)
    return after_sending(rows, draft)


def after_sending(rows: Rows, draft: Draft) -> list[Block]:
    """What can be done with a draft that was approved, sent, or not taken by the network."""
    if draft.state == DraftState.APPROVED:
        return _while_approved(rows)
    if draft.state == DraftState.UNKNOWN:
        return [plain(rows, "draft_posted", _("It is online")), _again(rows), _story(rows)]
    if draft.state == DraftState.FAILED:
        posted = plain(rows, "draft_posted", _("It is online"))
        return [plain(rows, "draft_edit", _("Edit")), _again(rows), posted, _story(rows)]
    return [_story(rows)]


def _while_proposed(rows: Rows, draft: Draft) -> list[Block]:
    """Approve, Edit, Ask for changes, and the menu. The next step is the button that stands out: where a fact is
    missing it is filled in, where a check blocks it is mended."""
    lacking = blanks(rows)
    stopped = rows.judged is not None and not rows.judged.passes
    label = _("Approve") if rows.by_hand else _("Approve and publish")
    value = f"{rows.complaint.ref}|{drafts.shown_as(draft, rows.complaint)}"
    approve = blocks.button(
        "draft_approve", say(rows.language, label), value, style="" if lacking or stopped else "primary"
    )
    edit = plain(rows, "draft_edit", _("Edit"), style="primary" if stopped and not lacking else "")
    change = plain(rows, "draft_reject", _("Ask for changes"))
    # The menu takes five: where nobody asked us, to watch is nearer than a new draft, which its last option has too.
    third = "complaint_abstain" if sorting.asks_for_restraint(rows.mention.triage) else "draft_regenerate"
    menu = _menu(rows, "draft_versions", "playbook_choose", third, "complaint_dismiss")
    if lacking:
        return [plain(rows, "slots_fill", _("Fill in facts"), style="primary"), edit, approve, change, menu]
    if rows.given:
        return [approve, plain(rows, "approval_undo", _("Undo")), edit, change, menu]
    return [approve, edit, change, menu]


def _while_approved(rows: Rows) -> list[Block]:
    undo = plain(rows, "approval_undo", _("Undo"))
    if rows.by_hand:
        done = plain(rows, "draft_posted", _("I have posted it"), style="primary")
        url = rows.mention.url
        opened = [blocks.link_button("open_source", say(rows.language, _("Open the post")), url)] if url else []
        return [done, *opened, undo, _story(rows)]
    return [undo, _story(rows)]


def blanks(rows: Rows) -> list[str]:
    """Slots that a person can fill and that the draft waits for: they must be there, or stand in it as a blank."""
    lacking = dict.fromkeys(facts.missing(rows.playbook, rows.complaint))
    body = rows.draft.body if rows.draft else ""
    if "[[" in body:
        for slot in facts.fillable(rows.book, rows.playbook):
            labels = {facts.label(rows.book, rows.playbook, slot, code) for code in ("en", "fr")}
            if any(f"[[{label}]]" in body for label in labels):
                lacking[slot] = None
    return list(lacking)


def plain(rows: Rows, action: str, label: str, *, style: str = "") -> Block:
    """A button that carries the complaint's reference."""
    return blocks.button(action, say(rows.language, label), rows.complaint.ref, style=style)


def _story(rows: Rows) -> Block:
    return plain(rows, "complaint_timeline", _("Timeline"))


def _leave(rows: Rows) -> Block:
    return plain(rows, "incident_leave", _("Not part of it"))


MENU_LABELS = {
    "draft_versions": _("Versions and differences"),
    "playbook_choose": _("Other playbook"),
    "draft_regenerate": _("New draft"),
    "complaint_dismiss": _("Dismiss"),
    "complaint_abstain": _("Watch, or do not engage"),
    "complaint_more": _("More: facts, gesture, manager, timeline"),
    "gesture_ask": _("Gesture"),
    "ticket_transfer": _("Pass on to a person or team"),
    "ticket_snooze": _("Put aside until a day"),
    "ticket_repeat": _("The customer had to repeat it"),
    "ticket_more": _("More: link, merge, references, take over"),
}


def _menu(rows: Rows, *actions: str) -> Block:
    """The menu: each option's value names the verb, so that it does what the verb's button would do."""
    return _overflow(rows, [*actions, "complaint_more"])


def _overflow(rows: Rows, actions: list[str]) -> Block:
    made = [(f"{action}|{rows.complaint.ref}", say(rows.language, MENU_LABELS[action])) for action in actions]
    return blocks.overflow(MENU, made)


def _to_decide(rows: Rows) -> list[Block]:
    """Grant or Refuse, for each gesture that waits for somebody who may."""
    return [gesture_buttons(one.id, rows.complaint.ref, rows.language) for one in rows.undecided[-GESTURES_OFFERED:]]


def gesture_buttons(gesture: int, ref: str, language: str, *, style: str = "") -> Block:
    """One click for somebody who may decide."""
    value = f"{ref}|{gesture}"
    return blocks.actions(
        blocks.button("gesture_grant", say(language, _("Grant the gesture")), value, style=style),
        blocks.button("gesture_refuse", say(language, _("Refuse")), value),
        block_id=f"gesture-{gesture}",
    )


def _again(rows: Rows) -> Block:
    language = rows.language
    sure = blocks.confirm(
        say(language, _("Publish again?")),
        say(language, _("Only if you have looked and the reply is not online: the customer must not read it twice.")),
        say(language, _("Publish again")), say(language, _("Cancel")),
    )  # fmt: skip
    label = say(language, _("It is not online: publish again"))
    return blocks.button("draft_publish_again", label, rows.complaint.ref, confirm=sure)


def under_ticket(rows: Rows) -> list[Block]:
    """What can be done with the ticket, in the state it is in."""
    held, ref, language = rows.ticket, rows.complaint.ref, rows.language
    assert held is not None
    story = blocks.button("complaint_timeline", say(language, _("Timeline")), ref)
    note = blocks.button("ticket_note", say(language, _("Note")), ref)
    menu = _overflow(rows, ["ticket_transfer", "ticket_snooze", "ticket_repeat", "gesture_ask", "ticket_more"])
    passing = _overflow(rows, ["ticket_transfer", "ticket_more"])
    resolve = blocks.button("ticket_resolve", say(language, _("Resolve")), ref, style="primary")
    release = blocks.button("ticket_release", say(language, _("Release")), ref)
    if held.state == TicketState.QUEUED:
        claim = blocks.button("ticket_claim", say(language, _("Claim")), ref, style="primary")
        return [blocks.actions(claim, note, story, passing)]
    if held.state == TicketState.MERGED:
        return [blocks.actions(blocks.button("ticket_split", say(language, _("Split")), ref), note, story)]
    if held.state == TicketState.CLAIMED:
        wait = blocks.button("ticket_wait", say(language, _("Waiting for customer")), ref)
        return [*_to_decide(rows), blocks.actions(resolve, wait, note, release, menu)]
    if held.state == TicketState.WAITING:
        go_on = blocks.button("ticket_claim", say(language, _("Customer answered")), ref)
        resting = _overflow(rows, ["ticket_transfer", "ticket_repeat", "gesture_ask", "ticket_more"])
        return [*_to_decide(rows), blocks.actions(go_on, resolve, note, release, resting)]
    if held.state == TicketState.SNOOZED:
        go_on = blocks.button("ticket_claim", say(language, _("Take it up")), ref)
        resting = _overflow(rows, ["ticket_transfer", "ticket_repeat", "gesture_ask", "ticket_more"])
        return [*_to_decide(rows), blocks.actions(go_on, resolve, note, release, resting)]
    again = blocks.button("ticket_reopen", say(language, _("Reopen")), ref)
    if held.outcome == Outcome.REFUSED:
        again = blocks.button("ticket_appeal", say(language, _("Appeal")), ref)
    return [blocks.actions(again, *_asked(rows), note, story)]


def _asked(rows: Rows) -> list[Block]:
    """The question in private, while nobody has noted an answer."""
    question = rows.question
    if question is None or question.score is not None or not (question.by_hand or question.sent_at):
        return []
    return [plain(rows, "satisfaction_note", _("Satisfied?"))]
