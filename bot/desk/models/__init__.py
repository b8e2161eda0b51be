"""The desk's rows. One complaint's walk: alert → mention → complaint → draft → ticket, beside clocks and events.

Times are UTC (:mod:`bot.desk.columns`), states are words from :mod:`bot.desk.vocabulary`, and the rows whose state
people race for carry a version (``version_id_col``): the loser's write fails and is told who won.
"""

from bot.desk.columns import Base
from bot.desk.models.complaints import Clock, Complaint, Event, Ticket
from bot.desk.models.effects import Beat, Card, Effect, Handled, Pace
from bot.desk.models.mentions import Alert, Mention
from bot.desk.models.replies import (
    Acknowledgement,
    Approval,
    Commitment,
    Draft,
    Editing,
    Gesture,
    ModelCall,
    Override,
    Rehearsal,
)

__all__ = [
    "Acknowledgement", "Alert", "Approval", "Base", "Beat", "Card", "Clock", "Commitment", "Complaint", "Draft",
    "Editing", "Effect", "Event", "Gesture", "Handled", "Mention", "ModelCall", "Override", "Pace", "Rehearsal",
    "Ticket",
]  # fmt: skip
