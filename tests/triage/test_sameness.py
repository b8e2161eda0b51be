"""The same words, the same item, an edited copy, and what is none of them: another person with the same problem."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.triage.sameness import LENIENT, STRICT, Window, address_of, fingerprint, hashed, likeness, said
from bot.triage.sameness.likeness import gaps_between, misspelt
from tests.conftest import examples
from tests.triage import variants

TEXTS = variants.texts(8)
PERHAPS = settings(max_examples=examples(200), deadline=None)


@PERHAPS
@given(st.sampled_from(TEXTS), st.sampled_from(sorted(variants.PACKED)), st.integers(0, 10**6))
def test_packing_leaves_the_fingerprint_as_it_is(text, packing, seed):
    assert fingerprint(variants.PACKED[packing](text, random.Random(seed))) == fingerprint(text)


@PERHAPS
@given(
    st.sampled_from(TEXTS),
    st.lists(st.sampled_from(sorted(set(variants.PACKED) - {"punctuation gone"})), min_size=2, max_size=4),
)
@example("Pourquoi je suis débité de 8,99 tous les mois alors que j'ai tout payé ?", ["entities", "zero width"])
def test_so_does_packing_upon_packing(text, packings):
    packed = text
    for packing in packings:
        packed = variants.PACKED[packing](packed, random.Random(3))
    escaped = sum(packing.startswith("entities") for packing in packings)
    assert escaped > 1 or fingerprint(packed) == fingerprint(text)


def test_different_texts_have_different_fingerprints():
    words = {said(text).words for text in TEXTS}
    assert len({fingerprint(text) for text in TEXTS}) == len(words)


@pytest.mark.parametrize(
    "text", ["", "   ", "never again", "plus jamais ça", "😡😡😡", "RT @x: never again https://t.co/x", "@brand #fail"]
)
def test_what_is_too_short_has_no_fingerprint(text):
    assert fingerprint(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my order 4453 never came", "my order 4454 never came"),
        ("j'attends depuis mardi un colis", "j'attends depuis jeudi un colis"),
        ("#neveragain #late #refund #brand", "#neveragain #late #refund #other"),
    ],
)
def test_words_and_numbers_are_no_packing(one, other):
    assert fingerprint(one) != fingerprint(other)


def test_the_title_counts_only_where_the_text_needs_it():
    long = "My sofa came with three legs and nobody answers the telephone"
    assert fingerprint(long, "Three legs") == fingerprint(long)
    assert fingerprint("Still nothing here", "Late again") == fingerprint("Late again. Still nothing here")
    assert fingerprint("Late again: still nothing here", "Late again") == fingerprint("Late again: still nothing here")


@given(st.text(max_size=400))
@settings(max_examples=examples(300), deadline=None)
def test_any_text_is_read(text):
    found = said(text)
    assert fingerprint(text) == found.fingerprint
    assert all(found.words)
    assert likeness(found, found) in (0.0, 1.0)


def test_a_long_row_of_hashtags_takes_no_time():
    assert said("my parcel never came " + "#fail @brand " * 1500).words == ("my", "parcel", "never", "came")


# Addresses

ITEMS = [
    "https://forum.example/t/12",
    "https://reviews.example/show?id=77&lang=fr",
    "https://x.com/nadia/status/1790000000000000001",
    "https://shop.example/Produit/Été?page=2",
]


@PERHAPS
@given(st.sampled_from(ITEMS), st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
def test_one_item_has_one_address(url, seeds):
    found = url
    for seed in seeds:
        found = variants.readdressed(found, random.Random(seed))
    assert address_of(found) == address_of(url) != ""


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://twitter.com/Nadia/status/123?s=20&t=abc", "x.com/status/123"),
        ("https://mobile.x.com/i/web/status/123", "x.com/status/123"),
        ("https://youtu.be/Ab_1?si=3", "youtube.com/watch?v=Ab_1"),
        ("https://old.reddit.com/r/x/comments/ab1/slug/?context=3", "reddit.com/comments/ab1"),
        ("https://www.google.com/amp/s/forum.example/t/12/amp", "forum.example/t/12"),
        ("https://web.archive.org/web/20260101000000/https://forum.example/t/12", "forum.example/t/12"),
        ("http://REVIEWS.example:80/r/?expires=1&id=7&fbclid=x#top", "reviews.example/r?id=7"),
        ("https://shop.example/", ""),
        ("", ""),
        ("https://[bad", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_addresses(url, address):
    assert address_of(url) == address
    assert (hashed(address) is None) == (not address)


@given(st.text(max_size=100))
@settings(max_examples=examples(300), deadline=None)
def test_any_address_is_read(url):
    assert isinstance(address_of(url), str)
    assert isinstance(address_of(f"https://a.example/{url}"), str)


def test_different_items_have_different_addresses():
    assert (
        len({address_of(url) for url in [*ITEMS, "https://forum.example/t/13", "https://reviews.example/show?id=78"]})
        == 6
    )


# Copies


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
@settings(deadline=None)
def test_side_by_side_nothing_is_lost(a, b):
    gaps = gaps_between(a, b)
    assert [word for left, _right, equal in gaps for word in (*left, *equal)] == a
    assert [word for _left, right, equal in gaps for word in (*right, *equal)] == b
    longest = [[0] * (len(b) + 1) for _row in range(len(a) + 1)]
    for i, word in enumerate(a):
        for j, other in enumerate(b):
            longest[i + 1][j + 1] = longest[i][j] + 1 if word == other else max(longest[i][j + 1], longest[i + 1][j])
    assert sum(len(equal) for *_alone, equal in gaps) == longest[-1][-1]


def test_what_is_misspelt():
    for one, other in [("parcel", "parcle"), ("teh", "the"), ("remboursement", "rembousemnt"), ("table", "tables")]:
        assert misspelt(one, other)
    for one, other in [("lamp", "sofa"), ("4453", "4454"), ("mardi", "mars"), ("two", "ten"), ("lyon", "leeds")]:
        assert not misspelt(one, other)


ORIGINAL = "Ordered the Halvedge hob in March, it came with a crack and nobody at the shop in Leeds picks up the phone"


@pytest.mark.parametrize(
    "other",
    [
        ORIGINAL.replace("crack", "carck"),
        ORIGINAL.replace("picks up", "ever picks up"),
        ORIGINAL.replace(" at the shop", ""),
        ORIGINAL[:80] + "…",
        f"So true: {ORIGINAL}",
    ],
)
def test_an_edited_copy_is_one(other):
    assert likeness(said(ORIGINAL), said(other)) >= STRICT
    assert likeness(said(other), said(ORIGINAL)) >= STRICT


@pytest.mark.parametrize(
    "other",
    [
        ORIGINAL.replace("Leeds", "Derby"),
        ORIGINAL.replace("March", "June"),
        ORIGINAL.replace("hob", "kettle"),
        f"{ORIGINAL}, order 4417",
        ORIGINAL.replace("a crack", "3 cracks").replace("March", "May 12"),
        "Ordered a sofa in June, it came without legs and nobody at the shop in Derby picks up the phone",
    ],
)
def test_another_thing_place_or_day_is_another_persons_words(other):
    assert likeness(said(other), said(ORIGINAL)) < STRICT


def test_the_same_author_may_change_more():
    changed = ORIGINAL.replace("picks up the phone", "takes my calls")
    assert likeness(said(ORIGINAL), said(changed), strict=True) < STRICT
    assert likeness(said(ORIGINAL), said(changed), strict=False) >= LENIENT


def test_the_same_problem_told_by_another_never_merges():
    draw = random.Random(5)
    for _time in range(1500):
        one, other = variants.told_by_others(draw)
        assert likeness(said(one), said(other)) < STRICT, (one, other)


def test_people_with_one_problem_are_told_apart_in_the_window():
    window = Window(most=2000)
    for number, group in enumerate(variants.same_topic()):
        for place, text in enumerate(dict.fromkeys(group[:60])):
            near = window.closest(said(text), f"x:{number}.{place}", 0.0)
            assert near is None or fingerprint(text) == fingerprint(near.key), (text, near)
            window.add(text, said(text), f"x:{number}.{place}", 0.0)


def test_edited_copies_are_found_in_the_window():
    draw, window = random.Random(4), Window(most=3000)
    for text in TEXTS[:3000]:
        window.add(text, said(text), "", 0.0)
    found = wrong = 0
    for text in TEXTS[:600]:
        near = window.closest(said(variants.edited(text, draw)), "x:other", 1.0)
        found += near is not None and near.key == text
        wrong += near is not None and near.key != text
    assert found >= 0.97 * 600
    assert wrong <= 0.02 * 600


def test_a_window_forgets_what_is_old_and_what_is_too_much():
    window = Window(most=50, days=7)
    window.add("old", said(ORIGINAL), "", 0.0)
    assert window.closest(said(ORIGINAL), "", 6 * 86400.0).key == "old"
    assert window.closest(said(ORIGINAL), "", 8 * 86400.0) is None
    assert window.closest(said(ORIGINAL), "", 1.0, key="old") is None, "nobody copies himself"
    for text in TEXTS[:500]:
        window.add(text, said(text), "", 1.0)
    assert window.closest(said(ORIGINAL), "", 2.0) is None
    assert len(window) == 50
    assert window.closest(said(TEXTS[499]), "", 2.0).key == TEXTS[499]
