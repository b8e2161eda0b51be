"""Slack waits three seconds for its acknowledgement: nothing slow may stand before it, and nobody is left guessing."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from bot.desk.models import Draft, Effect, Event
from bot.desk.vocabulary import DraftState
from bot.slack import edge, listeners
from tests.slack import signed
from tests.slack.conftest import count, told
from tests.slack.slacklike import eventually
from tests.slack.test_requests import opened


@contextmanager
def locked(app):
    """Another process holds the database; what is done in the block happens meanwhile."""
    engine = create_engine(app.settings.database)
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("LOCK TABLE handled IN ACCESS EXCLUSIVE MODE"))
    try:
        yield
    finally:
        connection.rollback()
        connection.close()
        engine.dispose()


def test_our_patience_ends_well_before_slacks():
    assert edge.PATIENCE <= 2


def test_a_click_is_acknowledged_while_the_database_is_locked_and_done_afterwards(desk, slack, drafted):
    value = desk.approve_value(drafted)
    with locked(desk.app):
        answer = desk.press("U0SAM", "draft_approve", value)  # answered although the lock is still held
        assert answer.status_code == 200
        assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 0
    eventually(lambda: count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1)
    desk.work()
    assert told(slack) == []


def test_a_refusal_that_comes_late_is_told_all_the_same(desk, slack, drafted):
    with locked(desk.app):
        assert desk.press("U0NOE", "draft_approve", desk.approve_value(drafted)).status_code == 200

    def said():
        desk.work()
        return told(slack)

    assert len(eventually(said)) == 1


def test_a_modal_sent_in_meanwhile_says_so_and_is_done_once_when_sent_again(desk, slack, drafted):
    view = opened(desk, slack, "U0SAM", "complaint_dismiss", desk.complaint(drafted).ref)
    sent = signed.submission("U0SAM", view, {"reason": "Nadia meant another brand."})
    with locked(desk.app):
        answer = desk.send(sent).json()
        assert answer["response_action"] == "errors"
        assert "longer than usual" in answer["errors"]["reason"]
    assert desk.send(sent).text == ""
    eventually(lambda: desk.complaint(drafted).state == "dismissed")
    assert count(desk.app, Event, Event.kind == "dismissed") == 1


@pytest.mark.parametrize("method", ["views.open", "auth.test"])
def test_the_acknowledgement_waits_for_no_call_to_slack(desk, slack, drafted, method):
    go_on = threading.Event()
    slack.rule = lambda called, _arguments: (go_on.wait(20) and None) if called == method else None
    try:
        assert desk.press("U0SAM", "draft_edit", desk.complaint(drafted).ref).status_code == 200
        assert desk.press("U0SAM", "draft_approve", desk.approve_value(drafted)).status_code == 200
        assert not go_on.is_set()
        assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1
    finally:
        go_on.set()


def test_hanging_windows_hold_up_no_click(desk, slack, drafted):
    go_on = threading.Event()
    slack.rule = lambda called, _arguments: (go_on.wait(20) and None) if called == "views.open" else None
    try:
        for _press in range(listeners.THREADS + 4):
            assert desk.press("U0SAM", "draft_edit", desk.complaint(drafted).ref).status_code == 200
        assert desk.press("U0SAM", "draft_approve", desk.approve_value(drafted)).status_code == 200
        assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1
    finally:
        go_on.set()
        # Until each has opened, or said that it is approved by now: not in the next test's database.
        presses = listeners.THREADS + 4
        eventually(
            lambda: len(slack.of("views.open")) + count(desk.app, Effect, Effect.kind == "person.tell") >= presses
        )


def test_with_redis_down_clicks_work(desk, slack, drafted):
    assert desk.app.settings.redis == "redis://127.0.0.1:1/0"  # nothing listens there
    assert desk.press("U0SAM", "draft_approve", desk.approve_value(drafted)).status_code == 200
    assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1


def test_an_unexpected_fault_tells_the_person_an_incident_and_changes_nothing(desk, slack, drafted):
    with desk.app.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE event RENAME TO event_gone"))
    try:
        desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    finally:
        with desk.app.store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE event_gone RENAME TO event"))
    assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 0
    desk.work()
    (said,) = told(slack)
    assert "noted as" in said and "try again" in said


def test_a_fault_while_a_window_opens_is_told_too(desk, slack, drafted):
    slack.rule = lambda called, _arguments: (500, {}, {}) if called == "views.open" else None
    desk.press("U0LEA", "draft_edit", desk.complaint(drafted).ref)

    def said():
        desk.work()
        return told(slack)

    assert len(eventually(said)) == 1
