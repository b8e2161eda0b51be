"""What becomes of a reply, for each thing that the network can do, on both databases and over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.app import App
from bot.desk.models import Complaint, Effect
from bot.desk.vocabulary import ComplaintState, DraftState, Lane
from workers import drain, rounds

from .conftest import Now, Outside
from .desk import WORDS, approved, draft, effect


def published_by(app: App, draft_id: int) -> tuple[Any, Any]:
    """Let the worker do what is due; returns the draft and its effect afterwards."""
    drain.drain(app, Lane.MODEL)
    return draft(app, draft_id), effect(app, f"publish:{draft_id}")


def test_taken(app: App, outside: Outside) -> None:
    row, done = published_by(app, approved(app))
    assert row.state == DraftState.PUBLISHED
    assert row.published_url == "https://social.example/r/1"
    assert done.done_at is not None
    assert done.held_at is None
    assert [reply["body"]["reply"]["text"] for reply in outside.replies] == [
        f"{WORDS}\n— Sam, Brindelune customer care"
    ]
    with app.store.read() as session:
        assert session.query(Complaint).one().state == ComplaintState.ANSWERED


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_never_taken_goes_to_a_person(app: App, outside: Outside, status: int) -> None:
    outside.status = status
    row, done = published_by(app, approved(app))
    assert row.state == DraftState.FAILED
    assert str(status) in row.problem
    assert done.done_at is not None
    drain.drain(app, Lane.MODEL)
    assert len(outside.replies) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_answer_is_unknown_and_stays_held(app: App, outside: Outside, now: Now, status: int) -> None:
    outside.status = status
    draft_id = approved(app)
    row, held = published_by(app, draft_id)
    assert row.state == DraftState.UNKNOWN
    assert held.held_at is not None
    assert held.done_at is None
    outside.status, now.ahead = 201, 3600
    drain.drain(app, Lane.MODEL)
    assert rounds.reap(app) == 0
    assert len(outside.replies) == 1


def test_a_network_that_hangs_is_unknown(app: App, outside: Outside, now: Now) -> None:
    outside.hang.clear()
    row, held = published_by(app, approved(app))
    assert row.state == DraftState.UNKNOWN
    assert "no answer" in row.problem
    assert held.held_at is not None
    outside.hang.set()
    now.ahead = 3600
    drain.drain(app, Lane.MODEL)
    assert len(outside.replies) == 1


def test_nobody_there_is_tried_again(app: App, outside: Outside, now: Now) -> None:
    there, app.publishers["webhook"] = (
        app.publishers["webhook"],
        type(app.publishers["webhook"])("http://127.0.0.1:9/replies", "w", 1.0),
    )
    draft_id = approved(app)
    row, waiting = published_by(app, draft_id)
    assert row.state == DraftState.APPROVED
    assert "no connection" in row.problem
    assert waiting.held_at is None
    assert waiting.due_at > app.now()
    assert outside.replies == []
    app.publishers["webhook"], now.ahead = there, 30
    row, done = published_by(app, draft_id)
    assert row.state == DraftState.PUBLISHED
    assert done.done_at is not None
    assert len(outside.replies) == 1


def test_too_fast_waits_as_long_as_it_is_told(app: App, outside: Outside, now: Now) -> None:
    outside.status, outside.headers = 429, {"Retry-After": "120"}
    draft_id = approved(app)
    row, waiting = published_by(app, draft_id)
    assert row.state == DraftState.APPROVED
    assert waiting.due_at - app.now() > timedelta(seconds=100)
    outside.status, now.ahead = 201, 90
    drain.drain(app, Lane.MODEL)
    assert len(outside.replies) == 1  # not yet
    now.ahead = 130
    row, _done = published_by(app, draft_id)
    assert row.state == DraftState.PUBLISHED
    assert [reply["key"] for reply in outside.replies] == [outside.replies[0]["key"]] * 2


def test_a_fault_of_ours_after_the_hold_goes_to_a_person(app: App, outside: Outside) -> None:
    del app.publishers["webhook"]
    row, held = published_by(app, approved(app))
    assert row.state == DraftState.UNKNOWN
    assert held.held_at is not None
    assert outside.replies == []


def test_two_workers_publish_once(app: App, outside: Outside, now: Now) -> None:
    """The second one claims while the first is still waiting for the network, and touches nothing."""
    draft_id = approved(app)
    claimed = app.store.write(lambda session: drain.outbox.claim(session, Lane.MODEL, 8, app.now()))
    late = [one for one in claimed if one.key == f"publish:{draft_id}"]
    now.ahead = 61  # the first one's lease has run out, and it has not begun
    again = app.store.write(lambda session: drain.outbox.claim(session, Lane.MODEL, 8, app.now()))
    for one in again:
        drain.perform(app, one)
    for one in late:
        drain.perform(app, one)
    assert len(outside.replies) == 1
    assert draft(app, draft_id).state == DraftState.PUBLISHED


def test_who_comes_second_leaves_the_hold_of_the_first(app: App, outside: Outside) -> None:
    draft_id = approved(app)
    first = app.store.write(lambda session: drain.outbox.claim(session, Lane.MODEL, 8, app.now()))
    book = app.book()
    begin = drain.effects.publishing.begin_publishing
    assert app.store.write(lambda session: begin(session, book, first[0], app.now())) is not None
    drain.perform(app, first[0])  # a second worker, with the same effect in its hands
    assert outside.replies == []
    held = effect(app, f"publish:{draft_id}")
    assert held.held_at is not None
    assert held.done_at is None


def test_a_worker_that_died_in_the_middle_is_reaped(app: App, outside: Outside, now: Now) -> None:
    draft_id = approved(app)
    claimed = app.store.write(lambda session: drain.outbox.claim(session, Lane.MODEL, 8, app.now()))
    book = app.book()
    begin = drain.effects.publishing.begin_publishing
    assert app.store.write(lambda session: begin(session, book, claimed[0], app.now())) is not None
    now.ahead = 20
    assert rounds.reap(app) == 0  # a slow call may still be under way
    drain.drain(app, Lane.MODEL)
    now.ahead = 60
    assert rounds.reap(app) == 1
    assert draft(app, draft_id).state == DraftState.UNKNOWN
    assert effect(app, f"publish:{draft_id}").held_at is not None
    assert outside.replies == []


def test_a_hold_that_was_lost_is_held_again(app: App, now: Now) -> None:
    """However an effect came to be released while its draft is with the network: a person is still told."""
    draft_id = approved(app)
    claimed = app.store.write(lambda session: drain.outbox.claim(session, Lane.MODEL, 8, app.now()))
    book = app.book()
    begin = drain.effects.publishing.begin_publishing
    assert app.store.write(lambda session: begin(session, book, claimed[0], app.now())) is not None
    app.store.write(lambda session: session.execute(update(Effect).values(held_at=None)))
    now.ahead = 70
    drain.drain(app, Lane.MODEL)
    now.ahead = 200
    assert rounds.reap(app) == 1
    assert draft(app, draft_id).state == DraftState.UNKNOWN
