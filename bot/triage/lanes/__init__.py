"""Words that go with each risk, in French and English: marks for the fitted model, and what a person is shown.

Broad on purpose: one of these alone decides nothing (a burn may be a burnt pizza). The phrases that must never be
missed stand in the playbooks (``risk_phrases``), where people can read and change them.
"""

from __future__ import annotations

from bot.triage.lanes.harm import DISCRIMINATION, MINORS, SAFETY, SELF_HARM, THREAT
from bot.triage.lanes.standing import FRAUD, INFLUENCER, LEGAL, PRESS, PRIVACY

LANES = {
    "safety": SAFETY, "threat": THREAT, "self_harm": SELF_HARM, "minors": MINORS, "discrimination": DISCRIMINATION,
    "privacy": PRIVACY, "legal": LEGAL, "press": PRESS, "influencer": INFLUENCER, "fraud": FRAUD,
}  # fmt: skip
