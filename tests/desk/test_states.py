"""The state tables, pair by pair."""

from __future__ import annotations

from enum import StrEnum

import pytest

from bot.desk.vocabulary import (
    DRAFT_IN_FLIGHT,
    FLOWS,
    ActionState,
    CommitmentState,
    ComplaintState,
    DraftState,
    IllegalMove,
    IncidentState,
    SuggestionState,
    TicketState,
    move,
)

PAIRS = [(state, to) for machine in FLOWS for state in machine for to in machine]


@pytest.mark.parametrize(("state", "to"), PAIRS, ids=[f"{type(s).__name__}:{s}-{t}" for s, t in PAIRS])
def test_a_move_is_in_the_table_or_illegal(state: StrEnum, to: StrEnum):
    if to in FLOWS[type(to)][state]:
        assert move(state, to) is to
    else:
        with pytest.raises(IllegalMove, match=f"{state} cannot become {to}"):
            move(state, to)


@pytest.mark.parametrize("machine", FLOWS, ids=lambda machine: machine.__name__)
def test_every_state_has_its_line_and_can_be_reached(machine):
    assert set(FLOWS[machine]) == set(machine)
    first = {
        ComplaintState: ComplaintState.OPEN, DraftState: DraftState.PROPOSED, TicketState: TicketState.QUEUED,
        IncidentState: IncidentState.DECLARED,
        SuggestionState: SuggestionState.NEW, ActionState: ActionState.OPEN,
            CommitmentState: CommitmentState.NOTICED,
    }  # fmt: skip
    reached, new = set(), {first[machine]}
    while new:
        reached |= new
        new = {to for state in new for to in FLOWS[machine][state]} - reached
    assert reached == set(machine)


def test_nothing_stays_as_it_is_by_a_move():
    assert not any(state in FLOWS[type(state)][state] for state in (s for machine in FLOWS for s in machine))


def test_a_reply_becomes_public_only_from_where_a_person_approved_it():
    leads = {state for state in DraftState if DraftState.PUBLISHED in FLOWS[DraftState][state]}
    assert leads == DRAFT_IN_FLIGHT
    assert FLOWS[DraftState][DraftState.PUBLISHED] == frozenset(), "what is public stays public"
    assert {s for s in DraftState if DraftState.PUBLISHING in FLOWS[DraftState][s]} == {DraftState.APPROVED}
