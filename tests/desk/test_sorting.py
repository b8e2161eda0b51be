"""What triage finds becomes of a mention: a complaint with its stakes, or something set aside with its reason."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.desk import alerts, complaints, mentions, opening, sorting, steering
from bot.desk.models import Complaint, Correction, Mention
from bot.desk.vocabulary import ComplaintState, MentionState
from bot.sources import generic
from bot.triage import fitted
from bot.triage.features import Said
from tests.conftest import alert_body


@pytest.fixture
def sorted_in(store, book, clock):
    """``sorted_in(text=…)``: an alert read with the model at hand; returns its mention's id."""

    def happening(session, body) -> str:
        incoming = generic.parse("generic", json.dumps(body).encode())[0]
        alerts.store(session.connection(), [alerts.row(incoming, clock())])
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
        mentions.take_all(session, book, read, clock(), fitted.shipped())
        return incoming.mention_id

    return lambda **fields: store.write(lambda session: happening(session, alert_body(**fields)))


def seen(store, mention_id) -> tuple[Mention, Complaint | None]:
    with store.read() as session:
        mention = session.get_one(Mention, mention_id)
        return mention, session.scalars(select(Complaint).where(Complaint.mention_id == mention_id)).first()


def test_a_complaint_opens_with_what_is_at_stake(sorted_in, store):
    mention, complaint = seen(
        store, sorted_in(text="Votre radiateur a pris feu cette nuit, ma fille est brûlée à la main")
    )
    assert complaint is not None
    assert (complaint.stakes, complaint.playbook) == ("P1", "safety-or-injury")
    assert complaint.priority > 60
    assert mention.kind == "complaint"
    assert "safety" in mention.triage["sure_risks"]


def test_what_concerns_nobody_is_set_aside_with_its_reason(sorted_in, store):
    mention, complaint = seen(
        store, sorted_in(id="job", text="We're hiring! Warehouse operatives in Leeds, apply now #jobs")
    )
    assert complaint is None
    assert (mention.state, mention.kind) == (MentionState.DISCARDED, "noise")
    assert mention.reason.startswith("It reads like nothing that concerns us.")
    assert mention.triage["reasons"]


def test_a_suggestion_is_owed_an_answer(sorted_in, store):
    text = "Idea: could you let us choose a delivery slot in the app, with a map like the bus company has?"
    mention, complaint = seen(store, sorted_in(text=text))
    assert mention.kind == "suggestion"
    assert complaint.playbook == "idea"


def test_a_suggestion_is_answered_as_one_whatever_phrase_it_holds(book):
    said = Said("You should let people choose a delivery slot in the evening", language="en", network="forum")
    assert opening.chosen(book, said, {"kind": "complaint", "topics": [], "sure_risks": []}).playbook.name != "idea"
    assert opening.chosen(book, said, {"kind": "suggestion", "topics": [], "sure_risks": []}).playbook.name == "idea"
    hurt = {"kind": "suggestion", "topics": [], "sure_risks": ["safety"]}
    assert opening.chosen(book, said, hurt).playbook.name == "safety-or-injury"


def test_nobody_keeps_to_the_edge_where_somebody_may_come_to_harm():
    unasked = {"ground": "consumers", "solicited": False}
    assert sorting.asks_for_restraint({**unasked, "stakes": "P3"})
    assert not sorting.asks_for_restraint({**unasked, "stakes": "P1"})
    assert not sorting.asks_for_restraint({**unasked, "stakes": "P3", "asked_risks": ["legal"]})


def test_without_a_phrase_the_likeliest_topic_finds_the_playbook(book):
    triage = {"topics": [["refund-not-received", 0.8]], "sure_risks": []}
    assert sorting.leads(book, triage) == ((), ("refund-not-received",))
    assert sorting.leads(book, {"topics": [["refund-not-received", 0.3]], "sure_risks": []}) == ((), ())
    assert sorting.leads(book, {"topics": [["safety-or-injury", 0.9]], "sure_risks": []}) == ((), ())
    assert sorting.leads(book, None) == ((), ())


def test_a_topic_that_is_all_but_certain_outweighs_a_phrase_and_a_risk_outweighs_both(book):
    text = "Your advert says free returns, and you charged me to send back a chair of the wrong colour."
    said = Said(text, language="en")
    sure = {"kind": "complaint", "topics": [["misleading-advertising", 0.8]], "sure_risks": []}
    unsure = sure | {"topics": [["misleading-advertising", 0.6]]}
    hurt = sure | {"sure_risks": ["safety"]}
    chosen = [opening.chosen(book, said, one).playbook.name for one in (sure, unsure, hurt)]
    assert chosen == ["misleading-advertising", "wrong-or-missing-item", "safety-or-injury"]


def test_what_people_put_right_is_kept(sorted_in, store, book, lea, clock):
    mention_id = sorted_in(text="colis toujours pas arrivé, dix jours que j'attends")

    def happening(session):
        complaint = session.scalars(select(Complaint)).one()
        steering.grade(session, book, complaint, lea, "blame", clock(), abusive=True)
        steering.choose_playbook(session, book, complaint, lea, "lost-parcel", clock())
        complaints.dismiss(session, book, complaint, lea, "Pas chez nous.", clock(), kind="noise")

    store.write(happening)
    with store.read() as session:
        found = session.scalars(select(Correction).order_by(Correction.id)).all()
        assert [(one.what, one.before, one.after) for one in found] == [
            ("abusive", "no", "yes"), ("topic", "late-delivery", "lost-parcel"), ("kind", "complaint", "noise"),
        ]  # fmt: skip
        assert session.get_one(Mention, mention_id).kind == "noise"
        assert session.scalars(select(Complaint)).one().state == ComplaintState.DISMISSED


def test_what_only_confirms_is_no_correction(sorted_in, store, book, lea, clock):
    sorted_in(text="colis toujours pas arrivé, dix jours que j'attends")
    store.write(lambda session: steering.grade(
        session, book, session.scalars(select(Complaint)).one(), lea, "blame", clock(), abusive=False
    ))  # fmt: skip
    with store.read() as session:
        assert session.scalars(select(Correction)).all() == []


def test_where_it_was_said_and_to_whom_is_kept_with_its_reason(sorted_in, store, book):
    mention, complaint = seen(store, sorted_in(id="u", text="Mon colis a trois jours de retard, j'en ai marre"))
    assert (mention.triage["ground"], mention.triage["solicited"]) == ("consumers", False)
    assert sorting.why_place(mention.triage).said("en") == "Place: customers' own ground; it does not speak to us."
    assert sorting.asks_for_restraint(mention.triage)
    asked, _other = seen(
        store, sorted_in(id="s", text="@brindelune Ma lampe a trois semaines de retard", author={"handle": "zoe"})
    )
    assert asked.triage["solicited"]
    assert sorting.why_place(asked.triage).said("fr") == "Le message nomme notre compte @brindelune."
    assert complaint is not None


def test_an_answer_to_a_post_of_ours_is_said_to_us(sorted_in, store):
    sorted_in(id="ours", text="New tables are in!", author={"handle": "Brindelune", "name": "Brindelune"})
    text = "Ma table a trois semaines de retard, j'en ai marre"
    mention, _complaint = seen(store, sorted_in(id="reply", text=text, in_reply_to="ours"))
    assert mention.triage["solicited"]
    assert sorting.why_place(mention.triage).said() == "It answers a post of ours."
    other, _complaint = seen(
        store, sorted_in(id="o", text="Lampe cassée à l'arrivée", in_reply_to="x", author={"handle": "z"})
    )
    assert not other.triage["solicited"]


def test_the_ground_weighs_in_the_priority(sorted_in, store, book):
    there, _other = seen(store, sorted_in(id="1", network="web", url="https://bbb.org/1", text="My table never came"))
    assert sorting.venue_weighed(book, "web", there.triage) == "complaints"
    assert sorting.venue_weighed(book, "shop", {"ground": "own"}) == "counter"
    assert sorting.venue_weighed(book, "facebook", None) == "social"
