"""Teams in Slack, at the wire: being away and back, a team's queue, all tickets of one incident; refusals included."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk import absences
from bot.desk.models import Closure, Complaint, Incident, Ticket
from bot.desk.vocabulary import IncidentState, TicketState
from tests.desk.crews import many_tickets
from tests.slack import signed
from tests.slack.conftest import told
from tests.slack.slacklike import eventually

LINES = {"line_fr": "les colis sont repartis mardi", "line_en": "the parcels left on Tuesday"}
CLOSED = {
    "outcome": "solved", "done": "sent again", "on": "2026-11-24", "explanation": "Le dépôt était inondé.",
    "explained_by": "U0NOE",
}  # fmt: skip


def command(desk, user: str, text: str) -> str:
    """Type ``/amends text``; what is answered, "" where a window opens."""
    answer = desk.send_form(signed.command(user, text))
    assert answer.status_code == 200
    return str(answer.json().get("text", "")) if answer.text.startswith("{") else answer.text


def window(desk, slack, user: str, text: str) -> dict[str, Any]:
    """The window that a command opens."""
    before = len(slack.of("views.open"))
    assert command(desk, user, text) == ""
    eventually(lambda: len(slack.of("views.open")) > before)
    return unpacked(slack.of("views.open")[-1]["view"])


def unpacked(view: Any) -> dict[str, Any]:
    return json.loads(view) if isinstance(view, str) else view


def send(desk, user: str, view: dict[str, Any], **values: str) -> dict[str, Any]:
    answer = desk.send(signed.submission(user, view, values)).text
    return json.loads(answer) if answer else {}


def refused(desk, slack, user: str, text: str) -> str:
    """What is told to somebody whose command opens no window."""
    before = Counter(told(slack))
    command(desk, user, text)
    eventually(lambda: bool(desk.work()) or fresh(slack, before))
    return fresh(slack, before)[0]


def fresh(slack, before: Counter[str]) -> list[str]:
    """What anybody was told since ``before``."""
    return list((Counter(told(slack)) - before).elements())


def sent_and_told(desk, slack, user: str, view: dict[str, Any], **values: str) -> str:
    """Send a window in that is taken; what the person is told."""
    desk.work()
    before = Counter(told(slack))
    assert send(desk, user, view, **values) == {}
    desk.work()
    (said,) = [one for one in fresh(slack, before) if "incident" in one.casefold()]
    return said


def words(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def away(desk, who: str):
    with desk.app.store.read() as session:
        return absences.of(session, [who], desk.app.now()).get(who)


@pytest.fixture
def tickets(desk, store, book, clock) -> list[int]:
    """Four open tickets of as many people, in the queue of delivery."""
    found = many_tickets(store, book, 4, clock())
    desk.work()
    return found


@pytest.fixture
def incident(store, clock, tickets) -> int:
    """An incident that all four belong to; the last one complains in English."""

    def happening(session):
        found = Incident(
            topic="late-delivery", title="Depot of Lille", state=IncidentState.ANSWERING, opened_at=clock(),
            opened_by="U0HEL", why={"words": "flood"}, correlation="c",
        )  # fmt: skip
        session.add(found)
        session.flush()
        for number in tickets:
            session.get_one(Complaint, number).incident_id = found.id
        session.get_one(Complaint, tickets[-1]).mention.language = "en"
        return found.id

    return store.write(happening)


def row(desk, complaint: int) -> Ticket:
    with desk.app.store.read() as session:
        return session.scalars(select(Ticket).where(Ticket.complaint_id == complaint)).one()


# ---- away and back


@pytest.mark.parametrize(
    ("user", "typed", "said", "back", "again"),
    [
        ("U0NOE", "absent vendredi", "Votre absence est notée jusqu", "retour", "Vous n'êtes pas noté"),
        ("U0IVY", "away until friday", "You are noted as away until", "back", "You are not noted as away"),
    ],
)
def test_away_until_a_day_and_back(desk, user, typed, said, back, again):
    assert said in command(desk, user, typed)
    assert away(desk, user).until is not None
    command(desk, user, back)
    assert away(desk, user) is None
    assert again in command(desk, user, back)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("away until someday", "is no day that I can read"), ("away 2026-11-01", "over already"),
     ("away 2031-01-01", "more than a year")],
)  # fmt: skip
def test_a_day_that_cannot_be_read_is_explained(desk, typed, said):
    assert said in command(desk, "U0IVY", typed)
    assert away(desk, "U0IVY") is None


def test_whoever_leaves_is_told_what_they_hold(desk, tickets):
    with desk.app.store.read() as session:
        ref = session.get_one(Complaint, tickets[0]).ref
    desk.press("U0IVY", "ticket_claim", ref, channel="C0TICKET")
    assert "You still have open tickets: 1." in command(desk, "U0IVY", "away")
    assert away(desk, "U0IVY").until is None


def test_a_stranger_is_told_whom_to_ask(desk):
    assert "Ask an admin to add your Slack id U0WHO" in command(desk, "U0WHO", "away")


def test_the_switch_on_the_home_tab(desk, slack, clock):
    before = len(slack.of("views.open"))
    desk.press("U0NOE", "agent_away", "-")
    eventually(lambda: len(slack.of("views.open")) > before)
    view = unpacked(slack.of("views.open")[-1]["view"])
    assert view["title"]["text"] == "Je m'absente"
    assert set(send(desk, "U0NOE", view, until="un jour")["errors"]) == {"until"}
    assert send(desk, "U0NOE", view, until="demain 14h") == {}
    assert away(desk, "U0NOE").until - clock() < timedelta(days=2)
    desk.work()
    assert "agent_back" in words(slack.of("views.publish")[-1])
    desk.press("U0NOE", "agent_back", "-")
    assert away(desk, "U0NOE") is None
    before = Counter(told(slack))
    desk.press("U0NOE", "agent_back", "-")
    desk.work()
    assert fresh(slack, before)[0].startswith("Vous n'êtes pas noté")


# ---- the queue


@pytest.mark.parametrize(("user", "typed", "wait"), [("U0NOE", "file", "Tickets en attente : 4"),
                                                     ("U0IVY", "queue delivery", "4 tickets wait")])  # fmt: skip
def test_a_teams_queue_and_a_claim_in_it(desk, slack, tickets, user, typed, wait):
    view = window(desk, slack, user, typed)
    assert wait in words(view)
    assert "Noé Garance" in words(view) and "Ivy Ashdown" in words(view)
    claims = [block["accessory"] for block in view["blocks"] if block.get("accessory")]
    assert [one["action_id"] for one in claims] == ["ticket_claim"] * 4
    desk.send(signed.press_in(user, view, "ticket_claim", claims[0]["value"]))
    with desk.app.store.read() as session:
        owners = session.scalars(select(Ticket.owner).where(Ticket.owner.is_not(None))).all()
    assert owners == [user]
    assert wait.replace("4", "3") in words(window(desk, slack, user, typed))


def test_an_unknown_team_is_told_which_there_are(desk, slack, tickets):
    assert "delivery, care" in refused(desk, slack, "U0IVY", "queue sales")


# ---- all tickets of an incident


@pytest.mark.parametrize(("typed", "said"), [("tickets", "by its number"), ("tickets 77", "has no open tickets")])
def test_which_incident_must_be_said(desk, slack, typed, said):
    assert said in refused(desk, slack, "U0IVY", typed)


def test_who_does_not_work_on_tickets_cannot_do_it(desk, slack, incident):
    answer = desk.send_form(signed.command("U0SAM", f"tickets {incident}"))  # said at once, in place of an answer
    assert "support agent" in answer.text
    assert not slack.of("views.open")


def test_all_are_claimed_noted_and_passed_on_and_the_others_named(desk, slack, tickets, incident):
    with desk.app.store.read() as session:
        first = session.get_one(Complaint, tickets[0]).ref
    desk.press("U0NOE", "ticket_claim", first, channel="C0TICKET")
    view = window(desk, slack, "U0IVY", f"tickets {incident}")
    assert "open tickets: 4" in words(view)
    assert set(send(desk, "U0IVY", view)["errors"]) == {"what"}
    assert sent_and_told(desk, slack, "U0IVY", view, what="claim") == (
        f"Done with 3 of 4 tickets of incident {incident}.\nNot with {first}: Noé Garance claimed this ticket already."
    )
    assert [row(desk, one).owner for one in tickets] == ["U0NOE", "U0IVY", "U0IVY", "U0IVY"]
    assert set(send(desk, "U0IVY", view, what="note", text=" ")["errors"]) == {"text"}
    assert send(desk, "U0IVY", view, what="note", text="The depot opens on Thursday.") == {}
    view = window(desk, slack, "U0IVY", f"tickets {incident}")
    assert set(send(desk, "U0IVY", view, what="transfer", text="for care")["errors"]) == {"to"}
    said = sent_and_told(desk, slack, "U0IVY", view, what="transfer", to="care", text="for care")
    assert "Done with 3 of 4" in said
    assert [row(desk, one).team for one in tickets] == ["delivery", "care", "care", "care"]


def resolving(desk, slack, user: str, incident: int) -> dict[str, Any]:
    """The second window: what came of them all."""
    answer = send(desk, user, window(desk, slack, user, f"tickets {incident}"), what="resolve")
    assert answer["response_action"] == "update"
    return answer["view"]


@pytest.mark.parametrize(
    ("user", "title", "done"),
    [("U0NOE", "Résoudre ensemble", "Fait pour 3 ticket(s) sur 4"), ("U0IVY", "Resolve together", "Done with 3 of 4")],
)
def test_all_are_resolved_and_those_that_refuse_are_named_with_why(
    desk, slack, store, tickets, incident, user, title, done
):
    other = "U0IVY" if user == "U0NOE" else "U0NOE"
    with desk.app.store.read() as session:
        refs = [session.get_one(Complaint, one).ref for one in tickets]
    desk.press(other, "ticket_claim", refs[0], channel="C0TICKET")
    send(desk, user, window(desk, slack, user, f"tickets {incident}"), what="claim")
    view = resolving(desk, slack, user, incident)
    assert view["title"]["text"] == title
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert fields[-2:] == ["line_en", "line_fr"], "one for each language in which people complain"
    assert set(send(desk, user, view, **CLOSED | LINES | {"done": " "})["errors"]) == {"done"}
    assert set(send(desk, user, view, **CLOSED | LINES | {"explanation": " "})["errors"]) == {"explanation"}
    said = sent_and_told(desk, slack, user, view, **CLOSED, **LINES)
    assert said.startswith(done)
    assert refs[0] in said
    states = [row(desk, one).state for one in tickets]
    assert states == [TicketState.CLAIMED, *[TicketState.RESOLVED] * 3]
    with desk.app.store.read() as session:
        closed = session.scalars(select(Closure).order_by(Closure.complaint_id)).all()
        assert [(one.complaint_id, one.decided_by, one.repeated) for one in closed] == [
            (n, user, 0) for n in tickets[1:]
        ]
        facts = [session.get_one(Complaint, one).facts["outcome"]["value"] for one in tickets[1:]]
    assert facts == [LINES["line_fr"], LINES["line_fr"], LINES["line_en"]], "each in the language of its customer"


def test_a_ticket_whose_commitment_is_open_stays_open_and_is_named(desk, slack, store, clock, tickets, incident):
    from bot.desk.models import Commitment

    send(desk, "U0IVY", window(desk, slack, "U0IVY", f"tickets {incident}"), what="claim")
    promised = Commitment(
        complaint_id=tickets[1], what="We call you on Friday", said="on Friday", due_at=clock() + timedelta(days=3),
        owner="U0IVY", state="open", created_at=clock(),
    )  # fmt: skip
    store.write(lambda session: session.add(promised))
    view = resolving(desk, slack, "U0IVY", incident)
    said = sent_and_told(desk, slack, "U0IVY", view, **CLOSED | LINES | {"line_en": ""})
    assert "Done with 2 of 4" in said
    assert "We call you on Friday" in said
    assert "For the public line, say" in said, "an English customer, and no line in English"
    assert [row(desk, one).state for one in tickets] == [
        TicketState.RESOLVED, TicketState.CLAIMED, TicketState.RESOLVED, TicketState.CLAIMED
    ]  # fmt: skip


def test_a_refusal_of_all_needs_reason_and_recourse(desk, slack, tickets, incident):
    send(desk, "U0IVY", window(desk, slack, "U0IVY", f"tickets {incident}"), what="claim")
    view = resolving(desk, slack, "U0IVY", incident)
    said = CLOSED | LINES | {"outcome": "refused", "reason": "", "recourse": ""}
    assert set(send(desk, "U0IVY", view, **said)["errors"]) == {"reason"}
    assert send(desk, "U0IVY", view, **said | {"reason": "the storm", "recourse": "Write to us again."}) == {}
    with desk.app.store.read() as session:
        assert {one.recourse for one in session.scalars(select(Closure))} == {"Write to us again."}


def test_nothing_is_left_to_resolve(desk, slack, tickets, incident):
    send(desk, "U0IVY", window(desk, slack, "U0IVY", f"tickets {incident}"), what="claim")
    old, view = window(desk, slack, "U0IVY", f"tickets {incident}"), resolving(desk, slack, "U0IVY", incident)
    assert send(desk, "U0IVY", view, **CLOSED, **LINES) == {}
    assert "has no open tickets" in str(send(desk, "U0IVY", old, what="resolve")["errors"])
    assert "has no open tickets" in str(send(desk, "U0IVY", view | {"id": "V9"}, **CLOSED, **LINES)["errors"])
