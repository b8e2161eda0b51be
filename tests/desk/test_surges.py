"""Surges at the desk: who counts and who does not, found once, told again only when it grows; on both databases."""

from __future__ import annotations

import itertools
import threading
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError

from bot.desk import complainants, complaints, discards, duplicates, steering, surges
from bot.desk.models import Complainant, Complaint, Mention, Surge, Topic
from tests.conftest import TUESDAY
from tests.desk.conftest import with_desk

DAYS = 45


def complain(session, who, source, said):
    """Complaints as they are when they have begun; ``said``: (moment, playbook) of each."""
    known = range(len(said))
    session.execute(insert(Mention), [
        {"id": f"{who}-{n}", "source": source, "external_id": f"{who}-{n}", "network": "x", "url": "", "text": "",
         "author_handle": f"{who}{n}", "author_name": "", "author": {}, "title": "", "language": "en", "media": [],
         "hints": {}, "posted_at": said[n][0], "received_at": said[n][0], "revision": 1, "state": "complaint",
         "reason": "", "correlation": ""}
        for n in known
    ])  # fmt: skip
    opened = [
        Complaint(
            ref=f"{zlib.crc32(f'{who}{n}'.encode()) % 10**9:09}", mention_id=f"{who}-{n}", state="open", priority=n % 5,
            playbook=said[n][1], playbook_version="1", playbook_reason="", frozen={}, team="care", facts={},
            opened_at=said[n][0], correlation="",
        )
        for n in known
    ]  # fmt: skip
    session.add_all(opened)
    session.flush()
    complainants.count(session, opened)


@pytest.fixture
def past(store):
    """A brand of which somebody complains every other hour, mostly of late deliveries: ``past(days=45, source=…)``."""
    kinds = ["late-delivery", "late-delivery", "damaged-item", "lost-parcel", "refund-not-received", "rude-staff"]

    def happen(days=DAYS, source="generic"):
        said = [(TUESDAY - timedelta(hours=2 * n + 5), kinds[(n + n // 12) % 6]) for n in range(days * 12)]
        store.write(lambda session: complain(session, f"past-{source}", source, said))

    return happen


@pytest.fixture
def crowd(store, clock):
    """So many people complain of a late delivery, one every few minutes, the last of them now."""
    crowds = itertools.count()

    def come(number, source="generic", minutes=3.0):
        said = [(clock.pass_(minutes=minutes), "late-delivery") for _one in range(number)]
        store.write(lambda session: complain(session, f"crowd-{next(crowds)}", source, said))

    return come


@pytest.fixture
def scan(store, book, clock):
    """What a scan finds now: (topic, authors)."""
    return lambda: store.write(
        lambda session: [(one.topic, one.authors) for one in surges.scan(session, book, clock())]
    )


def counted(store):
    with store.read() as session:
        return {row.complaint_id: row for row in session.scalars(select(Complainant))}


def test_a_crowd_is_a_surge_once_with_its_numbers(past, take, scan, store, clock):
    past()
    assert scan() == []
    for number in range(9):
        take(author={"handle": f"crowd{number}"}, posted_at=clock.pass_(minutes=3).isoformat())
    assert scan() == [("late-delivery", 9)]
    assert scan() == []
    with store.read() as session:
        (surge,) = surges.since(session, None)
        assert (surge.number, surge.at, surge.weeks) == (1, clock(), 6)
        assert surge.cooldown_until == clock() + timedelta(hours=6)
        assert 0 < surge.expected < 2
        assert (
            surges.reasons(surge)[0].said().startswith("9 people in an hour; usually 0 or 1 at this time of the week")
        )
        assert len(surges.complaints_of(session, surge, 20)) == 9
        assert len(surges.complaints_of(session, surge, 3)) == 3


def test_without_history_a_crowd_is_a_crowd(crowd, scan, past):
    crowd(12)
    assert scan() == []
    past(days=14)
    assert scan() == []


def test_a_new_tool_raises_no_alarm(past, crowd, scan):
    past()
    crowd(15, source="ear")
    assert scan() == []


def test_what_is_imported_from_some_days_ago_is_no_surge(take, scan, past, store):
    past()
    for number in range(6):
        take(author={"handle": f"then{number}"}, posted_at=(TUESDAY - timedelta(days=2)).isoformat())
    assert [row.live for row in counted(store).values()].count(False) == 6
    assert scan() == []


def test_imported_history_counts_at_once(crowd, scan, past, clock):
    """Somebody imports the last weeks in the middle of an hour of which a scan has read already what is usual."""
    crowd(9, minutes=1)
    assert scan() == []
    past()
    assert scan() == [("late-delivery", 9)]


def test_one_prolific_author_and_copies_by_others_are_no_crowd(past, take, scan, clock, store):
    past()
    words = (
        "Where is my parcel? Number {} in street {} has waited for it since the first of the month and nobody answers"
    )
    for number in range(6):
        take(author={"handle": "loud"}, text=words.format(number, number * 7), language="en",
             posted_at=clock.pass_(minutes=1).isoformat())  # fmt: skip
    for number in range(6):
        take(author={"handle": f"copy{number}"}, text="RT @loud: " + words.format(0, 0), language="en",
             posted_at=clock.pass_(minutes=1).isoformat())  # fmt: skip
    assert scan() == []
    with store.read() as session:
        assert session.query(Mention).filter(Mention.duplicate_of.is_not(None)).count() >= 6


def test_whom_nobody_names_counts_each_time(past, take, scan, clock):
    past()
    for number in range(7):
        words = f"Mon colis n'est jamais arrivé, rue {number * 31}, j'attends toujours la livraison de ma commande"
        take(author={}, text=words, posted_at=clock.pass_(minutes=1).isoformat())
    assert scan() == [("late-delivery", 7)]


def test_people_correct_what_counts(complaint, store, book, clock, sam, act):
    before = counted(store)[complaint]
    assert (before.topic, before.source, before.live) == ("late-delivery", "generic", True)
    act(lambda s, c: steering.choose_playbook(s, book, c, sam, "lost-parcel", clock()))
    assert counted(store)[complaint].topic == "lost-parcel"
    act(lambda s, c: complaints.dismiss(s, book, c, sam, "a test", clock(), "noise"))
    assert counted(store) == {}
    act(lambda s, c: complaints.restore(s, book, c, sam, clock()))
    after = counted(store)[complaint]
    assert (after.topic, after.author, after.minute) == ("lost-parcel", before.author, before.minute)


def test_what_is_separated_or_restored_counts(take, complaint, store, book, clock, sam, aside):
    again = take(text="Toujours rien, et personne ne me répond !", author={"handle": "nadia.o", "name": "Nadia Orsel"})
    assert len(counted(store)) == 1
    store.write(lambda s: duplicates.separate(s, book, s.get_one(Mention, again), sam, clock()))
    assert len(counted(store)) == 2
    assert len({row.author for row in counted(store).values()}) == 1, "it is the same person"
    set_aside = aside()
    store.write(lambda s: discards.restore(s, book, s.get_one(Mention, set_aside), sam, clock()))
    assert len(counted(store)) == 3


def test_two_beats_at_once_record_it_once(past, crowd, store, book, clock):
    past()
    crowd(9)
    ready, found = threading.Barrier(2), []

    def beat():
        def happening(session):
            if not waited:
                waited.append(True)
                if session.get_bind().dialect.name == "postgresql":
                    session.execute(select(Surge))  # both look before either writes
                    ready.wait(20)
            return [one.topic for one in surges.scan(session, book, clock())]

        waited = []
        found.extend(store.write(happening))

    threads = [threading.Thread(target=beat) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == ["late-delivery"]


def test_a_number_is_given_once(store, clock):
    row = {"topic": "a", "number": 1, "at": clock(), "hours": 1.0, "authors": 9, "expected": 0.5, "weeks": 6,
           "chance": 1e-9, "reasons": [], "cooldown_until": clock()}  # fmt: skip
    store.write(lambda session: session.execute(insert(Surge), [row]))
    with store.writers() as session, pytest.raises(IntegrityError):
        session.execute(insert(Surge), [row])


def test_within_the_cooldown_it_is_told_again_only_if_it_grows(past, crowd, scan, clock, store):
    past()
    crowd(9)
    assert scan() == [("late-delivery", 9)]
    crowd(9)
    assert scan() == [], "as many again"
    crowd(40, minutes=0.2)
    ((topic, authors),) = scan()
    assert (topic, authors >= 27) == ("late-delivery", True)


def test_after_the_cooldown_what_was_told_of_is_told_no_more(past, crowd, scan, clock):
    past()
    crowd(9)
    assert scan() == [("late-delivery", 9)]
    clock.pass_(hours=6.5)
    assert scan() == [], "the long stretches still hold the crowd of this morning"
    crowd(9)
    assert [topic for topic, _authors in scan()] == ["late-delivery"]


def test_a_new_playbook_has_no_history(past, crowd, scan, store, book, clock):
    past()
    assert scan() == []
    store.write(lambda s: s.merge(Topic(name="late-delivery", since=clock())))
    clock.pass_(hours=1)  # what is known is read anew
    crowd(12)
    assert scan() == []


def test_topics_are_written_down_with_their_first_day(scan, store, book, clock, past):
    past()
    assert scan() == []
    newer = replace(book, playbooks={**book.playbooks, "long-queue": book.playbooks["general"]})
    store.write(lambda s: surges.scan(s, newer, clock()))
    with store.read() as session:
        since = {topic.name: topic.since for topic in session.scalars(select(Topic))}
    assert since.pop("long-queue") == clock()
    assert set(since.values()) == {surges.ALWAYS}
    assert since.keys() == book.playbooks.keys()


def test_the_desk_chooses_what_counts(past, crowd, store, book, clock):
    past()
    crowd(9)
    strict = with_desk(book, surges=book.desk.surges.model_copy(update={"least_authors": 10}))
    assert store.write(lambda s: surges.scan(s, strict, clock())) == []
    longer = with_desk(book, surges=book.desk.surges.model_copy(update={"history": "8w"}))
    assert store.write(lambda s: surges.scan(s, longer, clock())) == []
    short = with_desk(book, surges=book.desk.surges.model_copy(update={"cooldown": "90m"}))
    (surge,) = store.write(lambda s: surges.scan(s, short, clock()))
    assert surge.cooldown_until == clock() + timedelta(minutes=90)


def test_a_scan_takes_few_statements(past, crowd, store, book, clock, scan):
    def statements():
        seen = []
        note = lambda *words: seen.append(words[2])  # noqa: E731
        event.listen(store.engine, "before_cursor_execute", note)
        scan()
        event.remove(store.engine, "before_cursor_execute", note)
        return len([one for one in seen if not one.startswith("BEGIN")])

    past()
    scan()
    assert statements() == 3, "nothing happens"
    crowd(9)
    scan()
    assert statements() == 3, "a surge is on"
    clock.pass_(days=4)
    scan()
    assert statements() == 2, "nobody says anything"


def test_counting_takes_one_statement_however_many(store, past):
    seen = []
    note = lambda *words: seen.append(words[2])  # noqa: E731
    event.listen(store.engine, "before_cursor_execute", note)
    past()
    event.remove(store.engine, "before_cursor_execute", note)
    assert len([one for one in seen if "INTO complainant" in one]) == 1


def test_what_is_compared_with_nothing_is_forgotten(past, store, clock):
    past()
    clock.pass_(weeks=9)
    store.write(lambda s: complainants.forget_old(s, clock()))
    left = counted(store).values()
    assert 0 < len(left) < 12 * 8
    assert min(row.minute for row in left) >= complainants.minute_of(clock() - complainants.KEPT)


def test_a_person_may_look_at_what_is_usual_and_what_is_seen(past, crowd, store, book, clock):
    past()
    past(days=5, source="young")
    crowd(4)
    with store.read() as session:
        standing = surges.standing(session, book, clock())
    of_hour = next(one for one in standing.topics["late-delivery"] if one.hours == 1)
    assert of_hour.authors == 4
    assert 0 < of_hour.usual.mean < 1
    assert standing.sources["generic"] > 3 > standing.sources["young"]
