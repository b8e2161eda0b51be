"""What the desk has to tell people reaches them: gathered, in their language, only while it still holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.desk import complaints, escalations, gestures, people
from bot.desk.models import Card, Complaint, Effect
from bot.desk.vocabulary import Lane
from workers import drain, rounds

from .conftest import Now, Outside
from .desk import approved, receive

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def said_to(outside: Outside, place: str) -> list[dict[str, Any]]:
    return [body for method, body in outside.slack if method == "chat.postMessage" and body["channel"] == place]


def work(app: App) -> None:
    drain.drain(app, Lane.CHAT)
    drain.drain(app, Lane.MODEL)


def test_a_chain_that_comes_due_reminds_each_person_once(app: App, outside: Outside, now: Now) -> None:
    for number in range(3):
        receive(app, id=f"a{number}", author={"handle": f"h{number}", "name": "Nadia Orsel"})
    work(app)
    due = app.store.write(lambda s: s.scalars(select(Effect).where(Effect.kind == escalations.ESCALATE)).first().due_at)  # type: ignore[union-attr]
    now.ahead += (due - app.now()).total_seconds() + 30
    work(app)
    now.ahead += 10
    work(app)
    (french,) = said_to(outside, "U0LEA")
    (english,) = said_to(outside, "U0SAM")
    assert french["text"] == "Personne n'a encore approuvé la réponse"
    assert english["text"] == "Nobody has approved a reply yet"
    assert str(english["blocks"]).count("Where are my cups?") == 3


def test_what_no_longer_waits_is_not_said(app: App, outside: Outside, now: Now) -> None:
    receive(app)
    work(app)
    due = app.store.write(lambda s: s.scalars(select(Effect).where(Effect.kind == escalations.ESCALATE)).one().due_at)
    now.ahead += (due - app.now()).total_seconds() + 1
    drain.drain(app, Lane.CHAT)
    book, sam = app.book(), people.allowed(app.book(), "U0SAM", "approve")
    app.store.write(lambda s: complaints.dismiss(s, book, s.query(Complaint).one(), sam, "spam", app.now()))
    now.ahead += 10
    work(app)
    assert said_to(outside, "U0LEA") == said_to(outside, "U0SAM") == []


def test_a_decision_is_told_to_whoever_asked_in_their_language(app: App, outside: Outside, now: Now) -> None:
    receive(app)
    work(app)
    book = app.book()
    lea, hel = people.allowed(book, "U0LEA", "approve"), people.allowed(book, "U0HEL", "approve")

    def ask(session: Any) -> int:
        one = session.query(Complaint).one()
        return int(gestures.ask(session, book, one, lea, "voucher", "40", "three weeks", app.now()).id)

    gesture = app.store.write(ask)
    work(app)
    assert "Un geste dépasse" in said_to(outside, "U0HEL")[0]["text"]
    refuse = ("refused", "<!channel> no", app.now())
    app.store.write(lambda s: gestures.decide(s, book, s.query(Complaint).one(), hel, gesture, *refuse))
    work(app)
    (told,) = said_to(outside, "U0LEA")
    assert told["text"].startswith("Hélène Duvivier a refusé le geste")
    assert "&lt;!channel&gt; no" in told["text"], "nobody is called by what somebody typed"


@pytest.mark.parametrize("heard", [True, False])
def test_the_weekly_message_is_posted_once_on_a_monday(app: App, outside: Outside, now: Now, heard: bool) -> None:
    now.ahead += (MONDAY - app.now()).total_seconds() - 3 * 86_400  # a Friday
    if heard:
        approved(app)
        work(app)
    assert not rounds.weekly(app)
    now.ahead += 3 * 86_400
    assert rounds.weekly(app) is heard
    assert not rounds.weekly(app)
    work(app)
    posted = said_to(outside, "managers")
    assert len(posted) == (1 if heard else 0)
    if heard:
        assert posted[0]["text"] == "What was said from 16 November to 22 November: 1 complaint by 1 person"
        assert "1 of 1 replies left as they had been drafted" in str(posted[0]["blocks"])


def test_a_weekly_message_whose_worker_died_after_posting_it_is_found_and_not_posted_again(
    app: App, outside: Outside, now: Now
) -> None:
    now.ahead += (MONDAY - app.now()).total_seconds() - 3 * 86_400
    approved(app)
    work(app)
    now.ahead += 3 * 86_400
    assert rounds.weekly(app)
    work(app)
    (posted,) = said_to(outside, "managers")

    def never_noted(session: Any) -> None:  # the state that a worker leaves which dies behind the call
        card = session.scalars(select(Card).where(Card.kind == "weekly")).one()
        effect = session.scalars(select(Effect).where(Effect.key == f"card:{card.id}")).one()
        card.ts = card.channel_id = card.posted_at = effect.done_at = None
        effect.attempts, effect.due_at = 1, app.now()

    app.store.write(never_noted)
    outside.messages.append(posted | {"ts": "7.000000"})
    work(app)
    assert len(said_to(outside, "managers")) == 1
    assert any(method == "chat.update" and body["ts"] == "7.000000" for method, body in outside.slack)
