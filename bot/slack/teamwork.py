"""What a ticket's card says beside the work, and the windows of its verbs: pass on, put aside, link, merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.desk.people import name_of
from bot.desk.playbooks.notions import code_of
from bot.desk.routing import crew
from bot.desk.vocabulary import COMPLAINT_NAMES, ComplaintState, TicketState
from bot.slack import blocks, steering
from bot.slack.blocks import Block
from bot.slack.modals import frame
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

LINKED_MOST = 100  # options of one menu
PEOPLE_MOST = 80  # options of one menu, beside the teams
HEAVY = 3  # times the customer had to tell it, or hands it went through, that stand out


def beside(rows: Rows) -> list[Block]:
    """Why this team, who holds how much, what belongs together, what the customer went through."""
    return [blocks.context(*part) for part in (_whose(rows), _history(rows), _together(rows)) if any(part)]


def _whose(rows: Rows) -> list[str]:
    held, language = rows.ticket, rows.language
    assert held is not None
    found = [_routed(rows)]
    load = rows.beside.load
    if load is not None and held.owner:
        who, most = escaped(name_of(rows.book, held.owner)), load.most
        text = _("{who}: open tickets: {n} of {most}") if most else _("{who}: open tickets: {n}")
        found.append(say(language, text, who=who, n=load.held, most=most or ""))
    if away := rows.beside.owner_away:
        until = say(language, _("away until {day}"), day=moment(away.until)) if away.until else say(language, _("away"))
        found.append(f":palm_tree: {until}")
    return found


def _routed(rows: Rows) -> str:
    routed = rows.ticket.routed if rows.ticket else None
    if not routed or not routed.get("why"):
        return ""
    values = {key: escaped(str(value)) for key, value in routed.items()}
    if (lacking := routed.get("lacking")) in rows.book.desk.teams:
        values["lacking"] = escaped(rows.book.desk.teams[str(lacking)].title[code_of(rows.language)])
    why = say(rows.language, str(routed["why"])).format_map(values)
    return say(rows.language, _("Why this team: {why}"), why=why)


def _history(rows: Rows) -> list[str]:
    held, language, found = rows.ticket, rows.language, list[str]()
    assert held is not None
    if rows.beside.earlier_in_all:
        refs = ", ".join(
            f"`{one.ref}` ({say(language, COMPLAINT_NAMES[ComplaintState(one.state)])})" for one in rows.beside.earlier
        )
        found.append(say(language, _("earlier complaints: {n}"), n=rows.beside.earlier_in_all) + f" {refs}")
    for count, text in (
        (held.handoffs or 0, _("passed on {n}×")),
        (held.repeats or 0, _("the customer had to tell it again {n}×")),
    ):
        if count:
            found.append(f"{':warning: ' if count >= HEAVY else ''}{say(language, text, n=count)}")
    return found


def _together(rows: Rows) -> list[str]:
    held, language, found = rows.ticket, rows.language, list[str]()
    assert held is not None
    for said, text in ((held.order_ref, _("order {ref}")), (held.incident_ref, _("their incident {ref}"))):
        if said:
            found.append(say(language, text, ref=inline(said, 70, masked=False)))
    for refs, text in ((rows.beside.linked, _("linked with {refs}")), (rows.beside.merged_here, _("also for {refs}"))):
        if refs:
            found.append(say(language, text, refs=", ".join(f"`{ref}`" for ref in refs[:10])))
    return found


# Windows


def transfer(rows: Rows) -> Block:
    """To whom, and what they must know."""
    language, book, code = rows.language, rows.book, code_of(rows.language)
    teams = [(name, say(language, _("Team: {team}"), team=spec.title[code])) for name, spec in book.desk.teams.items()]
    owner = rows.ticket.owner if rows.ticket else None
    people = [(who, one.name) for who, one in book.desk.people.items() if crew.may_work(book, who) and who != owner]
    hint = say(language, _("A team gives it to somebody who is there and has room. A person must be there."))
    found = [
        blocks.choice("to", say(language, _("To whom?")), [*teams[:20], *people[:PEOPLE_MOST]], hint=hint),
        blocks.text_input(
            "note", say(language, _("What must they know?")), multiline=True, most=2000,
            hint=say(language, _("So that the customer need not tell it again. Never shown to them.")),
        ),
    ]  # fmt: skip
    return frame(rows, "ticket_transfer", _("Pass on"), found, _("Pass on"))


def anyway(ref: str, why: str, language: str) -> Block:
    """It is another team's: claimed all the same?"""
    return blocks.modal(
        "ticket_claim", say(language, _("Another team's ticket")), [blocks.section(escaped(why))],
        submit=say(language, _("Take it anyway")), close=say(language, _("Cancel")), metadata=ref,
    )  # fmt: skip


def snooze(rows: Rows) -> Block:
    """Until which day, and what for."""
    language, tomorrow = rows.language, rows.book.desk.local(rows.now) + timedelta(days=1)
    hint = say(language, _("It comes back that morning, or as soon as the customer writes. The clocks go on."))
    found = [
        blocks.date_input("until", say(language, _("Until which day?")), tomorrow.date().isoformat()),
        blocks.text_input("why", say(language, _("What is waited for?")), most=500, hint=hint),
    ]
    return frame(rows, "ticket_snooze", _("Put aside"), found, _("Save"))


def link(rows: Rows) -> Block:
    """With which, and why."""
    language = rows.language
    found = [
        _reference(rows),
        blocks.text_input("why", say(language, _("What do they have in common?")), most=500),
    ]
    return frame(rows, "ticket_link", _("Link"), found, _("Link"))


def unlink(rows: Rows) -> Block:
    """From which."""
    language, linked = rows.language, list(rows.beside.linked)
    if not linked:
        return frame(rows, "ticket_unlink", _("Unlink"), [blocks.section(say(language, _("It is linked with none.")))])
    label = say(language, _("With which has it nothing to do after all?"))
    found = [blocks.choice("ref", label, [(ref, ref) for ref in linked[:LINKED_MOST]], initial=linked[0])]
    return frame(rows, "ticket_unlink", _("Unlink"), found, _("Unlink"))


def merge(rows: Rows) -> Block:
    """Into which, and why."""
    language = rows.language
    text = _("The work goes on in the other ticket, and resolving it resolves both. Each customer keeps their own "
             "public answer. It can be undone.")  # fmt: skip
    hint = say(language, _("Needed where author, order and incident do not show that both are one trouble."))
    found = [
        blocks.section(say(language, text)),
        _reference(rows),
        blocks.text_input("why", say(language, _("Why are they one?")), most=500, optional=True, hint=hint),
    ]
    return frame(rows, "ticket_merge", _("Merge"), found, _("Merge"))


def _reference(rows: Rows) -> Block:
    near = [one.ref for one in rows.beside.earlier]
    hint = say(rows.language, _("Earlier ones of this customer: {refs}"), refs=", ".join(near)) if near else ""
    label = say(rows.language, _("Reference of the other one"))
    return blocks.text_input("ref", label, most=20, hint=hint)


def refer(rows: Rows) -> Block:
    """What other systems call it."""
    language, held = rows.language, rows.ticket
    found = [
        blocks.text_input(name, say(language, label), initial=(said or "")[:64], most=64, optional=True)
        for name, label, said in (
            ("order", _("Order number"), held.order_ref if held else ""),
            ("incident", _("Incident in another system"), held.incident_ref if held else ""),
        )
    ]
    return frame(rows, "ticket_refer", _("References"), found, _("Save"))


def fill(rows: Rows) -> Block:
    """The fields that the playbook asks for."""
    return steering.fill(rows) | {"callback_id": "ticket_fill"}


def more(rows: Rows) -> Block:
    """Everything that can be done with a ticket, each with what it is for."""
    language, ref, held = rows.language, rows.complaint.ref, rows.ticket
    found = []
    state = held.state if held else TicketState.RESOLVED
    for action, label, text, states in OFFERED:
        if action == "ticket_unlink" and not rows.beside.linked:
            continue
        if not states or state in states:
            button = blocks.button(action, say(language, label), ref)
            found.append(blocks.offered(escaped(say(language, text)), button, f"offer-{action}"))
    return frame(rows, "ticket_more", _("What can be done"), found)


OPEN = (TicketState.QUEUED, TicketState.CLAIMED, TicketState.WAITING, TicketState.SNOOZED)
# (action_id, label, what it is for, in which states; empty: always)
OFFERED: Sequence[tuple[str, str, str, Sequence[TicketState]]] = (
    ("ticket_repeat", _("Had to repeat"), _("The customer had to tell it again. It is counted."), ()),
    ("ticket_fill", _("Fill in facts"), _("What this playbook asks for."), OPEN),
    ("ticket_refer", _("References"), _("Order number, incident in another system."), OPEN),
    ("ticket_link", _("Link"), _("Another ticket has to do with it; both go on."), ()),
    ("ticket_unlink", _("Unlink"), _("The one it is linked with has nothing to do with it."), ()),
    ("ticket_merge", _("Merge"), _("Another ticket is the same trouble; the work goes on there."), OPEN),
    ("ticket_split", _("Split"), _("It is a ticket of its own after all."), (TicketState.MERGED,)),
    ("ticket_take", _("Take over"), _("For the team's lead and managers: from whoever has it."), OPEN[1:]),
    ("ticket_release", _("Release"), _("Back to the team's queue."), OPEN[1:]),
    ("ticket_snooze", _("Put aside"), _("Until a day, or until the customer writes."), (TicketState.CLAIMED,)),
    ("gesture_ask", _("Gesture"), _("A replacement, a refund, a voucher: yours to grant, or one click on."), ()),
    ("complaint_timeline", _("Timeline"), _("Who did what, when, with the exact words."), ()),
)
OPENS: dict[str, Callable[[Rows], Block]] = {
    "ticket_transfer": transfer, "ticket_snooze": snooze, "ticket_link": link, "ticket_unlink": unlink,
    "ticket_merge": merge, "ticket_refer": refer, "ticket_fill": fill,
}  # fmt: skip
