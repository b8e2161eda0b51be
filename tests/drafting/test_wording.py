"""Choosing and filling variants: what is known is said, the network's limit kept, French joined as French is."""

from __future__ import annotations

import pytest

from bot.desk.playbooks import Circumstances
from bot.desk.playbooks.moves import Moves
from bot.drafting import wording
from bot.drafting.variety import Recent

PLAIN = Circumstances("facebook", "social")


def frame(known=(), **more):
    return wording.Frame("en", dict(known), lambda slot: f"the {slot}", len, **more)


def say(moves, known=(), seen=PLAIN, seed="s", recent=None, **more):
    """What each move says, as texts."""
    built = frame(known, **more)
    offered = wording.options(Moves.model_validate(moves), seen, built, ())
    return {move: option.text for move, option in wording.drawn(offered, built, recent or Recent(), seed).items()}


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("L'attente de {x} est longue.", "le colis", "L'attente du colis est longue."),
        ("À {x} de le régler.", "le dépôt", "Au dépôt de le régler."),  # a pronoun is no article
        ("Merci de les renvoyer à {x}.", "les services", "Merci de les renvoyer aux services."),
        ("L'attente de {x} est longue.", "les tasses", "L'attente des tasses est longue."),
        ("Je pense à {x}.", "le colis", "Je pense au colis."),
        ("De {x}, rien.", "le colis", "Du colis, rien."),
        ("Plus de {x} d'attente.", "une heure", "Plus d'une heure d'attente."),
        ("Plus de {x} d'attente.", "onze heures", "Plus de onze heures d'attente."),
        ("Depuis que {x} ?", "hier", "Depuis qu'hier ?"),
        ("{x} n'est pas là.", "votre colis", "Votre colis n'est pas là."),
        ("Le prix de {x}.", "la table", "Le prix de la table."),
        ("Il parle de les prendre.", "", "Il parle de les prendre."),
    ],
)
def test_french_is_joined_as_french_is(text, known, expected):
    said = wording.filled(text, {"x": known}, str, "fr")
    assert said == expected


def test_what_is_not_known_stands_as_a_blank_with_its_name():
    assert wording.filled("{object} by {by}.", {"by": "noon"}, str.upper, "en") == "[[OBJECT]] by noon."


def test_a_variant_that_says_more_is_preferred_and_one_that_cannot_be_filled_passed_over():
    moves = {"acknowledge": ["It is late.", "{object} is late.", "{object}, due {due_day}, is late.", "{place}!"]}
    known = {"object": "your table", "due_day": "on Tuesday"}
    assert {say(moves, known, seed=str(seed))["acknowledge"] for seed in range(30)} <= {
        "Your table, due on Tuesday, is late.", "Your table is late.",
    }  # fmt: skip
    assert say(moves)["acknowledge"] == "It is late."


def test_a_person_is_asked_for_what_most_variants_want_to_know():
    moves = {"acknowledge": ["{object} is late.", "{feeling} is right.", "You wait for {object}."]}
    said = {say(moves, seed=str(seed))["acknowledge"] for seed in range(20)}
    assert said == {"[[the object]] is late.", "You wait for [[the object]]."}


def test_act_says_by_when_as_long_as_a_variant_can():
    moves = {"acknowledge": ["It is late."], "act": ["I am on it.", "I write {by}."]}
    assert {say(moves, {"by": "by noon"}, seed=str(seed))["act"] for seed in range(20)} == {"I write by noon."}
    assert say(moves)["act"] == "I am on it."


def test_the_cause_is_said_when_it_is_known_else_that_it_is_not():
    moves = {"acknowledge": ["It is late."], "explain": ["The reason: {cause}."], "unknown": ["I don't know yet."]}
    assert list(say(moves)) == ["acknowledge", "unknown"]
    assert say(moves, {"cause": "snow"})["explain"] == "The reason: snow."
    assert "unknown" not in say(moves, {"cause": "snow"})


def test_a_condition_that_holds_calls_for_its_variant():
    moves = {"acknowledge": ["Plain.", {"say": "Hot.", "when": {"arousal": "high"}}]}
    hot = Circumstances("facebook", "social", arousal="high")
    assert {say(moves, seed=str(seed))["acknowledge"] for seed in range(10)} == {"Plain."}
    said = [say(moves, seen=hot, seed=str(seed))["acknowledge"] for seed in range(40)]
    assert said.count("Hot.") > 25


def test_a_gesture_is_promised_only_when_it_was_granted():
    moves = {"acknowledge": ["It is late."], "act": ["I write.", {"say": "A voucher comes.", "promises": "voucher"}]}
    assert {say(moves, seed=str(seed))["act"] for seed in range(20)} == {"I write."}
    granted = [say(moves, seed=str(seed), granted=frozenset({"voucher"}))["act"] for seed in range(40)]
    assert "A voucher comes." in granted
    only = {"acknowledge": ["It is late."], "act": [{"say": "A voucher comes.", "promises": "voucher"}]}
    assert say(only)["act"] == "A voucher comes."


def test_little_room_drops_the_close_before_the_question_and_the_problem_last():
    moves = {
        "acknowledge": ["{object} is late, and that is not what you paid for.", "Late."], "own": ["Sorry."],
        "unknown": ["Why, I don't know."], "act": ["I write {by}."], "invite": ["Send the number."],
        "ask": ["Which day?"], "close": ["Thank you."],
    }  # fmt: skip
    known = {"object": "your table", "by": "by noon"}
    kept = [list(say(moves, known, most=room)) for room in (136, 135, 124, 113, 97, 78, 40)]
    assert kept == [
        ["acknowledge", "own", "unknown", "act", "invite", "ask", "close"],
        ["acknowledge", "own", "unknown", "act", "invite", "ask"],
        ["acknowledge", "own", "unknown", "act", "invite"],
        ["acknowledge", "own", "unknown", "act"],
        ["acknowledge", "own", "unknown", "act"],
        ["acknowledge", "own", "act"],
        ["acknowledge", "own", "act"],
    ]
    assert say(moves, known, most=78)["acknowledge"].startswith("Your table is late")
    assert say(moves, known, most=40)["acknowledge"] == "Late."


def test_what_reads_well_is_kept_to_when_there_is_a_choice():
    moves = {"acknowledge": ["A" * 30, "B" * 30, "C" * 90, "D" * 90], "own": ["Sorry."], "act": ["I do."]}
    said = [say(moves, seed=str(seed), soft=60, most=200)["acknowledge"] for seed in range(30)]
    assert {len(text) for text in said} == {30}
    few = {**moves, "acknowledge": ["A" * 30, "C" * 90, "D" * 90]}
    said = [say(few, seed=str(seed), soft=60, most=200)["acknowledge"] for seed in range(30)]
    assert {len(text) for text in said} == {30, 90}, "one short variant is not said to everybody"


def test_one_thing_less_of_the_problem_is_said_rather_than_what_is_not_read_to_the_end_but_never_of_safety():
    full = ["{object}, due {due_day}, has not come, " + "and that is far too long" * n for n in (1, 2, 3, 4)]
    moves = {"acknowledge": [*full, "{object} is late.", "{object} has not come."], "own": ["Sorry."], "act": ["I do."]}
    known = {"object": "Your table", "due_day": "on Tuesday"}
    said = {say(moves, known, seed=str(seed), soft=60, most=200)["acknowledge"] for seed in range(30)}
    assert said == {"Your table is late.", "Your table has not come."}
    assert len(say(moves, known, most=200)["acknowledge"]) > 60, "where the network takes it, most is said"
    moves = {**moves, "acknowledge": ["It is late."], "protect": moves["acknowledge"]}
    assert len(say(moves, known, soft=60, most=200)["protect"]) > 60


def test_two_moves_do_not_both_name_the_thing_if_one_can_do_without():
    act = ["I look for {object} and write {by}.", "I search and write {by}."]
    moves = {"acknowledge": ["{object} is late."], "act": act}
    known = {"object": "your table", "by": "by noon"}
    said = [say(moves, known, seed=str(seed))["act"] for seed in range(60)]
    assert said.count("I search and write by noon.") > 35


def test_wishes():
    moves = {
        "acknowledge": ["It is late.", "{object}, due {due_day}, is late, and you are right to ask where it is."],
        "own": ["Sorry.", "I am sorry about it, and I mean it."],
        "act": ["I write.", "I look for {object} and I write."], "close": ["Thank you for telling us."],
    }  # fmt: skip
    known = {"object": "your table", "due_day": "on Tuesday"}
    shorter = say(moves, known, wish="shorter")
    assert "close" not in shorter
    assert shorter["own"] == "Sorry."
    assert say(moves, known, wish="specific")["act"] == "I look for your table and I write."
