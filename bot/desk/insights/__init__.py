"""Insights: what the complaints of a period say together. Listening, apart from the queue that is worked off.

Every figure comes with its count and its denominator, people are counted once however much they write, shares of fewer
than :data:`LEAST_FOR_RATE` people are not shown, and nobody's words are picked out as an example.
"""

from bot.desk.insights.counting import LEAST_FOR_RATE, Period
from bot.desk.insights.finding import Cause, Insights, find
from bot.desk.insights.intervals import Change, Verdict, change
from bot.desk.insights.personas import Persona
from bot.desk.insights.recurring import Recurring

__all__ = [
    "LEAST_FOR_RATE", "Cause", "Change", "Insights", "Period", "Persona", "Recurring", "Verdict", "change", "find",
]  # fmt: skip
