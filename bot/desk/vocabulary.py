"""The desk's words: states, what may follow what, metrics, roles, and the two ways to say no."""

from __future__ import annotations

from enum import StrEnum

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


class IllegalMove(Exception):
    """The program asked for a change of state that the table does not know: a bug, never a person's mistake."""


class AlertState(StrEnum):
    RECEIVED = "received"
    READ = "read"
    REPEATED = "repeated"  # said nothing new
    REJECTED = "rejected"  # could not be understood; kept with the reasons
    FAILED = "failed"  # reading it went wrong; kept, counted, tried again by `amends doctor --reread`


class MentionState(StrEnum):
    COMPLAINT = "complaint"  # opened a complaint
    JOINED = "joined"  # the same customer's further word on an open complaint
    DISCARDED = "discarded"  # needs nobody; the reason says why; can be restored
    GONE = "gone"  # the author took it back; the text is dropped, the skeleton stays


class ComplaintState(StrEnum):
    OPEN = "open"  # nobody has answered in public yet
    ANSWERED = "answered"  # our reply is public; customer service is at work
    RESOLVED = "resolved"
    DISMISSED = "dismissed"  # a person decided, with a reason, that it needs no reply; can be restored


class DraftState(StrEnum):
    PROPOSED = "proposed"
    SUPERSEDED = "superseded"  # a newer version took its place
    APPROVED = "approved"  # a named person approved this exact text
    PUBLISHING = "publishing"  # held: the network has been or is about to be called
    PUBLISHED = "published"
    UNKNOWN = "unknown"  # called, outcome not known: a person decides
    FAILED = "failed"  # the network refused for good: a person decides
    WITHDRAWN = "withdrawn"  # the complaint was dismissed


class TicketState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    WAITING = "waiting"  # for the customer
    RESOLVED = "resolved"


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"  # ended late
    STOPPED = "stopped"  # the promise no longer applies (dismissed)


FLOWS: dict[type[StrEnum], dict[StrEnum, frozenset[StrEnum]]] = {
    ComplaintState: {
        ComplaintState.OPEN: frozenset({ComplaintState.ANSWERED, ComplaintState.DISMISSED}),
        ComplaintState.ANSWERED: frozenset({ComplaintState.RESOLVED}),
        ComplaintState.RESOLVED: frozenset({ComplaintState.ANSWERED}),
        ComplaintState.DISMISSED: frozenset({ComplaintState.OPEN}),
    },
    DraftState: {
        DraftState.PROPOSED: frozenset({DraftState.SUPERSEDED, DraftState.APPROVED, DraftState.WITHDRAWN}),
        DraftState.SUPERSEDED: frozenset(),
        DraftState.APPROVED: frozenset({DraftState.PUBLISHING, DraftState.PUBLISHED, DraftState.SUPERSEDED}),
        DraftState.PUBLISHING: frozenset(
            {DraftState.PUBLISHED, DraftState.UNKNOWN, DraftState.FAILED, DraftState.APPROVED}
        ),
        DraftState.PUBLISHED: frozenset(),
        DraftState.UNKNOWN: frozenset(
            {DraftState.PUBLISHED, DraftState.APPROVED, DraftState.FAILED, DraftState.SUPERSEDED}
        ),
        DraftState.FAILED: frozenset({DraftState.APPROVED, DraftState.PUBLISHED, DraftState.SUPERSEDED}),
        DraftState.WITHDRAWN: frozenset({DraftState.PROPOSED}),
    },
    TicketState: {
        TicketState.QUEUED: frozenset({TicketState.CLAIMED}),
        TicketState.CLAIMED: frozenset({TicketState.QUEUED, TicketState.WAITING, TicketState.RESOLVED}),
        TicketState.WAITING: frozenset({TicketState.CLAIMED, TicketState.QUEUED, TicketState.RESOLVED}),
        TicketState.RESOLVED: frozenset({TicketState.QUEUED, TicketState.CLAIMED}),
    },
}
# Drafts in these states are in somebody's hands or with the network: no other version may take their place.
DRAFT_IN_FLIGHT = frozenset({DraftState.APPROVED, DraftState.PUBLISHING, DraftState.UNKNOWN, DraftState.FAILED})


class Metric(StrEnum):
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"


METRIC_NAMES = {Metric.FIRST_RESPONSE: _("First response"), Metric.RESOLUTION: _("Resolution")}


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


class CommitmentState(StrEnum):
    OPEN = "open"  # said in public, not done yet
    KEPT = "kept"
    VOID = "void"  # overtaken: nobody waits for it any more


class Decision(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


DECISION_NAMES = {Decision.GRANTED: _("granted"), Decision.REFUSED: _("refused")}

OUTCOME_NAMES = {Outcome.SOLVED: _("solved"), Outcome.REFUSED: _("refused")}


def move(state: StrEnum, to: StrEnum) -> StrEnum:
    """``to``, if the table of its machine lets ``state`` become it; else :class:`IllegalMove`."""
    if to not in FLOWS[type(to)][state]:
        raise IllegalMove(f"{type(to).__name__}: {state} cannot become {to}")
    return to
