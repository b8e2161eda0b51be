"""Playbooks: the data that people edit. When one applies, how fast, what may be said, who is next.

:func:`load` reads a folder (``desk.yaml`` and one file per playbook) and reports every problem at once, each with its
file and key. A playbook is versioned by its content.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.desk.calendars import ALWAYS, Calendar, CalendarSpec, calendar_of
from bot.desk.vocabulary import Metric, Role

GENERAL = "general"
LANGUAGES = ("en", "fr")
GIVEN_SLOTS = ("by", "here", "due_day", "duration")  # what drafting fills in beside the playbook's own facts
IN_BRACES = re.compile(r"\{[^{}]*\}")
Language = Literal["en", "fr"]


class PlaybookError(Exception):
    """The folder cannot be used; ``problems`` holds one sentence each: file, key, what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonSpec(Strict):
    """Somebody who works here. ``sign`` is how they sign a public reply."""

    name: str = Field(min_length=1)
    sign: str = Field(min_length=1)
    roles: list[Role]
    language: Language = "en"


class Target(Strict):
    """One promise: warn after ``target``, breached after ``limit`` (durations of the calendar's opening time)."""

    target: str
    limit: str
    calendar: str


class SlaPolicy(Strict):
    """The first policy whose ``networks`` hold the mention's (or that names none) applies."""

    name: str
    networks: list[str] = Field(default_factory=list)
    first_response: Target
    resolution: Target


class Channels(Strict):
    """Slack channels by name, without the #."""

    approvals: str
    tickets: str
    managers: str
    language: Language = "en"


class VoiceSpec(Strict):
    """How the brand speaks."""

    brand: str
    service: dict[Language, str]
    own_accounts: list[str] = Field(default_factory=list)
    account: str = ""
    limits: dict[str, int] = Field(default_factory=dict)


class Reply(Strict):
    """How a network's replies leave: through a signed POST, or posted by hand."""

    networks: list[str] = Field(default_factory=list)
    through: Literal["webhook", "manual"]


class DeskSpec(Strict):
    """``desk.yaml``: one brand's desk."""

    voice: VoiceSpec
    people: dict[str, PersonSpec]
    teams: dict[str, dict[Language, str]]
    channels: Channels
    calendars: dict[str, CalendarSpec]
    sla: list[SlaPolicy] = Field(min_length=1)
    replies: list[Reply] = Field(min_length=1)

    @field_validator("calendars")
    @classmethod
    def _named(cls, value: dict[str, CalendarSpec]) -> dict[str, CalendarSpec]:
        return {name: spec.model_copy(update={"name": name}) for name, spec in value.items()}

    def calendar(self, name: str) -> Calendar:
        """The calendar called ``name`` (``always`` needs no entry)."""
        return calendar_of(self.calendars.get(name, ALWAYS))


class Applies(Strict):
    """When a playbook takes a complaint: any phrase of the mention's language (accents and case do not matter)."""

    phrases: dict[Language, list[str]] = Field(default_factory=dict)


# Fact → language → how the reply names it (with its article, as it will be read) → words a mention may use for it.
Lexicon = dict[str, dict[Language, dict[str, list[str]]]]


class Promise(Strict):
    """What is promised by when: counted in ``calendar``."""

    within: str
    calendar: str


class Moves(Strict):
    """The moves of a reply in one language, in the order in which they are said."""

    acknowledge: list[str] = Field(min_length=1)
    own: list[str] = Field(min_length=1)
    explain: list[str] = Field(min_length=1)
    act: list[str] = Field(min_length=1)
    invite: list[str] = Field(default_factory=list)

    def in_order(self) -> list[tuple[str, list[str]]]:
        """``(move, its variants)``, in the order of the reply."""
        return [(name, getattr(self, name)) for name in ("acknowledge", "own", "explain", "act", "invite")]


class Playbook(Strict):
    """When it applies, how fast, what may be said and promised, who is next."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: dict[Language, str]
    applies: Applies = Field(default_factory=Applies)
    team: str
    first_response: Target | None = None
    resolution: Target | None = None
    facts: Lexicon = Field(default_factory=dict)
    blanks: dict[str, dict[Language, str]] = Field(default_factory=dict)  # what to call a fact that is missing
    promise: Promise
    moves: dict[Language, Moves]
    version: str = ""

    def phrase_in(self, text: str, language: str) -> str | None:
        """The first of this playbook's phrases that ``text`` contains as whole words, or None."""
        plain = plain_words(text)
        known = self.applies.phrases
        for phrase in [p for code in ("en", "fr") if language in (code, "unknown") for p in known.get(code, [])]:
            if plain_words(phrase) in plain:
                return str(phrase)
        return None


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Lower case, no accents, words between single spaces, with a space at either end: what phrases are found in."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("’", "'"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " " + " ".join(re.findall(r"[a-z0-9]+", bare)) + " "


@dataclass(frozen=True)
class Book:
    """A desk and its playbooks, as loaded at one moment."""

    desk: DeskSpec
    playbooks: dict[str, Playbook]

    @cached_property
    def _dumps(self) -> dict[str, dict[str, Any]]:
        return {name: playbook.model_dump(mode="json") for name, playbook in self.playbooks.items()}

    def dumped(self, playbook: Playbook) -> dict[str, Any]:
        """``playbook`` as JSON, to be frozen into a complaint."""
        return self._dumps[playbook.name]

    def choose(self, text: str, language: str) -> tuple[Playbook, str]:
        """The playbook with most phrases in ``text``, and why in words for a person; else the general one."""
        best: tuple[int, int, Playbook, str] | None = None
        for order, playbook in enumerate(self.playbooks.values()):
            if playbook.name != GENERAL and (phrase := playbook.phrase_in(text, language)):
                found = (len(phrase), -order, playbook, phrase)
                best = max(best, found, key=lambda item: item[:2]) if best else found
        if best:
            return best[2], best[3]
        return self.playbooks[GENERAL], ""

    def policy(self, network: str) -> SlaPolicy:
        """The first SLA policy for ``network``."""
        return next((p for p in self.desk.sla if not p.networks or network in p.networks), self.desk.sla[-1])

    def target(self, playbook: Playbook, network: str, metric: Metric) -> tuple[str, Target]:
        """``(policy's name, its target)``: the playbook's own where it has one, else the network's."""
        own: Target | None = getattr(playbook, metric.value)
        if own:
            return playbook.name, own
        policy = self.policy(network)
        found: Target = getattr(policy, metric.value)
        return policy.name, found

    def reply_through(self, network: str) -> str:
        """``webhook`` or ``manual``."""
        rules = self.desk.replies
        return next((r.through for r in rules if not r.networks or network in r.networks), rules[-1].through)


def load(folder: Path) -> Book:
    """Read ``desk.yaml`` and every playbook in ``folder``, or raise :class:`PlaybookError` naming all problems."""
    problems: list[str] = []
    desk: DeskSpec | None = None
    playbooks: dict[str, Playbook] = {}
    if not (folder / "desk.yaml").is_file():
        raise PlaybookError([f"{folder / 'desk.yaml'}: not found; point PLAYBOOKS_DIR at the folder that holds it"])
    for path in sorted(folder.glob("*.yaml")):
        try:
            raw = path.read_bytes()
            data = yaml.safe_load(raw) or {}
            if path.name == "desk.yaml":
                desk = DeskSpec.model_validate(data)
            else:
                playbook = Playbook.model_validate(data)
                if playbook.name in playbooks:
                    problems.append(f"{path.name}: name: {playbook.name!r} is the name of another file's playbook")
                version = hashlib.sha256(raw).hexdigest()[:12]
                playbooks[playbook.name] = playbook.model_copy(update={"version": version})
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append(f"{path.name}: {error}")
        except ValidationError as error:
            problems.extend(f"{path.name}: {_place(item['loc'])}: {item['msg']}" for item in error.errors())
    if desk:
        problems.extend(_crossing_problems(desk, playbooks))
    if problems or desk is None:
        raise PlaybookError(problems)
    return Book(desk, playbooks)


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "the file"


def _crossing_problems(desk: DeskSpec, playbooks: dict[str, Playbook]) -> list[str]:
    """What only shows when the files are seen together: names that lead nowhere, missing languages, no general one."""
    problems = [] if GENERAL in playbooks else [f"general.yaml: a playbook named {GENERAL!r} must exist"]
    targets: list[tuple[str, Any]] = [
        (f"desk.yaml: sla.{p.name}", t) for p in desk.sla for t in (p.first_response, p.resolution)
    ]
    in_both: list[tuple[str, Any]] = [("desk.yaml: voice.service", desk.voice.service)]
    in_both += [(f"desk.yaml: teams.{name}", title) for name, title in desk.teams.items()]
    for playbook in playbooks.values():
        if playbook.team not in desk.teams:
            problems.append(f"{playbook.name}: team {playbook.team!r} is not in desk.yaml's teams")
        in_both += [(f"{playbook.name}: title", playbook.title), (f"{playbook.name}: moves", playbook.moves)]
        problems.extend(_slot_problems(playbook))
        targets.extend((playbook.name, t) for t in (playbook.first_response, playbook.resolution) if t)
        targets.append((playbook.name, playbook.promise))
    problems += [f"{where}.{code} is missing" for where, texts in in_both for code in LANGUAGES if code not in texts]
    for where, target in targets:
        problems.extend(_target_problems(desk, where, target))
    return problems


def _slot_problems(playbook: Playbook) -> list[str]:
    """Slots that nothing fills: a misspelt one would stand in every draft."""
    known = {*GIVEN_SLOTS, *playbook.facts}
    return [
        f"{playbook.name}: moves.{language}.{move}: nothing fills {found}; there are {', '.join(sorted(known))}"
        for language, moves in playbook.moves.items()
        for move, variants in moves.in_order()
        for variant in variants
        for found in IN_BRACES.findall(variant)
        if found[1:-1] not in known
    ]


def _target_problems(desk: DeskSpec, where: str, target: Target | Promise) -> list[str]:
    if target.calendar not in desk.calendars and target.calendar != "always":
        return [f"{where}: calendar {target.calendar!r} is not in desk.yaml's calendars"]
    calendar = desk.calendar(target.calendar)
    if not any(calendar.spec.week.values()):
        return [f"{where}: calendar {target.calendar!r} has no opening hours"]
    durations = [target.within] if isinstance(target, Promise) else [target.target, target.limit]
    problems, seconds = [], []
    for duration in durations:
        try:
            seconds.append(calendar.seconds(duration))
        except ValueError as error:
            problems.append(f"{where}: {error}")
    if not problems and seconds != sorted(seconds):
        problems.append(f"{where}: limit {durations[1]} is shorter than target {durations[0]}; the warning comes first")
    return problems
