"""What keeps a reply from being approved."""

from __future__ import annotations

import pytest

from bot.voice import checks, form

FINE = "Bonjour Nadia,\nVos tasses partent ce soir ; je vous écris ici demain avant 11 h.\n— Léa, service client"


def found(text: str, network: str = "facebook", **limits: int) -> list[str]:
    return [finding.check for finding in checks.blocking(text, network, limits)]


@pytest.mark.parametrize("network", ["x", "facebook", "instagram", "reviews", "shop", "something-new"])
def test_a_finished_reply_passes(network):
    assert found(FINE, network) == []


@pytest.mark.parametrize("text", ["", "  \n\t", "\u00a0"])
def test_an_empty_reply(text):
    assert "R4" in found(text)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Vous attendez [[ce qui est en retard]].", ["ce qui est en retard"]),
        ("[[a]] et [[b]]", ["a", "b"]),
        ("Bonjour {name},", ["{name}"]),
        ("Bonjour {first name},", ["{first name}"]),
        ("Bonjour {{name}},", ["{name}"]),
        ("Bonjour [[ce qui", ["[["]),
        ("Bonjour ce qui]]", ["]]"]),
        ("Bonjour [[]]", ["[[", "]]"]),
        ("[[" + "long " * 30 + "]]", ["[[", "]]"]),
    ],
)
def test_blanks_block_and_are_named(text, missing):
    assert form.blanks(text) == missing
    finding = next(item for item in checks.blocking(text, "facebook", {}) if item.check == "blank")
    assert finding.values["slots"] == ", ".join(missing)


@pytest.mark.parametrize("text", ["[1] et [2]", "a[b]c", "Merci [pour tout]", "f{", "a } b {"])
def test_single_brackets_are_no_blanks(text):
    assert form.blanks(text) == []


def test_personal_data_blocks_and_says_which():
    finding = checks.blocking("Appelez le 06 39 98 47 12 ou a@b.fr", "facebook", {})[0]
    assert finding.check == "R6"
    assert set(finding.values["kinds"]) == {"phone number", "e-mail"}


@pytest.mark.parametrize(
    ("network", "most"),
    [("x", 280), ("mastodon", 500), ("bluesky", 300), ("google", 4000), ("instagram", 2200), ("facebook", 8000)],
)
def test_each_network_takes_its_length_and_not_one_more(network, most):
    assert found("a" * most, network) == []
    assert found("a" * (most + 1), network) == ["R14"]


def test_a_desk_may_set_its_own_length():
    assert found("a" * 300, "x", x=25_000) == []
    assert found("a" * 101, "guestbook", guestbook=100) == ["R14"]
    assert found("a" * 20_000, "reviews") == []


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("abc", 3),
        ("é" * 10, 10),
        ("https://brindelune.example/" + "a" * 200, 23),
        ("voir https://a.example et http://b.example/x?y=1 !", 5 + 23 + 4 + 23 + 2),
        ("— ’ « »", 7),
        ("😞", 2),
        ("12 €", 5),
        ("日本", 4),
        ("", 0),
    ],
)
def test_how_x_counts(text, counted):
    assert form.length(text, "x") == counted


def test_other_networks_count_addresses_in_full():
    assert form.length("https://a.example/1234567890", "mastodon") == 28


def test_every_finding_is_told_at_once():
    text = "Bonjour [[qui]], appelez le 06 39 98 47 12 " + "a" * 300
    assert found(text, "x") == ["blank", "R6", "R14"]
