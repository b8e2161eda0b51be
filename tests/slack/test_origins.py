"""Where what a reply says comes from: the line under the draft."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.models import Complaint, Draft, Mention
from bot.desk.playbooks import Book
from bot.drafting import compose
from bot.slack import origins
from bot.slack.rows import Rows
from tests.conftest import TUESDAY

TABLE = "Ma table devait arriver mardi. J'attends depuis dix-huit jours."
DAY_OFF = "My dinner service was due on Tuesday and I took Monday off work to be at home for it."


def line(book: Book, text: str, language: str = "fr", body: str | None = None, **kept: Any) -> str:
    """The line of the composed draft, or of ``body`` in its place."""
    playbook = book.playbooks["late-delivery"]
    said: compose.Said = {
        "text": text,
        "title": "",
        "language": language,
        "network": "facebook",
        "name": "Nadia Orsel",
        "seed": "7",
    }
    composed = compose.compose(book, playbook, said, TUESDAY)
    assert isinstance(composed, compose.Composition)
    mention = Mention(text=text, title="", author_name="Nadia Orsel", author_handle="nadia", network="facebook")
    complaint = Complaint(playbook=playbook.name, facts=kept.pop("facts", {}), thread_revision=1)
    draft = Draft(
        body=composed.body if body is None else body, language=language, commitments=composed.commitments,
        why=composed.why(), written_by=kept.pop("written_by", "playbook"), number=1,
    )  # fmt: skip
    rows = Rows(
        book=book, language="en", now=TUESDAY, complaint=complaint, mention=mention, playbook=playbook, draft=draft,
        ticket=None, clocks=(), note=None, further=[],
    )  # fmt: skip
    return origins.of_draft(rows)


def test_each_fact_has_its_source_and_a_promise_is_said_whole(book):
    found = line(book, TABLE, body=None)
    assert "(the customer)" in found
    assert "table" in found
    promise = next(part for part in found.split(" · ") if "(our promise)" in part)
    assert "avant" in promise
    assert "no source" not in found


def test_a_number_of_two_words_is_one(book):
    assert "dix-huit (" in line(book, TABLE, body="Vous attendez depuis dix-huit jours.")


def test_what_the_house_calls_by_another_word_still_comes_from_the_customer(book):
    found = line(book, DAY_OFF, "en")
    assert "no source" not in found
    assert "(the customer)" in found


def test_the_playbooks_own_words_are_not_listed(book):
    assert "playbook" not in line(book, TABLE)
    assert line(book, "?", body="Je demande à l'entrepôt.") == ""


@pytest.mark.parametrize("body", ["Votre colis est à Lyon depuis le 3.", "Kevin l'a scanné à 14 h 12."])
def test_what_nobody_said_has_no_source(book, body):
    assert ":grey_question: no source:" in line(book, TABLE, body=body)


def test_what_a_colleague_confirmed_bears_their_name(book):
    facts = {"cause": {"value": "the lorry broke down in Orléans", "by": "U0NOE", "confirmed_by": "U0NOE"}}
    found = line(book, DAY_OFF, "en", body="The lorry broke down in Orléans.", facts=facts)
    assert "Orléans" in found
    assert "from Noé Garance" in found


def test_what_an_editor_wrote_is_theirs(book):
    found = line(book, DAY_OFF, "en", body="The lorry stands in Angers since the 3rd.", written_by="U0SAM")
    assert "(written by Sam Whitlock)" in found
    found = line(book, DAY_OFF, "en", body="It reached the depot.", written_by="U0SAM")
    assert "(written by Sam Whitlock)" in found
