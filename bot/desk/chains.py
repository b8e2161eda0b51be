"""Chains: the steps of an escalation, each with its moment, as they were frozen into what waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.desk.calendars import Calendar, calendar_of
from bot.desk.models import Clock


def of_clocks(clocks: Iterable[Clock]) -> dict[str, Any] | None:
    """The chain that was frozen when the complaint with these ``clocks`` began; None where the desk had none."""
    return next((clock.policy["chain"] for clock in clocks if clock.policy.get("chain")), None)


def relative(payload: dict[str, Any]) -> bool:
    """Whether a step of ``payload`` is counted back from a deadline."""
    return any(step.get("before") for step in payload["steps"])


def unrolled(calendar: Calendar, steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """``steps`` with every repetition as a step of its own; those counted from the beginning in the order of time."""
    found = []
    for step in steps:
        one = {key: value for key, value in step.items() if key not in ("repeat", "every")}
        if "before" in step:
            every = calendar.seconds(step.get("every") or "0s")
            left = calendar.seconds(step["before"])
            found += [
                one | {"before": f"{left - n * every}s"} for n in range(step.get("repeat", 0) + 1) if left >= n * every
            ]
        else:
            after = calendar.seconds(step["after"])
            every = calendar.seconds(step["every"]) if step.get("every") else after
            found += [one | ({"after": f"{after + n * every}s"} if n else {}) for n in range(step.get("repeat", 0) + 1)]
    in_time = iter(
        sorted((step for step in found if "after" in step), key=lambda step: calendar.seconds(step["after"]))
    )
    return [step if "before" in step else next(in_time) for step in found]


def moment(payload: dict[str, Any], due: datetime | None) -> datetime:
    """When the payload's step is to be taken: so long after ``since``, or before the deadline ``due`` (but not before
    it all ``begun``, or at once where there is no deadline)."""
    calendar, step = calendar_of(payload["calendar"]), payload["steps"][payload["step"]]
    since, plain = datetime.fromisoformat(payload["since"]), step.get("plain", False)
    if step.get("before"):
        left = calendar.seconds(step["before"])
        begun = datetime.fromisoformat(payload.get("begun", payload["since"]))
        if due is None:
            return begun
        return max(begun, due - timedelta(seconds=left) if plain else calendar.back(due, left))
    after = calendar.seconds(step["after"])
    return since + timedelta(seconds=after) if plain else calendar.add(since, after)


def in_order(payload: dict[str, Any], due: datetime) -> list[dict[str, Any]]:
    """The steps of ``payload`` by their moments, whether they come before or after the deadline ``due``."""
    steps = payload["steps"]
    order = sorted(range(len(steps)), key=lambda step: moment({**payload, "step": step}, due))
    return [steps[step] for step in order]
