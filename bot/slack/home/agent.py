"""What a support agent sees: promises due, tickets by deadline, the queue of their teams, being away, their load."""

from __future__ import annotations

from collections.abc import Iterator

from bot.desk import absences, lists
from bot.desk.lists import Asked, Item
from bot.desk.playbooks.notions import code_of
from bot.desk.routing import crew
from bot.desk.vocabulary import CommitmentState, Metric, TicketState
from bot.slack import blocks, closed, crews
from bot.slack.blocks import Block
from bot.slack.home.parts import Desk, Rank, Section, left, line, listed, more, opened, title
from bot.slack.text import escaped, inline, moment
from bot.texts import _

PROMISES_SHOWN, TICKETS_SHOWN, QUEUED_SHOWN, TEAMS_SHOWN = 4, 6, 3, 4
NEXT = {
    Metric.NEXT_RESPONSE: _("next: answer what the customer wrote"),
    Metric.UPDATE: _("next: tell the customer how it stands"),
    Metric.RESOLUTION: _("next: put it right, then close it"),
}


def standing(desk: Desk) -> Iterator[Section]:
    """The away switch, and how many tickets they hold of how many; first of all while they are away."""
    if not crew.may_work(desk.book, desk.person.id):
        return
    who = desk.person.id
    absence = absences.of(desk.session, [who], desk.now).get(who)
    until = (moment(absence.until) if absence.until else "") if absence else None
    load = crew.loads(desk.session, desk.book, [who])[who]
    shown = crews.standing(desk.language, until, load.held, load.most)
    yield Section(Rank.CAPACITY if absence is None else Rank.AWAY, shown, late=absence is not None)


def promises(desk: Desk) -> Iterator[Section]:
    """What they said to customers and have not done yet: kept, or another day, with one click."""
    asked = Asked("promises", owner=desk.person.id)
    page = lists.page(desk.session, desk.book, asked, desk.now, PROMISES_SHOWN)
    if not page.items:
        return
    total = lists.count(desk.session, desk.book, asked, desk.now) if page.following else len(page.items)
    shown = [block for item in page.items for block in promise(desk, item)]
    head = title(desk.say(_("What I promised: {n}"), n=total))
    late = any(item.at is not None and item.at < desk.now for item in page.items)
    yield Section(Rank.PROMISES, [head, *shown, *more(desk, len(page.items), total, asked, "more-promises")], late=late)


def promise(desk: Desk, item: Item) -> list[Block]:
    """One commitment with its buttons, and which complaint it is about."""
    row = item.promise
    assert row is not None
    mention = item.complaint.mention
    to = inline(mention.author_name or mention.author_handle, 40) or desk.say(_("somebody"))
    about = f"`{item.complaint.ref}` {to}"
    rest = "" if row.state == CommitmentState.NOTICED else f" · {left(desk, row.due_at)}"
    return closed.promise(row, item.complaint.ref, about + rest, desk.language, desk.now)


def tickets(desk: Desk) -> Iterator[Section]:
    """The tickets in their hands, by the deadline that comes first, with the next step of each."""
    asked = Asked("mine", owner=desk.person.id)
    page = lists.page(desk.session, desk.book, asked, desk.now, TICKETS_SHOWN)
    if not page.items:
        return
    total = lists.count(desk.session, desk.book, asked, desk.now) if page.following else len(page.items)
    shown = [opened(desk, item, next_step(desk, item), of="ticket") for item in page.items]
    late = any(item.at is not None and item.at < desk.now for item in page.items)
    head = title(desk.say(_("My tickets: {n}"), n=total))
    yield Section(Rank.TICKETS, [head, *shown, *more(desk, len(shown), total, asked, "more-tickets")], late=late)


def next_step(desk: Desk, item: Item) -> str:
    """What the ticket waits for, by its state, else by the promise that is due first."""
    if item.state == TicketState.WAITING:
        return desk.say(_("waits for the customer: {what}"), what=inline(item.waits_for, 60) or "—")
    if item.state == TicketState.SNOOZED:
        return desk.say(_("put aside for now"))
    known = item.metric in set(NEXT)
    return desk.say(NEXT[Metric(item.metric)]) if known else desk.say(_("next: decide what comes of it"))


def queue(desk: Desk) -> Iterator[Section]:
    """What nobody has, of each of their teams, the longest waiting first, with a button to claim it."""
    shown: list[Block] = []
    for team in desk.teams[:TEAMS_SHOWN]:
        shown += _of_team(desk, team)
    if shown:
        yield Section(Rank.QUEUE, shown)


def _of_team(desk: Desk, team: str) -> list[Block]:
    asked = Asked("queue", team=team)
    page = lists.page(desk.session, desk.book, asked, desk.now, QUEUED_SHOWN)
    if not page.items:
        return []
    total = lists.count(desk.session, desk.book, asked, desk.now) if page.following else len(page.items)
    name = desk.book.desk.teams[team].title[code_of(desk.language)]
    text = desk.say(_("Queue of {team}, to be claimed: {n}"), team=name, n=total)
    head = f"*{escaped(text)}*"
    shown = [claimable(desk, item) for item in page.items]
    first = blocks.offered(head, listed(desk, asked, desk.say(_("Show all"))), f"queue-{team}") if page.following else (
        blocks.section(head))  # fmt: skip
    return [first, *shown]


def claimable(desk: Desk, item: Item) -> Block:
    """One ticket that nobody has."""
    claim = blocks.button("ticket_claim", desk.say(_("Claim")), item.complaint.ref)
    return blocks.offered(line(desk, item), claim, f"queued-{item.complaint.id}")
