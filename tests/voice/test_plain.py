"""Plain answers: what a reply says of its own counts, and what is only ready-made does not."""

from __future__ import annotations

import pytest

from bot.voice.rubric import judge
from bot.voice.situation import Grant, Situation


def level(reply: str, check: str, complaint: str, **known: object) -> str | None:
    """The level at which ``check`` fails, or None."""
    found = judge(reply, Situation(complaint=complaint, **known)).check(check)  # type: ignore[arg-type]
    return None if found.ok else found.level


@pytest.mark.parametrize(
    ("complaint", "reply"),
    [
        ("No heating in coach 4", "Sorry. The pump seized at noon and a plumber swaps the valve tonight. Ann"),
        (
            "Pas de chauffage en voiture 4",
            "Pardon. La pompe a grippé à midi, le plombier change la vanne ce soir. Marc",
        ),
    ],
)
def test_the_same_thing_in_other_words_blocks_nothing(complaint, reply):
    assert judge(reply, Situation(complaint=complaint)).passes


def test_no_word_of_its_own_blocks():
    reply = "We are sorry for your experience and are looking into it. Ann"
    assert level(reply, "R1", "No heating in coach 4") == "block"
    assert level(reply, "R4", "No heating in coach 4") == "block"


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"parcel": "order 40771, left on the 3rd"}, None),
        ({"parcel": "being looked for"}, "warn"),  # the file may not hold everything: somebody has to know it
        ({"parcel": "being looked for", "complete": True}, "block"),
    ],
)
def test_a_number_of_the_case_needs_a_source(facts, wanted):
    assert level("Sorry. Order 40771 left on the 3rd. Ann", "R15", "Where is my parcel?", facts=facts) == wanted


@pytest.mark.parametrize("grants", [[], [Grant("refund")]])
def test_paying_for_something_needs_a_grant(grants):
    told = level("Sorry. We'll pay for the wheel. Ann", "R12", "A hole broke my wheel", grants=grants)
    assert told == (None if grants else "block")


@pytest.mark.parametrize(
    ("signature", "signed"),
    [
        ("Ann Lee, Head of Bookings, Harbour Lane Depot", True),
        ("Ann from the depot", True),
        ("Harbour Lane Depot", False),
        ("The Harbour Lane Kitchen", False),
    ],
)
def test_places_sign_nothing(signature, signed):
    told = level(f"Sorry about the cold bus. The heater was mended at 9. {signature}", "R7", "The bus was cold")
    assert (told is None) == signed


def test_a_home_is_personal_and_a_shop_is_not():
    assert level("Sorry. A fitter is at 27 Elder Road at 8. Ann", "R6", "Nobody came") == "block"
    assert level("Sorry. Our shop at 27 Elder Road opens at 8. Ann", "R6", "Nobody came") is None
