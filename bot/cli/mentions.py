"""``amends mentions``: what came in and what became of it; what was set aside can be made a complaint after all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.shared import context, fail, print_json

if TYPE_CHECKING:
    from bot.desk.models import Abstention, Mention
    from bot.desk.playbooks import Book

mentions = typer.Typer(no_args_is_help=True, help="What was said: complaints, further words, and what was set aside.")
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
FIRST_WORDS = 80  # characters; with --json as many as a card quotes
QUOTED = 2400
AT_ONCE = 500  # mentions that are asked about in one query
By = Annotated[str, typer.Option(help="Who says so: a person of desk.yaml, by their Slack id.")]
Id = Annotated[str, typer.Argument(help="The mention's id, as `amends mentions list` shows it.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    mentions.command("list")(list_)
    mentions.command()(restore)
    mentions.command()(abstain)
    mentions.command()(engage)
    app.add_typer(mentions, name="mentions")


def list_(
    state: Annotated[str, typer.Option(help="Only those that are: complaint, joined, discarded or gone.")] = "",
    needs: Annotated[str, typer.Option(help="Only those that need: reply, watch or do_not_engage.")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only what came in from then on.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many, the newest.")] = 50,
    json: Json = False,
) -> None:
    """What came in, the newest first, each with why it is where it is. Personal data is masked."""
    from bot.desk import abstentions, reports

    _known(state, needs)
    desk = context()
    with desk.store.read() as session:
        found, total = reports.mentions_in(session, state, since.astimezone() if since else None, limit, needs)
        decided: dict[str, Abstention] = {}
        for first in range(0, len(found), AT_ONCE):
            decided |= abstentions.standing(session, [one.id for one in found[first : first + AT_ONCE]])
    if json:
        return print_json([_as_json(mention, decided.get(mention.id)) for mention in found])
    for mention in found:
        _print(mention)
        if mention.id in decided:
            _print_decision(desk.book(), decided[mention.id])
    print(f"{len(found)} of {total}" + ("; --limit shows more" if total > len(found) else ""))
    return None


def _known(state: str, needs: str) -> None:
    from bot.desk.vocabulary import MentionState, Stance

    if needs and needs not in ("reply", *Stance):
        fail(f"No mention ever needs “{needs}”. There are: reply, {', '.join(Stance)}.")

    if state and state not in list(MentionState):
        fail(f"No mention is ever “{state}”. There are: {', '.join(MentionState)}.")


def _author(mention: Mention) -> str:
    from bot.voice import personal

    name = mention.author_name or mention.author_handle
    # A Mastodon handle names its server and so looks like an e-mail address, but it is public.
    return name if mention.network == "mastodon" else personal.mask(name)


def _words(mention: Mention, most: int) -> str:
    from bot.voice import personal

    said = " ".join(personal.mask(f"{mention.title} {mention.text}").split())
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def _as_json(mention: Mention, decided: Abstention | None) -> dict[str, Any]:
    decision = decided and {
        "needs": decided.needs, "by": decided.person, "why": decided.reason, "at": decided.at, "until": decided.until,
    }  # fmt: skip
    return {
        "needs": decided.needs if decided else (mention.triage or {}).get("needs"), "decided": decision,
        "id": mention.id, "at": mention.received_at, "posted_at": mention.posted_at, "network": mention.network,
        "author": _author(mention), "state": mention.state, "kind": mention.kind, "reason": mention.reason,
        "doubtful": bool((mention.triage or {}).get("doubtful")), "url": mention.url, "text": _words(mention, QUOTED),
    }  # fmt: skip


def _print_decision(book: Book, decided: Abstention) -> None:
    from bot.desk.people import name_of

    until = decided.until.astimezone().strftime("until %Y-%m-%d") if decided.until else "for good"
    print(f"    {decided.needs}, {until}, decided by {name_of(book, decided.person)}: {decided.reason}")


def _print(mention: Mention) -> None:
    at = mention.received_at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    doubt = ", not sure" if (mention.triage or {}).get("doubtful") else ""
    kind = f" ({mention.kind}{doubt})" if mention.kind else ""
    print(f"{mention.id}  {at}  {mention.network}  {_author(mention)}  {mention.state}{kind}")
    print(f"    {mention.reason or 'no reason was kept'}")
    print(f"    | {_words(mention, FIRST_WORDS) or '(no words)'}")


def restore(
    mention: Id,
    by: By,
    json: Json = False,
) -> None:
    """It is a complaint after all: it opens, with clocks, card and draft."""
    from sqlalchemy.orm import Session

    from bot.desk import discards, outbox, people
    from bot.desk.models import Complaint
    from bot.desk.vocabulary import Lane

    desk = context()

    def happening(session: Session) -> tuple[Complaint, set[Lane]]:
        person = people.allowed(desk.book(), by, "log")
        complaint = discards.restore(session, desk.book(), discards.by_id(session, mention), person, desk.now())
        return complaint, outbox.lanes_armed(session)

    complaint, lanes = desk.store.write(happening)
    desk.wake(*lanes)
    if json:
        return print_json({"mention": complaint.mention_id, "complaint": complaint.ref})
    print(f"{complaint.ref}: it is a complaint now; its card and draft follow.")
    return None


def abstain(
    mention: Id,
    needs: Annotated[str, typer.Option(help="watch or do_not_engage.")],
    why: Annotated[str, typer.Option(help="Why, so that a colleague can follow the decision.")],
    by: By,
    until: Annotated[str, typer.Option(help="The day it wakes (2026-12-31); without one it is for good.")] = "",
    json: Json = False,
) -> None:
    """Watch it, or do not engage: its draft is withdrawn, its clocks rest, and it wakes on that day."""
    from sqlalchemy.orm import Session

    from bot.desk import abstentions, discards, outbox, people
    from bot.desk.vocabulary import Lane

    desk = context()

    def happening(session: Session) -> tuple[Abstention, set[Lane]]:
        person, book = people.allowed(desk.book(), by, "approve"), desk.book()
        found = discards.by_id(session, mention)
        decided = abstentions.abstain_from_mention(session, book, found, person, needs, why, until, desk.now())
        return decided, outbox.lanes_armed(session)

    decided, lanes = desk.store.write(happening)
    desk.wake(*lanes)
    if json:
        return print_json({"mention": mention, "needs": decided.needs, "until": decided.until})
    return _print_decision(desk.book(), decided)


def engage(mention: Id, by: By, json: Json = False) -> None:
    """End what was decided about it: a complaint is open again, with clocks, card and draft."""
    from sqlalchemy.orm import Session

    from bot.desk import abstentions, discards, outbox, people
    from bot.desk.vocabulary import Lane

    desk = context()

    def happening(session: Session) -> set[Lane]:
        person, book = people.allowed(desk.book(), by, "approve"), desk.book()
        abstentions.let_go(session, book, discards.by_id(session, mention), person, desk.now())
        return outbox.lanes_armed(session)

    desk.wake(*desk.store.write(happening))
    if json:
        return print_json({"mention": mention, "decided": None})
    print("Nobody holds it back any more.")
    return None
