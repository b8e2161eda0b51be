"""What was set aside is told of within the hour or in the morning, and brought back with one click: nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import complaints, discards, events, samples
from bot.desk.models import Card, Complaint, Correction, Effect, Mention
from bot.desk.vocabulary import MentionState, Refused
from bot.texts import say
from tests.conftest import TUESDAY


def test_what_is_untold_comes_doubtful_first_then_the_newest(store, clock, aside):
    old, doubtful = aside(), aside(doubtful=True)
    clock.pass_(minutes=5)
    new = aside()
    aside(told_at=TUESDAY)
    with store.read() as session:
        assert [one.id for one in discards.untold(session, 10)] == [doubtful, new, old]
        assert [one.id for one in discards.untold(session, 1)] == [doubtful]


def test_an_own_account_that_writes_is_among_them(store, book, take):
    mine = take(author={"handle": "brindelune_help", "name": "Brindelune"})
    with store.read() as session:
        (untold,) = discards.untold(session, 10)
        assert (untold.id, untold.reason) == (mine, "The brand's own account wrote it.")
        assert say("fr", untold.reason) == "Écrit par le compte de la marque."


@pytest.fixture
def scan(store, book, clock):
    """Look whether it is time for a digest, and do what was promised; whether one was promised."""

    def run():
        promised = store.write(lambda session: discards.scan(session, book, clock()))
        if promised:
            clock.pass_(seconds=5)
            perform(store, clock, discards.POST, discards.post)
        return promised

    return run


def perform(store, clock, kind, verb):
    def happening(session):
        effect = session.scalars(select(Effect).where(Effect.kind == kind).order_by(Effect.id.desc())).first()
        verb(session, effect, clock())

    store.write(happening)


def digests_in(store):
    with store.read() as session:
        return session.scalars(select(Card).where(Card.kind == discards.DIGEST).order_by(Card.id)).all()


def test_without_any_there_is_no_digest(scan, store):
    assert not scan()
    assert digests_in(store) == []


def test_ten_fill_a_digest_at_once_and_the_next_one_comes_an_hour_later(scan, store, clock, aside):
    for _number in range(9):
        aside()
    assert not scan()
    aside()
    assert scan()
    for _number in range(30):
        aside()
    clock.pass_(minutes=59)
    assert not scan()
    clock.pass_(minutes=2)
    assert scan()
    first, second = digests_in(store)
    with store.read() as session:
        assert [len(rows) + more for rows, more in (discards.told_in(session, one) for one in (first, second))] == [
            10,
            30,
        ]
        assert [len(discards.told_in(session, one)[0]) for one in (first, second)] == [10, 10]
        assert discards.untold(session, 10) == []


def test_a_doubtful_one_does_not_wait_for_the_morning(scan, aside):
    aside(doubtful=True)
    assert scan()


def test_a_few_wait_for_the_morning(scan, store, clock, aside):
    aside()
    assert not scan()
    clock.now = TUESDAY.replace(hour=22)
    assert not scan()
    clock.now = TUESDAY + timedelta(days=1, hours=-2, minutes=-1)  # 07:59 in Paris, since the clock says UTC
    assert clock().hour == 6
    assert not scan()
    clock.pass_(minutes=2)
    assert scan()
    assert len(digests_in(store)) == 1
    assert not scan()


def test_two_looks_at_once_promise_one_digest(store, book, clock, aside):
    aside(doubtful=True)
    for _look in range(2):
        assert store.write(lambda session: discards.scan(session, book, clock()))
    perform(store, clock, discards.POST, discards.post)
    perform(store, clock, discards.POST, discards.post)
    assert len(digests_in(store)) == 1


def test_a_digest_keeps_its_rows_and_says_what_became_of_them(scan, store, book, clock, aside, lea):
    kept, back = aside(text="An advertisement for jobs", doubtful=True), aside(text="My cup is broken", doubtful=True)
    scan()
    card = digests_in(store)[0]
    restored = bring_back(store, book, clock, back, lea)
    with store.read() as session:
        rows, more = discards.told_in(session, card)
    assert more == 0
    assert {row.mention.id: (row.ref, row.restored_by) for row in rows} == {
        kept: (None, None),
        back: (restored, "U0LEA"),
    }
    with store.read() as session:
        redrawn = session.scalars(select(Effect).where(Effect.key == f"card:{card.id}")).one()
        assert redrawn.generation == 2


def bring_back(store, book, clock, mention_id, person):
    def happening(session):
        return discards.restore(session, book, discards.by_id(session, mention_id), person, clock()).ref

    return store.write(happening)


def test_one_click_makes_a_complaint_of_it_with_everything_that_belongs_to_one(store, book, clock, aside, lea):
    mention_id = aside(kind="question", reason="It reads like a question.")
    ref = bring_back(store, book, clock, mention_id, lea)
    with store.read() as session:
        complaint = complaints.by_ref(session, ref)
        mention = session.get_one(Mention, mention_id)
        assert (mention.state, mention.kind) == (MentionState.COMPLAINT, "complaint")
        assert (mention.complaint_id, mention.reason) == (complaint.id, f"opened {ref}")
        assert session.scalars(select(Card.kind).where(Card.complaint_id == complaint.id)).all() == ["approval"]
        promised = session.scalars(select(Effect.kind).where(Effect.key == f"compose:{complaint.id}")).all()
        assert promised == ["draft.compose"]
        said = {event.kind: event for event in events.of_complaint(session, complaint.id)}
        assert said["mention_restored"].actor == "U0LEA"
        assert said["mention_restored"].data == {"reason": "It reads like a question."}
        kept = session.scalars(select(Correction)).one()
        assert (kept.mention_id, kept.what, kept.before, kept.after, kept.person, kept.at) == (
            mention_id, "kind", "question", "complaint", "U0LEA", clock(),
        )  # fmt: skip
        assert discards.untold(session, 10) == []


def test_what_was_never_given_a_kind_counts_as_noise_before(store, book, clock, aside, lea):
    bring_back(store, book, clock, aside(), lea)
    with store.read() as session:
        assert session.scalars(select(Correction.before)).all() == ["noise"]


def refusal(store, book, clock, mention_id, person, verb=discards.restore):
    with pytest.raises(Refused) as refused:
        store.write(lambda session: verb(session, book, discards.by_id(session, mention_id), person, clock()))
    assert refused.value.said("fr") != refused.value.said("en")
    return refused.value.said("en")


def test_the_second_of_two_is_told_who_did_it_and_where_it_is(store, book, clock, aside, lea, sam):
    mention_id = aside()
    ref = bring_back(store, book, clock, mention_id, lea)
    assert refusal(store, book, clock, mention_id, sam) == f"Léa Morel has made a complaint of it already: {ref}."
    with store.read() as session:
        assert len(session.scalars(select(Complaint)).all()) == 1
        assert len(session.scalars(select(Correction)).all()) == 1


def test_there_is_nothing_to_restore_of_a_complaint_a_further_word_and_a_deleted_post(
    store, book, clock, take, aside, lea
):
    opened = take(id="first")
    joined = take(id="second", in_reply_to="first", text="Et toujours rien.")
    gone = aside(state=MentionState.GONE, text="")
    with store.read() as session:
        ref = session.scalars(select(Complaint.ref)).one()
    assert refusal(store, book, clock, opened, lea) == f"It is a complaint already: {ref}."
    assert "further word" in refusal(store, book, clock, joined, lea)
    assert ref in refusal(store, book, clock, joined, lea)
    assert "deleted" in refusal(store, book, clock, gone, lea)
    assert "no-such" in refusal(store, book, clock, "no-such", lea)


# Samples


@pytest.fixture
def draw(store, book, clock):
    """Draw the sample of the day, and do what was promised; whether it was drawn."""

    def run():
        drawn = store.write(lambda session: samples.draw(session, book, clock()))
        if drawn:
            perform(store, clock, samples.REVIEW, samples.post)
        return drawn

    return run


def sampled(store):
    """Ids of what the latest sample shows."""
    with store.read() as session:
        query = select(Card).where(Card.kind == samples.SAMPLE).order_by(Card.id.desc())
        card = session.scalars(query).first()
        return [row.mention.id for row in samples.sampled_in(session, card)] if card else []


YESTERDAY = TUESDAY - timedelta(days=1)


def test_each_morning_five_of_yesterdays_are_drawn_once(draw, store, clock, aside):
    ids = [aside(told_at=YESTERDAY) for _number in range(40)]
    aside(told_at=YESTERDAY - timedelta(days=1))
    aside(told_at=TUESDAY)
    clock.now = TUESDAY.replace(hour=6, minute=59)
    assert not draw()
    clock.now = TUESDAY.replace(hour=7)
    assert draw()
    assert not draw()
    first = sampled(store)
    assert len(set(first)) == 5
    assert set(first) <= set(ids)
    clock.pass_(days=1)
    assert draw()  # of the one that was told of on Tuesday
    assert len(sampled(store)) == 1


def test_all_are_drawn_where_there_are_fewer(draw, store, aside):
    ids = {aside(told_at=YESTERDAY) for _number in range(3)}
    assert draw()
    assert set(sampled(store)) == ids


def test_nothing_is_drawn_of_nothing_and_of_what_was_deleted(draw, store, aside):
    aside(told_at=YESTERDAY, state=MentionState.GONE)
    aside(told_at=YESTERDAY, state=MentionState.COMPLAINT)  # its author edited it, and triage decided anew
    assert not draw()
    assert sampled(store) == []


def looked_at(store, clock):
    with store.read() as session:
        found = samples.reviewed(session, clock())
        return found.looked_at, found.wrong


def find_right(store, book, clock, mention_id, person):
    store.write(
        lambda session: discards.find_right(session, book, discards.by_id(session, mention_id), person, clock())
    )


def test_a_review_says_right_or_complaint_and_is_counted_once(draw, store, book, clock, aside, lea, sam):
    right, wrong = aside(told_at=YESTERDAY, kind="praise"), aside(told_at=YESTERDAY)
    draw()
    find_right(store, book, clock, right, lea)
    bring_back(store, book, clock, wrong, lea)
    assert looked_at(store, clock) == (2, 1)
    with store.read() as session:
        kept = session.scalars(select(Correction).where(Correction.what == "review").order_by(Correction.id)).all()
        assert [(one.mention_id, one.before, one.after, one.person) for one in kept] == [
            (right, "praise", "right", "U0LEA"), (wrong, "noise", "complaint", "U0LEA"),
        ]  # fmt: skip
    again = refusal(store, book, clock, right, sam, discards.find_right)
    assert again == "Léa Morel has looked at it already and found it right."
    assert "already" in refusal(store, book, clock, wrong, sam, discards.find_right)
    assert looked_at(store, clock) == (2, 1)


def test_who_finds_later_that_it_was_a_complaint_has_the_last_word(draw, store, book, clock, aside, lea, sam):
    mention_id = aside(told_at=YESTERDAY)
    draw()
    find_right(store, book, clock, mention_id, lea)
    bring_back(store, book, clock, mention_id, sam)
    assert looked_at(store, clock) == (1, 1)


def test_one_that_was_restored_before_the_draw_counts_as_wrong(draw, store, book, clock, aside, lea):
    bring_back(store, book, clock, aside(told_at=YESTERDAY), lea)
    assert looked_at(store, clock) == (0, 0)
    assert draw()
    assert looked_at(store, clock) == (1, 1)


def test_only_what_was_drawn_is_reviewed(store, book, clock, aside, lea):
    mention_id = aside(told_at=YESTERDAY)
    assert "sample" in refusal(store, book, clock, mention_id, lea, discards.find_right)
    bring_back(store, book, clock, mention_id, lea)
    assert looked_at(store, clock) == (0, 0)


def test_the_rate_is_of_thirty_days_and_not_of_a_handful(store, clock, aside):
    mention_ids = [aside() for _number in range(40)]

    def verdicts(session):
        for number, mention_id in enumerate(mention_ids):
            session.add(
                Correction(
                    mention_id=mention_id, what="review", before="noise", person="U0LEA",
                    after="complaint" if number % 10 == 0 else "right",
                    at=clock() - timedelta(days=31 if number >= 35 else 1),
                )
            )  # fmt: skip

    store.write(verdicts)
    with store.read() as session:
        found = samples.reviewed(session, clock())
        assert (found.looked_at, found.wrong, found.rate) == (35, 4, 4 / 35)
        fewer = samples.reviewed(session, clock() + timedelta(days=30))
        assert (fewer.looked_at, fewer.rate) == (0, None)


def test_a_click_redraws_the_digest_and_the_sample_in_which_it_stands(store, book, clock, aside, draw, lea):
    clock.now = YESTERDAY
    aside(doubtful=True)
    assert store.write(lambda session: discards.scan(session, book, clock()))
    perform(store, clock, discards.POST, discards.post)
    clock.now = TUESDAY
    draw()
    (mention_id,) = sampled(store)
    bring_back(store, book, clock, mention_id, lea)
    with store.read() as session:
        of = select(Card.kind, Effect.generation).join(Effect, Effect.payload["card"].as_integer() == Card.id)
        drawn = session.execute(of.where(Effect.kind == "card.show", Card.complaint_id.is_(None)))
        assert {tuple(row) for row in drawn} == {("discards", 2), ("sample", 2)}
