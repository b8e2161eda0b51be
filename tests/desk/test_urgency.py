"""The priority is summed anew as a complaint waits and gains support; a manager is told once of what grows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from bot.desk import complaints, events, folds, timeline, urgency
from bot.desk.models import Card, Complaint, Effect, Mention
from bot.triage import priority
from tests.conftest import TUESDAY, examples
from tests.desk.conftest import reminders

SAID = "The hob came with a crack and nobody at the Leeds shop ever picks up the phone or calls back"
AT_ONCE = {"posted_at": TUESDAY.isoformat()}


@pytest.fixture
def told(take, store):
    """Let somebody complain: ``told(text, "omar")``; the complaint."""

    def tell(text=SAID, handle="nadia.o", **fields):
        given = {"language": "en", "author": {"handle": handle}, **AT_ONCE, **fields}
        mention = take(text=text, **given)
        with store.read() as session:
            return session.scalars(select(Complaint).where(Complaint.mention_id == mention)).first()

    return tell


@pytest.fixture
def scan(store, book, clock):
    """Sum anew all that is due; how many."""

    def run():
        total = 0
        while found := store.write(lambda session: urgency.scan(session, book, clock(), 3)):
            total += found
        return total

    return run


def now(store, complaint):
    with store.read() as session:
        return session.get_one(Complaint, complaint.id)


def kinds(store, complaint):
    with store.read() as session:
        return [one.kind for one in events.of_complaint(session, complaint.id)]


def test_it_rises_each_hour_until_it_has_waited_for_ten(told, scan, store, clock):
    first = told()
    assert scan() == 0, "nothing is due"
    seen = [first.priority]
    for _hour in range(12):
        clock.pass_(hours=1)
        scan()
        seen.append(now(store, first).priority)
    assert seen == sorted(seen)
    assert seen[-1] - seen[0] == priority.WAITED_MOST
    assert now(store, first).weigh_at is None
    assert now(store, first).version == first.version, "nobody who clicks meanwhile loses a race"


def test_what_is_answered_is_summed_no_more(told, scan, store, clock):
    first = told()
    store.write(lambda s: setattr(s.get_one(Complaint, first.id), "state", "answered"))
    clock.pass_(hours=3)
    assert scan() == 1
    assert (now(store, first).priority, now(store, first).weigh_at) == (first.priority, None)


def test_copies_bring_their_readers_and_the_card_is_drawn_anew(told, scan, store, clock, book):
    first = told()
    before = now(store, first).priority
    for number in range(3):  # one person three times: counted once
        told(f"RT @nadia.o: {SAID}", "omar", id=f"c{number}", url=f"https://x.example/{number}", reach=40_000)
    told(f"RT @nadia.o: {SAID}", "zoe", id="z", url="https://x.example/z", reach=70_000)
    assert scan() == 1
    grown = now(store, first)
    assert grown.weighed["reach"] == 110_000
    assert grown.weighed["echoes"] == 2
    assert grown.priority == before + 12
    clock.pass_(hours=5)
    scan()
    assert "raised_by_waiting" in kinds(store, first) or "raised_by_reach" in kinds(store, first)
    with store.read() as session:
        said = [timeline.words(one, book, "fr")[0] for one in events.of_complaint(session, first.id)]
        assert any("sa priorité monte" in one for one in said)
        card = session.scalars(select(Card).where(Card.complaint_id == first.id)).one()
        assert session.scalars(select(Effect).where(Effect.key == f"card:{card.id}")).one().generation > 1


def test_a_revised_alert_that_reaches_more_people_raises_it(told, scan, store, take):
    first = told(id="one", reach=300)
    more = {"text": SAID, "language": "en", "author": {"handle": "nadia.o", "followers": 250_000}, **AT_ONCE}
    take(id="one", kind="edited", **more, sentiment=-1)
    scan()
    assert now(store, first).weighed["reach"] == 250_000
    assert now(store, first).priority == first.priority + 12
    take(id="one", kind="edited", **more | {"author": {"handle": "nadia.o", "followers": 20}}, sentiment=-0.5)
    scan()
    assert now(store, first).weighed["reach"] == 250_000, "another tool may only know of less"


OTHERS = [
    "Quarry street lift stuck again", "lift at quarry street: the buttons do nothing", "quarry street, lift, still",
    "no lift on quarry street, my knees", "Carried a pram, quarry street lift", "who mends the lift of quarry street?",
    "four floors, since quarry street has no lift", "the quarry street lift hums", "quarry street lift, day five",
]  # fmt: skip


def test_a_manager_is_told_once_of_a_small_matter_that_many_share(told, scan, store, clock):
    first = told(OTHERS[0], "h0")
    for number, text in enumerate(OTHERS[1:7], 1):
        told(text, f"h{number}")
    scan()
    with store.read() as session:
        assert [one for one in reminders(session) if one["about"] == "support"] == []
    told(OTHERS[7], "h7")
    told(OTHERS[8], "h8")
    scan()
    with store.read() as session:
        (reminder,) = [one for one in reminders(session) if one["about"] == "support"]
        assert (reminder["user"], len(reminder["complaints"])) == ("U0HEL", 1)
        assert now(store, first).weighed["authors"] == 9
        assert now(store, first).priority >= first.priority + 6
    for _hour in range(5):
        clock.pass_(hours=1)
        scan()
    assert sum(kinds(store, one).count("support_told") for one in all_of(store)) == 1


def all_of(store):
    with store.read() as session:
        return session.scalars(select(Complaint)).all()


def test_a_repost_storm_tells_a_manager_once(told, scan, store, clock):
    first = told()
    for number in range(9):
        told(f"RT @nadia.o: {SAID}", f"h{number}", id=f"c{number}", url=f"https://x.example/{number}")
        scan()
    assert kinds(store, first).count("support_told") == 1
    clock.pass_(hours=25)
    scan()
    assert kinds(store, first).count("support_told") == 1, "no more than before"
    for number in range(10, 26):
        told(f"RT @nadia.o: {SAID}", f"h{number}", id=f"c{number}", url=f"https://x.example/{number}")
    scan()
    assert kinds(store, first).count("support_told") == 2, "a day later and twice as many"


def test_what_gained_support_comes_first_in_the_fold(told, scan, store, clock):
    quiet, loud = told(), told("My vase was delivered three weeks late and soaked", "omar")
    told(
        "RT @omar: My vase was delivered three weeks late and soaked",
        "zoe",
        id="r",
        url="https://x.example/r",
        reach=200_000,
    )
    store.write(lambda s: [setattr(one, "folded_at", clock()) for one in s.scalars(select(Card))])
    scan()
    with store.read() as session:
        assert [one.id for one, _due in folds.listed(session, "approvals", 5)] == [loud.id, quiet.id]


def test_what_a_person_brings_back_is_summed_again(told, scan, store, book, clock, lea):
    first = told()
    store.write(lambda s: complaints.dismiss(s, book, s.get_one(Complaint, first.id), lea, "spam", clock()))
    clock.pass_(hours=4)
    scan()
    assert now(store, first).weigh_at is None
    store.write(lambda s: complaints.restore(s, book, s.get_one(Complaint, first.id), lea, clock()))
    scan()
    assert now(store, first).priority == first.priority + 4


def test_a_scan_costs_few_statements_and_none_when_nothing_is_due(told, scan, store, book, clock):
    for number in range(6):
        told(f"{SAID} {number}{number}{number} {OTHERS[number]}", f"h{number}")
    clock.pass_(minutes=70)
    said: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert store.write(lambda session: urgency.scan(session, book, clock(), 100)) == 6
    assert len([one for one in said if "complaint" in one]) <= 4
    said.clear()
    assert store.write(lambda session: urgency.scan(session, book, clock(), 100)) == 0
    assert len([one for one in said if "complaint" in one]) == 1


@settings(max_examples=examples(60))
@given(
    st.sampled_from(["P1", "P2", "P3", "P4", None]), st.integers(0, 10**7), st.integers(0, 10**7),
    st.integers(1, 10**5), st.integers(0, 500), st.booleans(),
)  # fmt: skip
def test_more_support_never_lowers_it_and_the_floor_holds(book, stakes, reach, more, authors, minutes, aroused):
    mention = Mention(
        network="x",
        reach=reach,
        posted_at=TUESDAY,
        triage={"arousal": "high" if aroused else None, "kind": "complaint"},
    )
    at = TUESDAY + timedelta(minutes=minutes)
    alone = urgency.summed(book, mention, stakes, at)
    with_more = urgency.summed(book, mention, stakes, at, authors=authors, echo=urgency.Echo(1, more))
    assert priority.FLOOR <= alone.priority <= with_more.priority <= 100
    later = urgency.summed(book, mention, stakes, alone.again_at or at)
    assert later.priority >= alone.priority
    assert json.dumps(alone.weighed), "kept as JSON"
    if alone.again_at:
        assert at < alone.again_at <= at + timedelta(hours=1)
    before = alone.again_at - timedelta(microseconds=1) if alone.again_at else at + timedelta(days=3)
    assert urgency.summed(book, mention, stakes, before).priority == alone.priority, "nothing is missed between scans"
