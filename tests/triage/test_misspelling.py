"""Misspelt variants for fitting: the same every time, still the same mention, and read as what they stand for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.triage import misspelling
from bot.triage.features import Said, tokens
from bot.triage.labels import Labelled

ROW = Labelled(
    Said("Je vais porter plainte contre votre livreur", "Avocat", "fr", "x", 1.0), "complaint", "P2", "high",
    ("legal-action",), ("legal",), False, "somebody",
)  # fmt: skip


def test_a_variant_differs_in_its_letters_alone_and_is_the_same_every_time():
    variant = misspelling.misspelt(ROW)
    assert variant.said.text != ROW.said.text
    assert variant == misspelling.misspelt(ROW)
    assert replace(variant, said=ROW.said) == ROW
    assert replace(variant.said, text="", title="") == replace(ROW.said, text="", title="")


def test_every_second_mention_gets_one():
    assert len(misspelling.variants([ROW] * 5)) == 3
    assert misspelling.variants([]) == []


@pytest.mark.parametrize("text", ["", "ok", "🔥🔥", "no", "42"])
def test_what_has_no_long_word_stays_whole(text):
    assert misspelling.misspelt(replace(ROW, said=Said(text, language="en"))).said.text == text


@pytest.mark.parametrize(
    ("said", "word"),
    [("i will k1ll him", "kill"), ("je vais te t u e r", "tuer"), ("b.o.m.b.e", "bombe"), ("quel c*nnard", "cnnard")],
)
def test_what_a_filter_should_not_see_is_read(said, word):
    assert word in tokens(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("à 18h30", ("a", "00h00")),
        ("il y a", ("il", "y", "a")),
        ("le s.a.v", ("le", "s", "a", "v")),
        ("3 * 4", ("0", "0")),
    ],
)
def test_what_only_looks_disguised_stays(said, words):
    assert tokens(said) == words
