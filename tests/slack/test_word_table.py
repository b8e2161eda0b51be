"""The table of the words of ``/amends``: no name twice, no example that is not understood, an answer to anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.desk.people import BELONG, MAY
from bot.slack.words import table
from bot.texts import say


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("word", table.TABLE, ids=lambda word: word.usage)
def test_each_word_is_found_by_its_example_and_says_all_of_itself(word, language):
    assert table.find(say(language, word.example)) is word
    if word is not table.cases.REFERENCE:
        assert table.find(say(language, word.usage)) is word
    assert word.act in {*MAY, BELONG}
    assert say(language, word.tells)
    assert not word.french or word.french in word.names


def test_no_name_stands_for_two_words():
    names = [name for word in table.TABLE for name in word.names]
    assert len(names) == len(set(names))
    assert all(name == name.casefold() for name in names)


@given(said=some.text(max_size=40))
def test_whatever_is_typed_is_answered(book, said):
    word = table.find(said)
    if word is None:
        for language in ("en", "fr"):
            found = table.unknown(book, "U0HEL", said, language)
            assert found
            assert "<!" not in found
