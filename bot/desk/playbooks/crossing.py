"""What only shows when the files are seen together: names that lead nowhere, promises beyond authority, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.playbooks import counting, reach, speech, style
from bot.desk.playbooks.book import Book
from bot.desk.playbooks.choosing import GENERAL
from bot.desk.playbooks.deskfile import DeskFile
from bot.desk.playbooks.notions import LANGUAGES
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.problems import Key, Place, Problem


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
    yield from _topics(folder)
    for name, place in folder.playbooks.items():
        playbook = folder.book.playbooks[name]
        yield from _of_playbook(folder.book, playbook, place)
        yield from reach.mistakes(playbook, place)
        if folder.lexicon:
            yield from speech.mistakes(folder.book, playbook, place)


def _warnings(folder: Folder) -> Iterator[Problem]:
    desk = folder.book.desk
    usual = {n: one.networks for n, one in enumerate(desk.sla) if not one.is_particular and not one.venues}
    yield from _first_fits(folder.desk, "sla", usual)
    yield from _first_fits(folder.desk, "replies", {number: rule.networks for number, rule in enumerate(desk.replies)})
    yield from _first_fits(folder.desk, "private", {number: rule.networks for number, rule in enumerate(desk.private)})
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


def _topics(folder: Folder) -> Iterator[Problem]:
    """Playbooks that teams and routes name."""
    if not folder.complete:
        return
    desk, known = folder.book.desk, folder.playbooks
    named: list[tuple[Key, Sequence[str]]]
    named = [(("teams", name, "skills", "topics"), team.skills.topics) for name, team in desk.teams.items()]
    named += [(("routes", number, "playbooks"), route.playbooks) for number, route in enumerate(desk.routes)]
    for key, topics in named:
        for topic in topics:
            if topic not in known:
                there = ", ".join(sorted(known)[:5])
                yield folder.desk.mistake(key, f"there is no playbook {topic!r}", f"there are, among others: {there}")


def _of_lexicon(book: Book, place: Place) -> Iterator[Problem]:
    for name, fact in book.lexicon.items():
        yield from missing(place, ("facts", name, "label"), fact.label)
        yield from speech.of_names(fact, place, ("facts", name))


def _first_fits(place: Place, key: str, rules: Mapping[int, Sequence[str]]) -> Iterator[Problem]:
    """The first rule that names a network applies, and one that names none takes all the rest."""
    taken: set[str] = set()
    last = max(rules, default=0)
    for number, networks in rules.items():
        if not networks and number < last:
            yield place.warning((key, number), "names no network: what stands below is never reached", "put it last")
            return
        for network in networks:
            if network in taken:
                yield place.warning((key, number), f"{network} is taken by the one above already", "name it once")
            taken.add(network)
    if rules and rules[last] and key != "private":
        yield place.warning((key, last), "takes all other networks too, as the last one", "add one for the rest")


def missing(place: Place, key: Key, texts: Any) -> Iterator[Problem]:
    """A language that is not there."""
    for language in LANGUAGES:
        if not texts.get(language):
            yield place.mistake((*key, language), "is missing", "people read French and English: write both")


def _of_desk(desk: DeskFile, place: Place) -> Iterator[Problem]:
    yield from _in_both_languages(desk, place)
    yield from _of_people(desk, place)
    yield from counting.policies(desk, place)
    for kind, gesture in desk.gestures.kinds.items():
        for language, title in gesture.title.items():
            yield from speech.unreadable(place, ("gestures", "kinds", kind, "title", language), [title])
        for language, words in gesture.words.items():
            yield from speech.unreadable(place, ("gestures", "kinds", kind, "words", language), words)
    for name, chain in desk.chains.items():
        yield from counting.chain(desk, place, ("chains", name), chain)
    yield from counting.known(place, ("chain",), desk.chain, desk.chains, "chains")
    for name, line in desk.hotlines.items():
        yield from counting.told(desk, place, ("hotlines", name, "tell"), line.tell)
        for number, called in enumerate(line.next):
            yield from counting.told(desk, place, ("hotlines", name, "next", number), called)
        yield from counting.durations(desk, place, ("hotlines", name), line.calendar, ["within"], [line.within])
    yield from counting.durations(
        desk, place, ("gestures",), desk.gestures.calendar, ["within"], [desk.gestures.within]
    )


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
        yield from counting.known(place, ("teams", name, "lead"), team.lead, desk.people, "people")
        yield from counting.calendar(desk, place, ("teams", name, "hours"), team.hours)
        limits = [key for key in ("idle", "wait_at_most") if getattr(team, key)]
        told = [getattr(team, key) for key in limits]
        yield from counting.durations(desk, place, ("teams", name), team.hours or "always", limits, told)
        for number, group in enumerate(team.members):
            if group.startswith("#") or not counting.SLACK.fullmatch(group):
                mend = "write the id of a Slack user group (S…); a person's teams stand in `people`"
                yield place.mistake(("teams", name, "members", number), f"{group!r} is no user group", mend)
    for number, route in enumerate(desk.routes):
        yield from counting.known(place, ("routes", number, "to"), route.to, desk.teams, "teams")
    for who, person in desk.people.items():
        for number, name in enumerate(person.teams):
            yield from counting.known(place, ("people", who, "teams", number), name, desk.teams, "teams")
        for number, name in enumerate(person.deputies):
            yield from counting.known(place, ("people", who, "deputies", number), name, desk.people, "people")
        if desk.voice.signature == "initials" and not person.initials:
            yield place.mistake(("people", who, "initials"), "is missing", "voice.signature says `initials`")
        yield from counting.calendar(desk, place, ("people", who, "hours"), person.hours)
        yield from _times_off(place, ("people", who, "away"), person)


def _of_playbook(book: Book, playbook: Playbook, place: Place) -> Iterator[Problem]:
    desk = book.desk
    yield from missing(place, ("title",), playbook.title)
    yield from counting.known(place, ("team",), playbook.team, desk.teams, "teams")
    yield from counting.known(place, ("chain",), playbook.chain, desk.chains, "chains")
    yield from counting.known(place, ("hotline",), playbook.hotline, desk.hotlines, "hotlines")
    if playbook.first_steps:
        yield from missing(place, ("first_steps",), playbook.first_steps)
    for metric, target in playbook.sla.each():
        yield from counting.target(desk, place, ("sla", metric), target)
    if playbook.commitment:
        within = playbook.commitment
        yield from counting.durations(desk, place, ("commitment",), within.calendar, ["within"], [within.within])
    for number, later in enumerate(playbook.follow_ups):
        key = ("follow_ups", number)
        yield from counting.durations(desk, place, key, later.calendar, ["after"], [later.after])
        yield from missing(place, (*key, "do"), later.do)
    yield from _grants(desk, playbook, place)


def _grants(desk: DeskFile, playbook: Playbook, place: Place) -> Iterator[Problem]:
    kinds = desk.gestures.kinds
    for kind, grant in playbook.grants.items():
        yield from counting.known(place, ("grants", kind), kind, kinds, "gestures.kinds")
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


def _times_off(place: Place, key: Key, person: Any) -> Iterator[Problem]:
    for number, away in enumerate(person.away):
        if away.last < away.first:
            yield place.mistake((*key, number), f"ends ({away.last}) before it begins ({away.first})", "swap the days")
