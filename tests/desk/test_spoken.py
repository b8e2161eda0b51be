"""A value that was filled in is said as its reader writes it: in a draft, in a blank of an edited text, to a model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import facts, spoken, steering
from bot.desk.models import Complaint
from bot.desk.playbooks.playbook import Needed
from tests.desk.conftest import with_playbook

LABEL = {"en": "when it ends", "fr": "date de fin"}
WHERE = {"depot": {"en": "at the depot", "fr": "au dépôt"}, "lost": {"en": "lost", "fr": "perdu"}}


def slot(type_, **fields):
    choices = WHERE if type_ == "choice" else {}
    return Needed(type=type_, filled_by="agent", label=LABEL, choices=choices, **fields)


@pytest.mark.parametrize(
    ("type_", "kept", "en", "fr"),
    [
        ("date", "2026-11-24", "24 November 2026", "24 novembre 2026"),
        ("date", "2026-12-01", "1 December 2026", "1er décembre 2026"),
        ("time", "18:30", "6.30 pm", "18 h 30"),
        ("time", "09:00", "9 am", "9 h"),
        ("time", "12:00", "noon", "midi"),
        ("number", "3.5", "3.5", "3,5"),
        ("number", "1200", "1200", "1200"),
        ("number", "12000", "12,000", "12\u00a0000"),
        ("money", "15.50", "€15.50", "15,50 €"),
        ("money", "15.00", "€15", "15 €"),
        ("yes_no", "no", "no", "non"),
        ("choice", "depot", "at the depot", "au dépôt"),
        ("reference", "AB-12", "AB-12", "AB-12"),
        ("text", "24/11", "24/11", "24/11"),
    ],
)
def test_each_type_in_each_language(type_, kept, en, fr):
    assert spoken.value(slot(type_), kept, "en", "EUR") == en
    assert spoken.value(slot(type_), kept, "fr", "EUR") == fr


def test_another_currency_follows_the_sum():
    assert spoken.value(slot("money"), "15.50", "en", "CHF") == "15.50 CHF"


@given(
    st.sampled_from(["date", "time", "number", "money", "yes_no", "choice", "text", "reference", "place"]),
    st.text(max_size=20), st.sampled_from(["en", "fr", "it"]),
)  # fmt: skip
def test_whatever_was_kept_can_be_said(type_, kept, language):
    """A slot may have had another type when it was filled in."""
    assert isinstance(spoken.value(slot(type_), kept, language, "EUR"), str)
    assert spoken.value(None, kept, language, "EUR") == kept


def test_a_filled_date_stands_in_the_text_in_the_customers_language(store, book, clock, drafted, act, lea):
    """Only what counts is said: a slot that wants a confirmation waits for it."""
    needy = with_playbook(book, "late-delivery", slots={"on": slot("date"), "why": slot("text", confirmed=True)})
    late = needy.playbooks["late-delivery"]
    act(lambda _s, c: setattr(c, "frozen", needy.dumped(late)))
    act(lambda _s, c: setattr(c, "playbook_version", "of another day"))
    act(lambda s, c: steering.fill_slots(s, needy, c, lea, {"on": "1/12/2026", "why": "a strike"}, clock()))
    with store.read() as session:
        complaint = session.get_one(Complaint, drafted)
        assert complaint.facts["on"]["value"] == "2026-12-01"
        assert facts.said(needy, late, complaint, "fr") == {"on": "1er décembre 2026"}
        assert facts.said(needy, late, complaint, "en") == {"on": "1 December 2026"}
