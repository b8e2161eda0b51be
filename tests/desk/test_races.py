"""Two people at once, for real: threads and transactions, on both databases. One wins, the others are told who."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.desk import approvals, complaints, drafts, publishing, tickets
from bot.desk.models import Acknowledgement, Complaint, Draft, Effect, Event, Ticket
from bot.desk.people import Person, name_of
from bot.desk.playbooks.deskfile import PersonSpec
from bot.desk.vocabulary import ComplaintState, DraftState, Refused, Role, TicketState
from tests.desk.test_walk import REASONS, WORDS, approve, draft_for, publish


def people(count: int) -> list[Person]:
    roles = frozenset({Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT})
    return [Person(f"U{number}", f"Person {number}", f"P{number}", "en", roles) for number in range(count)]


@pytest.fixture
def book(book):
    """The shipped desk with a crowd of twenty."""
    roles = [Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT]
    crowd = {one.id: PersonSpec(name=one.name, sign=one.sign, roles=roles, teams=["delivery"]) for one in people(20)}
    return replace(book, desk=book.desk.model_copy(update={"people": {**book.desk.people, **crowd}}))


@pytest.fixture(autouse=True)
def _all_know_the_code(store, book, clock):
    rows = [Acknowledgement(person=one.id, version=book.desk.conduct.version, at=clock()) for one in people(20)]
    store.write(lambda session: session.add_all(rows))


def all_at_once(store, complaint_id, acts):
    """Run every ``act(session, complaint)`` in a thread and a transaction of its own; what each got or was refused."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return store.write(lambda session: act(session, session.get_one(Complaint, complaint_id)))
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def shown(store, complaint_id):
    with store.read() as session:
        return drafts.shown_as(drafts.current(session, complaint_id), session.get_one(Complaint, complaint_id))


@pytest.mark.parametrize("dismissing", [False, True])
@pytest.mark.parametrize("_time", range(3))
def test_twenty_hands_on_one_draft_end_with_one_published_text(store, book, clock, complaint, _time, dismissing):
    draft_for(store, book, clock, complaint)
    words, team = shown(store, complaint), people(20)

    def act(number):
        person, now = team[number], clock()
        return [
            lambda s, c: approvals.approve(s, book, c, person, words, now, REASONS),
            lambda s, c: approvals.approve(s, book, c, person, words, now, REASONS),
            lambda s, c: drafts.edit(s, book, c, person, 1, f"{WORDS} C'est {person.sign} qui les a emballées.", now),
            lambda s, c: complaints.dismiss(s, book, c, person, "no reply owed", now),
            lambda s, c: drafts.propose(
                s, c, f"{WORDS} Édition {number}.", "fr", "playbook", now, commitments=[], why={}, after=1
            ),
        ][number % 5 if dismissing or number % 5 != 3 else 4]

    outcomes = all_at_once(store, complaint, [act(number) for number in range(20)])
    with store.read() as session:
        row = session.get_one(Complaint, complaint)
        versions = drafts.all_versions(session, complaint)
        approved = [d for d in versions if d.state == DraftState.APPROVED]
        won = [o for o in outcomes if isinstance(o, Draft) and o.approved_by]
        assert len(approved) == len(won) <= 1
        assert [d.number for d in versions] == list(range(1, len(versions) + 1))
        open_versions = [d for d in versions if d.state not in (DraftState.SUPERSEDED,)]
        assert len(open_versions) == 1
        if approved:
            (draft,) = approved
            assert row.state == ComplaintState.OPEN
            assert draft.approved_hash == drafts.digest(book, draft.reply_text, draft.target, draft.language)
            assert draft.reply_text.endswith(f"— P{draft.approved_by[1:]}, service client Brindelune")
            effects = session.scalars(select(Effect).where(Effect.kind == approvals.PUBLISH)).all()
            assert [effect.payload for effect in effects] == [{"draft": draft.id}]
        else:
            assert row.state in (ComplaintState.DISMISSED, ComplaintState.OPEN)
    refused = [o for o in outcomes if isinstance(o, Refused)]
    assert refused
    assert all(str(refusal) for refusal in refused)
    if row.state == ComplaintState.OPEN:
        _exactly_one_is_published(store, book, clock, complaint, team)


def _exactly_one_is_published(store, book, clock, complaint, team):
    """Whoever won, the text that is approved at last goes out once, whatever hands reach for it meanwhile."""
    if not (draft := _current(store, complaint)).approved_by:
        draft = approve(store, book, clock, complaint, team[0])
    clock.now = max(clock.now, draft.publish_at)
    key = f"publish:{draft.id}"

    def begin(session, _complaint):
        return publishing.begin_publishing(session, book, session.query(Effect).filter_by(key=key).one(), clock())

    meddling = [
        lambda s, c, p=p: drafts.edit(s, book, c, p, draft.number, f"{WORDS} Trop tard.", clock()) for p in team[:8]
    ]
    meddling += [lambda s, c, p=p: drafts.regenerate(s, book, c, p, clock()) for p in team[:6]]
    meddling += [lambda s, c, p=p: approvals.approve(s, book, c, p, "x", clock()) for p in team[:5]]
    sent = [o for o in all_at_once(store, complaint, [begin, *meddling]) if isinstance(o, Draft)]
    assert [(one.id, one.reply_text) for one in sent] == [(draft.id, draft.reply_text)]
    store.write(
        lambda s: publishing.published(s, book, s.get_one(Draft, draft.id), "https://r.example/1", clock(), clock())
    )
    with store.read() as session:
        (public,) = [d for d in drafts.all_versions(session, complaint) if d.state == DraftState.PUBLISHED]
        assert public.approved_hash == drafts.digest(book, public.reply_text, public.target, public.language)
        assert [one.hash for one in approvals.of_draft(session, public)] == [public.approved_hash]


def _current(store, complaint):
    with store.read() as session:
        return drafts.current(session, complaint)


def test_of_twenty_undoings_one_counts_and_a_sender_wins_or_loses_whole(store, book, clock, complaint, lea):
    draft_for(store, book, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)
    clock.now = draft.publish_at
    key = f"publish:{draft.id}"

    def begin(session, _complaint):
        return publishing.begin_publishing(session, book, session.query(Effect).filter_by(key=key).one(), clock())

    undoing = [lambda s, c, p=p: approvals.undo(s, c, p, clock()) for p in people(12)]
    outcomes = all_at_once(store, complaint, [*undoing[:6], begin, *undoing[6:]])
    sent, undone = outcomes.pop(6), [o for o in outcomes if isinstance(o, Draft)]
    assert len(undone) == (0 if sent else 1)
    state = _current(store, complaint).state
    assert state == (DraftState.PUBLISHING if sent else DraftState.PROPOSED)


def test_of_twenty_approvals_one_counts_and_the_others_hear_whose(store, book, clock, complaint):
    draft_for(store, book, clock, complaint)
    words = shown(store, complaint)
    acts = [lambda s, c, p=p: approvals.approve(s, book, c, p, words, clock(), REASONS) for p in people(20)]
    outcomes = all_at_once(store, complaint, acts)
    (winner,) = [o for o in outcomes if isinstance(o, Draft)]
    refused = [o for o in outcomes if isinstance(o, Refused)]
    assert len(refused) == 19
    assert {refusal.values["who"] for refusal in refused} == {name_of(book, winner.approved_by)}
    with store.read() as session:
        assert len(session.scalars(select(Event).where(Event.kind == "approved")).all()) == 1


def test_of_ten_editors_one_wins_and_the_others_hear_whose_version_stands(store, book, clock, complaint):
    draft_for(store, book, clock, complaint)
    acts = [lambda s, c, p=p: drafts.edit(s, book, c, p, 1, f"by {p.id}", clock()) for p in people(10)]
    outcomes = all_at_once(store, complaint, acts)
    (winner,) = [o for o in outcomes if isinstance(o, Draft)]
    assert winner.number == 2
    assert {o.values["who"] for o in outcomes if isinstance(o, Refused)} == {name_of(book, winner.written_by)}
    assert all(o.field == "body" for o in outcomes if isinstance(o, Refused))


def test_ten_editors_of_a_complaint_without_a_draft(store, book, clock, complaint):
    acts = [lambda s, c, p=p: drafts.edit(s, book, c, p, 0, f"by {p.id}", clock()) for p in people(10)]
    outcomes = all_at_once(store, complaint, acts)
    assert len([o for o in outcomes if isinstance(o, Draft)]) == 1
    assert len([o for o in outcomes if isinstance(o, Refused)]) == 9


def test_of_ten_claims_one_owns(store, book, clock, complaint, lea):
    draft_for(store, book, clock, complaint)
    publish(store, book, clock, approve(store, book, clock, complaint, lea).id)
    acts = [lambda s, c, p=p: tickets.claim(s, book, c, p, clock()) for p in people(10)]
    outcomes = all_at_once(store, complaint, acts)
    with store.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert ticket.state == TicketState.CLAIMED
        claimed = [event.actor for event in session.scalars(select(Event).where(Event.kind == "claimed"))]
    assert claimed == [ticket.owner]
    refused = [o for o in outcomes if isinstance(o, Refused)]
    assert len(refused) == 9
    assert {refusal.values["who"] for refusal in refused} == {name_of(book, ticket.owner)}


def test_a_reply_posted_by_hand_while_it_is_being_sent_is_one_reply(store, book, clock, complaint, lea):
    draft_for(store, book, clock, complaint)
    draft = approve(store, book, clock, complaint, lea)

    def send(session, _complaint):
        effect = session.scalars(select(Effect).where(Effect.key == f"publish:{draft.id}")).one()
        return publishing.begin_publishing(session, book, effect, clock())

    acts = [send] + [
        lambda s, c, p=p: publishing.posted_by_hand(s, book, c, p, f"https://social.example/{p.id}", clock())
        for p in people(5)
    ]
    outcomes = all_at_once(store, complaint, acts)
    with store.read() as session:
        published = session.scalars(select(Event).where(Event.kind == "published")).all()
        row = session.get_one(Draft, draft.id)
        if outcomes[0] is not None:  # the sender was first: nobody may call it posted meanwhile
            assert row.state == DraftState.PUBLISHING
            assert published == []
        else:
            assert row.state == DraftState.PUBLISHED
            assert len(published) == len(session.scalars(select(Ticket)).all()) == 1
