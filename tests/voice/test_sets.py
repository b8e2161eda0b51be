"""The development sets are sound, and the voice rubric keeps its aims on them."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from functools import cache

import pytest

from tests.voice import measures
from tests.voice.sets import faults, mutations, pairs
from tests.voice.sets.pairs import Pair
from tests.voice.sets.planters import ROOM

EACH = 6  # mutants of each kind and language: fewer than in the report, to stay quick
NETWORKS = {"x", "facebook", "instagram", "google", "reviews", "mastodon", "forum", "app_store"}
# Companies that somebody inventing a complaint about these trades may slip into. Whole words, any case.
REAL = set(
    """
sncf ratp ouigo eurostar renfe trenitalia thalys flixbus blablacar uber deliveroo lyft ryanair easyjet lufthansa
transavia vueling klm iberia accor ibis novotel mercure hilton marriott airbnb expedia sfr bouygues
vodafone verizon t-mobile o2 bnp paribas lcl natixis boursorama revolut n26 monzo barclays hsbc natwest lloyds
santander edf engie totalenergies octopus e.on eon veolia suez chronopost colissimo laposte dpd dhl ups fedex hermes
evri yodel amazon ebay vinted zalando shein temu ikea decathlon fnac darty carrefour leclerc auchan lidl aldi tesco
sainsbury asda waitrose zara primark starbucks mcdonald kfc nando mgen harmonie malakoff axa allianz generali
groupama maif macif bupa aviva basic-fit fitness-park puregym evernote obsidian dropbox microsoft firefox android iphone
apple samsung spotify netflix twitter tiktok whatsapp trustpilot tripadvisor
""".split()
)


def phrases(text: str) -> set[tuple[str, ...]]:
    """Every three words in a row."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def everything() -> list[Pair]:
    return [
        *pairs.individual(),
        *pairs.ordinary(),
        *pairs.mass(),
        *pairs.trades(),
        *pairs.trades_mass(),
        *pairs.oblique(),
    ]


def grams(text: str) -> set[str]:
    plain = re.sub(r"\W+", " ", text.lower())
    return {plain[place : place + 6] for place in range(len(plain) - 5)}


# ---- the sets


def test_there_is_enough_of_each():
    assert len(pairs.individual()) >= 320
    assert len(pairs.mass()) >= 300
    by_brand = Counter(pair.brand for pair in pairs.mass())
    assert len(by_brand) >= 8
    assert all(25 <= count <= 40 for count in by_brand.values())


@pytest.mark.parametrize("which", [pairs.individual, pairs.ordinary, pairs.mass])
def test_the_languages_are_balanced_in_every_brand(which):
    count = Counter((pair.brand, pair.language) for pair in which())
    for brand in {pair.brand for pair in which()}:
        assert abs(count[brand, "fr"] - count[brand, "en"]) <= 3
    assert abs(sum(pair.language == "fr" for pair in which()) / len(which()) - 0.5) < 0.03


def test_ids_are_unique_and_fields_are_filled():
    assert len({pair.id for pair in everything()}) == len(everything())
    for pair in everything():
        assert pair.network in NETWORKS
        assert pair.language in ("fr", "en")
        assert all(
            value == value.strip() and value for value in (pair.complaint, pair.reply, pair.approver, pair.brand)
        )


def test_every_network_has_both_kinds_of_complaint():
    count = Counter((pair.network, pair.language) for pair in pairs.individual())
    assert all(count[network, language] >= 9 for network in NETWORKS for language in ("fr", "en"))


def test_marked_parts_stand_in_the_reply():
    for pair in pairs.individual():
        assert set(pair.parts) == {"apology", "cause", "action", "signature"}, pair.id
        assert pair.reply.endswith(pair.signature)
        assert all(passage in pair.reply for passages in pair.parts.values() for passage in passages), pair.id


def test_confirmed_causes_say_who_confirmed_them():
    for pair in pairs.individual():
        assert pair.facts is None or ("cause" in pair.facts) == ("cause_confirmed_by" in pair.facts), pair.id


def test_replies_fit_their_network():
    for pair in everything():
        assert len(pair.reply) <= ROOM.get(pair.network, 2000), pair.id


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_individual_replies_are_too_alike(language):
    written = [pair for pair in (*pairs.individual(), *pairs.ordinary()) if pair.language == language]
    seen = [(pair.id, phrases(pair.reply)) for pair in written]
    alike = [
        (one, other)
        for place, (one, left) in enumerate(seen)
        for other, right in seen[:place]
        if len(left & right) / len(left | right) > 0.12
    ]
    assert not alike


def test_no_two_complaints_are_the_same():
    assert len({pair.complaint for pair in pairs.individual()}) == len(pairs.individual())


def test_mass_replies_answer_complaints_that_an_individual_reply_answers_too():
    answered = {pair.complaint for pair in pairs.individual()}
    assert all(pair.complaint in answered for pair in (*pairs.mass(), *pairs.ordinary()))


def nearest_relative(which: tuple[Pair, ...]) -> float:
    """The median over replies of how alike the most similar other reply of the same brand and language is."""
    shelves: dict[tuple[str, str], list[set[str]]] = {}
    for pair in which:
        shelves.setdefault((pair.brand, pair.language), []).append(grams(pair.reply))
    nearest = [
        max(len(own & other) / len(own | other) for other in shelf if other is not own)
        for shelf in shelves.values()
        for own in shelf
    ]
    return statistics.median(nearest)


def test_a_mass_reply_has_a_near_relative_and_an_individual_one_has_none():
    assert nearest_relative(pairs.individual()) < 0.15
    assert nearest_relative(pairs.mass()) > 0.6


def test_no_real_brand_is_named():
    found = {
        (pair.id, word)
        for pair in everything()
        for text in (pair.brand, pair.complaint, pair.reply)
        for word in re.findall(r"[\w.\-]+", text.lower())
        if word in REAL
    }
    assert not found


def test_each_invention_stands_beside_the_reply_without_it():
    good = {pair.id.removesuffix("-good"): pair for pair in pairs.without_inventions()}
    assert len(good) == len(pairs.inventions()) >= 60
    for pair in pairs.inventions():
        other = good[pair.id.removesuffix("-bad")]
        assert pair.reply != other.reply
        assert (pair.complaint, pair.facts, pair.approver) == (other.complaint, other.facts, other.approver)
    assert len(pairs.found_out()) >= 40
    assert 0.4 < sum(pair.facts is None for pair in pairs.inventions()) / len(pairs.inventions()) < 0.6


# ---- the mutations


@cache
def planted() -> tuple[faults.Mutant, ...]:
    return tuple(mutations.planted(EACH))


def test_every_fault_is_planted_in_each_language_that_has_it():
    count = Counter((mutant.fault.kind, mutant.pair.language) for mutant in planted())
    for fault in faults.faults():
        for language in faults.LANGUAGES:
            expected = EACH if fault.phrasings(language) else 0
            assert count[fault.kind, language] == expected, (fault.kind, language)


def test_every_check_has_faults():
    assert {fault.check for fault in faults.faults()} == {f"R{number}" for number in range(1, 17)} | {"blank"}


def test_a_mutant_differs_from_its_reply_or_its_case():
    original = {pair.id: pair for pair in pairs.individual()}
    for mutant in planted():
        assert mutant.pair != original[mutant.pair.id] or mutant.recent or mutant.rules, mutant.fault.kind


def test_mutants_read_as_replies():
    for mutant in planted():
        reply = mutant.pair.reply
        assert "  " not in reply, (mutant.fault.kind, reply)
        assert not re.search(r"[:;,][.!]|\.\.(?!\.)|[.!] \.| \n|[:;,]$", reply), (mutant.fault.kind, reply)


def test_planting_is_the_same_every_time():
    assert list(mutations.planted(2)) == list(mutations.planted(2))


def test_phrasings_are_many():
    for fault in faults.faults():
        for language in faults.LANGUAGES:
            written = fault.phrasings(language)
            assert len(set(written)) == len(written)
            assert written in ((), ("",)) or len(written) >= 5, (fault.kind, language)


# ---- the aims


def test_the_area_under_the_curve():
    assert measures.auc([3, 4], [1, 2]) == 1
    assert measures.auc([1, 2], [3, 4]) == 0
    assert measures.auc([1, 2], [1, 2]) == 0.5


@pytest.mark.timeout(900)  # several thousand replies are judged
def test_the_rubric_keeps_its_aims():
    report = measures.measure(EACH)
    assert not [f"{aim.name}: {aim.value:.3f}, aim {aim.limit}" for aim in report.aims if not aim.met]
