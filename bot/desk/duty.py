"""Duty: who is there at the moment, who stands in for whom, and who is meant by the names in a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.people import MAY
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import Role


@dataclass(frozen=True)
class Asked:
    """Who is to be told something: people and user groups by Slack id, channels by name without the ``#``."""

    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.channels or self.groups)


def on_duty(book: Book, who: str, now: datetime) -> bool:
    """Whether the person works here, is not away today, and is within their hours."""
    spec = book.desk.people.get(who)
    if spec is None:
        return False
    calendar = book.desk.calendar(spec.hours or "always")
    today = calendar.local(now).date()
    if any(away.first <= today <= away.last for away in spec.away):
        return False
    return not spec.hours or calendar.is_open(now)


def with_role(book: Book, roles: Iterable[Role]) -> list[str]:
    """Everybody with one of ``roles``, in the order of the file."""
    wanted = set(roles)
    return [who for who, spec in book.desk.people.items() if wanted & set(spec.roles)]


def may_approve(playbook: Playbook, roles: Iterable[Role]) -> bool:
    """Whether these roles may approve replies of ``playbook``: those it names; a manager and an admin always."""
    held = set(roles)
    named = set(playbook.approval.by) or MAY["approve"]
    return bool(held & (named | {Role.MANAGER, Role.ADMIN}))


def first_asked(book: Book, playbook: Playbook) -> list[str]:
    """Whom the approvals channel asks first: the playbook's roles, else the community managers, else the managers."""
    named = with_role(book, playbook.approval.by or [Role.COMMUNITY_MANAGER])
    return named or with_role(book, [Role.MANAGER])


def present(book: Book, asked: Iterable[str], now: datetime) -> list[str]:
    """Those of ``asked`` who are on duty, and for each who is not, their deputies who are (and theirs)."""
    found: dict[str, None] = {}
    for who in asked:
        if on_duty(book, who, now):
            found[who] = None
        else:
            found.update(dict.fromkeys(deputies(book, [who], now)))
    return list(found)


def deputies(book: Book, asked: Iterable[str], now: datetime) -> list[str]:
    """The deputies of ``asked`` who are on duty; where one is not, the deputies of that one, and so on."""
    seen, found = set(asked), dict[str, None]()
    ahead = [one for who in seen if (spec := book.desk.people.get(who)) for one in spec.deputies]
    looked: set[str] = set()
    while ahead:
        who = ahead.pop(0)
        if who in looked:
            continue
        looked.add(who)
        if on_duty(book, who, now):
            found[who] = None
        elif spec := book.desk.people.get(who):
            ahead += spec.deputies
    return sorted(found, key=list(book.desk.people).index)


def managers(book: Book, now: datetime) -> Asked:
    """The managers on duty (or their deputies); if nobody is there, the managers' channel."""
    there = present(book, with_role(book, [Role.MANAGER]), now)
    return Asked(people=tuple(there)) if there else Asked(channels=(book.desk.channels.managers,))


def resolved(
    book: Book,
    names: Sequence[str],
    now: datetime,
    *,
    first: Sequence[str] = (),
    team: str = "",
    owner: str | None = None,
) -> Asked:
    """Who is meant by the ``names`` of a chain or hotline (roles, teams, people, groups, #channels, deputies, owner,
    lead). ``first``: whom the deputies stand in for. Never nobody: then the managers are told.
    """
    return called(book, names, now, first=first, team=team, owner=owner) or managers(book, now)


def called(
    book: Book,
    names: Sequence[str],
    now: datetime,
    *,
    first: Sequence[str] = (),
    team: str = "",
    owner: str | None = None,
    held: bool = False,
) -> Asked:
    """:func:`resolved`, but nobody where nobody is found. ``held``: somebody who is named but not there is nobody."""
    lead = spec.lead if (spec := book.desk.teams.get(team)) else ""
    known: dict[str, Callable[[], list[str]]] = {
        "deputies": lambda: deputies(book, first, now),
        "owner": lambda: present(book, [owner or lead], now),
        "lead": lambda: present(book, [lead], now),
        **{role.value: lambda role=role: present(book, with_role(book, [role]), now) for role in Role},  # type: ignore[misc]
    }
    people: dict[str, None] = {}
    channels, groups = list[str](), list[str]()
    for name in names:
        if name.startswith("#"):
            channels.append(name[1:])
        elif name in known:
            people.update(dict.fromkeys(known[name]()))
        elif name in book.desk.rotas:
            people.update(dict.fromkeys(present(book, book.desk.rotas[name].at(now), now)))
        elif name in book.desk.people:
            there = present(book, [name], now)
            people.update(dict.fromkeys(there or ([] if held else [name])))
        elif name in book.desk.teams:
            members = [who for who, spec in book.desk.people.items() if name in spec.teams]
            people.update(dict.fromkeys(present(book, members, now)))
        else:
            groups.append(name)
    return Asked(tuple(people), tuple(channels), tuple(groups))
