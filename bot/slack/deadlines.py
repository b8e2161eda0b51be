"""The window that explains deadlines: which opening hours were counted, what was closed, what was paused, and the sum.

Times are those of the calendar that counts, with its zone: the sum is done on that wall clock, whoever reads it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.desk import reports
from bot.desk.models import Clock
from bot.desk.vocabulary import METRIC_NAMES, ClockState, Metric
from bot.slack import blocks, modals
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import escaped
from bot.texts import _, say

ACTION = "deadline_explain"
MOST_CLOCKS, MOST_WINDOWS, MOST_DAYS, MOST_PAUSES = 12, 12, 6, 6
STATES = {
    ClockState.RUNNING: _("running"), ClockState.PAUSED: _("paused"), ClockState.MET: _("kept"),
    ClockState.BREACHED: _("late"), ClockState.STOPPED: _("no longer counted"),
}  # fmt: skip


def button(rows: Rows) -> Block:
    """Opens the window."""
    return blocks.button(ACTION, say(rows.language, _("Explain this deadline")), rows.complaint.ref)


def window(rows: Rows) -> Block:
    """Every deadline of the complaint, the ones that still run first."""
    clocks = sorted(rows.clocks, key=lambda clock: (clock.ended_at is not None, -clock.id))
    found: list[Block] = []
    for clock in clocks[:MOST_CLOCKS]:
        found += _Explained(rows, clock).shown()
    if len(clocks) > MOST_CLOCKS:
        found.append(blocks.context(say(rows.language, _("…and {n} more"), n=len(clocks) - MOST_CLOCKS)))
    nothing = blocks.section(say(rows.language, _("No deadline runs here, and none has run.")))
    return modals.frame(rows, ACTION, _("Deadlines"), found or [nothing])


class _Explained:
    """One clock in words."""

    def __init__(self, rows: Rows, clock: Clock) -> None:
        self.rows, self.clock, self.language = rows, clock, rows.language
        self.told: dict[str, Any] = reports.explained(clock, rows.language)
        self.zone = ZoneInfo(self.told["zone"])

    def shown(self) -> list[Block]:
        name = self.say(METRIC_NAMES[Metric(self.clock.metric)])
        late = self.clock.breached_at or (self.clock.state == ClockState.RUNNING and self.rows.now > self.clock.due_at)
        state = self.say(STATES[ClockState.BREACHED if late else ClockState(self.clock.state)])
        round_ = " " + self.say(_("(round {n})"), n=self.clock.round) if self.clock.round > 1 else ""
        text = _("Promised by “{policy}”, counted in the hours of “{calendar}” ({zone})")
        named = {part: escaped(self.told[part]) for part in ("policy", "calendar", "zone")}
        return [
            blocks.section(f"*{escaped(name)}*{round_} — {state}"),
            blocks.context(self.say(text, **named)),
            blocks.lines(self._sum()),
            blocks.divider(),
        ]

    def say(self, text: str, **values: object) -> str:
        return say(self.language, text, **values)

    def _sum(self) -> list[str]:
        told = self.told
        found = [self.say(_("Begun {at}"), at=self._at(told["started_at"])), *self._windows(), *self._days()]
        found += self._pauses()
        warned = _("Warning {at}, after {time}")
        found.append(self.say(warned, at=self._at(told["warn_at"]), time=self._span(told["target_seconds"])))
        due = _("*Due {at}*, after {time} of opening hours")
        found.append(self.say(due, at=self._at(told["due_at"]), time=self._span(told["limit_seconds"])))
        if told["ended_at"]:
            found.append(self.say(_("Ended {at}"), at=self._at(told["ended_at"])))
        return found

    def _windows(self) -> list[str]:
        windows, counted, found = self.told["windows"], 0, list[str]()
        for number, one in enumerate(windows):
            counted += one["seconds"]
            if number < MOST_WINDOWS - 1 or number == len(windows) - 1:
                parts = {"from": self._at(one["from"]), "to": self._at(one["to"], one["from"])}
                text = _("+ {time}: {begin} – {end}, makes {sum}")
                found.append(self.say(
                    text, time=self._span(one["seconds"]), begin=parts["from"], end=parts["to"], sum=self._span(counted)
                ))  # fmt: skip
            elif number == MOST_WINDOWS - 1:
                found.append(self.say(_("…and {n} more"), n=len(windows) - MOST_WINDOWS))
        return found

    def _days(self) -> list[str]:
        days = self.told["holidays"]
        listed = [
            self.say(_("Not as usual on {day}: {name}"), day=self._day(one["day"]), name=escaped(self.say(one["name"])))
            for one in days if one["name"] != "closed"
        ]  # fmt: skip
        return listed[:MOST_DAYS] + [self.say(_("…and {n} more"), n=len(listed) - MOST_DAYS)] * (
            len(listed) > MOST_DAYS
        )

    def _pauses(self) -> list[str]:
        found = []
        for one in self.told["pauses"][-MOST_PAUSES:]:
            values = {
                "time": self._span(one["seconds"]), "begin": self._at(one["from"]), "end": self._at(one["to"]),
                "why": escaped(self.say(one["reason"] or "")),
            }  # fmt: skip
            text = _("− {time}: paused {begin} – {end} ({why})")
            capped = " " + self.say(_("It was then paused as long as it may be.")) if one["capped"] else ""
            found.append(self.say(text, **values) + capped)
        if self.told["paused_at"]:
            found.append(self.say(_("Paused since {at}: the deadline moves on"), at=self._at(self.told["paused_at"])))
        if self.told["most_paused_seconds"] is not None:
            most = self._span(self.told["most_paused_seconds"])
            found.append(self.say(_("Pauses may last {time} of opening hours in all"), time=most))
        return found

    def _at(self, at: datetime, beside: datetime | None = None) -> str:
        """The time on the calendar's clock; without its day where that stands beside it already."""
        local = at.astimezone(self.zone)
        same = beside is not None and beside.astimezone(self.zone).date() == local.date()
        seconds = ":ss" if local.second else ""
        return format_datetime(local, f"HH:mm{seconds}" if same else f"EEE d MMM HH:mm{seconds}", locale=self._locale)

    def _day(self, day: str) -> str:
        return format_date(date.fromisoformat(day), "EEE d MMM", locale=self._locale)

    @property
    def _locale(self) -> str:
        return "fr" if self.language == "fr" else "en_GB"

    def _span(self, seconds: int) -> str:
        hours, rest = divmod(int(seconds), 3600)
        parts = (
            [f"{hours} h"] * (hours > 0) + [f"{rest // 60} min"] * (rest >= 60) + [f"{rest % 60} s"] * (rest % 60 > 0)
        )
        return " ".join(parts) or "0 min"
