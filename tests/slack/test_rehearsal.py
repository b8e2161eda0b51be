"""``/amends`` and rehearsing: help for unknown words, a past complaint without names, checks, and nothing kept."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.desk.models import Complaint, Draft, Editing, Effect, Event, Rehearsal
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import eventually

pytestmark = ONE_DATABASE


@pytest.fixture
def answered(desk, drafted, clock):
    """A complaint that was answered in public."""
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    clock.pass_(minutes=2)
    desk.work()
    assert count(desk.app, Draft, Draft.state == "published") == 1
    return drafted


def last(slack, method):
    view = eventually(lambda: slack.of(method))[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


@pytest.mark.parametrize(("said", "unknown"), [("", False), ("help", False), ("sing a song", True)])
def test_help_is_said_to_the_person_alone(desk, said, unknown):
    answer = desk.send_form(signed.command("U0SAM", said))
    assert answer.status_code == 200
    assert "/amends rehearse" in answer.text
    assert ("nothing that /amends knows" in answer.text) is unknown


def test_the_help_is_in_the_language_of_the_person(desk):
    assert "s'entraîner" in desk.send_form(signed.command("U0LEA", "")).text


def test_with_nothing_answered_there_is_nothing_to_rehearse_on(desk, slack, drafted):
    desk.send_form(signed.command("U0SAM", "rehearse"))
    eventually(lambda: desk.work() or told(slack))
    assert "nothing to rehearse on" in told(slack)[-1]


def test_a_past_complaint_comes_without_names_and_is_judged_while_one_types(desk, slack, answered):
    desk.send_form(signed.command("U0NOE", "rehearse"))
    view = last(slack, "views.open")
    shown = json.dumps(view, ensure_ascii=False)
    with desk.app.store.read() as session:
        mention = session.get_one(Complaint, answered).mention
        assert mention.author_name.split()[0] not in shown
        ref = session.get_one(Complaint, answered).ref
    before = count(desk.app, Editing), count(desk.app, Event), count(desk.app, Effect)
    desk.send(signed.typed("U0NOE", view, "rehearsal_typed", "reply", "Thank you for your message."))
    drawn = last(slack, "views.update")
    assert "judged" in {block.get("block_id") for block in drawn["blocks"]}
    assert not any("initial_value" in block.get("element", {}) for block in drawn["blocks"])

    answer = desk.send(signed.submission("U0NOE", view, {"reply": "Thank you for your message."})).json()
    assert answer["response_action"] == "update"
    verdict = json.dumps(answer["view"], ensure_ascii=False)
    assert "apaiser" in verdict
    assert "Sam" not in verdict  # who really answered
    assert (count(desk.app, Editing), count(desk.app, Event), count(desk.app, Effect)) == before
    assert count(desk.app, Rehearsal, Rehearsal.times == 1) == 1

    desk.send_form(signed.command("U0NOE", f"rehearse {ref}"))
    assert ref in json.dumps(last(slack, "views.open"))


def test_an_empty_rehearsal_says_so_at_the_field(desk, slack, answered):
    desk.send_form(signed.command("U0SAM", "rehearse"))
    answer = desk.send(signed.submission("U0SAM", last(slack, "views.open"), {"reply": " "})).json()
    assert set(answer["errors"]) == {"reply"}
    assert count(desk.app, Rehearsal) == 0


def test_a_stranger_rehearses_nothing(desk, slack, answered):
    assert "U0STRANGER" in desk.send_form(signed.command("U0STRANGER", "rehearse")).text
    assert slack.of("views.open") == []


def test_a_complaint_is_found_by_its_reference(desk, slack, drafted, clock):
    clock.now += timedelta(seconds=1)
    ref = desk.complaint(drafted).ref
    desk.send_form(signed.command("U0SAM", ref.lower()))
    view = last(slack, "views.open")
    assert view["callback_id"] == "complaint_timeline" and ref in json.dumps(view)


def test_the_code_of_conduct_can_be_read_at_any_time(desk, slack):
    desk.send_form(signed.command("U0SAM", "conduct"))
    view = last(slack, "views.open")
    assert "Critics are not enemies" in json.dumps(view)
    assert "submit" not in view  # acknowledged already
