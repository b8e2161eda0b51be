"""The language of the phrase lists, and that looking phrases up by how they begin loses none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice import lists
from bot.voice.phrases import Table, compiled
from bot.voice.wording import fold
from tests.conftest import examples

SOURCES = [
    (name, section, line)
    for name in lists._files("phrases")
    for section, entries in lists._sections(name).items()
    for line in entries
]
WORDS = sorted(
    {word for _name, _section, line in SOURCES for word in "".join(c if c.isalpha() else " " for c in line).split()}
)


@pytest.mark.parametrize(
    ("source", "found", "not_found"),
    [
        (
            "we value",
            ["we value you", "and we  value", "(we) value"],
            ["we values", "we. value", "we\nvalue", "owe value"],
        ),
        ("it's late", ["it's late", "its late", "it' s late"], ["it late"]),
        ("inconvenien*", ["inconvenience", "inconvenient", "inconvenien"], ["convenient"]),
        ("(a |the )*delay", ["delay", "the a delay", "a the the delay"], ["delays"]),
        ("(refund|credit)*", ["refunds", "credited", "refund"], ["prefund"]),
        ("sorry( [a-z]+){0,2} if", ["sorry if", "sorry to you if"], ["sorry to all of you if", "sorry. if"]),
        ("by ?\\d\\d? ?pm", ["by 6 pm", "by6pm", "by 11pm"], ["by pm"]),
        ("plus (vite|tot)( possible)?", ["plus vite", "plus tot possible"], ["plus possible"]),
    ],
)
def test_what_a_phrase_stands_for(source, found, not_found):
    phrase = compiled(source)
    for text in found:
        assert phrase.pattern.search(text), text
        assert Table({"x": [phrase]}).hits(text)["x"], text
    for text in not_found:
        assert not phrase.pattern.search(text), text


@pytest.mark.parametrize("source", ["(a", "a)", "?a", "*", "[a", "a{2"])
def test_a_phrase_that_cannot_be_read_is_named(source):
    with pytest.raises(ValueError, match="not a phrase"):
        compiled(source).pattern  # noqa: B018


def test_every_line_of_the_lists_can_be_read():
    for name, section, line in SOURCES:
        phrase = compiled(line)
        assert not phrase.pattern.search(""), (name, section, line)
        assert not phrase.pattern.search(" , ' "), (name, section, line)


def test_few_phrases_must_be_tried_everywhere():
    anywhere = [line for _name, _section, line in SOURCES if compiled(line).beginnings is None]
    assert len(anywhere) < 5, anywhere


def test_lists_hold_words_once_and_in_lower_case():
    for name in lists._files("words"):
        for section, entries in lists._sections(name).items():
            assert entries, (name, section)
            assert all(line == line.lower() for line in entries), (name, section)


def test_a_section_that_is_asked_for_exists():
    assert lists.words("no such section") == frozenset()
    assert set(lists.phrases().sections) >= {"cliche", "regret", "action", "blame", "withdrawal"}


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=25),
    st.lists(st.sampled_from([" ", ", ", "'", " '", "-", ". ", "\n"]), max_size=25),
)
def test_looking_up_by_beginnings_loses_nothing(words, between):
    plain = fold("".join(word + gap for word, gap in zip(words, [*between, *[" "] * 25], strict=False)))
    hits = lists.phrases().hits(plain)
    for section, found in hits.items():
        starts = {hit.start() for hit in found}
        naive = {
            hit.start() for _name, name, line in SOURCES if name == section for hit in _compiled(line).finditer(plain)
        }
        assert naive <= starts, (section, naive - starts)


_CACHE: dict[str, object] = {}


def _compiled(line):
    if line not in _CACHE:
        _CACHE[line] = compiled(line).pattern
    return _CACHE[line]
