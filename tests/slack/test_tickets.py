"""The work on tickets in Slack, at the wire: what is pressed, typed and sent in, who is told, and every refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.models import Complaint, Event, Ticket
from tests.desk.crews import answered
from tests.slack import signed
from tests.slack.conftest import told
from tests.slack.slacklike import eventually


@pytest.fixture
def ticket(desk, store, book, clock, complaint) -> str:
    """The reference of a complaint whose reply is public: its ticket waits in the queue of delivery."""
    answered(store, book, complaint, clock())
    desk.work()
    return desk.complaint(complaint).ref


@pytest.fixture
def other(desk, store, book, clock, take, ticket) -> str:
    """Another customer's ticket."""
    take(id="p2", text="Votre site refuse ma carte depuis hier soir.", author={"handle": "emil", "name": "Emil"})
    with store.read() as session:
        number = session.scalars(select(Complaint.id).order_by(Complaint.id.desc())).first()
    answered(store, book, number, clock())
    desk.work()
    return desk.complaint(number).ref


def row(desk, ref: str) -> Ticket:
    with desk.app.store.read() as session:
        return session.scalars(select(Ticket).join(Complaint).where(Complaint.ref == ref)).one()


def opened(desk, slack, user: str, action: str, value: str) -> dict[str, Any]:
    """The window that a button opens."""
    before = len(slack.of("views.open"))
    desk.press(user, action, value, channel="C0TICKET")
    eventually(lambda: len(slack.of("views.open")) > before)
    view = slack.of("views.open")[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def send(desk, user: str, view: dict[str, Any], **values: str) -> dict[str, str]:
    """Send a window in; the refusals at its fields, {} when it was taken."""
    answer = desk.send(signed.submission(user, view, values)).text
    return json.loads(answer).get("errors", {}) if answer else {}


def press(desk, slack, user: str, action: str, value: str) -> list[str]:
    """Press a button of a ticket's card; what the person is told by it."""
    before = len(told(slack))
    desk.press(user, action, value, channel="C0TICKET")
    desk.work()
    return told(slack)[before:]


def events(desk, kind: str) -> list[dict[str, Any]]:
    with desk.app.store.read() as session:
        return [event.data for event in session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id))]


def words(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


# ---- facts


def test_a_fact_that_an_agent_confirms_on_a_ticket_counts(desk, slack, ticket, complaint, store):
    cause = {"type": "text", "filled_by": "agent", "label": {"en": "the cause", "fr": "la cause"}, "confirmed": True}

    def with_slot(session):
        found = session.get_one(Complaint, complaint)
        found.frozen, found.playbook_version = found.frozen | {"slots": {"cause": cause}}, "of another day"

    store.write(with_slot)
    view = opened(desk, slack, "U0NOE", "ticket_fill", ticket)
    assert "Je confirme" in words(view)
    assert send(desk, "U0NOE", view, cause="un camion en panne") == {}
    assert desk.complaint(complaint).facts["cause"]["confirmed_by"] is None
    view = opened(desk, slack, "U0IVY", "ticket_fill", ticket)
    assert "I confirm that this is so" in words(view)
    assert send(desk, "U0IVY", view, cause="un camion en panne", confirmed="cause") == {}
    assert desk.complaint(complaint).facts["cause"]["confirmed_by"] == "U0IVY"
    assert send(desk, "U0IVY", view, cause="un camion en panne") == {"confirmed": "Nothing was filled in."}
