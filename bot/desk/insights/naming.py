"""Insights in words: names of causes, venues, tones and remedies, shares and changes, in the reader's language."""

from __future__ import annotations

from functools import cache

from babel import Locale

from bot.desk.insights.finding import Cause, Insights
from bot.desk.insights.intervals import LEAST_FOR_RATE, Change, Verdict
from bot.desk.insights.personas import Persona, Remedy
from bot.desk.insights.recurring import Recurring
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.texts import _, say

VENUES = {
    "social": _("social networks"),
    "reviews": _("review sites"),
    "press": _("press and blogs"),
    "counter": _("counter, telephone, letters"),
    "own": _("our own pages and groups"),
}
TONES = {"high": _("heated tone"), "low": _("calm tone"), "unknown": _("tone unknown")}
CHANGES = {
    Verdict.MORE: _("more than before: {before} then, {after} now (between {low} and {high} points more)"),
    Verdict.FEWER: _("fewer than before: {before} then, {after} now (between {low} and {high} points fewer)"),
    Verdict.UNCLEAR: _("no clear change: {before} then, {after} now"),
    Verdict.TOO_FEW: _("too few people to compare (fewer than {least})"),
}
NO_HISTORY = _("nothing to compare with yet")


def cause(book: Book, playbook: str, language: str) -> str:
    """What people call the complaints of ``playbook``."""
    found = book.playbooks.get(playbook)
    return found.title.get(code_of(language), playbook) if found else playbook


def complaints(n: int, language: str) -> str:
    """How many complaints."""
    return say(language, _("{n} complaint") if n == 1 else _("{n} complaints"), n=n)


def people(n: int, language: str) -> str:
    """How many people."""
    return say(language, _("{n} person") if n == 1 else _("{n} people"), n=n)


def percent(share: float | None, language: str) -> str:
    """A share of 0 to 1 as a percentage, "—" where it is hidden."""
    if share is None:
        return "—"
    shown = f"{100 * share:.0f}" if share >= 0.1 or share == 0 else f"{100 * share:.1f}"
    return f"{shown.replace('.', ',')} %" if language == "fr" else f"{shown}%"


def changed(change: Change | None, language: str) -> str:
    """What may be said about a change, with its interval."""
    if change is None:
        return say(language, NO_HISTORY)
    if change.verdict == Verdict.TOO_FEW:
        return say(language, CHANGES[Verdict.TOO_FEW], least=LEAST_FOR_RATE)
    before, after = percent(change.before, language), percent(change.after, language)
    if change.verdict == Verdict.UNCLEAR:
        return say(language, CHANGES[Verdict.UNCLEAR], before=before, after=after)
    low, high = sorted(abs(bound or 0.0) for bound in (change.low, change.high))
    points = {"low": _points(low, language), "high": _points(high, language)}
    return say(language, CHANGES[change.verdict], before=before, after=after, **points)


def _points(share: float, language: str) -> str:
    shown = f"{100 * share:.1f}"
    return shown.replace(".", ",") if language == "fr" else shown


def recurring(words: Recurring, language: str) -> str:
    """“point relais” (14/38): said by 14 of the 38 people of the cause."""
    return say(language, _("“{words}” ({people}/{of})"), words=words.words, people=words.people, of=words.of)


@cache
def spoken(code: str, language: str) -> str:
    """The name of the language ``code``, in ``language``."""
    found = Locale(code_of(language)).languages.get(code)
    return found or (say(language, _("language unknown")) if code == "unknown" else code)


def venue(name: str, language: str) -> str:
    """A kind of place."""
    return say(language, VENUES.get(name, name))


def remedy(book: Book, what: str, language: str) -> str:
    """What put a complaint right."""
    if what == "refused":
        return say(language, _("refused, with a reason"))
    if not what:
        return say(language, _("put right without a gesture"))
    kind = book.desk.gestures.kinds.get(what)
    return kind.title.get(code_of(language), what) if kind else what


def remedies(book: Book, found: tuple[Remedy, ...], language: str) -> str:
    """“refund 12 (1 reopened), put right without a gesture 7”; "" when nothing was resolved yet."""
    said = []
    for one in found:
        again = say(language, _(" (reopened: {n})"), n=one.reopened) if one.reopened else ""
        said.append(f"{one.times} × {remedy(book, one.what, language)}{again}")
    return ", ".join(said)


def persona(book: Book, one: Persona, language: str) -> str:
    """Who it is, in one line: cause, venue, tone, language."""
    where = (venue(one.venue, language), say(language, TONES.get(one.tone, one.tone)), spoken(one.language, language))
    return " · ".join((cause(book, one.playbook, language), *where))


def of_persona(book: Book, one: Persona, language: str) -> str:
    """How many they are, and what put their complaints right."""
    share = percent(one.share, language)
    said = say(
        language, _("{people} ({share} of those with this cause)"), people=people(one.people, language), share=share
    )
    return f"{said} · {remedies(book, one.remedies, language) or say(language, _('nothing resolved yet'))}"


def numbers(one: Cause, language: str) -> str:
    """How many complaints of a cause by how many people, and which share that is."""
    text = _("{complaints} by {people} ({share} of everybody who complained)")
    counted = {"complaints": complaints(one.complaints, language), "people": people(one.people, language)}
    return say(language, text, share=percent(one.share, language), **counted)


def put_right(book: Book, one: Cause, language: str) -> str:
    """What became of the complaints of a cause so far."""
    hours = "—" if one.hours_to_answer is None else f"{one.hours_to_answer:.1f}"
    text = _("{answered} of {n} answered (median {hours} h), {resolved} resolved, {reopened} reopened")
    said = say(
        language, text, n=one.complaints, answered=one.handled.answered, resolved=one.handled.resolved,
        reopened=one.handled.reopened, hours=hours.replace(".", ",") if language == "fr" else hours,
    )  # fmt: skip
    right = remedies(book, one.remedies, language)
    return f"{said} · {right}" if right else said


def named(one: Cause, language: str, most: int) -> str:
    """What keeps coming up in a cause; "" where nothing does."""
    words = ", ".join(recurring(words, language) for words in one.words[:most])
    return say(language, _("they name: {words}"), words=words) if words else ""


def lines(book: Book, one: Cause, found: Insights, language: str) -> list[str]:
    """Everything about a cause, a line each."""
    share = percent(one.share_of_mentions, language)
    where = [
        ", ".join(f"{name} {counted.complaints}" for name, counted in listed)
        for listed in (
            [(venue(name, language), counted) for name, counted in one.by_venue],
            [(spoken(name, language), counted) for name, counted in one.by_language],
            [(team(book, name, language), counted) for name, counted in one.by_team],
        )
    ]
    said = [
        f"{numbers(one, language)} · " + say(language, _("{share} of all mentions"), share=share),
        _compared(one, found, language), named(one, language, len(one.words)), " · ".join(where),
        put_right(book, one, language),
    ]  # fmt: skip
    return [line for line in said if line]


def _compared(one: Cause, found: Insights, language: str) -> str:
    if not found.periods:
        return changed(one.change, language)
    before = complaints(round(one.earlier / found.periods), language)
    text = _("before that, {before} on average (periods compared: {n})")
    return f"{changed(one.change, language)} · {say(language, text, before=before, n=found.periods)}"


def team(book: Book, name: str, language: str) -> str:
    """What people call a team."""
    spec = book.desk.teams.get(name)
    return spec.title.get(code_of(language), name) if spec else name
