"""What only shows when the files are seen together: names that lead nowhere, promises beyond authority, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.playbooks import reach, speech, style
from bot.desk.playbooks.book import Book
from bot.desk.playbooks.choosing import GENERAL
from bot.desk.playbooks.deskfile import Chain, DeskFile, Target
from bot.desk.playbooks.notions import LANGUAGES
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.problems import Key, Place, Problem
from bot.desk.vocabulary import Role

WAITS_FOR = ("approval", "claim", "breach")
TOLD_BY_PART = ("deputies", "owner", "lead")
SLACK = re.compile(r"#[^\s#]{1,80}|S(?=[A-Z]*[0-9])[A-Z0-9]{7,20}")  # a channel, or a user group's id


@dataclass(frozen=True)
class Folder:
    """All files together, and where each stands. Not ``complete`` when one of them cannot be read, and ``lexicon`` is
    None when that one cannot: what only seems to be missing is not told then."""

    book: Book
    desk: Place
    lexicon: Place | None
    playbooks: dict[str, Place]
    complete: bool


def problems(folder: Folder, warn: bool) -> list[Problem]:
    """Every mistake, and every warning if anybody wants to be warned."""
    found = list(_mistakes(folder))
    if warn and folder.complete and not any(problem.level == "mistake" for problem in found):
        found.extend(_warnings(folder))  # of what can be used alone: they rely on it
    return found


def _mistakes(folder: Folder) -> Iterator[Problem]:
    if folder.complete and GENERAL not in folder.playbooks:
        yield Problem("general.yaml", 1, "", f"a playbook named {GENERAL!r} must exist", "it takes what no other takes")
    yield from _of_desk(folder.book.desk, folder.desk)
    if folder.lexicon:
        yield from _of_lexicon(folder.book, folder.lexicon)
    for name, place in folder.playbooks.items():
        playbook = folder.book.playbooks[name]
        yield from _of_playbook(folder.book, playbook, place)
        yield from reach.mistakes(playbook, place)
        if folder.lexicon:
            yield from speech.mistakes(folder.book, playbook, place)


def _warnings(folder: Folder) -> Iterator[Problem]:
    desk = folder.book.desk
    for key, rules in (("sla", desk.sla), ("replies", desk.replies), ("private", desk.private)):
        yield from _first_fits(folder.desk, key, [rule.networks for rule in rules])
    if desk.voice.address == "mirror" and not any("fr-tu" in one.moves for one in folder.book.playbooks.values()):
        yield folder.desk.warning(
            ("voice", "address"), "has no effect: no playbook has moves under `fr-tu`",
            "write them for those who say « tu », or write `address: vous`",
        )  # fmt: skip
    for name, place in folder.playbooks.items():
        playbook = folder.book.playbooks[name]
        if place.file != f"{name}.yaml":
            yield place.warning(("name",), f"the file is called {place.file}", f"call it {name}.yaml")
        yield from speech.warnings(folder.book, playbook, place)
        yield from style.warnings(folder.book, playbook, place)
        yield from reach.warnings(folder.book, playbook, place)


def _of_lexicon(book: Book, place: Place) -> Iterator[Problem]:
    for name, fact in book.lexicon.items():
        yield from missing(place, ("facts", name, "label"), fact.label)
        yield from speech.of_names(fact, place, ("facts", name))


def _first_fits(place: Place, key: str, rules: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """The first rule that names a network applies, and one that names none takes all the rest."""
    taken: dict[str, int] = {}
    for number, networks in enumerate(rules):
        if not networks and number < len(rules) - 1:
            yield place.warning((key, number), "names no network: what stands below is never reached", "put it last")
            return
        for network in networks:
            if network in taken:
                yield place.warning((key, number), f"{network} is taken by the one above already", "name it once")
            taken[network] = number
    if rules and rules[-1] and key != "private":
        yield place.warning(
            (key, len(rules) - 1), "takes all other networks too, as the last one", "add one for the rest"
        )


def missing(place: Place, key: Key, texts: Any) -> Iterator[Problem]:
    """A language that is not there."""
    for language in LANGUAGES:
        if not texts.get(language):
            yield place.mistake((*key, language), "is missing", "people read French and English: write both")


def _of_desk(desk: DeskFile, place: Place) -> Iterator[Problem]:
    yield from _in_both_languages(desk, place)
    yield from _of_people(desk, place)
    for number, policy in enumerate(desk.sla):
        for metric, target in policy.each():
            yield from _target(desk, place, ("sla", number, metric), target)
    for kind, gesture in desk.gestures.kinds.items():
        for language, title in gesture.title.items():
            yield from speech.unreadable(place, ("gestures", "kinds", kind, "title", language), [title])
        for language, words in gesture.words.items():
            yield from speech.unreadable(place, ("gestures", "kinds", kind, "words", language), words)
    for name, chain in desk.chains.items():
        yield from _chain(desk, place, ("chains", name), chain)
    yield from _known(place, ("chain",), desk.chain, desk.chains, "chains")
    for name, line in desk.hotlines.items():
        yield from _told(desk, place, ("hotlines", name, "tell"), line.tell)
        yield from _durations(desk, place, ("hotlines", name), line.calendar, ["within"], [line.within])
    yield from _durations(desk, place, ("gestures",), desk.gestures.calendar, ["within"], [desk.gestures.within])


def _in_both_languages(desk: DeskFile, place: Place) -> Iterator[Problem]:
    texts: list[tuple[Key, Any]] = [(("voice", "service"), desk.voice.service)]
    texts += [(("teams", name, "title"), team.title) for name, team in desk.teams.items()]
    texts += [(("hotlines", name, "title"), line.title) for name, line in desk.hotlines.items()]
    texts += [(("gestures", "kinds", kind, "title"), spec.title) for kind, spec in desk.gestures.kinds.items()]
    texts += [(("private", number, "say"), way.say) for number, way in enumerate(desk.private)]
    texts += [(("helplines", kind), said) for kind, said in desk.helplines if said]
    texts += [(("conduct", "text"), desk.conduct.text)] if desk.conduct else []
    for key, text in texts:
        yield from missing(place, key, text)


def _of_people(desk: DeskFile, place: Place) -> Iterator[Problem]:
    for name, team in desk.teams.items():
        yield from _known(place, ("teams", name, "lead"), team.lead, desk.people, "people")
        yield from _calendar(desk, place, ("teams", name, "hours"), team.hours)
    for who, person in desk.people.items():
        for number, name in enumerate(person.teams):
            yield from _known(place, ("people", who, "teams", number), name, desk.teams, "teams")
        for number, name in enumerate(person.deputies):
            yield from _known(place, ("people", who, "deputies", number), name, desk.people, "people")
        if desk.voice.signature == "initials" and not person.initials:
            yield place.mistake(("people", who, "initials"), "is missing", "voice.signature says `initials`")
        yield from _calendar(desk, place, ("people", who, "hours"), person.hours)
        yield from _times_off(place, ("people", who, "away"), person)


def _of_playbook(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    desk = book.desk
    yield from missing(place, ("title",), playbook.title)
    yield from _known(place, ("team",), playbook.team, desk.teams, "teams")
    yield from _known(place, ("chain",), playbook.chain, desk.chains, "chains")
    yield from _known(place, ("hotline",), playbook.hotline, desk.hotlines, "hotlines")
    for metric, target in playbook.sla.each():
        yield from _target(desk, place, ("sla", metric), target)
    if playbook.commitment:
        within = playbook.commitment
        yield from _durations(desk, place, ("commitment",), within.calendar, ["within"], [within.within])
    for number, later in enumerate(playbook.follow_ups):
        key = ("follow_ups", number)
        yield from _durations(desk, place, key, later.calendar, ["after"], [later.after])
        yield from missing(place, (*key, "do"), later.do)
    yield from _grants(desk, playbook, place)


def _grants(desk: DeskFile, playbook: Playbook, place: Place) -> Iterator[Problem]:
    kinds = desk.gestures.kinds
    for kind, grant in playbook.grants.items():
        yield from _known(place, ("grants", kind), kind, kinds, "gestures.kinds")
        if kind not in kinds:
            continue
        for role, amount in grant.most.items():
            most = kinds[kind].most.get(role, 0)
            if amount > most:
                yield place.mistake(
                    ("grants", kind, "most", role.value),
                    f"{amount:g} is beyond what a {role.value} may grant ({most:g})",
                    f"lower it, or raise gestures.kinds.{kind}.most in desk.yaml",
                )
        for role in grant.may:
            if role not in {*kinds[kind].may, *kinds[kind].most}:
                yield place.mistake(
                    ("grants", kind, "may"),
                    f"a {role.value} may not grant it",
                    f"take the role away, or add it to gestures.kinds.{kind}.may in desk.yaml",
                )


def _known(place: Place, key: Key, name: str, known: Any, where: str) -> Iterator[Problem]:
    if name and name not in known:
        there = ", ".join(sorted(known)) or "none yet"
        yield place.mistake(key, f"{name!r} is not in desk.yaml's {where}", f"there are: {there}")


def _calendar(desk: DeskFile, place: Place, key: Key, name: str) -> Iterator[Problem]:
    if name != "always":
        yield from _known(place, key, name, desk.calendars, "calendars")


def _times_off(place: Place, key: Key, person: Any) -> Iterator[Problem]:
    for number, away in enumerate(person.away):
        if away.last < away.first:
            yield place.mistake((*key, number), f"ends ({away.last}) before it begins ({away.first})", "swap the days")


def _chain(desk: DeskFile, place: Place, key: Key, chain: Chain) -> Iterator[Problem]:
    for waits_for in WAITS_FOR:
        steps = getattr(chain, waits_for)
        names = [f"{waits_for}.{number}.after" for number in range(len(steps))]
        yield from _durations(desk, place, key, chain.calendar, names, [step.after for step in steps], in_order=True)
        for number, step in enumerate(steps):
            yield from _told(desk, place, (*key, waits_for, number, "tell"), step.tell)


def _told(desk: DeskFile, place: Place, key: Key, names: list[str]) -> Iterator[Problem]:
    known = {*(role.value for role in Role), *desk.teams, *desk.people, *TOLD_BY_PART}
    for number, name in enumerate(names):
        if name not in known and not SLACK.fullmatch(name):
            yield place.mistake(
                (*key, number),
                f"nobody is called {name!r}",
                "write a role, a team, a Slack member id of people, a user group (S…), a #channel, "
                "or deputies, owner, lead",
            )


def _target(desk: DeskFile, place: Place, key: Key, target: Target) -> Iterator[Problem]:
    both = [target.target, target.limit]
    yield from _durations(desk, place, key, target.calendar, ["target", "limit"], both, in_order=True)


def _durations(
    desk: DeskFile, place: Place, key: Key, calendar_name: str, names: list[str], durations: list[str], *,
    in_order: bool = False,
) -> Iterator[Problem]:  # fmt: skip
    """Whether ``durations`` can be counted in the calendar, and grow when they are ``in_order``."""
    if calendar_name not in desk.calendars and calendar_name != "always":
        yield from _known(place, (*key, "calendar"), calendar_name, desk.calendars, "calendars (or `always`)")
        return
    calendar = desk.calendar(calendar_name)
    if not any(calendar.spec.week.values()):
        yield place.mistake((*key, "calendar"), f"{calendar_name!r} has no opening hours", "give it a week")
        return
    before = -1
    for name, duration in zip(names, durations, strict=True):
        part = (*key, *name.split("."))
        try:
            seconds = calendar.seconds(duration)
        except ValueError:
            yield place.mistake(part, f"{duration!r} is no duration", "write 15m, 3h or 2d")
            continue
        if in_order and seconds < before:
            yield place.mistake(part, f"{duration} is shorter than what stands before it", "the earlier comes first")
        before = max(before, seconds)
