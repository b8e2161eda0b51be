"""What a run measured: each figure with its aim, as a table for people or as JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measured value. ``aim`` is the limit it should keep, ``None`` when it only stands beside others."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    better: Literal["higher", "lower"] = "lower"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim holds; None without one."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.better == "higher" else self.value <= self.aim


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie (nearest rank); ValueError when there are none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle of ``values``."""
    return statistics.median(values)


def machine() -> str:
    """What the figures were measured on, and how busy it was (load average of the last minute)."""
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux") if Path("/etc/os-release").exists() else ""
    return (
        f"{os.cpu_count()} cores, {system or platform.system()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def table(found: Sequence[Figure]) -> str:
    """A Markdown table."""
    lines = ["| what | measured | aim | |", "|---|---:|---:|---|"]
    for figure in found:
        sign = "≥" if figure.better == "higher" else "≤"
        aim = "" if figure.aim is None else f"{sign} {_number(figure.aim)} {figure.unit}"
        verdict = {True: "met", False: "**missed**", None: ""}[figure.met]
        remark = "; ".join(part for part in (verdict, figure.note) if part)
        lines.append(f"| {figure.name} | {_number(figure.value)} {figure.unit} | {aim} | {remark} |")
    return "\n".join(lines)


def as_json(found: Sequence[Figure], on: Sequence[str]) -> str:
    """The same for programs."""
    return json.dumps({"machine": list(on), "figures": [{**asdict(item), "met": item.met} for item in found]}, indent=2)


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
