"""The overview's charts: what each bar says, in words and in colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.desk.figures import Line, Rate, Stage, telling
from bot.texts import _
from bot.web.desk import charts
from bot.web.desk.charts import Part
from bot.web.desk.overview import BANDS, STAGES, Overview, Topic
from bot.web.desk.words import Words


@dataclass(frozen=True)
class Piece:
    """One stage of a team's bar: its name, its colour, how long; whether it is the slowest of all."""

    name: str
    tone: str
    seconds: float
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

    # Where time goes

    def stages(self) -> list[Row]:
        """A bar for each team, a part for each stage; the slowest stage has the accent where it takes longest."""
        each = {line.group[0]: self._pieces(line) for line in self._found.report.lines if line.where_time_goes()}
        sums = {team: sum(piece.seconds for piece in pieces) for team, pieces in each.items()}
        longest = max(sums.values(), default=0.0)
        return [
            Row(self._words.team(team), self._words.length(sums[team]), self._stage_bar(team, pieces, longest), pieces)
            for team, pieces in sorted(each.items(), key=lambda one: (-sums[one[0]], one[0]))
        ]

    def _pieces(self, line: Line) -> list[Piece]:
        worst = self._found.slowest_at()
        found = []
        for number, (stage, name) in enumerate(STAGES.items()):
            seconds = self._found.mean(line, stage)
            if seconds is not None:
                slowest = stage == self._found.slowest and (worst is None or worst.group == line.group)
                tone = "accent" if slowest else f"stage{number}"
                found.append(Piece(self._words.say(name), tone, seconds, slowest))
        return found

    def _stage_bar(self, team: str, pieces: Sequence[Piece], longest: float) -> Markup:
        said = [f"{piece.name}: {self._words.length(piece.seconds)}" for piece in pieces]
        parts = [Part(piece.seconds, piece.tone, text) for piece, text in zip(pieces, said, strict=True)]
        return charts.bar(parts, longest, f"{self._words.team(team)} — {', '.join(said)}")

    def stage_cell(self, line: Line, stage: Stage) -> tuple[str, str, str] | None:
        """Mean, median and n of one stage at one team; None where nothing was timed."""
        mean, median = self._found.mean(line, stage), self._found.median(line, stage)
        return None if mean is None else (
            self._words.length(mean), self._words.length(median), self._words.number(line.of(stage).timed)
        )  # fmt: skip

    # What waits

    def backlog(self) -> list[Row]:
        """How many wait for a reply, by age."""
        ages = self._found.standing.ages
        highest = max(ages, default=0)
        rows = []
        for number, (name, many) in enumerate(zip(BANDS, ages, strict=True)):
            said = f"{self._words.say(name)}: {self._words.number(many)}"
            tone = "accent" if number == len(BANDS) - 1 else "tone"
            drawn = charts.bar([Part(many, tone, said)], highest, said)
            rows.append(Row(self._words.say(name), self._words.number(many), drawn))
        return rows

    # What was promised

    def rate(self, of: Rate) -> str:
        """The share where there are enough for one, else the counts."""
        return self._words.percent(of.part, of.n)

    def kept(self, of: Rate) -> Markup:
        """A thin bar: the share of promises kept."""
        return charts.share(of.part, of.n, self._words.say(_("Kept: {share}"), share=self.rate(of)))

    def covered(self) -> Markup:
        """A thin bar: the share of genuine complaints with an answer."""
        of = self._found.report.all.answered
        return charts.share(of.part, of.n, self._words.say(_("Answered: {share}"), share=self.rate(of)))

    def metric(self, name: str) -> str:
        """What a promise is called, as in Slack."""
        return telling.metric_name(name, self._words.language)

    @property
    def metrics(self) -> list[str]:
        """Metrics of which promises were decided."""
        return [metric for metric in self._found.report.metrics if self._found.report.all.kept(metric).n]

    @property
    def teams(self) -> list[Line]:
        """Teams of which promises were decided."""
        return [line for line in self._found.report.lines if any(line.kept(metric).n for metric in self.metrics)]

    # What people complain of

    def topic(self, topic: Topic) -> Markup:
        """Columns for the weeks of one topic; weeks in which it surged are marked."""
        highest = max((max(one.weeks) for one in self._found.topics), default=0)
        titles = [
            f"{self._words.date(week)}: {many}" + (f" — {self._words.say(_('surge'))}" if surged else "")
            for week, many, surged in zip(self._found.weeks, topic.weeks, topic.surged, strict=True)
        ]
        said = self._words.say(_("Week by week: {counts}"), counts=", ".join(self._counts(topic)))
        return charts.columns(
            topic.weeks, topic.surged, titles, highest, f"{self._words.cause(topic.playbook)}. {said}"
        )

    def _counts(self, topic: Topic) -> list[str]:
        """The numbers of the weeks; with the word where it surged, for whoever hears the chart."""
        surge = self._words.say(_("surge"))
        return [f"{many} ({surge})" if surged else str(many)
                for many, surged in zip(topic.weeks, topic.surged, strict=True)]  # fmt: skip
