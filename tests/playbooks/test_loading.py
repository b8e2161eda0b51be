"""Mistakes in the folder of playbooks are all told at once, each with its file and its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.desk import playbooks
from bot.desk.playbooks.loading import examine


def problems(folder: Path) -> list[str]:
    with pytest.raises(playbooks.PlaybookError) as error:
        playbooks.load(folder)
    return error.value.problems


def test_the_shipped_folder_loads(folder):
    book = playbooks.load(folder)
    assert {"general", "late-delivery", "damaged-item"} <= set(book.playbooks)
    assert all(len(playbook.version) == 12 for playbook in book.playbooks.values())


def test_a_playbook_is_versioned_by_its_content(folder, change):
    before = playbooks.load(folder).playbooks
    path = folder / "general.yaml"
    path.write_text("# a remark\n" + path.read_text())
    assert playbooks.load(folder).playbooks["general"].version == before["general"].version, "a remark says nothing new"
    change("general.yaml", "moves.en.act.0", "I'll see to it and write to you{here} {by}.")
    after = playbooks.load(folder).playbooks
    assert before["general"].version != after["general"].version
    assert before["late-delivery"].version == after["late-delivery"].version


LATE, DESK, LEXICON = "late-delivery.yaml", "desk.yaml", "lexicon.yaml"
LABELS = {"en": "where", "fr": "où"}
WHERE = {"depot": {"en": "there", "fr": "là"}, "lost": {"en": "lost", "fr": "perdu"}}
PLAYBOOK_MISTAKES = [
    ("slots.at", {"type": "choice", "filled_by": "agent", "label": LABELS}, "slots.at.choices: has nothing to choose"),
    ("slots.at", {"type": "date", "filled_by": "agent", "label": LABELS, "choices": WHERE},
     "slots.at.choices: is only for `type: choice`, not for date"),
    ("slots.at", {"type": "choice", "filled_by": "agent", "label": LABELS, "choices": WHERE | {"x": {"en": "x"}}},
     "slots.at.choices.x.fr: is missing"),
    ("slots.at", {"type": "colour", "filled_by": "agent", "label": LABELS}, "slots.at.type"),
    ("team", None, "team: is missing; add it"),
    ("teem", "care", "teem: is no key here; did you mean 'team'?"),
    ("moves.en.acknowlege", [], "moves.en.acknowlege: is no key here; did you mean 'acknowledge'?"),
    ("applies.xyzzy", [], "applies.xyzzy: is no key here; there are phrases, risk_phrases, unless"),
    ("version", "1", "version: is made by Amends; take it out"),
    ("promise", {"within": "1h", "calendar": "staffed"}, "promise: is no key here"),
    ("blanks", {"object": {"en": "x", "fr": "x"}}, None),
    ("blanks", [1], "blanks: is no key here"),
    ("team", "nobody", "team: 'nobody' is not in desk.yaml's teams; there are: care, delivery"),
    ("chain", "nobody", "chain: 'nobody' is not in desk.yaml's chains; there are: urgent, usual"),
    ("hotline", "gas", "hotline: 'gas' is not in desk.yaml's hotlines; there are: legal, press, safety"),
    ("name", "Late delivery", "name: String should match pattern"),
    ("name", "damaged-item", "name: 'damaged-item' is the playbook of damaged-item.yaml; rename it"),
    ("title.fr", None, "title.fr: is missing; people read French and English: write both"),
    ("moves.fr", None, "moves.fr: is missing; write the moves in both languages"),
    ("moves.en.own", [], "moves.en.own: own is missing; strategy own needs it"),
    ("moves.en.own", [{"say": "Sorry.", "when": {"again": True}}], "moves.en.own: every variant has a condition"),
    ("moves.en", {"acknowledge": ["Late."], "own": ["I'm sorry."], "act": ["I'll write {by}."]},
     "moves.en.explain: explain or unknown is missing"),
    ("strategy", "safety_first", "moves.en.protect: protect is missing; strategy safety_first needs it"),
    ("strategy", "hide", "strategy: 'hide' is not possible; write 'own', 'explain'"),
    ("moves.de", {}, "moves.de: "),
    ("moves.fr-tu", {"act": ["{by}"]}, "moves.fr-tu.acknowledge: acknowledge is missing"),
    ("moves.en.invite.0", "Send {oder}.", "moves.en.invite.0: nothing fills {oder}; did you mean 'order'?"),
    ("moves.en.invite.0", "Send {qqq}.", "moves.en.invite.0: nothing fills {qqq}; there are behind, brand, by, cause"),
    ("moves.en.invite.0", "Send {due day}.", "moves.en.invite.0: nothing fills {due day}"),
    ("moves.en.invite.0", "Send {by", "moves.en.invite.0: has a bracket too many"),
    ("moves.en.invite.0", "We give you 20 euros.", "moves.en.invite.0: names money in public"),
    ("moves.en.invite.0", "We give you €20.", "moves.en.invite.0: names money in public"),
    ("moves.en.invite.0", True, "moves.en.invite.0: is yes or no (YAML reads yes, no, on and off so); put it between"),
    ("moves.en.invite.0", {"say": "x", "when": {"mood": 1}}, "invite.0.when.mood: is no key here; there are venue"),
    ("moves.en.invite.0", {"say": "x", "when": {"has": "x"}}, "moves.en.invite.0.when: nothing fills 'x'"),
    ("moves.en.act.0", {"say": "Flowers {by}.", "promises": "flowers"}, "promises 'flowers', which is not granted"),
    ("grants", {"car": {"may": ["manager"]}}, "grants.car: 'car' is not in desk.yaml's gestures.kinds"),
    ("grants", {"voucher": {"most": {"support_agent": 500}}},
     "grants.voucher.most.support_agent: 500 is beyond what a support_agent may grant (20); lower it"),
    ("grants", {"refund": {"may": ["community_manager"]}}, "grants.refund.may: a community_manager may not grant it"),
    ("slots", {"ref": {"filled_by": "customer", "label": {"en": "x"}}}, "slots.ref.label.fr: is missing"),
    ("slots", {"ref": {"filled_by": "fate", "label": {}}}, "slots.ref.filled_by: 'fate' is not possible"),
    ("facts.object.label.fr", None, None),  # the shared lexicon has one
    ("facts.thing", {"en": {"your thing": []}}, "facts.thing.en.your thing: has no words; list the words"),
    ("facts.thing", {"en": {"your thing": ["*"]}}, "facts.thing.en.your thing: '*' has no word to look for"),
    ("commitment", None, "commitment: is missing, and {by} is said"),
    ("commitment.calendar", "nights", "commitment.calendar: 'nights' is not in desk.yaml's calendars"),
    ("commitment.within", "soon", "commitment.within: 'soon' is no duration; write 15m, 3h or 2d"),
    ("commitment.within", "-1h", "commitment.within: '-1h' is no duration"),
    ("sla", {"first_response": {"target": "3h", "limit": "1h", "calendar": "staffed"}},
     "sla.first_response.limit: 1h is shorter than what stands before it"),
    ("follow_ups", [{"after": "x", "do": {"en": "a", "fr": "b"}}], "follow_ups.0.after: 'x' is no duration"),
    ("applies.phrases.en", "not a list", "applies.phrases.en: is a text; write a list here"),
    ("applies.phrases.en.0", False, "applies.phrases.en.0: is no text but yes or no"),
    ("applies.phrases.en.0", "!", "applies.phrases.en.0: '!' has no word to look for"),
    ("applies.phrases.en.0", "... late", "applies.phrases.en.0: '... late' '...' stands between two words"),
    ("applies.phrases.en.0", "re*", "applies.phrases.en.0: 're*' 're*' would be half of all words"),
    ("closing", {"en": ["Solved."]}, "closing.fr: is missing"),
]  # fmt: skip
DESK_MISTAKES = [
    ("voice.service.fr", None, "voice.service.fr: is missing"),
    ("voice.address", "tu", "voice.address: 'tu' is not possible; write 'vous' or 'mirror'"),
    ("teams.care", {"en": "Care"}, "teams.care.title.fr: is missing"),
    ("teams.care.lead", "U9", "teams.care.lead: 'U9' is not in desk.yaml's people"),
    ("people.U0LEA.roles", ["boss"], "people.U0LEA.roles.0: 'boss' is not possible; write 'community_manager'"),
    ("people.U0LEA.sign", "", "people.U0LEA.sign: String should have at least 1 character"),
    ("people.U0LEA.deputies", ["U9"], "people.U0LEA.deputies.0: 'U9' is not in desk.yaml's people"),
    ("people.U0NOE.teams", ["x", "care"], "people.U0NOE.teams.0: 'x' is not in desk.yaml's teams"),
    ("teams.care.hours", "nights", "teams.care.hours: 'nights' is not in desk.yaml's calendars"),
    ("voice.signature", "initials", None),
    ("people.U0ZED", {"name": "Zed", "sign": "Zed", "roles": []}, None),
    ("hotlines.press.tell", ["U0HEL", "x"], "hotlines.press.tell.1: nobody is called 'x'"),
    ("hotlines.press.tell", ["SALES"], "hotlines.press.tell.0: nobody is called 'SALES'"),
    ("hotlines.press.tell", ["S0614TZR7", "#press", "care", "manager", "lead", "U0HEL"], None),
    ("hotlines.press.calendar", "nights", "hotlines.press.calendar: 'nights' is not in desk.yaml's calendars"),
    ("private.0.say.fr", None, "private.0.say.fr: is missing"),
    ("gestures.kinds.refund.words.en", ["*"], "gestures.kinds.refund.words.en: '*' has no word to look for"),
    ("people.U0LEA.hours", "nights", "people.U0LEA.hours: 'nights' is not in desk.yaml's calendars"),
    ("people.U0LEA.away", [{"first": "2026-08-02", "last": "2026-08-01"}], "people.U0LEA.away.0: ends (2026-08-01)"),
    ("sla", [], "sla: is empty; write at least one"),
    ("sla.0.first_response.limit", "3 hours", "sla.0.first_response.limit: '3 hours' is no duration"),
    ("sla.0.resolution.calendar", "x", "sla.0.resolution.calendar: 'x' is not in desk.yaml's calendars"),
    ("replies.0.through", "pigeon", "replies.0.through: 'pigeon' is not possible; write 'webhook' or 'manual'"),
    ("calendars.staffed.zone", "Paris", "calendars.staffed.zone: 'Paris' is no time zone"),
    ("calendars.staffed.week", {}, "'staffed' has no opening hours; give it a week"),
    ("calendars.staffed.week.lundi", ["09:00-10:00"], "calendars.staffed.week: 'lundi' is no weekday"),
    ("calendars.staffed.day", "1d", "calendars.staffed.day: '1d' is no length of a working day"),
    ("channels.approvals", None, "channels.approvals: is missing; add it"),
    ("chains.usual.approval.1.after", "1m", "chains.usual.approval.1.after: 1m is shorter than what stands before it"),
    ("chains.usual.approval.1.tell", "everybody", "chains.usual.approval.1.tell.0: nobody is called 'everybody'"),
    ("chain", "x", "chain: 'x' is not in desk.yaml's chains"),
    ("hotlines.safety.within", "now", "hotlines.safety.within: 'now' is no duration"),
    ("gestures.budget.per", "year", "gestures.budget.per: 'year' is not possible; write 'day', 'week' or 'month'"),
    ("gestures.kinds.refund.mots", [], "gestures.kinds.refund.mots: is no key here; did you mean 'most'?"),
    ("gestures.kinds.A gift", {"title": {"en": "x", "fr": "x"}}, "gestures.kinds.A gift: String should match pattern"),
    ("conduct.version", "x" * 17, "conduct.version: String should have at most 16 characters"),
    ("conduct.text.en", None, "conduct.text.en: is missing"),
    ("venues", {"moon": []}, "venues.moon: 'moon' is not possible"),
]


@pytest.fixture
def folder(few: Path) -> Path:
    return few


@pytest.mark.parametrize(
    ("file", "key", "value", "told"),
    [(LATE, *one) for one in PLAYBOOK_MISTAKES]
    + [(DESK, *one) for one in DESK_MISTAKES]
    + [(LEXICON, "facts.place.label.fr", None, "facts.place.label.fr: is missing"),
       (LEXICON, "facts.place.de", {}, "facts.place.de: is no key here; there are label, only_these, en, fr")],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file_and_key(folder, change, file, key, value, told):
    change(file, key, value)
    if told is None:
        assert playbooks.load(folder)
        return
    found = problems(folder)
    assert any(re.fullmatch(rf"{file}:\d+: .*", problem) and told in problem for problem in found), found


def test_a_mistake_is_told_with_its_line(folder):
    path = folder / LATE
    lines = path.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if "{duration} is a long time" in line)
    lines[at] = lines[at].replace("{object}", "{thing}")
    path.write_text("\n".join(lines))
    assert problems(folder)[0].startswith(f"{LATE}:{at + 1}: moves.en.acknowledge.1: nothing fills {{thing}}")


def test_who_signs_with_initials_has_some(change, folder):
    change(DESK, "voice.signature", "initials")
    change(DESK, "people.U0SAM.initials")
    assert any("people.U0SAM.initials: is missing; voice.signature says `initials`" in one for one in problems(folder))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name: [", "broken.yaml:2: while parsing"),
        (b"a: 1\n\tb: 2", "broken.yaml:2: while scanning"),
        (b"a: b: c", "broken.yaml:1: mapping values are not allowed"),
        (b"ok: 1\n\n\xff\xfe\x00", "broken.yaml:3: is not UTF-8; save it as UTF-8"),
        (b"- a list", "broken.yaml:1: is no list of keys; begin with `name: "),
        (b"just words", "broken.yaml:1: is no list of keys"),
        (b"", "broken.yaml:1: name: is missing"),
        (b"!!python/object/apply:os.system [true]", "broken.yaml:1: could not determine a constructor"),
        (b"name: a\ntitle: {en: a}\nname: b", "broken.yaml:3: name: is written twice; keep one of them"),
        (b"a: &x [1]\nb: *x", "broken.yaml:1: anchors (&) and aliases (*) are not used here"),
        (b"a: " + b"[" * 5000, "broken.yaml:1: is nested too deeply"),
        (b"day: 2026-13-45", "broken.yaml:1: cannot be read: month must be in 1..12"),
        (b"? [a, b]\n: c", "broken.yaml:1: while constructing a mapping found unhashable key"),
        (b'name: "\\ud800"', "broken.yaml:1: while parsing a quoted scalar"),
        (b"name: broken\ntitle: .nan", "broken.yaml:2: title: is a number; write keys here"),
        (b"a: " + b"x" * 1_000_001, "broken.yaml:1: has 1,000,004 bytes"),
    ],
)
def test_a_broken_file_is_told_and_the_others_are_read_all_the_same(folder, change, content, told):
    (folder / "broken.yaml").write_bytes(content)
    change(LATE, "team", "nobody")
    found = problems(folder)
    assert any(problem.startswith(told) for problem in found), found
    assert any("'nobody' is not in desk.yaml's teams" in problem for problem in found), "all problems at once"


def test_what_only_seems_to_be_missing_is_not_told(folder):
    (folder / "general.yaml").write_text("name: [")
    (folder / LEXICON).write_text("facts: [")
    assert [problem.split(":")[0] for problem in problems(folder)] == ["general.yaml", LEXICON]


def test_a_folder_without_a_lexicon(folder):
    (folder / LEXICON).unlink()
    told = "facts.object.fr: has no names: nothing would ever fill it; write some, in the lexicon or here"
    assert any(problem.endswith(told) for problem in problems(folder))


def test_files_that_are_not_read_are_told(folder):
    (folder / "returns.yml").write_text("name: returns")
    (folder / "old").mkdir()
    (folder / "old" / "returns.yaml").write_text("name: returns")
    warned = [str(warning) for warning in examine(folder).warnings if "is not read" in warning.what]
    assert warned == [
        f"{name}:1: is not read; put it beside desk.yaml and let its name end in .yaml"
        for name in ("old/returns.yaml", "returns.yml")
    ]


def test_a_file_is_called_like_its_playbook(folder):
    (folder / LATE).rename(folder / "parcels.yaml")
    warned = [str(warning) for warning in examine(folder).warnings]
    assert "parcels.yaml:1: name: the file is called parcels.yaml; call it late-delivery.yaml" in warned


def test_a_folder_without_a_desk_or_without_a_general_playbook(folder):
    (folder / "general.yaml").unlink()
    assert any("a playbook named 'general' must exist" in problem for problem in problems(folder))
    (folder / "desk.yaml").unlink()
    assert any("not found; point PLAYBOOKS_DIR at the folder" in problem for problem in problems(folder))


def test_a_half_holiday_can_be_written_in_yaml(folder):
    path = folder / "desk.yaml"
    path.write_text(
        path.read_text().replace("    day: 9.5h", "    day: 9.5h\n    special: {2026-12-24: ['08:30-12:00']}")
    )
    special = playbooks.load(folder).desk.calendars["staffed"].special
    assert [day.isoformat() for day in special] == ["2026-12-24"]
