"""``amends incidents``: one cause behind many complaints: what there was, and what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.shared import context, print_json

if TYPE_CHECKING:
    from bot.desk.models import Incident

incidents = typer.Typer(no_args_is_help=True, help="One cause behind many complaints: what there was, what happened.")
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    incidents.command("list")(list_)
    incidents.command()(show)
    app.add_typer(incidents, name="incidents")


def list_(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, the newest.")] = 50,
    json: Json = False,
) -> None:
    """The incidents, the newest first, each with where it stands."""
    from bot.desk.incidents import belonging, figures

    desk = context()
    with desk.store.read() as session:
        found = [
            (one, figures.of_incident(session, desk.book(), one, desk.now()))
            for one in belonging.listed(session, limit)
        ]
    if json:
        return print_json([_as_json(one) | {"figures": vars(stands)} for one, stands in found])
    for one, stands in found:
        at = one.opened_at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
        print(f"{one.id}  {at}  {one.topic}  {one.state}  {one.title}")
        print(f"    {stands.complaints} complaints, {stands.answered} answered, {stands.waiting} waiting")
    if not found:
        print("There has been no incident yet.")
    return None


def show(
    number: Annotated[str, typer.Argument(help="The incident's number.")],
    json: Json = False,
) -> None:
    """Who did what, when, with the exact words; and which complaints are part of it."""
    from bot.desk.incidents import belonging, figures, statements, story
    from bot.desk.people import name_of
    from bot.texts import say
    from bot.voice import personal

    desk = context()
    language, book = desk.settings.language, desk.book()
    with desk.store.read() as session:
        one = belonging.by_number(session, number)
        stands = figures.of_incident(session, book, one, desk.now())
        members = figures.members(session, one)
        latest = statements.latest(session, one)
        told = [(event, *story.words(event, book, language)) for event in story.of_incident(session, one.id)]
        parts = [{"ref": member.ref, "state": member.state, "alone": bool(member.alone_by)} for member in members]
    if json:
        said = {code: {"revision": each.revision, "text": each.text, "written_by": each.written_by,
                       "approved_by": each.approved_by} for code, each in latest.items()}  # fmt: skip
        lines = [
            {
                "at": event.at,
                "kind": event.kind,
                "by": event.actor,
                "said": personal.mask(sentence),
                "words": personal.mask(words),
            }
            for event, sentence, words in told
        ]
        whole: dict[str, Any] = _as_json(one) | {
            "why": personal.mask(story.why(one, language)), "figures": vars(stands), "statement": said,
            "complaints": parts, "story": lines,
        }  # fmt: skip
        return print_json(whole)
    print(f"{one.id}  {one.title}  ({one.topic}, {one.state})")
    print(f"    {personal.mask(story.why(one, language))}")
    print(f"    {stands.complaints} complaints by {stands.authors} people, {stands.answered} answered, "
          f"{stands.waiting} waiting")  # fmt: skip
    if one.owner:
        print(f"    owner: {say(language, name_of(book, one.owner))}")
    for event, sentence, words in told:
        print(f"{event.at.astimezone():%Y-%m-%d %H:%M:%S %Z}  {personal.mask(sentence)}")
        for line in words.splitlines():
            print(f"    | {personal.mask(line)}")
    print("complaints: " + (" ".join(f"{part['ref']} ({part['state']})" for part in parts) or "none"))
    return None


def _as_json(one: Incident) -> dict[str, Any]:
    return {
        "number": one.id, "topic": one.topic, "title": one.title, "state": one.state, "opened_at": one.opened_at,
        "opened_by": one.opened_by, "owner": one.owner, "cluster": one.cluster, "next_word_at": one.next_word_at,
        "ended_at": one.ended_at, "ended_by": one.ended_by, "end_reason": one.end_reason,
        "false_alarm": one.false_alarm, "review": one.review,
    }  # fmt: skip
