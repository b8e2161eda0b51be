"""Commitments: what we said we will do, by whom, by when; a row and a clock each, kept or renegotiated."""

from bot.desk.commitments.due import ESCALATE, escalate, scan
from bot.desk.commitments.keeping import Kept, confirm, in_the_way, keep, kept_by_team, renegotiate, set_aside
from bot.desk.commitments.promising import begin, heard, noticed, of_complaint, of_complaints, promised, standing

__all__ = [
    "ESCALATE", "Kept", "begin", "confirm", "escalate", "heard", "in_the_way", "keep", "kept_by_team", "noticed",
    "of_complaint", "of_complaints", "promised", "renegotiate", "scan", "set_aside", "standing",
]  # fmt: skip
