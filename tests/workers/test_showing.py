"""Reading and showing a whole batch: the bad one stops nobody, and a crash doubles no card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Select, select, text

from bot.app import App
from bot.desk import outbox
from bot.desk.models import Card, Complaint, Draft, Effect
from bot.desk.vocabulary import Lane
from workers import composing, drain, reading, showing

from .conftest import Now, Outside
from .desk import receive


def three(app: App) -> None:
    for number in range(3):
        receive(app, id=f"a{number}", author={"handle": f"who{number}"}, text=f"Parcel {number} is late.")
    assert reading.read_alerts(app) == 3


def undone(app: App) -> Select[tuple[Effect]]:
    """What should have been done by now, or is being done."""
    later = app.now() + outbox.LONGEST_RETRY
    return select(Effect).where(Effect.done_at.is_(None), Effect.due_at <= later)


def posted(outside: Outside) -> list[str]:
    cards = [body for method, body in outside.slack if method == "chat.postMessage"]
    return [card["metadata"]["event_payload"]["card"] for card in cards]


def test_a_draft_that_cannot_be_written_leaves_its_complaint_and_its_neighbours_whole(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = composing.compose.compose

    def fails_for_one(book, playbook, said, *others, **more):  # type: ignore[no-untyped-def]
        if "Parcel 1" in said["text"]:
            raise ZeroDivisionError("no words")
        return compose(book, playbook, said, *others, **more)

    monkeypatch.setattr(composing.compose, "compose", fails_for_one)
    three(app)
    with app.store.read() as session:
        written = {draft.complaint.mention.text for draft in session.scalars(select(Draft))}
        assert written == {"Parcel 0 is late.", "Parcel 2 is late."}
        assert len(session.scalars(select(Complaint)).all()) == 3
        promised = sorted(session.scalars(select(Effect.kind)))
        assert promised == [*["approval.escalate"] * 3, "card.show", "card.show", "draft.compose"]


def test_a_card_that_cannot_be_drawn_stays_and_its_neighbours_are_shown(app: App, outside: Outside) -> None:
    three(app)
    spoil = text("UPDATE complaint SET playbook_version = 'old', frozen = '{}' WHERE id = 2")
    app.store.write(lambda session: session.execute(spoil))
    drain.drain(app, Lane.CHAT)
    assert sorted(posted(outside)) == ["1", "3"]
    with app.store.read() as session:
        left = session.scalars(undone(app)).one()
        assert left.key == "card:2"
        assert "ValidationError" in str(left.last_error)
        assert [card.ts is None for card in session.scalars(select(Card).order_by(Card.id))] == [False, True, False]


def test_cards_posted_but_not_noted_are_found_again_and_not_doubled(app: App, outside: Outside, now: Now) -> None:
    """The worker dies after Slack took three cards and before we wrote down where they stand."""
    three(app)
    claimed = app.store.write(lambda session: outbox.claim(session, Lane.CHAT, 8, app.now()))
    batch = showing.begin(app, claimed)
    for effect in claimed:
        batch.show(effect)
    assert len(posted(outside)) == 3  # and here it dies
    outside.messages = [
        {"ts": f"{place}.000000", "metadata": body["metadata"]}
        for place, (method, body) in enumerate(outside.slack, start=1)
        if method == "chat.postMessage"
    ]
    now.ahead += (outbox.LEASE + timedelta(seconds=1)).total_seconds()
    drain.drain(app, Lane.CHAT)
    assert len(posted(outside)) == 3
    with app.store.read() as session:
        cards = session.scalars(select(Card).order_by(Card.id)).all()
        assert [card.ts for card in cards] == ["1.000000", "2.000000", "3.000000"]
        assert not session.scalars(undone(app)).all()


def test_a_slow_slack_is_noted_card_by_card(app: App, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not noted would be looked for after a crash: no more than one slow call's worth may be lost."""
    monkeypatch.setattr(showing, "NOTED_WITHIN_SECONDS", -1.0)  # as if each call took longer than that
    three(app)
    claimed = app.store.write(lambda session: outbox.claim(session, Lane.CHAT, 8, app.now()))
    batch = showing.begin(app, claimed)
    for count, effect in enumerate(claimed, start=1):
        batch.show(effect)
        with app.store.read() as session:
            assert len(session.scalars(select(Card).where(Card.ts.is_not(None))).all()) == count
