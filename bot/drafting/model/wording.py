"""Wording a draft with a model: ask, read, judge; ask again with the failures named; else the composed draft stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.drafting.model import answer, claims, gate, particulars, prompt
from bot.drafting.model.asking import asked
from bot.drafting.model.client import WHY, Endpoint, Reply, Trouble
from bot.drafting.model.gate import Failure
from bot.drafting.model.ledger import OVER_BUDGET, WHY_OVER_BUDGET, Ledger, OverBudget
from bot.drafting.model.orders import gives_orders
from bot.drafting.model.prompt import Message
from bot.drafting.model.task import Task
from bot.drafting.model.words import sentences_of, words_of
from bot.texts import _
from bot.triage import language as languages
from bot.voice import personal

# What a text may not be for reasons of its own: the voice checks, with whoever's signature is longest.
Judge = Callable[[str], Sequence[Failure]]
ACCEPTED, UNSUPPORTED, UNCHANGED = "accepted", "unsupported", "unchanged"
REASONS = WHY | {
    OVER_BUDGET: WHY_OVER_BUDGET,
    UNSUPPORTED: _("What the model wrote is not supported by the facts, or did not pass the checks."),
    UNCHANGED: _("The model had nothing better to say."),
    "orders": _("The mention gives orders to a machine, so no model was asked."),
    "waits": _("A fact is missing that only a person can fill in."),
}
MOST_TOKENS = 1500  # of an answer: the moves, and the claims beside them
LEAST_SECONDS = 2.0  # a repair that has less than this left is not begun


@dataclass(frozen=True)
class Wording:
    """What came of it. ``body`` is None unless ``outcome`` is ``accepted``; ``why`` is a marked text for the card.

    ``said``: move → words. ``sources``: ``{words, source}`` of what the text states. ``retry_after``: seconds, where
    asking later can help (None: it cannot). ``call`` is the record of the answer that counts.
    """

    outcome: str
    body: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    commitments: Sequence[Mapping[str, str]] = ()
    sources: Sequence[Mapping[str, str]] = ()
    problems: Sequence[Failure] = ()
    retry_after: float | None = None
    call: int | None = None

    @property
    def why(self) -> str:
        """The reason why the composed draft stays; empty when it does not."""
        return "" if self.outcome == ACCEPTED else REASONS[self.outcome]


LATER = 10.0  # seconds, when an endpoint that may recover says nothing of when


def word(endpoint: Endpoint, task: Task, judge: Judge, ledger: Ledger, timeout: float) -> Wording:
    """A wording of ``task`` within ``timeout`` seconds in all, or why there is none. No endpoint can make it raise."""
    if gives_orders(f"{task.title}\n{task.text}"):
        return Wording("orders")
    last = time.monotonic() + timeout
    try:
        return _worded(endpoint, task, judge, ledger, last)
    except OverBudget:
        return Wording(OVER_BUDGET)
    except Trouble as trouble:
        later = (LATER if trouble.retry_after is None else trouble.retry_after) if trouble.passes else None
        return Wording(trouble.outcome, retry_after=later)


def _worded(endpoint: Endpoint, task: Task, judge: Judge, ledger: Ledger, last: float) -> Wording:
    schema = answer.schema_of(task)
    messages = prompt.reword(task, schema)
    purpose = "draft" if task.change is None else "change"
    call, reply = asked(endpoint, ledger, purpose, messages, schema, last, MOST_TOKENS)
    first = _judged(task, judge, messages, reply)
    ledger.rename(call, first.outcome, _recorded(first))
    if first.outcome in (ACCEPTED, UNCHANGED) or last - time.monotonic() < LEAST_SECONDS:
        return _with(first, call)
    again = prompt.repair(messages, reply.text[: answer.LONGEST_MOVE], first.problems)
    call, reply = asked(endpoint, ledger, "repair", again, schema, last, MOST_TOKENS)
    second = _judged(task, judge, messages, reply)
    ledger.rename(call, second.outcome, _recorded(second))
    return _with(second, call)


def _judged(task: Task, judge: Judge, messages: Sequence[Message], reply: Reply) -> Wording:
    try:
        found = answer.read(reply.text, task)
    except answer.Invalid as invalid:
        return Wording(
            "invalid", problems=[Failure("form", _("It is not in the form that was asked for."), str(invalid))]
        )
    body = task.body(found.moves)
    problems = gate.failures(task, found.moves, answer.told(messages)) or list(judge(body))
    if problems:
        return Wording(UNSUPPORTED, problems=problems)
    if _same(body, task.body(task.moves)):
        return Wording(UNCHANGED)
    return Wording(ACCEPTED, body, found.moves, _kept(task, body), sources_of(task, body))


def _formless(detail: str) -> Failure:
    return Failure("form", _("It is not in the form that was asked for."), detail)


def _same(one: str, other: str) -> bool:
    return [w.plain for w in words_of(one)] == [w.plain for w in words_of(other)]


def _recorded(wording: Wording) -> list[str]:
    return [personal.mask(f"{problem.kind}: {problem.said('en')}") for problem in wording.problems]


def _with(wording: Wording, call: int) -> Wording:
    return Wording(**{**vars(wording), "call": call})


def _kept(task: Task, body: str) -> list[dict[str, str]]:
    """The commitments, each with the sentence that now says it."""
    return [
        {**item, "what": next((s for s in sentences_of(body) if item["said"].lower() in s.lower()), item["what"])}
        for item in task.commitments
    ]


def sources_of(task: Task, body: str) -> list[dict[str, str]]:
    """What ``body`` states, each with where it comes from: for the approver to see (R15)."""
    low = body.lower()
    found = {fact.text: fact.source for fact in task.facts if fact.what != "team" and fact.text.lower() in low}
    theirs = set(particulars.found_in(f"{task.title}\n{task.text}", task.language))
    for particular, words in particulars.with_words(body, task.language):
        if not any(words in said for said in found):
            found[words] = "mention" if particular in theirs else "playbook"
    return [{"words": words, "source": source} for words, source in found.items()]


@dataclass(frozen=True)
class Gloss:
    """A translation for reading only, never for sending; without one, ``why`` (a marked text) says so."""

    text: str | None
    why: str = ""
    outcome: str = ACCEPTED


def gloss(endpoint: Endpoint, ledger: Ledger, text: str, source: str, target: str, timeout: float) -> Gloss:
    """``text`` (in ``source``) in ``target``, for an approver who does not read it. Its figures are compared: a
    translation that adds or loses one, or a denial, is none."""
    last = time.monotonic() + timeout
    try:
        messages = prompt.gloss(text, source, target, answer.GLOSS_SCHEMA)
        call, reply = asked(endpoint, ledger, "gloss", messages, answer.GLOSS_SCHEMA, last, MOST_TOKENS)
    except OverBudget:
        return Gloss(None, WHY_OVER_BUDGET, OVER_BUDGET)
    except Trouble as trouble:
        return Gloss(None, WHY[trouble.outcome], trouble.outcome)
    try:
        found = answer.read_gloss(reply.text)
        outcome = ACCEPTED if _translates(text, found, source, target) else UNSUPPORTED
    except answer.Invalid:
        found, outcome = "", "invalid"
    ledger.rename(call, outcome)
    return Gloss(found) if outcome == ACCEPTED else Gloss(None, REASONS[outcome], outcome)


def _translates(text: str, found: str, source: str, target: str) -> bool:
    clean = gate.is_plain(found) and len(found) <= 3 * len(text) + 200
    same = _numbers(text, source) == _numbers(found, target)
    return clean and same and _denied(text, source) == _denied(found, target) and languages.detect(found) == target


def _denied(text: str, language: str) -> bool:
    return any(claims.denies(words_of(sentence), language) for sentence in sentences_of(text))


def _numbers(text: str, language: str) -> set[str]:
    """Numbers of a text, however the two languages write them: 6 pm and 18 h, noon and midi."""
    return {_of_day(found.number, found.counts) for found in particulars.found_in(text, language)}


def _of_day(number: str, counts: str) -> str:
    return str(int(number) % 12 + 12) if counts == "pm" and number.isdigit() else number
