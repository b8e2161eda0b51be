"""States, and what may follow what: one table for each machine, and one way through it."""

from __future__ import annotations

from enum import StrEnum


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
    JOINED = "joined"  # to a complaint: the same item again, its author's further word, or somebody's copy of it
    DISCARDED = "discarded"  # needs nobody; the reason says why; can be restored
    GONE = "gone"  # the author took it back; the text is dropped, the skeleton stays


class ComplaintState(StrEnum):
    OPEN = "open"  # nobody has answered in public yet
    ANSWERED = "answered"  # our reply is public; customer service is at work
    RESOLVED = "resolved"
    DISMISSED = "dismissed"  # a person decided, with a reason, that it needs no reply; can be restored
    ABSTAINED = "abstained"  # a person watches it, or does not engage, until a day or for good; wakes by itself


class DraftState(StrEnum):
    PROPOSED = "proposed"
    SUPERSEDED = "superseded"  # a newer version took its place
    APPROVED = "approved"  # a named person approved this exact text
    PUBLISHING = "publishing"  # held: the network has been or is about to be called
    PUBLISHED = "published"
    UNKNOWN = "unknown"  # called, outcome not known: a person decides
    FAILED = "failed"  # the network refused for good: a person decides
    WITHDRAWN = "withdrawn"  # the complaint was dismissed, or is only watched


class TicketState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    WAITING = "waiting"  # for the customer
    SNOOZED = "snoozed"  # its owner looks again on a day, or when the customer writes
    MERGED = "merged"  # the work goes on in another ticket of the same trouble; to be undone
    RESOLVED = "resolved"


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"  # ended late
    STOPPED = "stopped"  # the promise no longer applies (dismissed)


class IncidentState(StrEnum):
    DECLARED = "declared"  # no reply on its topic leaves before a statement was approved
    ANSWERING = "answering"  # a statement stands, the replies say it
    ENDED = "ended"  # over; what is learned from it has not been written down
    REVIEWED = "reviewed"


class SuggestionState(StrEnum):
    NEW = "new"  # nobody has been asked yet
    ASKED = "asked"  # somebody who can decide has it
    ANSWERED = "answered"  # they have said what comes of it; the critic does not know yet
    TOLD = "told"
    DROPPED = "dropped"  # a person said that it is no suggestion; can be taken up again


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"  # what was to change has changed; its effect is waited for
    MEASURED = "measured"
    DROPPED = "dropped"  # with a reason


class CommitmentState(StrEnum):
    NOTICED = "noticed"  # read in what an agent wrote down: they say whether it was promised
    OPEN = "open"  # the customer was told so, not done yet
    KEPT = "kept"
    RENEGOTIATED = "renegotiated"  # the customer was told of another day, and why
    VOID = "void"  # it was no promise


FLOWS: dict[type[StrEnum], dict[StrEnum, frozenset[StrEnum]]] = {
    ComplaintState: {
        ComplaintState.OPEN: frozenset({ComplaintState.ANSWERED, ComplaintState.DISMISSED, ComplaintState.ABSTAINED}),
        ComplaintState.ANSWERED: frozenset({ComplaintState.RESOLVED}),
        ComplaintState.RESOLVED: frozenset({ComplaintState.ANSWERED}),
        ComplaintState.DISMISSED: frozenset({ComplaintState.OPEN}),
        ComplaintState.ABSTAINED: frozenset({ComplaintState.OPEN}),
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
        TicketState.QUEUED: frozenset({TicketState.CLAIMED, TicketState.MERGED}),
        TicketState.CLAIMED: frozenset(
            {
                TicketState.QUEUED,
                TicketState.WAITING,
                TicketState.SNOOZED,
                TicketState.MERGED,
                TicketState.RESOLVED,
            }
        ),
        TicketState.WAITING: frozenset({TicketState.CLAIMED, TicketState.QUEUED, TicketState.RESOLVED}),
        TicketState.SNOOZED: frozenset({TicketState.CLAIMED, TicketState.QUEUED, TicketState.RESOLVED}),
        TicketState.MERGED: frozenset({TicketState.QUEUED, TicketState.RESOLVED}),
        # Merged again: it was closed with another ticket of the same customer, and is taken up again with it.
        TicketState.RESOLVED: frozenset({TicketState.QUEUED, TicketState.CLAIMED, TicketState.MERGED}),
    },
    IncidentState: {
        IncidentState.DECLARED: frozenset({IncidentState.ANSWERING, IncidentState.ENDED}),
        # Declared again: what the statement says has turned out to be wrong.
        IncidentState.ANSWERING: frozenset({IncidentState.DECLARED, IncidentState.ENDED}),
        IncidentState.ENDED: frozenset({IncidentState.REVIEWED}),
        IncidentState.REVIEWED: frozenset(),
    },
    SuggestionState: {
        SuggestionState.NEW: frozenset({SuggestionState.ASKED, SuggestionState.DROPPED}),
        SuggestionState.ASKED: frozenset({SuggestionState.ANSWERED, SuggestionState.DROPPED}),
        SuggestionState.ANSWERED: frozenset({SuggestionState.TOLD}),
        SuggestionState.TOLD: frozenset(),
        SuggestionState.DROPPED: frozenset({SuggestionState.NEW}),
    },
    CommitmentState: {
        CommitmentState.NOTICED: frozenset({CommitmentState.OPEN, CommitmentState.VOID}),
        CommitmentState.OPEN: frozenset({CommitmentState.KEPT, CommitmentState.RENEGOTIATED}),
        CommitmentState.KEPT: frozenset(),
        CommitmentState.RENEGOTIATED: frozenset(),
        CommitmentState.VOID: frozenset(),
    },
    ActionState: {
        ActionState.OPEN: frozenset({ActionState.DONE, ActionState.DROPPED}),
        ActionState.DONE: frozenset({ActionState.MEASURED}),
        ActionState.MEASURED: frozenset(),
        ActionState.DROPPED: frozenset(),
    },
}
# Drafts in these states are in somebody's hands or with the network: no other version may take their place.
DRAFT_IN_FLIGHT = frozenset({DraftState.APPROVED, DraftState.PUBLISHING, DraftState.UNKNOWN, DraftState.FAILED})


def move(state: StrEnum, to: StrEnum) -> StrEnum:
    """``to``, if the table of its machine lets ``state`` become it; else :class:`IllegalMove`."""
    if to not in FLOWS[type(to)][state]:
        raise IllegalMove(f"{type(to).__name__}: {state} cannot become {to}")
    return to
