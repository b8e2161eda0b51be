"""References: what is misheard or mistyped is caught, what is only written differently is read."""

from __future__ import annotations

import random

import pytest

from bot.desk import references
from bot.desk.references import ALPHABET


def samples(count: int) -> list[str]:
    return [references.draw() for _ in range(count)]


def test_a_drawn_reference_reads_as_itself():
    for ref in samples(200):
        assert references.read(ref) == ref
        assert len(ref) == 8


def test_every_single_wrong_symbol_is_caught():
    for ref in samples(30):
        bare = ref.replace("-", "")
        for place in range(len(bare)):
            for symbol in ALPHABET.replace(bare[place], ""):
                assert references.read(bare[:place] + symbol + bare[place + 1 :]) is None


def test_every_swap_of_neighbours_is_caught():
    for ref in samples(200):
        bare = ref.replace("-", "")
        for place in range(len(bare) - 1):
            swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
            assert swapped == bare or references.read(swapped) is None


def test_a_lost_or_a_doubled_symbol_is_caught():
    for ref in samples(50):
        bare = ref.replace("-", "")
        for place in range(len(bare)):
            assert references.read(bare[:place] + bare[place + 1 :]) is None
            assert references.read(bare[:place] + bare[place] + bare[place:]) is None


@pytest.mark.parametrize("seed", range(20))
def test_how_it_is_written_does_not_matter(seed):
    chance = random.Random(seed)
    ref = references.draw()
    said = "".join(
        chance.choice([symbol, symbol.lower()]).replace("0", chance.choice("0oO"))
        + chance.choice(["", " ", "-", "\u2013"])
        for symbol in ref
    )
    assert references.read(said) == ref
    assert references.read(f" #{said}. ") == ref
    assert references.read(f"« {said} »") == ref


@pytest.mark.parametrize(
    "said", ["", "-", "K4M", "hello", "1234567", "K4M-7RX\u00b2", "\x00" * 7, "０００００００", "B" * 7]
)
def test_what_is_no_reference(said):
    assert references.read(said) is None


def test_the_alphabet_has_no_two_symbols_that_are_mistaken_for_each_other():
    assert len(set(ALPHABET)) == 17, "a prime, or the check symbol would miss some swaps"
    for confused in ("01", "0O", "0Q", "1I", "1L", "2Z", "5S", "6G", "8B", "UV", "DT", "PB", "MN"):
        assert not set(confused) <= set(ALPHABET), confused
