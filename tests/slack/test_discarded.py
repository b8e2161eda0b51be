"""The digest of what was set aside and the daily sample: posted, pressed in, drawn anew, and refused with a reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.desk.models import Complaint, Correction, Mention
from bot.slack import discarded
from tests.conftest import TUESDAY
from tests.slack.conftest import count, told
from tests.slack.slacklike import CHANNELS
from workers import rounds

YESTERDAY = TUESDAY - timedelta(days=1)


@pytest.fixture
def look(desk, clock):
    """What the beat does, and then the workers."""

    def run():
        found = rounds.discarded(desk.app)
        clock.pass_(seconds=6)
        desk.work()
        return found

    return run


def in_(slack, channel="approvals"):
    return [message for message in slack.in_channel(channel) if "mention_" in json.dumps(message["blocks"])]


def shown(message):
    return json.dumps(message, ensure_ascii=False)


def refs(app):
    with app.store.read() as session:
        return [complaint.ref for complaint in session.query(Complaint).order_by(Complaint.id)]


def test_a_digest_lists_ten_and_counts_the_rest(look, slack, aside):
    for number in range(52):
        aside(text=f"Write to jobs{number}@example.com or 06 12 34 56 78", doubtful=number == 30)
    assert look()
    (message,) = in_(slack)
    assert "Set aside as no complaint: 52" in message["text"]
    assert "…and 42 more: `amends mentions list --state discarded`" in shown(message)
    buttons = [block["accessory"]["action_id"] for block in message["blocks"] if "accessory" in block]
    assert buttons == ["mention_restore"] * 10
    assert "not sure:" in shown(message["blocks"][1])
    assert "It reads like nothing that concerns us." in shown(message)
    assert "example.com" not in shown(message) and "34 56" not in shown(message)
    assert not look()
    assert len(in_(slack)) == 1


def test_one_click_makes_a_complaint_of_it_and_the_message_says_who_did_it(desk, look, slack, aside):
    back = aside(doubtful=True, text="My cup arrived broken and nobody answers.")
    kept = aside()
    look()
    assert desk.press("U0SAM", "mention_restore", back).status_code == 200
    desk.work()
    (ref,) = refs(desk.app)
    (message,) = in_(slack)
    assert f"restored by Sam Whitlock: `{ref}`" in shown(message)
    buttons = [block["accessory"]["value"] for block in message["blocks"] if "accessory" in block]
    assert buttons == [kept]
    (card,) = [one for one in slack.in_channel("approvals") if "draft_approve" in shown(one)]
    assert "My cup arrived broken" in shown(card)
    assert told(slack) == []


def test_a_second_click_a_stranger_and_a_lost_mention_are_told_why(desk, look, slack, aside):
    back = aside(doubtful=True)
    look()
    desk.press("U0SAM", "mention_restore", back)
    desk.press("U0LEA", "mention_restore", back)
    desk.press("U0STRANGER", "mention_restore", back)
    desk.press("U0SAM", "mention_restore", "no-such-mention")
    desk.work()
    french, stranger, lost = told(slack)
    assert french == f"Sam Whitlock en a déjà fait une réclamation : {refs(desk.app)[0]}."
    assert "U0STRANGER" in stranger and "desk.yaml" in stranger
    assert "no-such-mention" in lost
    assert count(desk.app, Complaint) == 1
    assert count(desk.app, Correction) == 1


def test_a_click_delivered_twice_acts_once(desk, look, slack, aside):
    from tests.slack import signed

    back = aside(doubtful=True)
    look()
    payload = signed.press("U0NOE", "mention_restore", back)  # whoever may log a complaint may restore one
    for _delivery in range(2):
        assert desk.send(payload).status_code == 200
    desk.work()
    assert count(desk.app, Complaint) == 1
    assert told(slack) == []


def test_a_deleted_one_says_so_in_the_message(desk, look, slack, aside, take):
    gone = take(author={"handle": "brindelune", "name": "Brindelune"}, id="a", text="Our jobs!")
    for _number in range(9):
        aside()
    look()
    assert "Our jobs!" in shown(in_(slack)[0])
    take(id="a", kind="deleted")
    desk.press("U0SAM", "mention_restore", gone)
    desk.work()
    assert told(slack) == ["Its author has deleted it: there is nothing left to answer."]


def test_the_sample_goes_to_the_managers_with_two_buttons_a_row(desk, look, slack, aside):
    for _number in range(8):
        aside(told_at=YESTERDAY)
    look()
    (message,) = in_(slack, "managers")
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    assert [[one["action_id"] for one in row["elements"]] for row in rows] == [
        ["mention_review", "mention_restore"]
    ] * 5
    assert [one["text"]["text"] for one in rows[0]["elements"]] == ["Right", "It is a complaint"]
    assert "Looked at in the last 30 days: 0" in shown(message)
    right, wrong = (row["elements"][0]["value"] for row in rows[:2])
    desk.press("U0HEL", "mention_review", right, channel=CHANNELS["managers"])
    desk.press("U0HEL", "mention_restore", wrong, channel=CHANNELS["managers"])
    desk.work()
    (message,) = in_(slack, "managers")
    assert len([block for block in message["blocks"] if block["type"] == "actions"]) == 3
    assert "Hélène Duvivier looked: right" in shown(message)
    assert f"restored by Hélène Duvivier: `{refs(desk.app)[0]}`" in shown(message)
    assert "Looked at in the last 30 days: 2; complaints among them: 1" in shown(message)
    desk.press("U0SAM", "mention_review", right, channel=CHANNELS["managers"])
    desk.work()
    assert told(slack) == ["Hélène Duvivier has looked at it already and found it right."]


def test_from_thirty_on_the_sample_says_the_rate(look, slack, aside, store, clock):
    for _number in range(30):
        mention_id = aside(told_at=YESTERDAY - timedelta(days=2))
        store.write(
            lambda session, of=mention_id: session.add(
                Correction(mention_id=of, what="review", before="noise", after="right", person="U0LEA", at=clock())
            )
        )
    aside(told_at=YESTERDAY)
    look()
    assert "Looked at in the last 30 days: 30; complaints among them: 0.0%" in shown(in_(slack, "managers")[0])


def test_a_reason_is_told_in_the_readers_language():
    reason = {"text": "{who} looked: right", "values": {"who": "Léa"}, "names": {}}
    assert discarded.why(Mention(reason="x", triage={"reasons": [reason]}), "fr") == "Léa a vérifié : bien vu"
    assert discarded.why(Mention(reason="Right", triage=None), "fr") == "Bien vu"
    assert discarded.why(Mention(reason="words of a tool", triage={}), "fr") == "words of a tool"
