"""Editing: who has a reply open is shown, and what was typed outlives a closed window."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import drafts, editing
from bot.desk.models import Editing
from bot.desk.vocabulary import Refused
from tests.desk.conftest import perform
from tests.desk.test_walk import WORDS


@pytest.fixture
def who(store, clock, drafted):
    def look():
        with store.read() as session:
            return editing.who_edits(session, [drafted], clock()).get(drafted, ())

    return look


def test_who_edits_is_shown_until_they_close_it_or_are_silent_for_long(store, clock, drafted, act, who, lea, sam):
    assert act(lambda s, c: editing.open_edit(s, c, lea, 1, clock())).others == ()
    clock.pass_(minutes=1)
    assert act(lambda s, c: editing.open_edit(s, c, sam, 1, clock())).others == (lea.id,)
    assert who() == (lea.id, sam.id)
    act(lambda s, c: editing.close_edit(s, c, sam, clock()))
    assert who() == (lea.id,)
    clock.pass_(minutes=14)
    assert who() == ()
    perform(store, clock, f"editing:{drafted}:{lea.id}", lambda s, e: editing.over(s, e, clock()))
    with store.read() as session:
        assert session.get_one(Editing, (drafted, lea.id)).open is False


def test_whoever_keeps_typing_is_not_taken_for_gone(store, clock, drafted, act, who, lea):
    act(lambda s, c: editing.open_edit(s, c, lea, 1, clock()))
    clock.pass_(minutes=10)
    act(lambda s, c: editing.typed(s, c, lea, 1, "Bonjour Nad", clock()))
    clock.pass_(minutes=6)
    perform(store, clock, f"editing:{drafted}:{lea.id}", lambda s, e: editing.over(s, e, clock()))
    assert who() == (lea.id,)
    clock.pass_(minutes=9)
    perform(store, clock, f"editing:{drafted}:{lea.id}", lambda s, e: editing.over(s, e, clock()))
    assert who() == ()


def test_what_was_typed_comes_back_with_the_version_it_was_typed_for(book, clock, drafted, act, lea, sam):
    act(lambda s, c: editing.open_edit(s, c, lea, 1, clock()))
    act(lambda s, c: editing.typed(s, c, lea, 1, "Bonjour Nadia, je", clock()))
    act(lambda s, c: editing.close_edit(s, c, lea, clock(), "Bonjour Nadia, je vous"))
    act(lambda s, c: drafts.edit(s, book, c, sam, 1, WORDS + " À bientôt.", clock()))
    clock.pass_(hours=3)
    opened = act(lambda s, c: editing.open_edit(s, c, lea, 2, clock()))
    assert (opened.body, opened.number) == ("Bonjour Nadia, je vous", 1), "it was typed for a version that is no more"
    assert act(lambda s, c: editing.open_edit(s, c, sam, 2, clock())).body is None
    act(lambda s, c: editing.forget(s, c, lea))
    assert act(lambda s, c: editing.open_edit(s, c, lea, 2, clock())).body is None


def test_what_was_sent_in_is_kept_no_longer(store, book, clock, drafted, act, who, lea):
    act(lambda s, c: editing.open_edit(s, c, lea, 1, clock()))
    act(lambda s, c: editing.typed(s, c, lea, 1, "Bonjour", clock()))
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WORDS, clock()))
    assert who() == ()
    with store.read() as session:
        assert session.scalars(select(Editing)).all() == []
        assert [draft.number for draft in drafts.all_versions(session, drafted)] == [1], "the same words change nothing"


def test_a_refused_edit_keeps_what_was_typed(book, clock, drafted, act, lea):
    act(lambda s, c: editing.typed(s, c, lea, 1, "Bonjour", clock()))
    with pytest.raises(Refused):
        act(lambda s, c: drafts.edit(s, book, c, lea, 1, "  ", clock()))
    assert act(lambda s, c: editing.open_edit(s, c, lea, 1, clock())).body == "Bonjour"


def test_after_a_day_it_is_forgotten(store, clock, drafted, act, lea):
    act(lambda s, c: editing.typed(s, c, lea, 1, "Bonjour", clock()))
    clock.now += editing.KEPT_FOR - timedelta(seconds=1)
    store.write(lambda session: editing.forget_old(session, clock()))
    assert act(lambda s, c: editing.open_edit(s, c, lea, 1, clock())).body == "Bonjour"
    clock.now += editing.KEPT_FOR
    store.write(lambda session: editing.forget_old(session, clock()))
    with store.read() as session:
        assert session.scalars(select(Editing)).all() == []
