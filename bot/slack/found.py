"""The window of what was found: how the question was understood, ten complaints, and how far the look went."""

from __future__ import annotations

from bot.desk.finding import Found, Page, Sought
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import COMPLAINT_NAMES, ComplaintState, MentionState, TicketState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.cards import NETWORKS
from bot.slack.text import escaped, inline, link, moment
from bot.texts import _, say

WINDOW = "complaints_found"
MORE, FIRST = "found_more", "found_first"
TICKET_NAMES = {
    TicketState.QUEUED: _("nobody has the ticket"), TicketState.CLAIMED: _("{who} has the ticket"),
    TicketState.WAITING: _("waits for the customer"), TicketState.SNOOZED: _("put aside by {who}"),
    TicketState.MERGED: _("merged into another ticket"), TicketState.RESOLVED: _("ticket resolved"),
}  # fmt: skip
TRY = _(
    "What to try: fewer words · the beginning of a word · the first three signs of a reference, or its last four · "
    "`@handle` · a network ({networks}) · a state (open, answered, queued, claimed, waiting, resolved, dismissed). "
    "In quotation marks all of it is words."
)
ALONE = _("You see the complaints of your teams and your own: another team's are not looked through.")


def window(
    book: Book, page: Page, said: str, language: str, *, door: str = "", scoped: bool = False, first: bool = True
) -> Block:
    """The window. ``door``: where the manager's pages are, "" for nowhere; ``scoped``: not everything may be seen."""
    shown = [blocks.section(_understood(page.sought, language))]
    for one in page.found:
        shown += _row(book, one, language, door)
    if not page.found:
        shown.append(blocks.section(_nothing(page, language)))
        shown.append(blocks.context(say(language, TRY, networks=", ".join(("x", "facebook", "google", "phone", "…")))))
    if page.back_to is not None:
        shown.append(blocks.context(_how_far(page, language)))
    if scoped:
        shown.append(blocks.context(say(language, ALONE)))
    if buttons := _buttons(page, said, language, first=first):
        shown.append(blocks.actions(*buttons, block_id="turn"))
    return blocks.modal(WINDOW, say(language, _("Complaints found")), shown, close=say(language, _("Close")))


def _understood(sought: Sought, language: str) -> str:
    """How the question was read, so that a word taken for a network surprises nobody."""
    named = [
        (_("reference"), sought.parts), (_("author"), tuple(f"@{one}" for one in sought.handles)),
        (_("network"), tuple(say(language, NETWORKS.get(one, one)) for one in sought.networks)),
        (_("state"), tuple(_state(one, language) for one in sought.states)),
        (_("words"), tuple(say(language, _("“{said}”"), said=one) for one in sought.words)),
    ]  # fmt: skip
    parts = [
        say(language, _("{what}: *{said}*"), what=say(language, name), said=inline(", ".join(of), 200, masked=False))
        for name, of in named
        if of
    ]
    return f":mag: {' · '.join(parts)}"


def _state(state: ComplaintState | TicketState, language: str) -> str:
    if isinstance(state, ComplaintState):
        return say(language, COMPLAINT_NAMES[state])
    return say(language, TICKET_NAMES[state], who="…") if state in _OWNED else say(language, TICKET_NAMES[state])


_OWNED = (TicketState.CLAIMED, TicketState.SNOOZED)


def _row(book: Book, one: Found, language: str, door: str) -> list[Block]:
    complaint, mention = one.complaint, one.complaint.mention
    who = inline(mention.author_name or mention.author_handle, 40) or "–"
    handle = f" {inline('@' + mention.author_handle.lstrip('@'), 40)}" if mention.author_handle else ""
    said = inline(mention.text, 140)
    if mention.state == MentionState.GONE:
        said = say(language, _("The author deleted this post; its words are not kept."))
    head = f"`{complaint.ref}` *{who}*{handle} · {moment(complaint.opened_at)}"
    look = blocks.button("complaint_timeline", say(language, _("Timeline")), complaint.ref)
    team = book.desk.teams.get(complaint.team)
    facts = [
        escaped(say(language, NETWORKS.get(mention.network, mention.network))),
        say(language, COMPLAINT_NAMES[ComplaintState(complaint.state)]), _ticket(book, one, language),
        escaped(team.title[code_of(language)] if team else complaint.team),
        link(f"{door}/desk/complaints/{complaint.ref}", say(language, _("on the desk's page"))) if door else "",
    ]  # fmt: skip
    return [blocks.offered(f"{head}\n{said}", look, f"found-{complaint.id}"), blocks.context(*facts)]


def _ticket(book: Book, one: Found, language: str) -> str:
    if one.ticket is None or one.complaint.state != ComplaintState.ANSWERED:
        return ""
    state = TicketState(one.ticket.state)
    if state in _OWNED:
        return say(language, TICKET_NAMES[state], who=escaped(name_of(book, one.ticket.owner or "")))
    return say(language, TICKET_NAMES[state])


def _nothing(page: Page, language: str) -> str:
    if page.back_to is not None:
        return say(language, _("Nothing among the newest complaints fits. Older ones may."))
    return say(language, _("Nothing fits."))


def _how_far(page: Page, language: str) -> str:
    since = moment(page.back_to) if page.back_to else ""
    return say(language, _("Looked back to {since}; what is older has not been looked through yet."), since=since)


def _buttons(page: Page, said: str, language: str, *, first: bool) -> list[Block]:
    found = []
    if page.following:
        label = _("Look further back") if page.back_to else _("The next ten")
        found.append(blocks.button(MORE, say(language, label), f"{page.following}|{said}"))
    if not first:
        found.append(blocks.button(FIRST, say(language, _("From the newest again")), f"|{said}"))
    return found
