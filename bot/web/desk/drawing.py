"""The overview's charts: what each bar says, in words and in colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.desk.vocabulary import Metric
from bot.texts import _
from bot.web.desk import charts
from bot.web.desk.charts import Part
from bot.web.desk.overview import BANDS, BEFORE_THE_REPLY, STAGES, Overview, Stage, Topic
from bot.web.desk.words import Words


@dataclass(frozen=True)
class Piece:
    """One stage of a team's bar: its name, its colour, how long; whether it is the slowest of all."""

    stage: str
    name: str
    tone: str
    found: Stage
    slowest: bool


@dataclass(frozen=True)
class Row:
    """A named bar, what it adds up to, and its pieces."""

    name: str
    total: str
    drawn: Markup
    pieces: Sequence[Piece] = ()


class Drawing:
    """The charts of one overview in the reader's words."""

    def __init__(self, words: Words, found: Overview) -> None:
        self._words = words
        self._found = found

    def stages(self) -> list[Row]:
        """A bar for each team, a part for each stage before the reply is public; the longest has the accent."""
        each = {team: self._pieces(team) for team in self._found.stages}
        sums = {team: sum(piece.found.seconds for piece in pieces) for team, pieces in each.items()}
        longest = max(sums.values(), default=0.0)
        return [
            Row(self._words.team(team), self._words.length(sums[team]), self._stage_bar(team, pieces, longest), pieces)
            for team, pieces in sorted(each.items(), key=lambda one: -sums[one[0]])
        ]

    def _pieces(self, team: str) -> list[Piece]:
        slowest = self._found.slowest()
        found = []
        for number, stage in enumerate(BEFORE_THE_REPLY):
            if length := self._found.stages[team].get(stage):
                worst = slowest is not None and slowest[:2] == (team, stage)
                tone = "accent" if worst else f"stage{number}"
                found.append(Piece(stage, self._words.say(STAGES[stage]), tone, length, worst))
        return found

    def _stage_bar(self, team: str, pieces: Sequence[Piece], longest: float) -> Markup:
        said = [f"{piece.name}: {self._words.length(piece.found.seconds)}" for piece in pieces]
        parts = [Part(piece.found.seconds, piece.tone, text) for piece, text in zip(pieces, said, strict=True)]
        return charts.bar(parts, longest, f"{self._words.team(team)} — {', '.join(said)}")

    def backlog(self) -> list[Row]:
        """How many wait for a reply, by age."""
        highest = max(self._found.unanswered, default=0)
        rows = []
        for number, ((name, _seconds), many) in enumerate(zip(BANDS, self._found.unanswered, strict=True)):
            said = f"{self._words.say(name)}: {self._words.number(many)}"
            tone = "accent" if number == len(BANDS) - 1 else "tone"
            drawn = charts.bar([Part(many, tone, said)], highest, said)
            rows.append(Row(self._words.say(name), self._words.number(many), drawn))
        return rows

    def kept(self, metric: str) -> Markup:
        """A thin bar: the share of promises kept."""
        found = self._found.by_metric().get(metric)
        part, of = (found.kept, found.decided) if found else (0, 0)
        return charts.share(part, of, self._words.say(_("Kept: {share}"), share=self._words.percent(part, of)))

    def covered(self) -> Markup:
        """A thin bar: the share of genuine complaints with an answer."""
        part, of = self._found.answered, self._found.genuine
        return charts.share(part, of, self._words.say(_("Answered: {share}"), share=self._words.percent(part, of)))

    def topic(self, topic: Topic) -> Markup:
        """Columns for the weeks of one topic; weeks in which it surged are marked."""
        highest = max((max(one.weeks) for one in self._found.topics), default=0)
        titles = [
            f"{self._words.day(week)}: {many}" + (f" — {self._words.say(_('surge'))}" if surged else "")
            for week, many, surged in zip(self._found.weeks, topic.weeks, topic.surged, strict=True)
        ]
        said = self._words.say(_("Week by week: {counts}"), counts=", ".join(str(many) for many in topic.weeks))
        return charts.columns(
            topic.weeks, topic.surged, titles, highest, f"{self._words.cause(topic.playbook)}. {said}"
        )

    @property
    def metrics(self) -> list[str]:
        """Metrics of which promises were decided, in the desk's own order."""
        known = [metric.value for metric in Metric]
        decided = [metric for metric, kept in self._found.by_metric().items() if kept.decided]
        return sorted(decided, key=lambda one: (known.index(one) if one in known else len(known), one))

    @property
    def teams(self) -> list[str]:
        """Teams of which promises were decided."""
        return sorted({team for (_metric, team), kept in self._found.attainment.items() if kept.decided})
