"""The desk's rows. One complaint's walk: alert → mention → complaint → draft → ticket, beside clocks and events.

Times are UTC (:mod:`bot.desk.columns`), states are words from :mod:`bot.desk.vocabulary`, and the rows whose state
people race for carry a version (``version_id_col``): the loser's write fails and is told who won.
"""

from bot.desk.columns import Base
from bot.desk.models.closing import Closure, Satisfaction
from bot.desk.models.complaints import Clock, Complaint, Event, Group, Ticket
from bot.desk.models.effects import Beat, Card, Effect, Handled, Pace
from bot.desk.models.figures import Counted, Recount, Rollup, Tally
from bot.desk.models.incidents import Batch, Incident, IncidentEvent, Statement
from bot.desk.models.listening import ActionItem, Suggestion
from bot.desk.models.mentions import Abstention, Alert, Correction, Mention
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
from bot.desk.models.surges import Complainant, Surge, Topic
from bot.desk.models.teams import Absence, GroupMember, TicketLink, Turn
from bot.desk.models.visits import DoorLink, Visit

__all__ = [
    "Absence", "Abstention", "Acknowledgement", "ActionItem", "Alert", "Approval", "Base", "Batch", "Beat", "Card",
    "Clock", "Closure", "Commitment", "Complainant", "Complaint", "Correction", "Counted", "DoorLink", "Draft",
    "Editing", "Effect", "Event", "Gesture", "Group", "GroupMember", "Handled", "Incident", "IncidentEvent", "Mention",
    "ModelCall", "Override", "Pace", "Recount", "Rehearsal", "Rollup", "Satisfaction", "Statement", "Suggestion",
    "Surge", "Tally", "Ticket", "TicketLink", "Topic", "Turn", "Visit",
]  # fmt: skip
