"""People decide which playbook applies, how severe it is, and fill in what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import complaints, drafts, escalations, events, facts, sla, steering
from bot.desk.models import Clock, Complaint, Effect
from bot.desk.playbooks.deskfile import Target, Targets
from bot.desk.playbooks.playbook import Approval as Rules
from bot.desk.playbooks.playbook import Needed
from bot.desk.vocabulary import ClockState, Metric, Refused
from tests.desk.conftest import effect_of, reminders, with_playbook
from tests.desk.test_walk import WORDS

LABEL = {"en": "why it happened", "fr": "la cause"}


@pytest.fixture
def needy(book):
    slots = {
        "cause": Needed(filled_by="agent", label=LABEL, confirmed=True),
        "order": Needed(type="reference", filled_by="customer", label={"en": "order", "fr": "commande"}, private=True),
        "on": Needed(type="date", filled_by="case", label={"en": "the day", "fr": "le jour"}),
    }
    return with_playbook(book, "late-delivery", slots=slots)


# ---- another playbook


def test_another_playbook_brings_its_words_team_promises_chain_and_hotline(store, book, clock, drafted, act, lea):
    strict = with_playbook(
        book, "damaged-item", team="care", chain="urgent", hotline="safety",
        sla=Targets(first_response=Target(target="5m", limit="15m", calendar="always")),
    )  # fmt: skip
    clock.pass_(minutes=3)
    act(lambda s, c: steering.choose_playbook(s, strict, c, lea, "damaged-item", clock()))
    with store.read() as session:
        row = session.get_one(Complaint, drafted)
        assert (row.playbook, row.playbook_by, row.team) == ("damaged-item", lea.id, "care")
        assert complaints.frozen_playbook(strict, row).name == "damaged-item"
        first = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE).order_by(Clock.round)).all()
        assert [one.state for one in first] == [ClockState.STOPPED, ClockState.RUNNING]
        assert first[1].started_at == first[0].started_at
        assert first[1].due_at == first[1].started_at + timedelta(minutes=15)
        assert effect_of(session, escalations.key_of(drafted)).due_at == clock() + timedelta(minutes=5)
        assert effect_of(session, f"compose:{drafted}").payload["after"] == 1
        assert [one["about"] for one in reminders(session)] == ["hotline"]
        assert events.last_of_kind(session, drafted, "playbook_chosen").data["before"] == "late-delivery"


def test_clocks_whose_promise_stays_the_same_run_on(store, book, clock, drafted, act, lea):
    act(lambda s, c: steering.choose_playbook(s, book, c, lea, "damaged-item", clock()))
    with store.read() as session:
        assert {one.round for one in sla.of_complaint(session, drafted)} == {1}


def test_what_was_late_stays_late(store, book, clock, drafted, act, lea):
    clock.pass_(hours=20)
    lax = with_playbook(book, "general", sla=Targets(first_response=Target(target="8d", limit="9d", calendar="always")))
    act(lambda s, c: steering.choose_playbook(s, lax, c, lea, "general", clock()))
    with store.read() as session:
        first = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE).order_by(Clock.round)).all()
        assert [one.breached_at is not None for one in first] == [True, False]


def test_a_playbook_that_wants_a_manager_first_takes_the_draft_away(store, book, clock, drafted, act, lea):
    first = with_playbook(book, "general", approval=Rules(manager_first=True))
    act(lambda s, c: steering.choose_playbook(s, first, c, lea, "general", clock()))
    with store.read() as session:
        assert drafts.current(session, drafted) is None
        assert complaints.awaits_clearance(session.get_one(Complaint, drafted))


@pytest.mark.parametrize("name", ["nothing-like-it", "late-delivery"])
def test_a_playbook_that_is_not_there_or_applies_already(book, clock, drafted, refused, lea, name):
    assert refused(lambda s, c: steering.choose_playbook(s, book, c, lea, name, clock())).field == "playbook"


def test_nothing_is_steered_once_it_is_approved(book, clock, approved, refused, lea):
    refused(lambda s, c: steering.choose_playbook(s, book, c, lea, "general", clock()))
    refused(lambda s, c: steering.fill_slots(s, book, c, lea, {"object": "tasses"}, clock()))


def test_severity_is_one_of_four_words(store, book, clock, drafted, act, refused, lea):
    assert refused(lambda s, c: steering.grade(s, book, c, lea, "awful", clock())).field == "severity"
    act(lambda s, c: steering.grade(s, book, c, lea, "blame", clock()))
    with store.read() as session:
        assert session.get_one(Complaint, drafted).severity == "blame"


# ---- facts


def test_what_is_filled_in_counts_and_asks_for_a_new_draft(store, needy, clock, drafted, act, lea):
    values = {"order": "AB-1234", "on": "24/11/2026", "cause": "l'étiquette était déchirée"}
    act(lambda s, c: steering.fill_slots(s, needy, c, lea, values, clock()))
    playbook = needy.playbooks["late-delivery"]
    with store.read() as session:
        row = session.get_one(Complaint, drafted)
        assert row.facts["on"] | {"at": ""} == {"value": "2026-11-24", "by": lea.id, "at": "", "confirmed_by": None}
        assert facts.confirmed(playbook, row) == {"order": "AB-1234", "on": "2026-11-24"}, "nobody confirmed the cause"
        assert effect_of(session, f"compose:{drafted}").payload["after"] == 1
        said = events.last_of_kind(session, drafted, "facts_filled").data
        assert said == {"slots": "order, on, cause"}, "the values may be personal"
    act(lambda s, c: steering.fill_slots(s, needy, c, lea, values, clock(), ["cause"]))
    act(lambda s, c: steering.fill_slots(s, needy, c, lea, {"order": " "}, clock()))
    with store.read() as session:
        known = facts.confirmed(playbook, session.get_one(Complaint, drafted))
        assert known == {"on": "2026-11-24", "cause": "l'étiquette était déchirée"}


def test_blanks_in_what_a_person_wrote_are_filled_in_place(store, needy, clock, drafted, act, lea):
    body = WORDS + " C'était [[la cause]] et [[commande]]."
    act(lambda s, c: drafts.edit(s, needy, c, lea, 1, body, clock()))
    act(lambda s, c: steering.fill_slots(
        s, needy, c, lea, {"cause": r"une \1 erreur", "order": "AB-1"}, clock(), ["cause"]))  # fmt: skip
    with store.read() as session:
        current = drafts.current(session, drafted)
        assert current.body.endswith(r"C'était une \1 erreur et [[commande]]."), (
            "private facts are never said in public"
        )
        effects = session.scalars(select(Effect.payload).where(Effect.kind == "draft.compose")).all()
        assert all(one.get("asked_by") != lea.id for one in effects), "a person's text is not written over"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"on": "soon"}, "on"), ({"order": "<b>"}, "order"), ({"nothing": "x"}, "nothing"), ({}, None)],
)
def test_what_cannot_be_filled_in_is_refused_at_its_field(store, needy, clock, drafted, refused, lea, values, field):
    assert refused(lambda s, c: steering.fill_slots(s, needy, c, lea, values, clock())).field == field
    with store.read() as session:
        assert session.get_one(Complaint, drafted).facts == {}


READINGS = [
    ("number", "1 200,5", "1200.5"), ("number", "-3", "-3"),
    ("money", "15 €", "15.00"), ("money", "1 200,5 euros", "1200.50"),
    ("date", "2026-11-24", "2026-11-24"), ("date", "3.1.2026", "2026-01-03"), ("time", "18h30", "18:30"),
    ("time", "9 h", "09:00"), ("time", "07:05", "07:05"), ("yes_no", "Oui", "yes"), ("yes_no", "NO", "no"),
    ("reference", " AB-12 / 3 ", "AB-12 / 3"), ("text", " deux   mots ", "deux mots"), ("place", "Lille", "Lille"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "said", "kept"), READINGS)
def test_a_value_is_read_by_its_type(type_, said, kept):
    assert facts.read("slot", type_, said) == kept
    assert facts.read("slot", type_, kept) == kept, "what is kept can be read again"


OFFERED = {"depot": "au dépôt", "lost": "perdu"}


@pytest.mark.parametrize(("said", "kept"), [("depot", "depot"), ("Au dépôt", "depot"), ("LOST", "lost")])
def test_a_choice_is_kept_by_its_short_name(said, kept):
    assert facts.read("slot", "choice", said, OFFERED) == kept


@pytest.mark.parametrize("offered", [OFFERED, {}])
def test_what_cannot_be_chosen_is_refused_with_what_can(offered):
    with pytest.raises(Refused) as refusal:
        facts.read("slot", "choice", "on the moon", offered)
    assert refusal.value.field == "slot"
    assert all(words in refusal.value.said("fr") for words in offered.values())


@given(st.sampled_from([type_ for type_, _said, _kept in READINGS]), st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused_at_its_field(type_, said):
    try:
        kept = facts.read("slot", type_, said)
    except Refused as refusal:
        assert refusal.field == "slot"
    else:
        assert "[[" not in kept
        assert facts.read("slot", type_, kept) == kept


@pytest.mark.parametrize(
    ("text", "language", "severity"),
    [
        ("Où en est ma commande ?", "fr", "none"),
        ("Vous êtes des voleurs, ma table n'est jamais arrivée !", "fr", "blame"),
        ("Dove sono le mie tazze?", "it", None),
    ],
)
def test_a_complaint_begins_with_the_severity_of_its_words(store, take, text, language, severity):
    take(text=text, language=language)
    with store.read() as session:
        assert session.scalars(select(Complaint.severity)).one() == severity
