"""Versions stand side by side: what changed is readable, one of them counts, and a machine never overrules a person."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import drafts, events, rewritings
from bot.desk.differences import changed_share, differences
from bot.desk.models import Effect
from bot.desk.vocabulary import DraftState, Refused
from tests.desk.test_walk import WORDS


def propose(clock, words, after=None):
    return lambda s, c: drafts.propose(
        s, c, words, "fr", "playbook", clock(), commitments=[], why={"used": {}}, after=after
    )


def versions(store, complaint):
    with store.read() as session:
        return [(one.number, one.state, one.written_by) for one in drafts.all_versions(session, complaint)]


def test_what_changed_is_readable_from_version_to_version(store, book, clock, drafted, act, lea):
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WORDS.replace("Nadia", "Madame"), clock()))
    act(propose(clock, "Tout autre chose.", after=2))
    with store.read() as session:
        first, second, third = rewritings.versions(session, drafted)
    assert first.changes == []
    assert [piece for piece in second.changes if piece[0] != "equal"] == [("delete", "Nadia"), ("insert", "Madame")]
    assert (second.made_from, third.made_from) == (1, 2)
    assert 0 < second.draft.edit_size < 0.1
    assert third.draft.edit_size == 1.0


def test_an_old_version_can_be_chosen_again_and_stays_its_writers(store, book, clock, drafted, act, lea, sam):
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WORDS + " Merci.", clock()))
    new = act(lambda s, c: rewritings.use_version(s, book, c, sam, 1, clock()))
    assert (new.number, new.body, new.written_by, new.edit_of, new.edit_size) == (3, WORDS, "playbook", 1, 0.0)
    assert versions(store, drafted)[1][1] == DraftState.SUPERSEDED
    for number in (3, 9):
        with pytest.raises(Refused):
            act(lambda s, c, number=number: rewritings.use_version(s, book, c, sam, number, clock()))
    with store.read() as session:
        assert events.last_of_kind(session, drafted, "version_chosen").actor == sam.id


def test_a_draft_that_comes_late_stands_beside_what_a_person_wrote_meanwhile(
    store, book, clock, drafted, act, lea, sam
):
    act(lambda s, c: drafts.regenerate(s, book, c, sam, clock()))
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WORDS + " Merci.", clock()))
    late = act(propose(clock, "Composé plus tard.", after=1))
    assert late.state == DraftState.SUPERSEDED
    with store.read() as session:
        assert drafts.current(session, drafted).written_by == lea.id
    assert act(lambda s, c: rewritings.use_version(s, book, c, sam, late.number, clock())).body == "Composé plus tard."


def test_asked_for_by_a_person_it_takes_the_place_of_their_version(store, book, clock, drafted, act, lea):
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WORDS + " Merci.", clock()))
    act(lambda s, c: drafts.regenerate(s, book, c, lea, clock()))
    with store.read() as session:
        payload = session.scalars(select(Effect.payload).where(Effect.kind == "draft.compose")).one()
    assert payload["after"] == 2
    assert act(propose(clock, "Nouveau.", after=payload["after"])).state == DraftState.PROPOSED


def test_a_change_that_is_asked_for_travels_with_its_request(store, book, clock, drafted, act, refused, lea):
    def ask(number, kind, words=""):
        return lambda s, c: drafts.ask_for_change(s, book, c, lea, number, kind, words, clock())

    assert refused(ask(1, "louder")).field == "kind"
    assert refused(ask(1, "free")).field == "words"
    refused(ask(7, "shorter"))
    act(ask(1, "free", " ne pas parler du dépôt "))
    with store.read() as session:
        payload = session.scalars(select(Effect.payload).where(Effect.kind == "draft.compose")).one()
        assert payload["change"] == {"number": 1, "kind": "free", "words": "ne pas parler du dépôt"}
        assert (payload["after"], payload["asked_by"]) == (1, lea.id)
        assert events.last_of_kind(session, drafted, "change_asked").data["words"] == "ne pas parler du dépôt"


def test_nothing_is_changed_in_what_was_approved(book, clock, approved, refused, lea):
    refused(lambda s, c: rewritings.use_version(s, book, c, lea, 1, clock()))
    refused(lambda s, c: drafts.regenerate(s, book, c, lea, clock()))
    refused(lambda s, c: drafts.ask_for_change(s, book, c, lea, 1, "shorter", "", clock()))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60) | st.lists(
    st.sampled_from(["vos tasses", "Léa", " ", "partent", "l'entrepôt", ",", "aujourd’hui", "\n"]), max_size=12
).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_pieces_put_together_are_both_texts(before, after):
    pieces = differences(before, after)
    assert "".join(text for op, text in pieces if op != "insert") == before
    assert "".join(text for op, text in pieces if op != "delete") == after
    assert all(text for _op, text in pieces)
    assert all(one[0] != two[0] for one, two in pairwise(pieces))


@given(TEXTS, TEXTS)
def test_the_share_that_changed_lies_between_nothing_and_all(before, after):
    assert 0 <= changed_share(before, after) <= 1
    assert changed_share(before, before) == 0
