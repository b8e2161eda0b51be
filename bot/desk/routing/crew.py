"""A team's crew: who belongs to it, who is there, and how much each holds. The lock that keeps it true is a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.desk import absences
from bot.desk.models import GroupMember, Ticket, Turn
from bot.desk.people import MAY
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Role, TicketState

HELD = (TicketState.CLAIMED, TicketState.WAITING, TicketState.SNOOZED)
TEAM = "team:"


@dataclass(frozen=True)
class Load:
    """How many open tickets somebody (or a team) holds, and how many at most (None: no limit)."""

    held: int
    most: int | None

    @property
    def is_full(self) -> bool:
        """Whether one more would be too many."""
        return self.most is not None and self.held >= self.most


def groups(book: Book) -> list[str]:
    """The Slack user groups that teams name."""
    return sorted({group for team in book.desk.teams.values() for group in team.members})


def keep_members(session: Session, group: str, people: Collection[str], now: datetime) -> None:
    """Slack says that ``people`` are in ``group`` now."""
    session.execute(delete(GroupMember).where(GroupMember.group == group))
    session.add_all([GroupMember(group=group, person=who, seen_at=now) for who in sorted(set(people))])


def members(session: Session, book: Book, team: str) -> list[str]:
    """Who of desk.yaml belongs to ``team``: those whose entry names it, and those in its user groups."""
    spec = book.desk.teams.get(team)
    named = [who for who, one in book.desk.people.items() if team in one.teams]
    if spec and spec.members:
        query = select(GroupMember.person).where(GroupMember.group.in_(spec.members)).order_by(GroupMember.person)
        named += [who for who in session.scalars(query) if who in book.desk.people]
    return list(dict.fromkeys(named))


def most(book: Book, person: str) -> int | None:
    """How many open tickets ``person`` holds at most: their own number, else the least of their teams; None: any."""
    spec = book.desk.people.get(person)
    if spec is None:
        return None
    if spec.capacity is not None:
        return spec.capacity
    limits = [team.each for name in spec.teams if (team := book.desk.teams.get(name)) and team.each is not None]
    return min(limits, default=None)


def lock(session: Session, names: Sequence[str]) -> dict[str, Turn]:
    """Wait for whoever gives or takes work for these (people, or ``team:…``), always in one order."""
    wanted = sorted(set(names))
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    if not wanted:
        return {}
    rows = [{"name": name, "given_at": None} for name in wanted]
    session.execute(insert(Turn).values(rows).on_conflict_do_nothing())
    query = select(Turn).where(Turn.name.in_(wanted)).order_by(Turn.name).with_for_update()
    return {turn.name: turn for turn in session.scalars(query.execution_options(populate_existing=True))}


def loads(session: Session, book: Book, people: Collection[str]) -> dict[str, Load]:
    """Person → what they hold."""
    query = select(Ticket.owner, func.count()).where(Ticket.owner.in_(people), Ticket.state.in_(HELD))
    held: dict[str, int] = {who: count for who, count in session.execute(query.group_by(Ticket.owner)) if who}
    return {who: Load(held.get(who, 0), most(book, who)) for who in people}


def team_load(session: Session, book: Book, team: str) -> Load:
    """What a whole team holds."""
    query = select(func.count()).select_from(Ticket).where(Ticket.team == team, Ticket.state.in_(HELD))
    spec = book.desk.teams.get(team)
    return Load(session.scalar(query) or 0, spec.capacity if spec else None)


def may_work(book: Book, who: str) -> bool:
    """Whether their role lets ``who`` work on tickets."""
    spec = book.desk.people.get(who)
    return spec is not None and bool(set(spec.roles) & (MAY["work"] | {Role.ADMIN}))


def is_open(book: Book, team: str, now: datetime) -> bool:
    """Whether the team is within its hours."""
    spec = book.desk.teams.get(team)
    return spec is None or not spec.hours or book.desk.calendar(spec.hours).is_open(now)


def there(session: Session, book: Book, team: str, now: datetime) -> list[str]:
    """Members of ``team`` who work on tickets and are there now; nobody outside the team's hours."""
    if not is_open(book, team, now):
        return []
    found = [who for who in members(session, book, team) if may_work(book, who)]
    return [who for who in found if absences.is_there(session, book, who, now)]
