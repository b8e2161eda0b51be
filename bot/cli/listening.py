"""``amends insights``, ``amends actions``, ``amends suggestions``: what the complaints of a period say together."""

from __future__ import annotations

import csv
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.shared import context, fail, print_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from bot.context import Context
    from bot.desk.insights import Insights
    from bot.desk.models import ActionItem
    from bot.desk.people import Person
    from bot.desk.playbooks import Book

Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
By = Annotated[str, typer.Option(help="Who says so: a person of desk.yaml, by their Slack id.")]
Number = Annotated[str, typer.Argument(help="Its number, as `amends actions list` shows it.")]
actions = typer.Typer(no_args_is_help=True, help="What is changed because a cause keeps coming back, and if it helped.")
suggestions = typer.Typer(no_args_is_help=True, help="Ideas of critics: who decides, what was answered.")
PERSONAS = 12


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(insights)
    actions.command("list")(list_actions)
    actions.command("open")(open_action)
    actions.command("done")(done)
    actions.command("drop")(drop)
    suggestions.command("list")(list_suggestions)
    app.add_typer(actions, name="actions")
    app.add_typer(suggestions, name="suggestions")


def insights(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of the last DAYS days.")] = 28,
    json: Json = False,
    csv_: Annotated[bool, typer.Option("--csv", help="One line for each cause.")] = False,
) -> None:
    """What keeps coming up: causes with people and denominators, what put them right, who complains of what."""
    from bot.desk import insights as listening
    from bot.desk.insights import plain

    if json and csv_:
        fail("Choose --json or --csv, not both.")
    desk = context()
    now = desk.now()
    with desk.store.read() as session:
        found = listening.find(session, desk.book(), now - timedelta(days=days), now)
    if json:
        return print_json(plain.as_json(found))
    if csv_:
        csv.writer(sys.stdout).writerows([plain.COLUMNS, *plain.rows(found)])
        return None
    _print_insights(desk, found)
    return None


def _print_insights(desk: Context, found: Insights) -> None:
    from bot.desk.insights import naming
    from bot.texts import _, say

    book, language = desk.book(), desk.settings.language
    first, last = (at.astimezone().strftime("%Y-%m-%d %H:%M") for at in (found.since, found.until))
    print(f"{first} – {last}")
    text = _("{complaints} by {people}; mentions heard in all: {mentions}")
    counted = naming.complaints(found.complaints, language), naming.people(found.people, language)
    print(say(language, text, complaints=counted[0], people=counted[1], mentions=found.mentions))
    for one in found.causes:
        print(f"\n{naming.cause(book, one.playbook, language)}")
        for line in naming.lines(book, one, found, language):
            print(f"    {line}")
    _print_personas(desk, found)
    if found.read < found.complaints:
        print("\n" + say(language, _("Words were read of the newest {n} complaints."), n=found.read))


def _print_personas(desk: Context, found: Insights) -> None:
    from bot.desk.insights import naming
    from bot.texts import _, say

    book, language = desk.book(), desk.settings.language
    if found.personas:
        print("\n" + say(language, _("Who complains of what, and what helps")))
    for one in found.personas[:PERSONAS]:
        print(f"    {naming.persona(book, one, language)}")
        print(f"        {naming.of_persona(book, one, language)}")
    if found.rest.complaints:
        rest = naming.complaints(found.rest.complaints, language)
        text = _("In groups of fewer than five people, which are not shown: {complaints}")
        print("    " + say(language, text, complaints=rest))


def list_actions(
    state: Annotated[str, typer.Option(help="Only those that are: open, done, measured or dropped.")] = "",
    json: Json = False,
) -> None:
    """Action items, what is due first, with what was measured."""
    from bot.desk import actions as items
    from bot.desk.vocabulary import ActionState

    if state and state not in list(ActionState):
        fail(f"No action item is ever “{state}”. There are: {', '.join(ActionState)}.")
    desk = context()
    with desk.store.read() as session:
        found = items.listed(session, [state] if state else tuple(ActionState))
    if json:
        return print_json([items.as_json(desk.book(), item) for item in found])
    for item in found:
        _print_action(desk, item)
    if not found:
        print("No action item. `amends actions open` opens one; so do the weekly message and /amends action.")
    return None


def _print_action(desk: Context, item: ActionItem) -> None:
    from bot.desk import actions as items
    from bot.desk.insights import naming
    from bot.desk.people import name_of

    due = item.due_at.astimezone().strftime("%Y-%m-%d")
    late = "  LATE" if item.state == "open" and item.due_at < desk.now() else ""
    print(f"#{item.id}  {item.state}{late}  {item.cause}  {name_of(desk.book(), item.owner)}, due {due}")
    print(f"    | {item.what}")
    if item.note:
        print(f"    {item.note}")
    if found := items.effect_of(item):
        change = found.change
        print(f"    {naming.changed(change, desk.settings.language)}")
        print(f"    {change.before_people} of {change.before_of} people before, {change.people} of {change.of} after")


def open_action(
    cause: Annotated[str, typer.Argument(help="The playbook whose complaints are to become fewer.")],
    what: Annotated[str, typer.Option(help="What is to change.")],
    owner: Annotated[str, typer.Option(help="Who sees to it: a person of desk.yaml, by their Slack id.")],
    due: Annotated[str, typer.Option(help="By which day, such as 2026-12-24.")],
    by: By,
    json: Json = False,
) -> None:
    """Give a cause that keeps coming back an owner and a day."""
    from bot.desk import actions as items
    from bot.desk.people import allowed
    from bot.desk.vocabulary import Lane

    desk = context()
    book, now = desk.book(), desk.now()
    person, day = allowed(book, by, "listen"), items.read_day(due)

    def happening(session: Session) -> ActionItem:
        return items.open(session, book, cause=cause, what=what, owner=owner, due=day, by=person.id, now=now)

    made = desk.store.write(happening)
    desk.wake(Lane.CHAT)
    print_json(items.as_json(book, made)) if json else _print_action(desk, made)


def done(number: Number, note: Annotated[str, typer.Option(help="What was changed.")], by: By) -> None:
    """What was to change has changed; its effect is measured four weeks later."""
    from bot.desk import actions as items

    _end(number, by, lambda book, item, person, now: items.done(book, item, person, note, now))


def drop(number: Number, why: Annotated[str, typer.Option(help="Why it is not going to be done.")], by: By) -> None:
    """It is not going to be done."""
    from bot.desk import actions as items

    _end(number, by, lambda book, item, person, now: items.drop(book, item, person, why, now))


def _end(number: str, by: str, verb: Callable[[Book, ActionItem, Person, datetime], None]) -> None:
    from bot.desk import actions as items
    from bot.desk.people import BELONG, allowed

    desk = context()
    person = allowed(desk.book(), by, BELONG)

    def happening(session: Session) -> ActionItem:
        item = items.by_id(session, number)
        verb(desk.book(), item, person, desk.now())
        return item

    _print_action(desk, desk.store.write(happening))


def list_suggestions(json: Json = False) -> None:
    """Suggestions that wait for an owner, for an answer, or for their author to be told."""
    from bot.desk import suggestions as ideas
    from bot.desk.people import name_of

    desk = context()
    with desk.store.read() as session:
        found = [ideas.as_json(session, desk.book(), one) for one in ideas.listed(session)]
    if json:
        return print_json(found)
    for one in found:
        who = f"  {name_of(desk.book(), one['owner'])}" if one["owner"] else ""
        print(f"#{one['id']}  {one['state']}{who}  {one['complaint'] or one['mention']}")
        if one["why"]:
            print(f"    {one['answer']}: {one['why']}")
    if not found:
        print("No suggestion waits for anybody.")
    return None
