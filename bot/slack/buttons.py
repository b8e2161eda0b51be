"""The buttons under the cards: what can be done depends on the state alone; a stale click is harmless."""

from __future__ import annotations

from bot.desk import drafts
from bot.desk.vocabulary import ComplaintState, DraftState, TicketState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.texts import _, say


def under_approval(rows: Rows) -> list[Block]:
    """What can be done with the draft, in the state it is in."""
    ref, language, draft = rows.complaint.ref, rows.language, rows.draft
    story = blocks.button("complaint_timeline", say(language, _("Timeline")), ref)
    if rows.complaint.state == ComplaintState.DISMISSED:
        return [blocks.actions(blocks.button("complaint_restore", say(language, _("Restore")), ref), story)]
    if rows.complaint.state != ComplaintState.OPEN:
        return [blocks.actions(story)]
    edit = blocks.button("draft_edit", say(language, _("Edit")), ref)
    dismiss = blocks.button("complaint_dismiss", say(language, _("Dismiss")), ref)
    posted = blocks.button("draft_posted", say(language, _("It is online")), ref)
    if draft is None:
        return [blocks.actions(edit, dismiss, story)]
    if draft.state == DraftState.PROPOSED:
        label = _("Approve") if rows.by_hand else _("Approve and publish")
        value = f"{ref}|{drafts.shown_as(draft, rows.complaint)}"
        again = blocks.button("draft_regenerate", say(language, _("New draft")), ref)
        if rows.blocking:  # the next step is to mend it, so that is the button which stands out
            approve = blocks.button("draft_approve", say(language, label), value)
            mend = blocks.button("draft_edit", say(language, _("Edit")), ref, style="primary")
            return [blocks.actions(mend, approve, again, dismiss, story)]
        approve = blocks.button("draft_approve", say(language, label), value, style="primary")
        return [blocks.actions(approve, edit, again, dismiss, story)]
    if draft.state == DraftState.APPROVED and rows.by_hand:
        done = blocks.button("draft_posted", say(language, _("I have posted it")), ref, style="primary")
        opened = [blocks.link_button("open_source", say(language, _("Open the post")), rows.mention.url)]
        return [blocks.actions(done, *(opened if rows.mention.url else []), story)]
    if draft.state == DraftState.UNKNOWN:
        return [blocks.actions(posted, _again(rows), story)]
    if draft.state == DraftState.FAILED:
        return [blocks.actions(edit, _again(rows), posted, story)]
    return [blocks.actions(story)]


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
    resolve = blocks.button("ticket_resolve", say(language, _("Resolve")), ref, style="primary")
    release = blocks.button("ticket_release", say(language, _("Release")), ref)
    if held.state == TicketState.QUEUED:
        return [
            blocks.actions(blocks.button("ticket_claim", say(language, _("Claim")), ref, style="primary"), note, story)
        ]
    if held.state == TicketState.CLAIMED:
        wait = blocks.button("ticket_wait", say(language, _("Waiting for customer")), ref)
        return [blocks.actions(resolve, wait, note, release, story)]
    if held.state == TicketState.WAITING:
        go_on = blocks.button("ticket_claim", say(language, _("Customer answered")), ref)
        return [blocks.actions(go_on, resolve, note, release, story)]
    return [blocks.actions(blocks.button("ticket_reopen", say(language, _("Reopen")), ref), note, story)]
