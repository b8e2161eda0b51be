"""What somebody should look at: nothing that stops the desk, each named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk import playbooks
from bot.desk.playbooks.loading import examine

LATE = "late-delivery.yaml"


@pytest.fixture
def folder(few: Path) -> Path:
    return few


def warned(folder) -> list[str]:
    return [str(warning) for warning in examine(folder).warnings]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("moves.en.act.0", "I'll see to it{here} {by}", "moves.en.act.0: does not end like a sentence"),
        ("moves.en.act.0", "I'll see to it {here} {by}.", "moves.en.act.0: has a space before {here}"),
        ("moves.en.act.0", "I'll see to it,  {by}.", "moves.en.act.0: has a space too many"),
        ("moves.en.act.0", "I'll see to it.", "moves.en.act.0: says no time; say by when: {by}"),
        ("moves.fr.act.0", "Je te réponds {by}.", "moves.fr.act.0: says “te” where « vous » is meant"),
        ("moves.en.explain", ["It snowed."], "moves.en.unknown: is never said: `explain` has a variant that always"),
        ("moves.en.own", ["Sorry.", "So sorry."], "moves.en.own: has 2 variants; write at least 3"),
        ("moves.en.own", ["I am sorry. " * 20] * 3, "moves.en.own: even the shortest reply has about"),
        ("moves.en.act.0", "You get a refund {by}.", "speaks of 'refund' and promises nothing; add `promises: refund`"),
        ("moves.en.act.0", "Your money back {by}.", "speaks of 'money back' and promises nothing"),
        ("moves.fr.act.0", "Vous serez remboursée {by}.", "speaks of 'rembours*' and promises nothing"),
        ("slots.size", {"filled_by": "agent", "label": {"en": "size", "fr": "taille"}},
         "slots.size: is a dead slot: no move says it and nothing waits for it"),
        ("facts.colour", {"label": {"en": "a", "fr": "b"}, "en": {"red": ["red"]}, "fr": {"rouge": ["rouge"]}},
         "facts.colour: is a dead slot: no move says it"),
        ("applies", {"phrases": {"en": ["broken"], "fr": ["cassé"]}},
         "applies: unreachable: all its phrases lead to damaged-item"),
        ("applies", {}, "applies: nothing but triage naming the topic leads here"),
        ("applies.phrases.en.0", "broken", "applies.phrases.en.0: 'broken' leads to damaged-item"),
        ("applies.phrases.en.1", "Not arrived!", "applies.phrases.en.1: 'Not arrived!' stands here twice"),
        ("applies.unless", {"en": ["not arrived"]}, "applies.phrases.en.0: 'not arrived' leads to general"),
        ("examples.leaves.en.0.goes_to", "x", "examples.leaves.en.0.goes_to: there is no playbook 'x'; there are"),
        ("examples.leaves", {"en": ["x"]}, "examples.leaves.fr: has no example"),
    ],
)  # fmt: skip
def test_a_warning_is_told_with_its_place(folder, change, key, value, told):
    change(LATE, key, value)
    assert any(one.startswith(f"{LATE}:") and told in one for one in warned(folder)), warned(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("moves.en.act.0", {"say": "A new one leaves today; more {by}.", "promises": "replacement"}),
        ("moves.fr.act.0", "Prenons rendez-vous {by}."),
        ("applies.words", {"least": 5}),
        ("applies.venues", "reviews"),
        ("applies.severity", ["blame"]),
        ("applies.rating", {"most": 2}),
        ("slots.ref", {"filled_by": "customer", "before": "resolution", "label": {"en": "no.", "fr": "n°"}}),
        ("strategy", "do_not_engage"),
    ],
)
def test_what_is_no_reason_to_warn(folder, change, key, value):
    before = {one.split(": ", 1)[1] for one in warned(folder)}
    change(LATE, "grants", {"replacement": {"may": ["manager"]}})
    change(LATE, key, value)
    assert {one.split(": ", 1)[1] for one in warned(folder)} - before == set()


def test_tu_is_meant_where_it_says_so(folder, change):
    moves = {
        "acknowledge": ["Tu attends {object}."], "own": ["Pardon, c'est à nous."],
        "unknown": ["Je ne sais pas encore."],
        "act": ["Je te réponds{here} {by}.", "Je vous réponds{here} {by}."],
    }  # fmt: skip
    change(LATE, "moves.fr-tu", moves)
    found = [one for one in warned(folder) if "is meant" in one]
    assert len(found) == 1
    assert "moves.fr-tu.act.1: says “vous” where « tu » is meant" in found[0]


def test_a_promise_that_nobody_who_approves_may_keep(folder, change):
    change(LATE, "grants", {"replacement": {"may": ["support_agent"]}})
    change(LATE, "moves.en.act.0", {"say": "A new one leaves today; more {by}.", "promises": "replacement"})
    with pytest.raises(playbooks.PlaybookError, match="which nobody who approves may grant; let community_manager or"):
        playbooks.load(folder)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("replies", [{"through": "webhook"}, {"networks": "x", "through": "manual"}],
         "replies.0: names no network: what stands below is never reached; put it last"),
        ("replies", [{"networks": ["x", "google"], "through": "manual"}, {"networks": "X", "through": "webhook"},
                     {"through": "webhook"}], "replies.1: x is taken by the one above already"),
        ("replies", [{"networks": "x", "through": "manual"}], "replies.0: takes all other networks too"),
    ],
)  # fmt: skip
def test_rules_of_which_the_first_fits(folder, change, key, value, told):
    change("desk.yaml", key, value)
    assert any(one.startswith("desk.yaml:") and told in one for one in warned(folder)), warned(folder)


def test_a_mirror_that_nobody_sees_himself_in(folder, change):
    told = "desk.yaml:"
    assert not any("fr-tu" in one for one in warned(folder))
    change("desk.yaml", "voice.address", "mirror")
    found = [one for one in warned(folder) if "no playbook has moves under `fr-tu`" in one]
    assert len(found) == 1 and found[0].startswith(told)
    moves = {"acknowledge": ["Tu attends {object}."], "own": ["Pardon."], "unknown": ["Je ne sais pas encore."],
             "act": ["Je te réponds{here} {by}."]}  # fmt: skip
    change(LATE, "moves.fr-tu", moves)
    assert not any("no playbook has moves under" in one for one in warned(folder))


def test_networks_may_be_written_large(folder, change):
    change("desk.yaml", "replies", [{"networks": [" Google "], "through": "manual"}, {"through": "webhook"}])
    assert playbooks.load(folder).reply_through("google") == "manual"


def test_the_general_playbook_needs_no_phrases(folder, change):
    change("general.yaml", "applies", {"phrases": {"en": ["anything"], "fr": ["tout"]}})
    assert any("general.yaml" in one and "is not looked at" in one for one in warned(folder))
