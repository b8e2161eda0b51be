"""Charts as SVG made here: no script, no style inside, no text either (it would shrink on a telephone).

Colours are classes of ``desk.css``, so that both themes hold their contrasts. A chart is a picture with a name
(``role="img"``); its numbers stand in words beside it and in a table below it (the templates).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

GAP = 0.3  # between parts of a bar, in the colour of the ground: two tones that touch are told apart
LEAST = 0.6  # what is there is seen
WIDE, HIGH = 16, 40  # of a column with the room beside it, and of the chart


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: how long, which class colours it, what it says when pointed at."""

    value: float
    tone: str
    title: str


def _svg(kind: str, box: str, label: str, inner: Sequence[Markup], *, stretched: bool) -> Markup:
    head = Markup('<svg class="chart {}" viewBox="{}" role="img" aria-label="{}"{}>')
    how = Markup(' preserveAspectRatio="none"') if stretched else ""
    return head.format(kind, box, label, how) + Markup("").join(inner) + Markup("</svg>")


def bar(parts: Sequence[Part], scale: float, label: str) -> Markup:
    """One horizontal bar of several parts; ``scale`` is what the whole width stands for."""
    shape = Markup('<rect class="{}" x="{}" y="0" width="{}" height="10"><title>{}</title></rect>')
    left, inner = 0.0, []
    for part in parts:
        wide = 100 * part.value / scale if scale else 0.0
        if wide > 0:
            inner.append(shape.format(part.tone, f"{left:.2f}", f"{max(wide - GAP, LEAST):.2f}", part.title))
        left += wide
    return _svg("bar", "0 0 100 10", label, inner, stretched=True)


def share(part: float, of: float, label: str) -> Markup:
    """One thin bar: how much of the whole."""
    shape = Markup('<rect class="{}" x="0" y="0" width="{}" height="6"/>')
    wide = 100 * part / of if of else 0.0
    inner = [shape.format("ground", "100"), *([shape.format("ink", f"{wide:.2f}")] if wide else [])]
    return _svg("share", "0 0 100 6", label, inner, stretched=True)


def columns(values: Sequence[int], marked: Sequence[bool], titles: Sequence[str], highest: int, label: str) -> Markup:
    """Small columns on a common scale; what is marked has a triangle above it and the accent."""
    shape = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>')
    inner = []
    for number, (value, mark, title) in enumerate(zip(values, marked, titles, strict=True)):
        tall, left = max((HIGH - 10) * value / (highest or 1), 3.0 if value else 1.0), number * WIDE
        tone = "accent" if mark else "tone"
        inner.append(shape.format(tone, left, f"{HIGH - tall:.1f}", WIDE - 4, f"{tall:.1f}", title))
        if mark:
            x, y = left + (WIDE - 4) / 2, HIGH - tall - 3
            points = f"{x - 4:.1f},{y:.1f} {x + 4:.1f},{y:.1f} {x:.1f},{y - 6:.1f}"
            inner.append(Markup('<polygon class="accent" points="{}"/>').format(points))
    return _svg("columns", f"0 0 {WIDE * len(values) - 4} {HIGH}", label, inner, stretched=False)
