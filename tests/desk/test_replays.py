"""Replaying a changed set of playbooks: every stored complaint once, whatever it began with, and nothing written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.desk import drafts, opening, replays
from bot.desk.models import Complaint, Mention
from bot.desk.playbooks import Book
from bot.desk.vocabulary import DraftState
from tests.desk.test_frozen import OLD


@pytest.fixture
def many(take, store):
    """More complaints than one batch, the first of them of the first format."""

    def age(session):
        first = session.query(Complaint).order_by(Complaint.id).first()
        first.frozen, first.playbook_version = OLD, OLD["version"]

    for number in range(7):
        take(id=str(number), author={"handle": f"h{number}", "name": "Nadia"})
    store.write(age)


def replayed(store, live, changed, since):
    with store.read() as session:
        return list(replays.replay(session, live, changed, since))


def test_every_complaint_once_in_batches_and_nothing_is_written(many, store, book, clock, monkeypatch):
    monkeypatch.setattr(replays, "AT_ONCE", 3)
    said = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2].split()[0].upper()))
    found = replayed(store, book, book, clock() - timedelta(days=1))
    assert len({one.ref for one in found}) == len(found) == 7
    assert [one.opened_at for one in found] == sorted(one.opened_at for one in found)
    assert set(said) <= {"SELECT", "BEGIN", "PRAGMA"}
    assert replayed(store, book, book, clock() + timedelta(seconds=1)) == []


def test_what_began_under_the_first_format_is_compared_too(many, store, book, clock):
    first, *others = replayed(store, book, book, clock() - timedelta(days=1))
    assert all(one.changes == [] for one in others)
    # The first format's own targets were 1h and 2h; the clocks that ran then say what was really promised.
    assert first.before["playbook"] == "late-delivery"
    assert first.before["checks"]["strategy"] == "own"


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ({"team": "care"}, ["team"]),
        ({"serious": True}, ["checks"]),
        ({"strategy": "safety_first"}, ["checks"]),
        ({"hotline": "safety"}, ["approval"]),
        ({"chain": "urgent"}, ["approval"]),
        ({"title": {"en": "x", "fr": "x"}}, []),
    ],
)
def test_each_kind_of_change(many, store, book, clock, change, changes):
    late = book.playbooks["late-delivery"].model_copy(update=change)
    changed = Book(book.desk, {**book.playbooks, "late-delivery": late}, book.lexicon)
    assert [one.changes for one in replayed(store, book, changed, clock() - timedelta(days=1))][1:] == [changes] * 6


def test_the_hold_and_the_two_people_of_desk_yaml_count(many, store, book, clock):
    approval = book.desk.approval.model_copy(update={"hold_seconds": 60, "two_people_from": "disapproval"})
    changed = Book(book.desk.model_copy(update={"approval": approval}), book.playbooks, book.lexicon)
    last = replayed(store, book, changed, clock() - timedelta(days=1))[-1]
    assert last.changes == ["approval"]
    assert (last.before["approval"]["hold_seconds"], last.after["approval"]["hold_seconds"]) == (20, 60)


def test_network_and_rating_are_part_of_the_choice(store, book, take):
    rated = book.playbooks["damaged-item"].model_copy(
        update={"applies": book.playbooks["damaged-item"].applies.model_validate(
            {"rating": {"most": 1}, "venues": "reviews"}
        )}
    )  # fmt: skip
    changed = Book(book.desk, {**book.playbooks, "damaged-item": rated}, book.lexicon)
    one, two = (take(id=str(stars), text="Nul.", network="google", rating=stars) for stars in (1, 2))
    with store.read() as session:
        assert opening.choice_for(changed, session.get_one(Mention, one)).playbook.name == "damaged-item"
        assert opening.choice_for(changed, session.get_one(Mention, two)).playbook.name == "general"


@pytest.fixture
def published(store, drafted, clock, book, lea, now_shown):
    """The complaint's reply, approved and out."""

    def happening(session):
        draft = drafts.current(session, drafted)
        draft.reply_text, draft.state = f"{draft.body}\n— Léa, service client Brindelune", DraftState.PUBLISHED

    store.write(happening)


def verdicts(store, live, changed, clock):
    (one,) = replayed(store, live, changed, clock() - timedelta(days=1))
    return one, one.after["checks"].get("reply_blocked_by"), one.after["checks"].get("reply_warned_of")


def test_a_published_reply_is_judged_under_the_changed_voice(published, store, book, clock):
    one, blocked, warned = verdicts(store, book, book, clock)
    assert (one.changes, blocked) == ([], one.before["checks"]["reply_blocked_by"])
    body = "mes excuses"
    banned = book.desk.voice.model_copy(update={"banned": {"fr": [body], "en": []}})
    changed = Book(book.desk.model_copy(update={"voice": banned}), book.playbooks, book.lexicon)
    one, now_blocked, now_warned = verdicts(store, book, changed, clock)
    assert one.changes == ["checks"]
    assert set(now_blocked + now_warned) > set(blocked + warned)


def test_a_complaint_without_a_reply_has_no_verdict(store, drafted, book, clock):
    assert verdicts(store, book, book, clock)[1:] == (None, None)


@pytest.mark.parametrize(("severity", "changes"), [("none", []), ("blame", ["approval"]), (None, [])])
def test_a_rule_counts_where_it_reaches(store, drafted, book, clock, severity, changes):
    """Two people from blame on is no difference for somebody who asks politely."""

    def grade(session):
        session.get_one(Complaint, drafted).severity = severity

    store.write(grade)
    approval = book.desk.approval.model_copy(update={"two_people_from": None})
    changed = Book(book.desk.model_copy(update={"approval": approval}), book.playbooks, book.lexicon)
    (one,) = replayed(store, book, changed, clock() - timedelta(days=1))
    assert one.changes == changes
