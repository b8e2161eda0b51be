"""The gates that every reply passes before approval, whatever is known about its case: blanks, personal data, length.

All sixteen checks are in :mod:`bot.voice.rubric`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.texts import _
from bot.voice import form, personal


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a reply from being approved. ``values`` fill ``text`` (marked, English)."""

    check: str
    text: str
    values: Mapping[str, object]


def blocking(text: str, network: str, limits: Mapping[str, int]) -> list[Finding]:
    """Everything that blocks ``text`` from being approved for ``network``; empty when it may go."""
    findings = []
    if not text.strip():
        findings.append(Finding("R4", _("The reply is empty. Write it with Edit."), {}))
    if missing := form.blanks(text):
        findings.append(
            Finding("blank", _("Still missing: {slots}. Fill it in with Edit."), {"slots": ", ".join(missing)})
        )
    if shown := personal.found_in(text):
        findings.append(
            Finding(
                "R6",
                _("This would show personal data in public: {kinds}. Take it out with Edit."),
                {"kinds": tuple(shown)},
            )
        )
    if long := form.too_long(text, network, limits):
        findings.append(
            Finding("R14", _("{length} characters; {network} takes {limit}. Shorten it with Edit."), long.values)
        )
    return findings
