"""The words of ``/amends`` at the wire: help by role and language, what is mistyped, what nobody may run."""

from __future__ import annotations

import re

import pytest

from bot.desk.models import Absence, Effect
from bot.desk.people import may
from bot.slack.words import table
from bot.texts import say
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count

pytestmark = ONE_DATABASE
COMMAND = re.compile(r"`/amends ([^`]+)`")


def answer(desk, user, text):
    found = desk.send_form(signed.command(user, text))
    assert found.status_code == 200
    return found.text


@pytest.mark.parametrize("user", ["U0LEA", "U0SAM", "U0NOE", "U0IVY", "U0HEL"])
def test_the_help_lists_what_the_role_may_use_and_nothing_else(desk, book, user):
    said = answer(desk, user, "help")
    language = book.desk.people[user].language
    for word in table.TABLE:
        assert (say(language, word.tells) in said) is may(book, user, word.act), word.usage


def test_what_differs_between_roles(desk):
    agent, community = answer(desk, "U0IVY", ""), answer(desk, "U0SAM", "")
    assert "tickets NUMBER" in agent
    assert "separate REFERENCE" not in agent
    assert "tickets NUMBER" not in community
    assert "separate REFERENCE" in community


def test_the_help_is_in_the_language_of_the_person_with_the_words_they_may_use_too(desk):
    said = answer(desk, "U0LEA", "aide")
    assert "s'entraîner" in said
    assert "`file`" in said
    assert "(`file`)" not in answer(desk, "U0SAM", "help")


def test_no_line_of_the_help_names_what_is_unknown(desk):
    for user in ("U0HEL", "U0IVY"):
        for shown in COMMAND.findall(answer(desk, user, "help")):
            assert table.find(shown) is not None or shown in ("REFERENCE", "RÉFÉRENCE"), shown


@pytest.mark.parametrize(
    ("said", "meant"),
    [("awai until friday", "away"), ("qeue", "queue"), ("incidnet declare", "incident"), ("insig", "insights"),
     ("sepratae K4M-7RX2", "separate"), ("<!channel>", None)],
)  # fmt: skip
def test_what_is_mistyped_is_answered_with_the_nearest_words_and_nothing_is_done(desk, said, meant):
    found = answer(desk, "U0SAM", said)
    assert "nothing that /amends knows" in found
    assert "<!channel>" not in found
    if meant:
        assert "Nothing was done. Did you mean:" in found
        assert f"`/amends {meant}" in found
        assert found.count("\n•") <= table.PROPOSED
    assert count(desk.app, Absence) == 0
    assert count(desk.app, Effect) == 0


def test_only_words_that_the_person_may_use_are_proposed(desk):
    assert "separate" not in answer(desk, "U0IVY", "sepratae K4M-7RX2").partition("\n")[2]


def test_in_french_too(desk):
    found = answer(desk, "U0LEA", "absenc")
    assert "Rien n'a été fait" in found
    assert "/amends away" in found


def test_a_reference_with_a_wrong_sign_is_named_as_such(desk):
    found = answer(desk, "U0SAM", "K4M-7RX3")
    assert "a sign is wrong" in found
    assert "/amends find K4M" in found
    assert "un signe est faux" in answer(desk, "U0LEA", "k4m-7rx3")


@pytest.mark.parametrize(
    ("user", "said", "role"),
    [("U0SAM", "tickets 12", "support agent"), ("U0IVY", "separate K4M-7RX2", "community manager"),
     ("U0NOE", "regrouper K4M-7RX2 M7X-2RK4", "community manager")],
)  # fmt: skip
def test_what_the_role_may_not_is_refused_with_whom_to_ask(desk, user, said, role):
    found = answer(desk, user, said)
    assert "This needs the role" in found or "rôle" in found


@pytest.mark.parametrize("said", ["", "help", "queue", "nonsense", "away", "K4M-7RX2"])
def test_strangers_are_told_whom_to_ask_and_nothing_else(desk, said):
    found = answer(desk, "U0STRANGER", said)
    assert "not on this desk yet" in found
    assert "/amends" not in found
