"""The desk's words: states (:mod:`bot.desk.states`), metrics, roles, decisions, and how to say no."""

from __future__ import annotations

from enum import StrEnum

from bot.desk.states import DRAFT_IN_FLIGHT as DRAFT_IN_FLIGHT
from bot.desk.states import FLOWS as FLOWS
from bot.desk.states import ActionState as ActionState
from bot.desk.states import AlertState as AlertState
from bot.desk.states import ClockState as ClockState
from bot.desk.states import CommitmentState as CommitmentState
from bot.desk.states import ComplaintState as ComplaintState
from bot.desk.states import DraftState as DraftState
from bot.desk.states import IllegalMove as IllegalMove
from bot.desk.states import IncidentState as IncidentState
from bot.desk.states import MentionState as MentionState
from bot.desk.states import SuggestionState as SuggestionState
from bot.desk.states import TicketState as TicketState
from bot.desk.states import move as move
from bot.texts import _, say


class Refused(Exception):
    """A person may not do this now. ``text`` (marked, English) says why and what to do next; ``values`` fill it."""

    def __init__(self, text: str, field: str | None = None, **values: object) -> None:
        super().__init__(say("en", text, **values))
        self.text = text
        self.field = field
        self.values = values

    def said(self, language: str) -> str:
        """The refusal in ``language``; values that are marked texts themselves are translated too."""
        values = {key: say(language, value) if isinstance(value, str) else value for key, value in self.values.items()}
        return say(language, self.text, **values)


INCIDENT_OPEN = (IncidentState.DECLARED, IncidentState.ANSWERING)
INCIDENT_NAMES = {
    IncidentState.DECLARED: _("declared: no reply leaves yet"),
    IncidentState.ANSWERING: _("being answered"),
    IncidentState.ENDED: _("ended, review missing"),
    IncidentState.REVIEWED: _("ended and reviewed"),
}


class Cluster(StrEnum):
    """Whose doing an incident is: fixes what may be said (situational crisis communication theory, Coombs)."""

    VICTIM = "victim"  # it was done to us as well
    ACCIDENTAL = "accidental"  # ours, and nobody meant or could foresee it
    PREVENTABLE = "preventable"  # ours, and it could have been prevented


CLUSTER_NAMES = {
    Cluster.VICTIM: _("done to us as well"),
    Cluster.ACCIDENTAL: _("our accident"),
    Cluster.PREVENTABLE: _("our fault, and preventable"),
}
CLUSTER_ALLOWS = {
    Cluster.VICTIM: _("Inform and sympathise. No apology for a guilt that is not ours, and nobody is accused."),
    Cluster.ACCIDENTAL: _("Say that we regret it, explain what happened, repair it. Nobody else is blamed for it."),
    Cluster.PREVENTABLE: _("Apologise in full, repair it, say what changes. No excuse, no praise of ourselves."),
}


COMPLAINT_NAMES = {
    ComplaintState.OPEN: _("not answered yet"),
    ComplaintState.ANSWERED: _("answered, being worked on"),
    ComplaintState.RESOLVED: _("resolved"),
    ComplaintState.DISMISSED: _("dismissed"),
    ComplaintState.ABSTAINED: _("left alone"),
}


class Stance(StrEnum):
    """What a person decides instead of a reply."""

    WATCH = "watch"
    DO_NOT_ENGAGE = "do_not_engage"


STANCE_NAMES = {Stance.WATCH: _("watch"), Stance.DO_NOT_ENGAGE: _("do not engage")}


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    NEXT_RESPONSE = "next_response"  # the customer wrote again after our reply
    UPDATE = "update"  # news for the customer, even when nothing has changed
    CLOSING = "closing"  # the public line at the end, after it was resolved


FROM_THE_START = (Metric.FIRST_RESPONSE, Metric.RESOLUTION)  # the others begin on the way
METRIC_NAMES = {
    Metric.FIRST_RESPONSE: _("First response"), Metric.RESOLUTION: _("Resolution"),
    Metric.NEXT_RESPONSE: _("Next response"), Metric.UPDATE: _("Update due"),
    Metric.CLOSING: _("Closing line"),
}  # fmt: skip


class Role(StrEnum):
    COMMUNITY_MANAGER = "community_manager"
    SUPPORT_AGENT = "support_agent"
    MANAGER = "manager"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.COMMUNITY_MANAGER: _("community manager"),
    Role.SUPPORT_AGENT: _("support agent"),
    Role.MANAGER: _("manager"),
    Role.ADMIN: _("admin"),
}


APPROVING = frozenset({Role.COMMUNITY_MANAGER, Role.MANAGER})  # who may let a reply leave


# What a draft is for: the reply, or the public line when it is solved.
REPLY, CLOSING = "reply", "closing"


class Lane(StrEnum):
    """What an effect waits for: quick talk with people, slow talk with networks, or a language model.

    A model that hangs must never keep an approved reply from being published, hence a lane of its own.
    """

    CHAT = "chat"
    MODEL = "model"
    WORDING = "wording"

    @property
    def queue(self) -> str:
        """The queue, and so the process (``worker-…``), that serves it."""
        return Lane.CHAT.value if self == Lane.CHAT else Lane.MODEL.value


class Outcome(StrEnum):
    SOLVED = "solved"
    REFUSED = "refused"


class Change(StrEnum):
    """What an approver asks of a draft: a further version is written beside it."""

    SHORTER = "shorter"
    WARMER = "warmer"
    MORE_SPECIFIC = "more_specific"
    OTHER_CAUSE = "other_cause"
    FREE = "free"  # in their own words


CHANGE_NAMES = {
    Change.SHORTER: _("shorter"),
    Change.WARMER: _("warmer"),
    Change.MORE_SPECIFIC: _("more specific"),
    Change.OTHER_CAUSE: _("another cause"),
    Change.FREE: _("something else"),
}


class Decision(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class Answer(StrEnum):
    """What the owner of a suggestion says."""

    TAKEN_UP = "taken_up"
    DECLINED = "declined"


ANSWER_NAMES = {Answer.TAKEN_UP: _("taken up"), Answer.DECLINED: _("not taken up")}

DECISION_NAMES = {Decision.GRANTED: _("granted"), Decision.REFUSED: _("refused")}

OUTCOME_NAMES = {Outcome.SOLVED: _("solved"), Outcome.REFUSED: _("refused")}
