"""Whether what desk.yaml counts and calls can be counted and called: durations, calendars, chains, rotas, policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.desk.playbooks.deskfile import DeskFile
from bot.desk.playbooks.problems import Key, Place, Problem
from bot.desk.playbooks.promises import Chain, Step, Target
from bot.desk.vocabulary import Role

WAITS_FOR = ("approval", "claim", "breach", "commitment")
TOLD_BY_PART = ("deputies", "owner", "lead")
SLACK = re.compile(r"#[^\s#]{1,80}|S(?=[A-Z]*[0-9])[A-Z0-9]{7,20}")  # a channel, or a user group's id


def policies(desk: DeskFile, place: Place) -> Iterator[Problem]:
    """Mistakes in the SLA policies and the rotas."""
    for number, policy in enumerate(desk.sla):
        for metric, target_ in policy.each():
            yield from target(desk, place, ("sla", number, metric), target_)
    if desk.sla[-1].is_particular:
        yield place.mistake(
            ("sla", len(desk.sla) - 1), "is the last one, and takes only particular complaints",
            "put one behind it that names no playbooks, priorities or tiers",
        )  # fmt: skip
    for name, rota in desk.rotas.items():
        if name in {*(role.value for role in Role), *desk.teams, *desk.people, *TOLD_BY_PART}:
            yield place.mistake(("rotas", name), "is the name of somebody else already", "call the rota otherwise")
        for who in rota.people():
            yield from known(place, ("rotas", name), who, desk.people, "people")


def known(place: Place, key: Key, name: str, there: Any, where: str) -> Iterator[Problem]:
    """A name that leads nowhere."""
    if name and name not in there:
        listed = ", ".join(sorted(there)) or "none yet"
        yield place.mistake(key, f"{name!r} is not in desk.yaml's {where}", f"there are: {listed}")


def calendar(desk: DeskFile, place: Place, key: Key, name: str) -> Iterator[Problem]:
    """A calendar that is not there."""
    if name != "always":
        yield from known(place, key, name, desk.calendars, "calendars")


def chain(desk: DeskFile, place: Place, key: Key, found: Chain) -> Iterator[Problem]:
    """Mistakes in a chain: times that cannot be counted or go backwards, names that nobody has."""
    for waits_for in WAITS_FOR:
        steps: list[Step] = getattr(found, waits_for)
        later = [(number, step) for number, step in enumerate(steps) if step.after]
        names = [f"{waits_for}.{number}.after" for number, _step in later]
        yield from durations(desk, place, key, found.calendar, names, [step.after for _n, step in later], in_order=True)
        for number, step in enumerate(steps):
            here: Key = (*key, waits_for, number)
            if step.before and waits_for == "breach":
                yield place.mistake((*here, "before"), "comes after the deadline here", "write `after`")
            said = [(part, getattr(step, part)) for part in ("before", "every") if getattr(step, part)]
            yield from durations(desk, place, here, found.calendar, [p for p, _d in said], [d for _p, d in said])
            yield from told(desk, place, (*here, "tell"), step.tell)


def told(desk: DeskFile, place: Place, key: Key, names: list[str]) -> Iterator[Problem]:
    """Somebody to tell whom nobody knows."""
    somebody = {*(role.value for role in Role), *desk.teams, *desk.people, *desk.rotas, *TOLD_BY_PART}
    for number, name in enumerate(names):
        if name not in somebody and not SLACK.fullmatch(name):
            yield place.mistake(
                (*key, number),
                f"nobody is called {name!r}",
                "write a role, a team, a rota, a Slack member id of people, a user group (S…), a #channel, "
                "or deputies, owner, lead",
            )


def target(desk: DeskFile, place: Place, key: Key, found: Target) -> Iterator[Problem]:
    """Mistakes in what is promised."""
    both = [found.target, found.limit]
    yield from durations(desk, place, key, found.calendar, ["target", "limit"], both, in_order=True)
    if found.most_paused:
        yield from durations(desk, place, key, found.calendar, ["most_paused"], [found.most_paused])
    if found.warn != sorted(set(found.warn)):
        yield place.mistake((*key, "warn"), "is not in order", "write the smaller part first, each once")


def durations(
    desk: DeskFile, place: Place, key: Key, calendar_name: str, names: list[str], durations: list[str], *,
    in_order: bool = False,
) -> Iterator[Problem]:  # fmt: skip
    """Whether ``durations`` can be counted in the calendar, and grow when they are ``in_order``."""
    if calendar_name not in desk.calendars and calendar_name != "always":
        yield from known(place, (*key, "calendar"), calendar_name, desk.calendars, "calendars (or `always`)")
        return
    hours = desk.calendar(calendar_name)
    if not any(hours.spec.week.values()):
        yield place.mistake((*key, "calendar"), f"{calendar_name!r} has no opening hours", "give it a week")
        return
    before = -1
    for name, duration in zip(names, durations, strict=True):
        part = (*key, *name.split("."))
        try:
            seconds = hours.seconds(duration)
        except ValueError:
            yield place.mistake(part, f"{duration!r} is no duration", "write 15m, 3h or 2d")
            continue
        if in_order and seconds < before:
            yield place.mistake(part, f"{duration} is shorter than what stands before it", "the earlier comes first")
        before = max(before, seconds)
