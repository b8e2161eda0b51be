"""Is this reply safe to send? Gates on a text, each with the passage, the reason and the mend (in marked texts)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.texts import _
from bot.voice import personal

# What the composer writes where a fact is missing. Nothing that holds one can be approved.
BLANK = re.compile(r"\[\[([^\[\]\n]{1,80})\]\]")
BROKEN_BLANK = re.compile(r"\[\[|\]\]")  # what is left of one that was half deleted
TEMPLATE_SLOT = re.compile(r"\{[^{}\n]{0,40}\}")
# Characters a network accepts in one reply: X's standard accounts 280 (an address counts 23 there), Google 4,000.
HARD_LIMITS = {"x": 280, "mastodon": 500, "bluesky": 300, "google": 4000, "instagram": 2200, "facebook": 8000}
ADDRESS = re.compile(r"https?://\S+")
X_ADDRESS_LENGTH = 23
# X counts these code points once and all others, such as emoji and €, twice (its "counting characters" page).
X_COUNTS_ONCE = (range(4352), range(8192, 8206), range(8208, 8224), range(8242, 8248))


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a reply from being approved. ``values`` fill ``text`` (marked, English)."""

    check: str
    text: str
    values: Mapping[str, object]


def blanks(text: str) -> list[str]:
    """Names of the facts that are still missing in ``text``."""
    rest = BLANK.sub("", text)
    return [*BLANK.findall(text), *BROKEN_BLANK.findall(rest), *TEMPLATE_SLOT.findall(text)]


def length(text: str, network: str) -> int:
    """How long ``network`` will count ``text`` to be."""
    if network != "x":
        return len(text)
    shown = ADDRESS.sub("x" * X_ADDRESS_LENGTH, text)
    return sum(1 if any(ord(letter) in once for once in X_COUNTS_ONCE) else 2 for letter in shown)


def limit(network: str, limits: dict[str, int]) -> int | None:
    """The most characters a reply may have on ``network``: the desk's own figure, else the network's."""
    return limits.get(network, HARD_LIMITS.get(network))


def blocking(text: str, network: str, limits: dict[str, int]) -> list[Finding]:
    """Everything that blocks ``text`` from being approved for ``network``; empty when it may go."""
    findings = []
    if not text.strip():
        findings.append(Finding("R4", _("The reply is empty. Write it with Edit."), {}))
    if missing := blanks(text):
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
    most = limit(network, limits)
    if most is not None and length(text, network) > most:
        values = {"length": str(length(text, network)), "limit": str(most), "network": network.title()}
        findings.append(
            Finding("R14", _("{length} characters; {network} takes {limit}. Shorten it with Edit."), values)
        )
    return findings
