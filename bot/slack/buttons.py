"""The buttons under the cards: what can be done depends on the state alone; a stale click is harmless.

At most five stand in a row. What is needed less often is in the menu behind "⋯" (Slack takes five options there), and
the rest in the window that its last option opens.
"""

from __future__ import annotations

from bot.desk import drafts, facts
from bot.desk.models import Draft
from bot.desk.vocabulary import ComplaintState, DraftState, TicketState
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
        return [blocks.actions(_plain(rows, "complaint_restore", _("Restore")), _story(rows))]
    if complaint.state != ComplaintState.OPEN:
        return [*_to_decide(rows), blocks.actions(_story(rows))]
    return [*_to_decide(rows), blocks.actions(*_while_open(rows))]


def _while_open(rows: Rows) -> list[Block]:
    draft = rows.draft
    if rows.waits_for_manager:
        clear = _plain(rows, "complaint_clear", _("Let a reply be written"), style="primary")
        return [clear, _plain(rows, "complaint_dismiss", _("Dismiss")), _menu(rows, "playbook_choose")]
    if draft is None:
        return [_plain(rows, "draft_edit", _("Edit")), _menu(rows, "playbook_choose", "complaint_dismiss")]
    if draft.state == DraftState.PROPOSED:
        return _while_proposed(rows, draft)
    if draft.state == DraftState.APPROVED:
        return _while_approved(rows)
    if draft.state == DraftState.UNKNOWN:
        return [_plain(rows, "draft_posted", _("It is online")), _again(rows), _story(rows)]
    if draft.state == DraftState.FAILED:
        posted = _plain(rows, "draft_posted", _("It is online"))
        return [_plain(rows, "draft_edit", _("Edit")), _again(rows), posted, _story(rows)]
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
    edit = _plain(rows, "draft_edit", _("Edit"), style="primary" if stopped and not lacking else "")
    change = _plain(rows, "draft_reject", _("Ask for changes"))
    menu = _menu(rows, "draft_versions", "playbook_choose", "draft_regenerate", "complaint_dismiss")
    if lacking:
        return [_plain(rows, "slots_fill", _("Fill in facts"), style="primary"), edit, approve, change, menu]
    if rows.given:
        return [approve, _plain(rows, "approval_undo", _("Undo")), edit, change, menu]
    return [approve, edit, change, menu]


def _while_approved(rows: Rows) -> list[Block]:
    undo = _plain(rows, "approval_undo", _("Undo"))
    if rows.by_hand:
        done = _plain(rows, "draft_posted", _("I have posted it"), style="primary")
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


def _plain(rows: Rows, action: str, label: str, *, style: str = "") -> Block:
    return blocks.button(action, say(rows.language, label), rows.complaint.ref, style=style)


def _story(rows: Rows) -> Block:
    return _plain(rows, "complaint_timeline", _("Timeline"))


MENU_LABELS = {
    "draft_versions": _("Versions and differences"),
    "playbook_choose": _("Other playbook"),
    "draft_regenerate": _("New draft"),
    "complaint_dismiss": _("Dismiss"),
    "complaint_more": _("More: facts, gesture, manager, timeline"),
    "gesture_ask": _("Gesture"),
    "complaint_timeline": _("Timeline"),
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
    menu = _overflow(rows, ["gesture_ask", "complaint_timeline"])
    resolve = blocks.button("ticket_resolve", say(language, _("Resolve")), ref, style="primary")
    release = blocks.button("ticket_release", say(language, _("Release")), ref)
    if held.state == TicketState.QUEUED:
        return [
            blocks.actions(blocks.button("ticket_claim", say(language, _("Claim")), ref, style="primary"), note, story)
        ]
    if held.state == TicketState.CLAIMED:
        wait = blocks.button("ticket_wait", say(language, _("Waiting for customer")), ref)
        return [*_to_decide(rows), blocks.actions(resolve, wait, note, release, menu)]
    if held.state == TicketState.WAITING:
        go_on = blocks.button("ticket_claim", say(language, _("Customer answered")), ref)
        return [*_to_decide(rows), blocks.actions(go_on, resolve, note, release, menu)]
    return [blocks.actions(blocks.button("ticket_reopen", say(language, _("Reopen")), ref), note, story)]
