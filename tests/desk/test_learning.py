"""What people change teaches: how much, of which kind, in which move, and which line of which file says it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import approvals, drafts, learning
from bot.desk.models import Complaint, Draft, Gesture, Override
from bot.desk.playbooks.loading import examine
from bot.desk.vocabulary import DraftState
from bot.desk.wordings import share_left
from tests.conftest import ROOT
from tests.desk.test_walk import WORDS, draft_for, publish

OWN = "Je vous présente mes excuses : nous aurions dû vous prévenir."
ACT = "J'interroge l'entrepôt et je vous dis ici, demain avant midi, ce qu'il en est."
FIRST = f"Bonjour Nadia,\nVous attendez vos tasses depuis trois semaines. {OWN} {ACT}"


@pytest.fixture
def replies(store, book, clock, complaint):
    """Let replies become public: ``replies(FIRST, edited, count)``; each complaint stands for many."""
    numbers = iter(range(1000))

    def publish_one(session, before, after, by):
        number, now = next(numbers), clock()
        row = session.get_one(Complaint, complaint)
        used = {"own": OWN, "act": ACT} if OWN in before else {}
        base = drafts.add_version(
            session, row, before, "fr", "playbook", now, commitments=[], why={"used": used, "n": number}, show=False
        )
        session.flush()
        final = base
        if after != before:
            base.state = DraftState.SUPERSEDED
            final = drafts.add_version(
                session, row, after, "fr", by, now, commitments=[], why={}, made_from=base.number, show=False
            )
        final.state, final.changed_at, final.reply_text = DraftState.PUBLISHED, now, after
        session.flush()
        return final.id

    def happen(before, after, count=1, by="U0LEA"):
        clock.pass_(minutes=1)
        return [store.write(lambda s: publish_one(s, before, after, by)) for _time in range(count)]

    return happen


@pytest.fixture(scope="module")
def places():
    return examine(ROOT / "playbooks").places


@pytest.fixture
def learned(store, book, clock, places):

    def look():
        with store.read() as session:
            return learning.learn(session, book, clock() - timedelta(days=7), clock() + timedelta(seconds=1), places)

    return look


def test_a_desk_that_answered_nothing_has_nothing_to_learn(learned):
    found = learned()
    assert (found.replies, found.unchanged_rate, found.playbooks, found.lines, found.overrides) == (0, None, (), (), ())


def test_replies_are_counted_by_what_became_of_their_drafts(replies, learned):
    replies(FIRST, FIRST, 3)
    replies(FIRST, FIRST.replace("vos tasses", "vos six tasses blanches et bleues en porcelaine fine et légère"))
    replies(FIRST, FIRST.replace("demain avant midi", "demain avant 15 h"))
    found = learned()
    assert (found.replies, found.unchanged, found.unchanged_rate) == (5, 3, 0.6)
    (late,) = found.playbooks
    assert (late.playbook, late.replies, late.unchanged, late.by_hand) == ("late-delivery", 5, 3, 0)
    assert late.kinds["longer"] == 1
    assert late.kinds["facts"] == 1
    assert 0 < late.median_size < 0.4
    assert (late.moves["act"].said, late.moves["act"].kept, late.moves["act"].changed) == (5, 4, 1)
    assert late.moves["own"].kept == 5


def test_the_line_that_people_keep_changing_is_named_with_its_file(replies, learned):
    softer = FIRST.replace("J'interroge l'entrepôt et je vous dis", "J'appelle le dépôt et je vous réponds")
    replies(FIRST, softer, 4)
    replies(FIRST, FIRST, 2)
    (line,) = learned().lines
    assert (line.playbook, line.move, line.said, line.changed) == ("late-delivery", "act", 6, 4)
    assert "{here}" in line.text, "the variant, not what was filled into it"
    file, number = line.place.split(":")
    written = (ROOT / "playbooks" / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert line.text in written


def test_phrases_that_people_keep_taking_out_and_putting_in(replies, learned):
    shorter = FIRST.replace(" : nous aurions dû vous prévenir", "").replace("ce qu'il en est", "où sont vos tasses")
    replies(FIRST, shorter, 3)
    replies(FIRST, FIRST, 3)
    found = learned()
    assert "nous aurions dû vous prévenir" in [one.words for one in found.taken_out]
    out = next(one for one in found.taken_out if one.words == "nous aurions dû vous prévenir")
    assert out.replies == 3
    assert all(place.startswith("late-delivery.yaml:") for place in out.places)
    assert out.places
    assert "où sont vos tasses" in [one.words for one in found.put_in]


def test_what_happens_twice_is_no_pattern(replies, learned):
    replies(FIRST, FIRST.replace("J'interroge", "J'appelle"), 2)
    found = learned()
    assert (found.lines, found.taken_out, found.put_in) == ((), (), ())


def test_a_reply_written_from_nothing_is_counted_as_such(store, book, clock, complaint, learned, act, lea, agree):
    act(lambda s, c: drafts.edit(s, book, c, lea, 0, WORDS, clock()))
    publish(store, book, clock, agree(book, lea).id)
    (late,) = learned().playbooks
    assert (late.replies, late.by_hand, late.unchanged) == (1, 1, 0)


def test_taken_back_and_approved_again_it_is_still_unchanged(store, book, clock, complaint, learned, act, lea, agree):
    draft_for(store, book, clock, complaint)
    agree(book, lea)
    act(lambda s, c: approvals.undo(s, c, lea, clock()))
    publish(store, book, clock, agree(book, lea).id)
    assert learned().unchanged_rate == 1


def test_a_warning_that_is_set_aside_too_often_is_reported(store, clock, replies, learned):
    ids = replies(FIRST, FIRST, 10)

    def override(session, draft_id, check, reason):
        session.add(Override(draft_id=draft_id, check=check, passage="", reason=reason, person="U0LEA", at=clock()))

    for draft_id in ids[:5]:
        store.write(lambda s, d=draft_id: override(s, d, "R14", "the customer wrote a long story"))
    store.write(lambda s: override(s, ids[0], "R5", "they asked for it"))
    assert [(one.check, one.times, one.often) for one in learned().overrides] == [("R14", 5, True), ("R5", 1, False)]
    assert learned().overrides[0].reasons == ("the customer wrote a long story",)


def test_who_had_no_power_to_decide_is_counted(store, clock, complaint, learned):
    def ask(session, beyond):
        row = Gesture(complaint_id=complaint, kind="voucher", amount=100, currency="EUR", why="x", due_at=clock())
        row.asked_by, row.asked_at, row.beyond_authority = "U0LEA", clock(), beyond
        session.add(row)

    for beyond in (True, True, False):
        store.write(lambda s, beyond=beyond: ask(s, beyond))
    assert (learned().gestures, learned().without_power) == (3, {"U0LEA": 2})


def test_only_the_period_counts(clock, replies, learned):
    replies(FIRST, FIRST)
    clock.pass_(days=8)
    replies(FIRST, FIRST, 2)
    assert learned().replies == 2


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("Vos tasses partent.", "Vos tasses partent.", set()),
        ("Vos tasses partent demain", "vos tasses arrivent demain", {"facts", "tone"}),
        ("vos tasses partent mardi avant 11 h", "vos tasses partent mardi avant 12 h", {"facts"}),
        ("un deux trois quatre cinq six", "un deux trois", {"shorter"}),
        ("un deux trois", "un deux trois quatre cinq", {"longer"}),
        ("vos tasses partent", "partent vos tasses", {"tone"}),
    ],
)
def test_kinds_of_edits(before, after, kinds):
    assert learning.kinds_of(before, after) == kinds


def test_how_much_of_a_sentence_is_left():
    assert share_left(OWN, FIRST) == 1
    assert share_left(OWN, "Tout autre chose") < 0.2


def test_the_report_is_json(replies, learned):
    import json

    replies(FIRST, FIRST.replace("J'interroge", "J'appelle"), 3)
    said = json.loads(json.dumps(learning.as_json(learned()), default=str))
    assert said["replies"] == 3
    assert said["playbooks"][0]["moves"]["act"] == {"said": 3, "kept": 0, "changed": 3, "removed": 0}
    assert said["lines"][0]["place"].startswith("late-delivery.yaml:")


def test_a_draft_row_is_what_is_compared(store, replies):
    (final,) = replies(FIRST, FIRST.replace("J'interroge", "J'appelle"))
    with store.read() as session:
        row = session.get_one(Draft, final)
        assert (row.edit_of, row.written_by) == (row.number - 1, "U0LEA")
