"""Figures that a person asks for in a few words: of which team, venue or playbook, over which days.

Nothing is counted here: the answer is :func:`bot.desk.figures.asking.report`, the same as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.figures.asking import Line, Period, Report, last_days, monday_of, report
from bot.desk.figures.standing import Standing, standing
from bot.desk.models import Rollup
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Refused
from bot.texts import _

USUAL_DAYS, MOST_DAYS = 28, 366
TODAY, WEEK = {"today", "aujourd'hui"}, {"week", "semaine"}
DAYS = re.compile(r"(\d{1,3})[dj]")
BY = {
    **dict.fromkeys(("team", "équipe", "equipe"), "team"),
    **dict.fromkeys(("venue", "network", "réseau", "reseau", "lieu"), "venue"),
    **dict.fromkeys(("playbook", "guide"), "playbook"),
}
KINDS = {"team": _("teams"), "venue": _("venues"), "playbook": _("playbooks")}


@dataclass(frozen=True)
class Question:
    """``by``: team, venue or playbook; ``value``: which one, "" for all of them together and each."""

    by: str
    value: str
    period: Period

    def written(self) -> dict[str, str]:
        """As a payload."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return {"by": self.by, "value": self.value, "first": first, "last": last}


def of_payload(payload: Mapping[str, Any]) -> Question:
    """The other way round."""
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]))
    return Question(payload["by"], payload["value"], period)


@dataclass(frozen=True)
class Answered:
    """``line``: of what was asked for; ``report``: the groups beside it, where all were asked for."""

    question: Question
    report: Report
    line: Line
    standing: Standing


def read(session: Session, book: Book, said: str, venues: Collection[str], now: datetime) -> Question:
    """``[team|venue|playbook NAME] [today|week|7d|28d]``; a name that is none is refused with those there are.

    ``venues``: networks that are known by name, beside those that the figures have.
    """
    words = said.replace("’", "'").split()
    days = next((days for word in words[-1:] if (days := days_of(book, word.casefold(), now))), None)
    words = words[: len(words) - 1] if days else words
    period = last_days(book, days or USUAL_DAYS, now)
    by = BY.get(words[0].casefold()) if words else "team"
    name = " ".join(words[1:] if by else words)
    if not name:
        return Question(by or "team", "", period)
    known = _names(session, book, venues, period)
    for dimension in [by] if by else list(KINDS):
        if found := known[dimension].get(name.casefold()):
            return Question(dimension, found, period)
    raise _unknown(by, name, known)


def days_of(book: Book, word: str, now: datetime) -> int | None:
    """How many days up to today ``word`` means; None for what is no period."""
    today = last_days(book, 1, now).last
    if word in TODAY:
        return 1
    if word in WEEK:
        return (today - monday_of(today)).days + 1
    if not (found := DAYS.fullmatch(word)):
        return None
    if not 1 <= int(found[1]) <= MOST_DAYS:
        raise Refused(_("Figures are shown for 1 to {most} days: today, week, 7d, 28d."), most=MOST_DAYS)
    return int(found[1])


def _names(session: Session, book: Book, venues: Collection[str], period: Period) -> dict[str, dict[str, str]]:
    """Dimension → what each value may be called → the value."""
    seen = select(Rollup.network).where(Rollup.day.between(period.first, period.last)).distinct()
    titled = {
        "team": {name: spec.title for name, spec in book.desk.teams.items()},
        "playbook": {name: playbook.title for name, playbook in book.playbooks.items()},
    }
    found = {
        by: {called.casefold(): name for name, title in of.items()
             for called in (title["en"], title["fr"], name)}
        for by, of in titled.items()
    }  # fmt: skip
    return {**found, "venue": {name.casefold(): name for name in sorted({*venues, *session.scalars(seen)})}}


def _unknown(by: str | None, name: str, known: Mapping[str, Mapping[str, str]]) -> Refused:
    if by:
        there = ", ".join(sorted(set(known[by].values())))
        return Refused(_("There is no “{said}” among the {kind}. There are: {known}."), said=name[:60],
                       kind=KINDS[by], known=there)  # fmt: skip
    teams, networks = (", ".join(sorted(set(known[one].values()))) for one in ("team", "venue"))
    return Refused(
        _("“{said}” is no team, venue, playbook or period. Teams: {teams}. Venues: {venues}. Periods: today, week, 7d, "
          "28d. Playbooks are called as in their files, such as `playbook late-delivery`."),
        said=name[:60], teams=teams, venues=networks,
    )  # fmt: skip


def answer(session: Session, book: Book, question: Question, now: datetime) -> Answered:
    """The figures as they are known at ``now``."""
    grouped = report(session, book, question.period, [question.by], now)
    if question.value:
        group = (question.value,)
        line = next((one for one in grouped.lines if one.group == group), Line(group, {}))
    else:
        line = grouped.all
    found = standing(session, now, question.value, by=question.by)
    return Answered(question, grouped, line, found)
