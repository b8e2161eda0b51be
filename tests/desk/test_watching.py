"""After a closing: a second post, an edited rating, a backlash, thanks in public."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.desk import alerts, complaints, episodes, events, mentions
from bot.desk.closing import watching
from bot.desk.models import Complaint, Mention
from bot.desk.vocabulary import ComplaintState, TicketState
from bot.sources import generic
from bot.triage import fitted
from tests.conftest import alert_body
from tests.desk.conftest import reminders


@pytest.fixture
def closed(store, claimed, close) -> int:
    """A complaint that was just closed."""
    close()
    return claimed


@pytest.fixture
def origin(store, closed) -> str:
    with store.read() as session:
        return session.get_one(Complaint, closed).mention.external_id


def state_of(store, complaint) -> str:
    with store.read() as session:
        return session.get_one(Complaint, complaint).state


def kinds(store, complaint) -> list[str]:
    with store.read() as session:
        return [event.kind for event in events.of_complaint(session, complaint)]


def test_a_second_post_about_the_same_is_noted_on_both_and_told(store, closed, take, clock):
    clock.pass_(days=2)
    take(text="Encore une livraison en retard, mes assiettes ne sont toujours pas arrivées !",
         posted_at=clock().isoformat())  # fmt: skip
    with store.read() as session:
        new = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
        assert new.id != closed
        assert any(one["about"] == "after_closing" and one["user"] == "U0NOE" for one in reminders(session))
    assert "complained_again" in kinds(store, closed)
    assert "closed_before" in kinds(store, new.id)
    assert state_of(store, closed) == ComplaintState.RESOLVED, "the new post has an answer of its own coming"


def test_after_the_watch_a_second_post_is_a_complaint_like_any_other(store, closed, take, clock):
    clock.pass_(days=15)
    take(text="Encore une livraison en retard, mes assiettes ne sont toujours pas arrivées !",
         posted_at=clock().isoformat())  # fmt: skip
    assert "complained_again" not in kinds(store, closed)


@pytest.mark.parametrize(("before", "after", "state", "kind"), [
    (3.0, 1.0, ComplaintState.ANSWERED, "reopened"),
    (1.0, 4.0, ComplaintState.RESOLVED, "put_right"),
])  # fmt: skip
def test_an_edited_rating_reopens_or_is_put_right(store, closed, origin, take, before, after, state, kind, act):
    act(lambda _s, c: setattr(c.mention, "rating", before))
    take(id=origin, kind="edited", rating=after, text="J'ai changé ma note.")
    assert state_of(store, closed) == state
    assert kind in kinds(store, closed)
    with store.read() as session:
        closure = episodes.latest(session, closed)
        assert (closure.reopened_why == episodes.EDITED) == (state == ComplaintState.ANSWERED)
        assert (closure.put_right_at is not None) == (state == ComplaintState.RESOLVED)


def test_other_words_are_told_to_whoever_closed_it(store, closed, origin, take):
    take(id=origin, kind="edited", text="Ils m'ont enfin appelée.")
    assert state_of(store, closed) == ComplaintState.RESOLVED
    with store.read() as session:
        assert any(one["about"] == "after_closing" for one in reminders(session))


def test_enough_others_under_the_closed_thread_take_it_up_again(store, closed, origin, take, book):
    for number in range(book.desk.closing.backlash):
        assert state_of(store, closed) == ComplaintState.RESOLVED
        for _twice in range(2):  # one person counts once
            take(id=f"other{number}{_twice}", in_reply_to=origin, author={"handle": f"other{number}"},
                 text=f"Moi aussi, ma commande {number} n'est toujours pas arrivée, {_twice} fois.")  # fmt: skip
    with store.read() as session:
        assert session.get_one(Complaint, closed).state == ComplaintState.ANSWERED
        assert episodes.latest(session, closed).reopened_why == episodes.BACKLASH
    assert kinds(store, closed).count("others_replied") == book.desk.closing.backlash


def test_the_customers_own_word_in_the_thread_reopens_it(store, closed, origin, take):
    take(id="more", in_reply_to=origin, text="Il manque toujours deux tasses.")
    with store.read() as session:
        assert complaints.ticket_of(session, closed).state == TicketState.QUEUED
        assert episodes.latest(session, closed).reopened_why == episodes.BY_CUSTOMER


def test_thanks_in_the_thread_are_put_right_in_public_and_reopen_nothing(store, closed, origin, clock, act):
    def thanks(session, complaint):
        mention = Mention(
            id="t", source="generic", external_id="t", network="facebook", url="https://a.example", author={},
            author_handle="nadia.o", author_name="Nadia", title="", text="Merci, tout est arrivé !", language="fr",
            media=[], hints={}, posted_at=clock(), received_at=clock(), revision=1, state="complaint", reason="",
            correlation="c",
        )  # fmt: skip
        session.add(mention)
        session.flush()
        return watching.thanked(session, complaint, mention, clock())

    assert act(thanks) is True
    assert state_of(store, closed) == ComplaintState.RESOLVED
    with store.read() as session:
        assert episodes.latest(session, closed).put_right_at == clock()
    clock.pass_(days=20)
    assert act(lambda s, c: watching.watched(s, c, clock())) is None


@pytest.mark.parametrize(("words", "language", "state"), [
    ("Merci, tout est arrivé !", "fr", ComplaintState.RESOLVED),
    ("All good now, thanks Ivy!", "en", ComplaintState.RESOLVED),
    ("Merci mais il manque toujours deux tasses.", "fr", ComplaintState.ANSWERED),
    ("Thanks, but it broke again.", "en", ComplaintState.ANSWERED),
])  # fmt: skip
def test_what_is_thanks_is_told_by_triage_and_doubt_reopens(store, book, closed, origin, clock, words, language, state):
    said = alert_body(id="word", in_reply_to=origin, text=words, language=language, posted_at=clock().isoformat())

    def happening(session):
        (incoming,) = generic.parse("generic", json.dumps(said).encode())
        alerts.store(session.connection(), [alerts.row(incoming, clock())])
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 10)]
        mentions.take_all(session, book, read, clock(), fitted.shipped())

    store.write(happening)
    assert state_of(store, closed) == state
    assert ("put_right" in kinds(store, closed)) == (state == ComplaintState.RESOLVED)
