"""A mention that is an earlier one again: the same item, its author's further word, somebody's copy; what is not."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from bot.desk import alerts, complaints, duplicates, events, mentions, recent
from bot.desk.models import Card, Complaint, Mention
from bot.desk.vocabulary import MentionState, Refused
from bot.sources import generic
from tests.conftest import TUESDAY, alert_body

SAID = "Ordered the Halvedge hob in March, it came with a crack and nobody at the shop in Leeds picks up the phone"
OTHERS = {"handle": "omar_k", "name": "Omar K"}
AT = (TUESDAY - timedelta(minutes=10)).isoformat()


def post(**fields):
    """What Nadia wrote, in English."""
    return {"text": SAID, "language": "en", "url": "https://social.example/p/77", "posted_at": AT, **fields}


@pytest.fixture
def seen(store):
    """The mention with this id, and the complaint it is on."""

    def look(mention_id):
        with store.read() as session:
            mention = session.get_one(Mention, mention_id)
            return mention, session.get(Complaint, mention.complaint_id) if mention.complaint_id else None

    return look


@pytest.fixture
def first(take, seen):
    """Nadia's complaint: her mention and the complaint."""
    return seen(take(**post()))


def count(store):
    with store.read() as session:
        return len(session.scalars(select(Complaint)).all())


def timeline(store, complaint):
    with store.read() as session:
        return [(one.kind, one.data.get("count")) for one in events.of_complaint(session, complaint.id)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": "https://www.google.com/url?url=https%3A%2F%2Fsocial.example%2Fp%2F77%3Futm_source%3Dx"},
        {"text": SAID[:70] + "…", "url": "http://m.social.example/p/77/?fbclid=3#c"},
        {"text": "", "url": "https://social.example/p/77?sig=12"},
        {"author": {}},
        {"author": {}, "url": ""},
        {"url": "https://short.example/x1", "text": f"{SAID} 😡 https://t.co/x"},
        {"text": "Elle est arrivée fêlée et personne ne répond.", "language": "fr"},  # a tool that translates
        {
            "text": SAID.replace("&", "&amp;").replace("'", "&#39;"),
            "posted_at": (TUESDAY - timedelta(hours=3)).isoformat(),
        },
    ],
)
def test_the_same_item_from_another_tool_begins_nothing(first, take, seen, store, fields):
    (mention, complaint), again = first, seen(take(source="feed", **post(**fields)))
    assert (again[0].state, again[1].id) == (MentionState.JOINED, complaint.id)
    assert again[0].duplicate_of == mention.id
    assert complaint.ref in again[0].reason
    assert count(store) == 1
    assert again[1].thread_revision == 1, "nothing was said anew"
    with store.read() as session:
        assert mentions.further_words(session, again[1]) == []


def test_delivered_once_more_under_another_id_begins_nothing(first, take, seen, store):
    again = seen(take(**post(url="https://social.example/p/77?utm_source=tool")))
    assert again[0].duplicate_of == first[0].id
    assert count(store) == 1


def test_one_page_of_many_reviews_is_no_item(first, take, store):
    earlier = (TUESDAY - timedelta(days=2)).isoformat()
    take(**post(author=OTHERS, text="The boiler was fitted late and the fitter left the hall full of dust"))
    other = "Rang twice about a refund for a kettle, was cut off both times, hopeless"
    take(source="feed", **post(author={"handle": "zoe"}, text=other, posted_at=earlier))
    assert count(store) == 3


def test_a_copy_by_another_author_is_reach(first, take, seen, store, book):
    mention, complaint = first
    again = seen(
        take(**post(id="copy", url="https://social.example/p/91", author=OTHERS, text=f"RT @nadia.o: {SAID} 😡"))
    )
    assert (again[0].state, again[1].id, again[0].duplicate_of) == (MentionState.JOINED, complaint.id, mention.id)
    assert again[0].reason == f"repeats what @nadia.o wrote: {complaint.ref}"
    take(**post(url="https://social.example/p/92", author={"handle": "zoe"}, text=SAID.replace("crack", "carck")))
    assert count(store) == 1
    assert [one for one in timeline(store, complaint) if one[0] == "repeated"] == [("repeated", 1), ("repeated", 2)]
    with store.read() as session:
        row = session.get_one(Complaint, complaint.id)
        assert row.thread_revision == 1, "what was approved still counts"
        assert duplicates.repeated(session, [row.id]) == {row.id: 2}


@pytest.mark.parametrize(
    "text",
    [
        SAID.replace("Leeds", "Derby"),
        SAID.replace("March", "June").replace("hob", "kettle"),
        "My hob from Halvedge came cracked too and the Leeds shop never answers",
        "Still waiting for my refund",
    ],
)
def test_another_person_with_the_same_problem_has_a_complaint_of_their_own(first, take, store, text):
    take(**post(url="https://social.example/p/91", author=OTHERS, text=text))
    assert count(store) == 2


def test_short_words_may_be_anybodys(take, store):
    for number in range(3):
        take(**post(id=f"p{number}", url=f"https://social.example/{number}", author={"handle": f"h{number}"},
                    text="Still waiting for my refund"))  # fmt: skip
    assert count(store) == 3


def later(clock, **fields):
    clock.pass_(hours=2)
    return {"language": "en", "posted_at": clock().isoformat(), **fields}


@pytest.mark.parametrize(
    "text", ["My table never arrived, where is it?", "STILL nothing. My table never arrived. Day five now."]
)
def test_the_same_author_on_the_same_matter_adds_a_word(take, seen, clock, store, text):
    _mention, complaint = seen(take(text="My table never arrived, where is it?", language="en"))
    assert complaint.playbook_reason
    again = seen(take(**later(clock, text=text)))
    assert (again[0].state, again[1].id) == (MentionState.JOINED, complaint.id)
    assert again[1].thread_revision == 2, "what was approved before no longer counts"
    assert ("customer_wrote", None) in timeline(store, complaint)
    assert count(store) == 1


@pytest.mark.parametrize("why", ["another matter", "dismissed", "answered", "long ago", "elsewhere"])
def test_when_the_same_author_begins_anew(take, seen, clock, store, book, lea, why):
    _mention, complaint = seen(take(text="My table never arrived, where is it?", language="en"))

    def happening(session):
        row = session.get_one(Complaint, complaint.id)
        if why == "dismissed":
            complaints.dismiss(session, book, row, lea, "a joke", clock())
        elif why == "answered":
            row.answered_at = clock()

    store.write(happening)
    if why == "long ago":
        clock.pass_(days=15)
    text = "The vase arrived broken." if why == "another matter" else "My table never arrived. Nothing at all."
    take(**later(clock, text=text, network="instagram" if why == "elsewhere" else "facebook"))
    assert count(store) == 2


def test_what_was_set_aside_is_set_aside_again(take, seen, store):
    own = seen(
        take(text="We open a second shop in Leeds on Thursday at ten, come and see us", author={"handle": "brindelune"})
    )
    store.write(lambda s: setattr(s.get_one(Mention, own[0].id), "state", MentionState.DISCARDED))
    store.write(lambda s: setattr(s.get_one(Mention, own[0].id), "complaint_id", None))
    copy = seen(
        take(text="RT @brindelune: We open a second shop in Leeds on Thursday at ten, come and see us", author=OTHERS)
    )
    assert (copy[0].state, copy[1], copy[0].duplicate_of) == (MentionState.DISCARDED, None, own[0].id)
    assert "set aside" in copy[0].reason


def test_what_a_person_logs_is_what_they_say(first, store, book, clock):
    def happening(session):
        incoming = generic.parse("generic", json.dumps(alert_body(**post(id="logged"))).encode())[0]
        alerts.store(session.connection(), [alerts.row(incoming, clock())])
        (alert,) = alerts.unread(session, 5)
        reading = generic.read(alert.payload)
        object.__setattr__(reading, "logged_by", "U0LEA")
        return len(mentions.take_all(session, book, [(alert, reading)], clock()))

    assert store.write(happening) == 1


# Several at once


def arrive(store, book, clock, bodies, source="generic"):
    """Let alerts be read together, in one transaction; how many complaints begin."""

    def happening(session):
        found = [generic.parse(source, json.dumps(body).encode())[0] for body in bodies]
        alerts.store(session.connection(), [alerts.row(one, clock()) for one in found])
        mine = {one.mention_id for one in found}
        read = [(one, generic.read(one.payload)) for one in alerts.unread(session, 100) if one.mention_id in mine]
        return len(mentions.take_all(session, book, read, clock()))

    return store.write(happening)


def copies(number):
    return [
        alert_body(**post(id=f"c{place}", url=f"https://social.example/p/{place}", author={"handle": f"h{place}"}))
        for place in range(number)
    ]


def test_the_same_text_many_times_in_one_batch(store, book, clock):
    assert arrive(store, book, clock, copies(12)) == 1
    with store.read() as session:
        (complaint,) = session.scalars(select(Complaint)).all()
        assert duplicates.repeated(session, [complaint.id]) == {complaint.id: 11}
        assert len(session.scalars(select(Card)).all()) == 1
        found = session.scalars(select(Mention)).all()
        assert {one.duplicate_of for one in found} == {None, complaint.mention_id}


def test_the_same_text_in_batches_at_the_same_time(store, book, clock):
    begun, bodies = [], copies(8)
    threads = [
        threading.Thread(target=lambda part=part: begun.append(arrive(store, book, clock, part)))
        for part in (bodies[:2], bodies[2:4], bodies[4:6], bodies[6:])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(begun) == len(begun) - 3 == 1
    assert count(store) == 1


def test_a_batch_takes_as_many_queries_as_one(store, book, clock):
    said = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    taken = []
    for start, number in ((100, 1), (200, 1), (300, 15)):
        bodies = [
            alert_body(**post(id=f"q{place}", url=f"https://social.example/q/{place}", author={"handle": f"q{place}"},
                              text=f"The hob number {place} of a street without gas came {place} days late"))
            for place in range(start, start + number)
        ]  # fmt: skip
        said.clear()
        assert arrive(store, book, clock, bodies) == number
        taken.append(len([one for one in said if one.startswith("SELECT")]))
    assert taken[2] <= taken[1] + 1


def test_another_process_finds_what_this_one_took(first, take, store, clock, book):
    recent._OF.clear()  # as if it had just started
    copy = post(id="n1", url="https://social.example/p/5", author=OTHERS, text=SAID.replace("crack", "carck"))
    assert arrive(store, book, clock, [alert_body(**copy)]) == 0


# Undone


def test_what_joined_can_be_separated(first, take, seen, store, book, clock, lea):
    _mention, complaint = first
    copy = seen(take(**post(url="https://social.example/p/91", author=OTHERS)))[0]

    def happening(session):
        row = session.get_one(Complaint, complaint.id)
        return duplicates.separate_latest(session, book, row, lea, clock()).id

    opened = store.write(happening)
    again, own = seen(copy.id)
    assert (again.state, own.id, again.duplicate_of) == (MentionState.COMPLAINT, opened, None)
    assert complaint.ref in again.reason
    assert "separated" in dict(timeline(store, complaint))
    assert {"opened", "separated_from"} <= set(dict(timeline(store, own)))
    with pytest.raises(Refused):
        store.write(happening)
    assert count(store) == 2


def test_only_what_joined_can_be_separated(first, store, book, clock, lea):
    with pytest.raises(Refused):
        store.write(lambda s: duplicates.separate(s, book, s.get_one(Mention, first[0].id), lea, clock()))


def test_an_edited_post_is_found_by_its_new_words(first, take, store, seen):
    new = "The Halvedge hob came cracked, the shop in Leeds has promised a new one by Friday and I still wait for it"
    with store.read() as session:
        external = session.get_one(Mention, first[0].id).external_id
    take(**post(id=external, kind="edited", text=new))
    copy = seen(take(**post(url="https://social.example/p/91", author=OTHERS, text=new)))
    assert copy[0].duplicate_of == first[0].id
