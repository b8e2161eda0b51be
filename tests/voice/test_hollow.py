"""Sentences that hold only everybody's words are found out, whatever they are; one word of their own saves them."""

from __future__ import annotations

import pytest

from bot.voice.hollow import is_hollow
from bot.voice.matter import Matter
from bot.voice.rubric import judge
from bot.voice.situation import Grant, Situation
from tests.voice.sets import asides


def hollow(sentence: str, core: str, *beside: str, complaint: str = "x") -> bool:
    matter = Matter(f"Hi. {sentence} Ann", Situation(complaint=complaint))
    return is_hollow(matter, matter.reply.sentences[-1], core, *beside)


@pytest.mark.parametrize(
    ("core", "empty", "full"),
    [
        ("speak", "A happy customer is our greatest joy.", "A happy customer is our greatest lamp."),
        ("speak", "La confiance de nos clients est notre bonheur.", "La confiance de nos clients tient à ce siphon."),
        ("troubles", "A glitch in our processes was the reason.", "A glitch in our boiler was the reason."),
        ("troubles", "Un couac dans notre organisation.", "Un couac dans notre chaudière."),
        ("deeds", "This will be raised with the team.", "This will be raised with the plumber."),
        ("deeds", "Le sujet sera traité par la direction.", "Le siphon sera traité par la direction."),
    ],
)
def test_one_word_of_its_own_is_enough(core, empty, full):
    assert hollow(empty, core)
    assert not hollow(full, core)


def test_numbers_days_and_what_they_complained_about_are_particular():
    assert not hollow("A happy customer on Tuesday.", "speak")
    assert not hollow("Twelve happy customers.", "speak")
    assert not hollow("Our doors are open to happy people.", "speak", complaint="The doors were locked")


@pytest.mark.parametrize(
    ("check", "reply"),
    [
        ("R9", "Clear and honest billing is something we owe to all our customers."),
        ("R9", "Le confort de nos patients passe toujours en premier."),
        ("R11", "Next time, please read the label first."),
        ("R11", "La prochaine fois, pensez à nous prévenir."),
        ("R16", "Our new winter range might be to your taste, it is very popular with guests."),
        ("R3", "There was a small hiccup with the order book."),
        ("R5", "Drop me a line and we can talk."),
        ("R5", "Écrivez-moi, ce sera plus simple."),
    ],
)
def test_a_class_of_sentences_is_seen(check, reply):
    said = judge(f"Hi. I'm sorry, the lamp is broken. {reply} Ann", Situation(complaint="The lamp is broken"))
    assert not said.check(check).ok


def test_under_a_hold_we_forgot_is_an_admission_and_we_never_ask_is_none():
    held = Situation(complaint="Your ladder broke under me", legal_hold=True)
    assert not judge("I'm sorry. We forgot to test the ladder. Ann", held).check("R13").ok
    assert judge("I'm sorry about the ladder. We never ask for a picture of it. Ann", held).check("R13").ok
    assert judge("I'm sorry about the ladder. We do not know yet how it broke. Ann", held).check("R13").ok


@pytest.mark.parametrize(("grants", "level"), [([], "block"), ([Grant("voucher")], None), (None, None)])
def test_what_gives_by_itself_needs_a_grant(grants, level):
    told = judge(
        "I'm sorry about the lamp. Your next ten lamps travel free. Ann", Situation(complaint="Lamp", grants=grants)
    ).check("R12")
    assert (None if told.ok else told.level) == level


def test_a_gesture_that_the_facts_do_not_hold_is_asked_about():
    known = Situation(complaint="Lamp came broken", facts={"parcel": "left on Monday"})
    told = judge("I'm sorry about the lamp. Your next lamp is free. Ann", known).check("R12")
    assert (told.ok, told.level) == (False, "warn")


def test_the_asides_are_enough_and_in_both_languages():
    count = {(pair.language, bool(pair.fault)): 0 for pair in asides.faults()}
    for pair in (*asides.faults(), *asides.honest()):
        count[pair.language, bool(pair.fault)] = count.get((pair.language, bool(pair.fault)), 0) + 1
    assert all(count[language, True] >= 400 and count[language, False] >= 150 for language in ("fr", "en"))
    ids = [pair.id for pair in (*asides.faults(), *asides.honest())]
    assert len(set(ids)) == len(ids)
