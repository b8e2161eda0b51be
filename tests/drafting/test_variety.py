"""Two hundred drafts for two hundred late parcels do not read alike, and nobody is told what somebody else was."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import drafts, playbooks
from bot.drafting import compose
from bot.drafting.variety import Memory, Recent, alike, chances
from bot.voice import form
from tests.conftest import TUESDAY

LATE = {
    "en": (
        ["my cups", "my table", "the parcel", "my six bowls", "my order", "the teapot", "my two lamps", "my chair"],
        ["never arrived", "was due on Tuesday and is not here", "still hasn't arrived",
         "was supposed to arrive on 12 November"],
        ["", "I have been waiting for three weeks", "I ordered it two months ago", "12 days now and nothing",
         "!!! UNACCEPTABLE", "so disappointed"],
    ),
    "fr": (
        ["mes tasses", "ma table", "le colis", "mes six bols", "ma commande", "la théière", "mes deux lampes",
         "mon fauteuil"],
        ["toujours rien reçu", "devait arriver mardi, rien", "livraison prévue le 12 novembre, toujours rien"],
        ["", "j'attends depuis trois semaines", "commandé il y a deux mois", "12 jours que j'attends",
         "!!! INADMISSIBLE", "tellement déçue"],
    ),
}  # fmt: skip
NETWORKS = {"facebook": ["facebook"], "x": ["x"], "everywhere": ["x", "facebook", "reviews", "mastodon", "telegram"]}


def late_parcels(book, language: str, networks: list[str], count: int = 200):
    """Drafts of complaints about late parcels, one after the other, each knowing those before."""
    chance, memory, written = random.Random(f"late {language}"), Memory(), []
    for number in range(count):
        text = ", ".join(part for part in (chance.choice(parts) for parts in LATE[language]) if part)
        playbook = book.choose(text, language).playbook
        assert playbook.name == "late-delivery"
        recent = memory.of(playbook.name, language)
        said: compose.Said = {
            "text": text, "title": "", "language": language, "network": chance.choice(networks),
            "name": chance.choice(["Nadia Orsel", "Sam", "Lou", ""]), "seed": str(number),
        }  # fmt: skip
        draft = compose.compose(book, playbook, said, TUESDAY, recent, judging=False)
        assert isinstance(draft, compose.Composition)
        recent.add(draft.used)
        written.append(draft)
    return written


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("networks", NETWORKS)
def test_two_hundred_late_parcels(book, language, networks):
    bodies = [draft.body.split("\n", 1)[1] for draft in late_parcels(book, language, NETWORKS[networks])]
    assert len(set(bodies)) == len(bodies), "nobody is told the same words as somebody else"
    runs = [{body.lower()[place : place + 6] for place in range(len(body) - 5)} for body in bodies]
    likeness = sorted(len(one & other) / len(one | other) for one, other in itertools.combinations(runs, 2))
    assert likeness[int(0.95 * len(likeness))] < 0.6


@pytest.mark.parametrize("language", ["en", "fr"])
def test_two_hundred_late_parcels_are_read_to_the_end(book, language):
    """And yet nobody is told what somebody else was: most of them find short words of their own."""
    most, written = form.soft_limit("x", book.desk.voice.limits, language), late_parcels(book, language, ["x"])
    signed = [drafts.signed_by_longest_name(book, draft.body, language) for draft in written]
    assert sum(form.length(text, "x") > most for text in signed) <= len(signed) // 20


def test_short_words_are_looked_for_longer_before_a_draft_is_too_long(book):
    """Sixty of eighty-one short replies are told, and nobody has got a long one."""
    moves = {
        move: [*(f"{letter * 5} is late {number}." for number in range(3)), f"{letter * 5} " * 24 + "is late."]
        for move, letter in (("acknowledge", "A"), ("own", "B"), ("unknown", "C"), ("act", "D"))
    }
    fields = book.playbooks["late-delivery"].model_dump(mode="json") | {"moves": {"en": moves, "fr": moves}}
    playbook, recent = playbooks.Playbook.model_validate(fields), Recent()
    for number in range(60):
        said: compose.Said = {
            "text": "It is late.", "title": "", "language": "en", "network": "x", "name": "", "seed": str(number),
        }  # fmt: skip
        draft = compose.compose(book, playbook, said, TUESDAY, recent, judging=False)
        assert isinstance(draft, compose.Composition)
        recent.add(draft.used)
        assert len(draft.body) < 100


def test_the_same_past_gives_the_same_drafts(book):
    once, again = (late_parcels(book, "fr", ["facebook"], 12) for _turn in range(2))
    assert [draft.body for draft in once] == [draft.body for draft in again]


def test_what_was_said_just_now_is_worn_and_recovers():
    recent = Recent()
    assert recent.weariness("own", "We are sorry.") == 0
    recent.add({"own": "We are sorry.", "act": "I call today."})
    just_now = recent.weariness("own", "We are sorry.")
    assert just_now == 1
    assert 0 < recent.weariness("own", "We are so sorry.") < just_now
    assert recent.weariness("close", "We are sorry.") == 0
    for number in range(30):
        recent.add({"own": f"{number}" * 12})
    assert recent.weariness("own", "We are sorry.") < 0.05 * just_now


def test_the_newest_is_worn_most_when_the_past_comes_from_rows():
    recent = Recent([{"own": "the newest of them"}, {"own": "an older one, long ago"}])
    assert recent.weariness("own", "the newest of them") > recent.weariness("own", "an older one, long ago") > 0


def test_playbooks_and_languages_do_not_wear_each_other_out():
    memory = Memory([("late", "en", {"own": "a"}), ("late", "fr", {"own": "b"}), ("late", "en", {"own": "c"})])
    assert memory.of("late", "en").overlap({"own": "a"}) == 1
    assert memory.of("late", "fr").overlap({"own": "a"}) == 0
    assert memory.of("broken", "en").overlap({"own": "a"}) == 0
    memory.of("broken", "en").add({"own": "a"})
    assert memory.of("broken", "en").overlap({"own": "a"}) == 1


def test_overlap_is_the_share_of_letters():
    recent = Recent([{"own": "x" * 30, "act": "y" * 10}])
    assert recent.overlap({"own": "x" * 30, "act": "z" * 10}) == 0.75
    assert recent.overlap({}) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_within_bounds(one, other):
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == 1


@given(st.text(max_size=40))
def test_chances_depend_on_the_seed_alone(seed):
    assert chances(seed) == chances(seed)
    assert len(chances(seed)) == 32
    assert all(0 <= chance < 1 for chance in chances(seed))
