"""The work on tickets in Slack, at the wire: what is pressed, typed and sent in, who is told, and every refusal."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.models import Complaint, Event, Ticket
from bot.desk.vocabulary import TicketState
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
    before = Counter(told(slack))
    desk.press(user, action, value, channel="C0TICKET")
    desk.work()
    return list((Counter(told(slack)) - before).elements())


def sent_and_told(desk, slack, user: str, view: dict[str, Any], **values: str) -> list[str]:
    """Send a window in; what anybody is told by it alone."""
    before = Counter(told(slack))
    assert send(desk, user, view, **values) == {}
    desk.work()
    return list((Counter(told(slack)) - before).elements())


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


# ---- whose it is


def only_care(desk, book, who="U0IVY"):
    """The desk as it would be if ``who`` were in care alone."""
    people = {name: spec.model_copy(update={"teams": ["care"]} if name == who else {}) for name, spec in
              book.desk.people.items()}  # fmt: skip
    changed = replace(book, desk=book.desk.model_copy(update={"people": people}))
    object.__setattr__(desk.app, "book", lambda: changed)


def test_a_ticket_of_another_team_says_whose_it_is(desk, slack, ticket, book):
    only_care(desk, book)
    (said,) = press(desk, slack, "U0IVY", "ticket_claim", ticket)
    assert said == (
        "This ticket is for the team Delivery, and you are not in it. Ask Noé Garance to take it or pass it on to you."
    )
    assert row(desk, ticket).owner is None
    assert slack.of("views.open") == [], "no way around it for somebody who may not take work from that team"
    only_care(desk, book, "U0NOE")
    assert press(desk, slack, "U0NOE", "ticket_claim", ticket) == [], "its lead is in it whatever the list says"
    assert row(desk, ticket).owner == "U0NOE"


def test_a_manager_is_told_and_takes_it_anyway(desk, slack, ticket):
    view = opened(desk, slack, "U0HEL", "ticket_claim", ticket)
    assert "Ce ticket est pour l'équipe Livraison : Noé Garance, Ivy Ashdown." in words(view)
    assert view["submit"]["text"] == "Le prendre quand même"
    assert row(desk, ticket).owner is None
    assert send(desk, "U0HEL", view) == {}
    assert row(desk, ticket).owner == "U0HEL"


def test_taking_it_anyway_too_late_names_who_has_it(desk, slack, ticket):
    view = opened(desk, slack, "U0HEL", "ticket_claim", ticket)
    press(desk, slack, "U0NOE", "ticket_claim", ticket)
    assert sent_and_told(desk, slack, "U0HEL", view) == ["Noé Garance a déjà pris ce ticket."]
    assert row(desk, ticket).owner == "U0NOE"


def test_an_older_window_does_not_let_an_agent_in(desk, slack, ticket, book):
    view = opened(desk, slack, "U0HEL", "ticket_claim", ticket)
    only_care(desk, book)
    assert "you are not in it" in sent_and_told(desk, slack, "U0IVY", view)[0]
    assert row(desk, ticket).owner is None


# ---- linked


@pytest.mark.parametrize(("user", "label"), [("U0NOE", "Délier"), ("U0IVY", "Unlink")])
def test_a_link_is_made_shown_and_taken_back(desk, slack, ticket, other, user, label):
    assert label not in words(opened(desk, slack, user, "ticket_more", ticket))
    view = opened(desk, slack, user, "ticket_link", ticket)
    assert set(send(desk, user, view, ref="XXX-0000", why="x")) == {"ref"}
    assert set(send(desk, user, view, ref=ticket, why="x")) == {"ref"}
    assert set(send(desk, user, view, ref=other, why=" ")) == {"why"}
    assert send(desk, user, view, ref=other, why="same evening") == {}
    assert set(send(desk, user, opened(desk, slack, user, "ticket_link", ticket), ref=other, why="x")) == {"ref"}
    assert label in words(opened(desk, slack, user, "ticket_more", other)), "from either side"
    view = opened(desk, slack, user, "ticket_unlink", other)
    assert send(desk, user, view, ref=ticket) == {}
    assert set(send(desk, user, view | {"id": "x"}, ref=ticket)) == {"ref"}, "there is nothing to undo any more"
    assert label not in words(opened(desk, slack, user, "ticket_more", ticket))
    assert len(events(desk, "unlinked")) == 2


# ---- held, given back, passed on, taken over, put aside


def test_who_comes_second_is_told_who_has_it(desk, slack, ticket):
    assert press(desk, slack, "U0NOE", "ticket_claim", ticket) == []
    assert press(desk, slack, "U0IVY", "ticket_claim", ticket) == ["Noé Garance claimed this ticket already."]
    assert press(desk, slack, "U0NOE", "ticket_claim", ticket) == ["Vous avez déjà ce ticket."]
    (said,) = press(desk, slack, "U0SAM", "ticket_claim", ticket)
    assert (
        said == "This needs the role support agent, manager. You could ask Noé Garance, Ivy Ashdown, Hélène Duvivier."
    )
    assert row(desk, ticket).owner == "U0NOE"


def test_released_it_is_anybodys_again(desk, slack, ticket):
    press(desk, slack, "U0NOE", "ticket_claim", ticket)
    assert press(desk, slack, "U0IVY", "ticket_release", ticket) == [
        "Noé Garance has this ticket. Ask them to release it first."
    ]
    assert press(desk, slack, "U0NOE", "ticket_release", ticket) == []
    (said,) = press(desk, slack, "U0NOE", "ticket_release", ticket)
    assert said.startswith("Personne n'a ce ticket")
    assert press(desk, slack, "U0IVY", "ticket_claim", ticket) == []


def test_passed_on_with_a_note_the_next_one_is_told(desk, slack, ticket):
    press(desk, slack, "U0NOE", "ticket_claim", ticket)
    view = opened(desk, slack, "U0NOE", "ticket_transfer", ticket)
    assert "Équipe : Service client" in words(view)
    assert set(send(desk, "U0NOE", view, to="U0IVY", note=" ")) == {"note"}
    command(desk, "U0IVY", "away")
    assert send(desk, "U0NOE", view, to="U0IVY", note="Le dépôt sait.") == {
        "to": "Ivy Ashdown n'est pas là en ce moment. Choisissez quelqu'un d'autre, ou confiez-le à l'équipe : il ira "
        "à qui est là."
    }
    command(desk, "U0IVY", "back")
    found = sent_and_told(desk, slack, "U0NOE", view, to="U0IVY", note="Le dépôt sait.")
    assert found == [f"Noé Garance passed the ticket {ticket} on to you: Le dépôt sait."]
    assert (row(desk, ticket).owner, row(desk, ticket).handoffs) == ("U0IVY", 1)
    view = opened(desk, slack, "U0IVY", "ticket_transfer", ticket)
    assert send(desk, "U0IVY", view, to="care", note="For care.") == {}
    assert (row(desk, ticket).owner, row(desk, ticket).team, row(desk, ticket).handoffs) == (None, "care", 2)


def test_only_who_leads_takes_over_and_the_other_is_told(desk, slack, ticket):
    press(desk, slack, "U0IVY", "ticket_claim", ticket)
    (said,) = press(desk, slack, "U0NOE", "ticket_take", ticket)
    assert "Noé Garance" in said, "the lead took it: Ivy is told"
    assert row(desk, ticket).owner == "U0NOE"
    (said,) = press(desk, slack, "U0IVY", "ticket_take", ticket)
    assert said == "Noé Garance has this ticket; only the team's lead or a manager may take it. Ask them to release it."


@pytest.mark.parametrize(("user", "label"), [("U0NOE", "Mettre de côté"), ("U0IVY", "Put aside")])
def test_put_aside_until_a_day_to_come(desk, slack, ticket, user, label):
    press(desk, slack, user, "ticket_claim", ticket)
    view = opened(desk, slack, user, "ticket_snooze", ticket)
    assert view["title"]["text"] == label
    assert set(send(desk, user, view, until="2026-11-24", why="x")) == {"until"}
    assert set(send(desk, user, view, until="2026-11-27", why=" ")) == {"why"}
    assert send(desk, user, view, until="2026-11-27", why="the parcel") == {}
    assert row(desk, ticket).state == TicketState.SNOOZED
    assert press(desk, slack, user, "ticket_claim", ticket) == []
    assert row(desk, ticket).state == TicketState.CLAIMED


@pytest.mark.parametrize(("user", "why"), [("U0NOE", "Rien ici"), ("U0IVY", "Nothing here says")])
def test_merged_and_split_again(desk, slack, ticket, other, user, why):
    press(desk, slack, user, "ticket_claim", ticket)
    view = opened(desk, slack, user, "ticket_merge", ticket)
    assert send(desk, user, view, ref=other, why="")["why"].startswith(why)
    assert send(desk, user, view, ref=other, why="the same lorry") == {}
    assert row(desk, ticket).state == TicketState.MERGED
    (said,) = press(desk, slack, user, "ticket_claim", ticket)
    assert other in said, "it says where the work goes on"
    assert press(desk, slack, user, "ticket_split", ticket) == []
    assert row(desk, ticket).state == TicketState.QUEUED
    (said,) = press(desk, slack, user, "ticket_split", ticket)
    assert said
    assert len(events(desk, "split")) == 1


def test_a_press_on_an_old_card_of_a_ticket_that_is_not_there_explains_itself(desk, slack, drafted):
    (said,) = press(desk, slack, "U0NOE", "ticket_claim", desk.complaint(drafted).ref)
    assert said.startswith("Il n'y a pas encore de ticket")


def command(desk, user: str, text: str) -> str:
    """Type ``/amends text``; what is answered, "" where a window opens."""
    answer = desk.send_form(signed.command(user, text))
    assert answer.status_code == 200
    return str(answer.json().get("text", "")) if answer.text.startswith("{") else answer.text


# ---- after the closing


def test_whoever_closed_it_is_told_of_a_second_post_which_has_an_answer_of_its_own_coming(
    desk, slack, store, clock, ticket, complaint, take
):
    press(desk, slack, "U0NOE", "ticket_claim", ticket)
    view = opened(desk, slack, "U0NOE", "ticket_resolve", ticket)
    said = {"outcome": "solved", "done": "sent", "on": "2026-11-24", "repeated": "0", "explained_by": "U0NOE",
            "explanation": "Le camion n'était pas parti.", "line": "les tasses sont arrivées mardi"}  # fmt: skip
    assert send(desk, "U0NOE", view, **said) == {}
    desk.work()
    clock.pass_(days=2)
    words_again = "Encore une livraison en retard, mes assiettes ne sont toujours pas arrivées !"
    take(id="again", text=words_again, posted_at=clock().isoformat())
    clock.pass_(seconds=10)
    desk.work()
    asked = [message for message in slack.of("chat.postMessage") if message["channel"] == "U0NOE"]
    assert any("après la clôture" in message["text"] and ticket in words(message) for message in asked)
    with store.read() as session:
        new = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
    assert new.id != complaint and new.state == "open"
    assert desk.complaint(complaint).state == "resolved"
    for ref, other in ((ticket, new.ref), (new.ref, ticket)):
        assert other in words(opened(desk, slack, "U0NOE", "complaint_timeline", ref)), "each timeline names the other"
