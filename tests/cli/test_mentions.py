"""``amends mentions``: everything that came in is there, with why; what was set aside is made a complaint."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.models import Complaint, Correction, Effect, Mention

WORDS = "Write to jobs@example.com: ten jobs near you, in Lyon, in Paris, at home or on the road, and the pay is good."


def test_a_list_has_everything_with_its_reason_and_first_words_masked(desk, aside, take, clock):
    set_aside = aside(text=WORDS, kind="noise", doubtful=True)
    clock.pass_(minutes=1)
    opened = take()
    said = desk("mentions list")
    assert (said.code, said.err) == (0, "")
    assert said.out.index(opened) < said.out.index(set_aside)
    assert "facebook  Jobs Daily  discarded (noise, not sure)" in said.out
    assert "    It reads like nothing that concerns us." in said.out
    assert "    | Write to " in said.out
    assert "example.com" not in said.out and "pay is good" not in said.out
    assert said.out.rstrip().endswith("2 of 2")


def test_only_one_state_only_since_and_only_so_many(desk, aside, take, clock):
    old = [aside() for _number in range(2)]
    clock.pass_(days=3)
    new = aside()
    take()
    assert {one["id"] for one in desk("mentions list --state discarded --json").json} == {*old, new}
    assert [one["id"] for one in desk("mentions list --state discarded --since 2026-11-26 --json").json] == [new]
    said = desk("mentions list --state discarded --limit 1")
    assert new in said.out and old[0] not in said.out
    assert "1 of 3; --limit shows more" in said.out
    assert desk("mentions list --since 2026-11-27T00:00:00 --state gone").out == "0 of 0\n"


def test_as_json_each_is_an_object(desk, aside, clock):
    mention_id = aside(
        text=WORDS, kind="noise", author_name="", author_handle="jobs@social.example", network="mastodon"
    )
    (one,) = desk("mentions list --json").json
    assert one == {
        "id": mention_id, "at": clock().isoformat(), "posted_at": clock().isoformat(), "network": "mastodon",
        "author": "jobs@social.example", "state": "discarded", "kind": "noise", "doubtful": False,
        "reason": "It reads like nothing that concerns us.", "url": "https://social.example/a", "text": one["text"],
        "needs": None, "decided": None,
    }  # fmt: skip
    assert "pay is good" in one["text"] and "example.com" not in one["text"]


def test_an_unknown_state_and_a_wrong_day_are_said_in_a_sentence(desk):
    said = desk("mentions list --state lost")
    assert (said.code, said.out) == (1, "")
    assert "complaint, joined, discarded, gone" in said.err
    assert desk("mentions list --since yesterday").code != 0


def test_restore_opens_the_complaint(desk, store, aside):
    mention_id = aside()
    said = desk(f"mentions restore {mention_id} --by U0SAM --json")
    with store.read() as session:
        complaint = session.query(Complaint).one()
        assert json.loads(said.out) == {"mention": mention_id, "complaint": complaint.ref}
        assert session.get_one(Mention, mention_id).state == "complaint"
        assert session.query(Correction).one().person == "U0SAM"
        assert session.query(Effect).filter_by(kind="draft.compose").count() == 1
    again = desk(f"mentions restore {mention_id} --by U0LEA")
    assert (again.code, again.out) == (1, "")
    assert f"Sam Whitlock has made a complaint of it already: {complaint.ref}." in again.err


def test_restore_in_words(desk, aside, store):
    said = desk(f"mentions restore {aside()} --by U0NOE")
    with store.read() as session:
        assert said.out == f"{session.query(Complaint).one().ref}: it is a complaint now; its card and draft follow.\n"


@pytest.mark.parametrize(("who", "what"), [("U0STRANGER", "desk.yaml"), ("U0SAM", "no-such")])
def test_who_is_not_on_the_desk_and_what_is_not_there(desk, aside, who, what):
    mention_id = aside() if who == "U0STRANGER" else "no-such"
    said = desk(f"mentions restore {mention_id} --by {who}")
    assert said.code == 1
    assert what in said.err


def test_what_is_watched_or_not_engaged_with_is_decided_listed_and_ended(desk, take, aside, store, clock):
    opened, watched = take(), aside()
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    said = desk(f"mentions abstain {opened} --needs do_not_engage --why 'feeds a troll' --by U0LEA")
    assert (said.code, said.err) == (0, "")
    assert said.out.strip() == "do_not_engage, for good, decided by Léa Morel: feeds a troll"
    found = desk(f"mentions abstain {watched} --needs watch --until {until} --why 'may grow' --by U0HEL --json").json
    assert (found["mention"], found["needs"]) == (watched, "watch")
    with store.read() as session:
        assert session.query(Complaint).one().state == "abstained"
    (one,) = desk("mentions list --needs do_not_engage --json").json
    assert (one["id"], one["needs"]) == (opened, "do_not_engage")
    assert (one["decided"]["by"], one["decided"]["why"], one["decided"]["until"]) == ("U0LEA", "feeds a troll", None)
    listed = desk("mentions list --needs watch").out
    assert f"watch, until {until}, decided by Hélène Duvivier: may grow" in listed and opened not in listed
    assert desk(f"mentions engage {opened} --by U0LEA").out == "Nobody holds it back any more.\n"
    with store.read() as session:
        assert session.query(Complaint).one().state == "open"
    again = desk(f"mentions engage {opened} --by U0LEA")
    assert (again.code, again.out) == (1, "") and "nothing to end" in again.err


def test_a_decision_that_cannot_be_is_refused_in_a_sentence(desk, take):
    opened = take()
    for line, says in (
        ("--needs watch --why x --by U0LEA", "nobody watches for ever"),
        ("--needs wait --why x --by U0LEA", "Choose whether"),
        ("--needs watch --why x --until soon --by U0LEA", "2026-12-31"),
        ("--needs watch --why x --until 2099-01-01 --by U0LEA", "within a year"),
        ("--needs do_not_engage --why x --by U0NOE", "community manager"),
    ):
        said = desk(f"mentions abstain {opened} {line}")
        assert (said.code, said.out) == (1, ""), line
        assert says in said.err
    said = desk("mentions list --needs silence")
    assert said.code == 1 and "reply, watch, do_not_engage" in said.err
