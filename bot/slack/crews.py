"""Windows about teams: a queue with those who are there for it, being away, many tickets of one incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.desk.models import Ticket
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.tickets import bulk
from bot.desk.tickets.queues import Member, Queue
from bot.desk.vocabulary import Outcome
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

SHOWN = 15
AWAY, BACK, BULK, RESOLVE_ALL = "agent_away", "agent_back", "incident_tickets", "incident_resolve"
PEOPLE_MOST = 100  # options of one menu
LINE_IN = {"en": _("How it ended, for the public, in English"), "fr": _("How it ended, for the public, in French")}
ASSIGN = {
    "open": _("whoever claims a ticket has it"),
    "round_robin": _("each in turn is given one"),
    "least_loaded": _("whoever has the fewest is given the next"),
}


def queue(book: Book, found: Queue, language: str) -> Block:
    """What waits for a team, the worst first, and who is there."""
    spec = book.desk.teams[found.team]
    head = say(language, _("{n} tickets wait"), n=found.total)
    shown = [blocks.section(f"*{head}* · {say(language, ASSIGN[spec.assign])}")]
    if found.crew:
        shown.append(blocks.lines([_member(book, one, language) for one in found.crew]))
    shown.append(blocks.divider())
    shown += [_waiting(one, found, language) for one in found.waiting]
    if found.total > len(found.waiting):
        shown.append(blocks.context(say(language, _("…and {n} more"), n=found.total - len(found.waiting))))
    if not found.total:
        shown.append(blocks.section(say(language, _("Nothing waits here."))))
    title = say(language, _("Queue: {team}"), team=spec.title[code_of(language)])
    return blocks.modal("ticket_queue", title, shown, close=say(language, _("Close")))


def _member(book: Book, one: Member, language: str) -> str:
    most = f"/{one.load.most}" if one.load.most else ""
    who = escaped(name_of(book, one.id))
    if one.away is not None:
        until = moment(one.away.until) if one.away.until else ""
        text = say(language, _("away until {day}"), day=until) if until else say(language, _("away"))
        return f":palm_tree: {who} · {text} · {one.load.held}{most}"
    sign = ":large_green_circle:" if one.there else ":white_circle:"
    full = f" · {say(language, _('full'))}" if one.load.is_full else ""
    gone = "" if one.there else f" · {say(language, _('not there now'))}"
    return f"{sign} {who} · {one.load.held}{most}{full}{gone}"


def _waiting(ticket: Ticket, found: Queue, language: str) -> Block:
    complaint, mention = ticket.complaint, ticket.complaint.mention
    due = found.due.get(complaint.id)
    until = f" · {say(language, _('due {due}'), due=moment(due))}" if due else ""
    who = inline(mention.author_name or mention.author_handle, 40)
    line = f"`{complaint.ref}` *{who}* — {inline(mention.text, 90)}\n{moment(ticket.opened_at)}{until}"
    claim = blocks.button("ticket_claim", say(language, _("Claim")), complaint.ref)
    return blocks.offered(line, claim, f"queued-{complaint.id}")


def away(language: str) -> Block:
    """Until when somebody is away."""
    hint = say(language, _("friday, 2026-12-04, tomorrow 14:00 — empty: until you say that you are back"))
    field = blocks.text_input("until", say(language, _("Until when?")), most=60, optional=True, hint=hint)
    return blocks.modal(
        AWAY, say(language, _("I am away")), [field], submit=say(language, _("Save")), close=say(language, _("Cancel"))
    )


def of_incident(book: Book, number: int, count: int, language: str) -> Block:
    """What is to be done with all open tickets of an incident."""
    code = code_of(language)
    deeds = [
        (bulk.CLAIM, say(language, _("I take them all"))),
        (bulk.TRANSFER, say(language, _("Pass them on to a team"))),
        (bulk.NOTE, say(language, _("Write one note on all of them"))),
        (bulk.RESOLVE, say(language, _("Resolve those that I have"))),
    ]
    teams = [(name, spec.title[code]) for name, spec in book.desk.teams.items()]
    found = [
        blocks.section(say(language, _("Incident {number}: open tickets: {n}"), number=number, n=count)),
        blocks.choice("what", say(language, _("What is to be done?")), deeds, radio=True),
        blocks.choice("to", say(language, _("To which team?")), teams[:100], optional=True),
        blocks.text_input(
            "text", say(language, _("Note (never shown to the customer)")), multiline=True, optional=True, most=2000
        ),
    ]
    return blocks.modal(
        BULK, say(language, _("Tickets of an incident")), found, submit=say(language, _("Do it")),
        close=say(language, _("Cancel")), metadata=str(number),
    )  # fmt: skip


def resolve_all(
    book: Book, number: int, count: int, languages: Sequence[str], person: str, today: date, language: str
) -> Block:
    """Outcome, process and treatment of all of them, said once. ``languages``: of those who complain."""
    outcomes = [
        (Outcome.SOLVED.value, say(language, _("Solved"))),
        (Outcome.REFUSED.value, say(language, _("Refused, with a reason"))),
    ]
    people = [(who, spec.name) for who, spec in book.desk.people.items()][:PEOPLE_MOST]
    recourse = "\n".join(filter(None, (book.desk.recourse.appeal.get(code_of(one), "") for one in languages)))
    head = _("Incident {number}: open tickets: {n}. Each must pass what it would have to pass alone; those that do not "
             "stay open and are named to you.")  # fmt: skip
    none = _("Empty: for each as often as its timeline says.")
    public = _("In that language, without names, amounts or references: others read it.")
    found = [
        blocks.section(say(language, head, number=number, n=count)),
        blocks.choice("outcome", say(language, _("Outcome")), outcomes, initial=Outcome.SOLVED.value, radio=True),
        blocks.text_input("done", say(language, _("What was given or done?")), multiline=True, optional=True),
        blocks.date_input("on", say(language, _("On which day?")), today.isoformat()),
        blocks.text_input("reason", say(language, _("Reason, if refused")), multiline=True, optional=True),
        blocks.text_input("recourse", say(language, _("Recourse, if refused: how the customer can appeal")),
                          initial=recourse[:1000], multiline=True, optional=True, most=1000),
        blocks.text_input("repeated", say(language, _("How often did the customer have to repeat themselves?")),
                          optional=True, most=2, hint=say(language, none)),
        blocks.text_input("explanation", say(language, _("What was the customer told? (the explanation)")),
                          multiline=True),
        blocks.choice("explained_by", say(language, _("Who told them?")), people, initial=person),
        *(blocks.text_input(f"line_{one}", say(language, LINE_IN[one]), optional=True, most=500,
                            hint=say(language, public)) for one in languages),
    ]  # fmt: skip
    return blocks.modal(
        RESOLVE_ALL, say(language, _("Resolve together")), found, submit=say(language, _("Resolve")),
        close=say(language, _("Cancel")), metadata=str(number),
    )  # fmt: skip


def standing(language: str, absent_until: str | None, held: int, most: int | None) -> list[Block]:
    """On the Home tab: the switch, and how much one holds. ``absent_until``: "" away without an end, None there."""
    load = say(language, _("open tickets: {n} of {most}"), n=held, most=most) if most else (
        say(language, _("open tickets: {n}"), n=held))  # fmt: skip
    if absent_until is None:
        button = blocks.button(AWAY, say(language, _("I am away")), "-")
        return [blocks.offered(f":large_green_circle: {load}", button, "away")]
    until = say(language, _("away until {day}"), day=absent_until) if absent_until else say(language, _("away"))
    button = blocks.button(BACK, say(language, _("I am back")), "-", style="primary")
    return [blocks.offered(f":palm_tree: {until} · {load}", button, "away")]
