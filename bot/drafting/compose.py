"""A draft from the playbook alone: greeting by name, the specific problem, responsibility, what, by whom and when.

The text is put together from the playbook's moves; a variant is used only when its facts are in the mention. A fact no
variant can do without is left as a visible ``[[blank]]``, which blocks approval until a person fills it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.desk import drafts
from bot.desk import facts as desk_facts
from bot.desk.judging import brand_of
from bot.desk.passages import Passage
from bot.desk.playbooks import Book, Circumstances, Playbook
from bot.desk.playbooks.moves import Moves
from bot.desk.playbooks.notions import Arousal, Severity, code_of
from bot.drafting import facts, judged, times, within, wording
from bot.drafting.asked import Said as Said
from bot.drafting.asked import Withheld as Withheld
from bot.drafting.asked import withheld
from bot.drafting.greeting import first_name, greeting
from bot.drafting.variety import Recent
from bot.triage import register, reproach
from bot.triage.arousal import arousal
from bot.voice import form
from bot.voice.rubric import Judgement
from bot.voice.situation import Situation

WRITTEN = ("en", "fr")
OTHER_LANGUAGE = {"en": "the whole reply, in the customer's language ({language})",
                  "fr": "toute la réponse, dans la langue du client ({language})"}  # fmt: skip
HERE = {"en": " here", "fr": " ici"}
# Wordings that are looked at before the best one is taken; more, while all are what somebody else was told; and from
# which on they may be longer than what is read to the end.
TRIES, SHORT_TRIES, MOST_TRIES = 5, 12, 24
# Shares of a draft's letters in variants that a recent draft said as well: too much alike; as good as the same draft.
ALIKE, SAME = 0.7, 0.98
SENTENCE_END = re.compile(r"(?<=[.!?…]) +(?=[^\W\d_a-zà-öø-ÿ]|«)")


@dataclass(frozen=True)
class Composition:
    """A draft. ``commitments`` are ``{what, by, said, until}``: times in RFC 3339, and from ``until`` on, what was said
    is no longer right. ``missing`` names the blanks left in ``body``; ``used`` maps each move to the variant said, as
    it stands in the playbook, and ``wording`` to how it reads here; ``facts`` maps each slot in it to its words.
    ``judgement`` is None where none was asked for.
    """

    body: str
    language: str
    commitments: list[dict[str, str]]
    missing: list[str]
    used: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)
    arousal: Arousal | None = None
    severity: Severity | None = None
    promises: tuple[str, ...] = ()
    judgement: Judgement | None = None
    wording: dict[str, str] = field(default_factory=dict)

    def why(self) -> dict[str, Any]:
        """What the draft was made of, to be kept with it."""
        return {
            "used": self.used, "said": self.wording, "facts": self.facts, "arousal": self.arousal,
            "severity": self.severity, "promises": list(self.promises),
        }  # fmt: skip


@dataclass(frozen=True)
class _Case:
    """Everything that the wordings of one draft have in common."""

    book: Book
    playbook: Playbook
    said: Said
    language: str
    seen: Circumstances
    frame: wording.Frame
    options: dict[str, list[wording.Option]]
    promised: tuple[str, datetime, datetime] | None  # the words, by when, until when they are right
    passage: Passage | None


def compose(
    book: Book, playbook: Playbook, said: Said, now: datetime, recent: Recent | None = None, *, judging: bool = True
) -> Composition | Withheld:
    """The draft of a reply to ``said``, or why there is none.

    ``recent``: what the last drafts of this playbook and language said, so that this one differs. ``judging``: word it
    several times and take what passes the voice checks best (a judgement takes ten times as long as a wording).
    """
    if reason := withheld(playbook, said):
        return Withheld(reason)
    language = language_of(book, said["language"])
    moves = _moves(book, playbook, said, language) if language in WRITTEN else None
    if moves is None:
        label = OTHER_LANGUAGE[book.desk.channels.language].format(language=language)
        return _left_to_a_person(book, said, label, language)
    case = _case(book, playbook, said, moves, language, now)
    return _best(case, recent or Recent(), judging)


_Ranked = tuple[tuple[bool, int, int, float], Composition]


def _rank(ranked: _Ranked) -> tuple[bool, int, int, float]:
    return ranked[0]


def _best(case: _Case, recent: Recent, judging: bool) -> Composition:
    """The first wording that passes every check and is not much like a recent one, else the best of a few."""
    known: dict[str, _Ranked] = {}
    for turn in range(MOST_TRIES):
        if turn in (TRIES, SHORT_TRIES) and not min(known.values(), key=_rank)[0][0]:
            break
        if turn == SHORT_TRIES:  # rather long than what somebody else was told
            case = replace(case, frame=replace(case.frame, soft=None))
        worded = _composed(case, recent, turn)
        if worded.body in known:
            continue
        overlap = recent.overlap(worded.used)
        if judging and overlap < SAME:
            worded = replace(worded, judgement=_judged(case, worded))
        known[worded.body] = (overlap >= SAME, *_failing(worded), overlap), worded
        # Nothing is left to better; or a person has to go over it anyway.
        if overlap < ALIKE and (worded.missing or not any(_failing(worded))):
            break
    best = min(known.values(), key=_rank)[1]
    return replace(best, judgement=_judged(case, best)) if judging and best.judgement is None else best


def _left_to_a_person(book: Book, said: Said, label: str, language: str) -> Composition:
    body = f"[[{label}]]"
    situation = Situation(said["text"], said["title"], language, said["network"], brand=brand_of(book))
    judgement = judged.of_draft(body, situation, book, language)
    return Composition(body, language, [], [label], {}, judgement=judgement)


def language_of(book: Book, language: str) -> str:
    """The language to answer in: the customer's, or the desk's where nobody knows it."""
    return language if language != "unknown" else book.desk.channels.language


def severity_of(title: str, text: str, language: str) -> Severity | None:
    """How hard the reproach is; None in a language that nobody here reads."""
    return reproach.severity(f"{title} {text}", language) if language in (*WRITTEN, "unknown") else None


def is_spoken(book: Book, network: str) -> bool:
    """Not said in public: nothing is written "here", and nobody needs to be asked into private."""
    return book.desk.venue(network) == "counter"


def _moves(book: Book, playbook: Playbook, said: Said, language: str) -> Moves | None:
    """The moves to speak with: those that say « tu » to who says « tu », where brand and playbook have them."""
    if _familiar(book, playbook, said, language):
        return playbook.moves_in("fr-tu")
    return playbook.moves_in(language)


def _familiar(book: Book, playbook: Playbook, said: Said, language: str) -> bool:
    mirrors = language == "fr" and book.desk.voice.address == "mirror" and playbook.address != "vous"
    return mirrors and playbook.moves_in("fr-tu") is not None and register.address(said["text"]) == "tu"


def _case(book: Book, playbook: Playbook, said: Said, moves: Moves, language: str, now: datetime) -> _Case:
    network, text = said["network"], f"{said['title']} {said['text']}"
    known, promised = known_slots(book, playbook, said, language, now)
    seen = Circumstances(
        network, book.desk.venue(network), known.keys(), said.get("arousal") or arousal(text, language),
        said.get("severity") or severity_of(said["title"], said["text"], language), said.get("again"),
    )  # fmt: skip
    limits, passage = book.desk.voice.limits, said.get("passage")
    around = f"{greeting(said['name'], language, book.desk.voice.brand)}\n-"
    if passage is not None:
        taken = form.length(drafts.signed_by_longest_name(book, around, language), network)
        most = form.limit(network, limits)
        passage = within.fitting(passage, lambda words: form.length(words, network), most - taken if most else None)
        around += within.longest(passage)
    frame = wording.Frame(
        language, known, lambda slot: desk_facts.label(book, playbook, slot, language),
        lambda words: form.length(words, network),
        form.length(drafts.signed_by_longest_name(book, around, language), network) - 1,
        form.soft_limit(network, limits, language), form.limit(network, limits), frozenset(said.get("granted", ())),
        said.get("wish", ""),
    )  # fmt: skip
    without = within.left_out(passage) if passage else ["invite"] if is_spoken(book, network) else []
    options = wording.options(moves, seen, frame, without)
    return _Case(book, playbook, said, language, seen, frame, options, promised, passage)


def known_slots(
    book: Book, playbook: Playbook, said: Said, language: str, now: datetime
) -> tuple[dict[str, str], tuple[str, datetime, datetime] | None]:
    """What fills slots: the mention's own words, what the desk knows, what people filled in; and the promise made: its
    words, by when, and until when they are right."""
    desk, network = book.desk, said["network"]
    team, code = desk.teams.get(playbook.team), code_of(language)
    given = {
        "here": "" if is_spoken(book, network) else HERE[language],
        "name": first_name(said["name"], desk.voice.brand),
        "brand": desk.voice.brand,
        "team": team.title[code] if team else "",
        "private": desk.private_way(network, language),
        "crisis_line": desk.helplines.crisis.get(code, ""),
        "emergency": desk.helplines.emergency.get(code, ""),
    }
    promised, today, said_on = None, None, None
    if playbook.commitment:
        calendar = desk.calendar(playbook.commitment.calendar)
        by = times.rounded(calendar.local(calendar.add(now, calendar.seconds(playbook.commitment.within))))
        given["by"] = times.spoken(by, now, language)
        promised = (given["by"], by, times.until(by, now))
        posted, today = said.get("posted_at"), now.astimezone(by.tzinfo).date()
        said_on = posted.astimezone(by.tzinfo).date() if posted else None
    found = facts.found(
        f"{said['title']} {said['text']}", language, book.facts_of(playbook),
        familiar=_familiar(book, playbook, said, language), today=today, said_on=said_on,
    )  # fmt: skip
    filled = {slot: words for slot, words in said.get("slots", {}).items() if words.strip()}
    return {slot: words for slot, words in given.items() if words or slot == "here"} | found | filled, promised


def _composed(case: _Case, recent: Recent, turn: int) -> Composition:
    said = case.said
    drawn = wording.drawn(case.options, case.frame, recent, said["seed"], turn)
    words = " ".join(option.text for option in drawn.values())
    if case.passage is not None:
        words = within.around(case.passage, words, f"{said['seed']}:{turn}")
    body = f"{greeting(said['name'], case.language, case.book.desk.voice.brand)}\n{words}"
    used = {move: option.variant.say for move, option in drawn.items()}
    slots = {slot for option in drawn.values() for slot in option.variant.slots()} - wording.TECHNICAL
    filled = {slot: case.frame.known[slot] for slot in sorted(slots) if slot in case.frame.known}
    promises = _commitments(case, drawn) + (case.passage.promised(body) if case.passage else [])
    return Composition(
        body, case.language, promises, form.blanks(body), used, filled, case.seen.arousal,
        case.seen.severity, tuple(option.variant.promises for option in drawn.values() if option.variant.promises),
        wording={move: option.text for move, option in drawn.items()},
    )  # fmt: skip


def _judged(case: _Case, composition: Composition) -> Judgement:
    said = case.said
    situation = judged.situation(
        case.book, case.playbook, text=said["text"], title=said["title"], language=case.language,
        network=said["network"], sources=(*composition.used.values(), *case.frame.known.values()),
        promises=[promise["said"] for promise in composition.commitments], private="invite" in composition.used,
        named=desk_facts.named(case.book, case.playbook, composition.facts, said.get("slots", ())),
    )  # fmt: skip
    if case.passage is not None:
        situation = within.judged_beside(case.passage, situation)
    return judged.of_draft(composition.body, situation, case.book, case.language)


def _commitments(case: _Case, drawn: Mapping[str, wording.Option]) -> list[dict[str, str]]:
    """One for each move that says by when: the sentence that says it is what was promised."""
    if case.promised is None:
        return []
    said, by, until = case.promised
    sentences = [
        next((sentence for sentence in SENTENCE_END.split(option.text) if said in sentence), None)
        for option in drawn.values()
    ]
    return [
        {"what": sentence, "by": by.isoformat(), "said": said, "until": until.isoformat()}
        for sentence in sentences
        if sentence
    ]


def _failing(composition: Composition) -> tuple[int, int]:
    """How many checks block, how many warn."""
    judgement = composition.judgement
    if judgement is None:
        return (0, 0)
    return len(judgement.failing("block")), len(judgement.failing("warn"))
