"""Who has the same problem, in Slack: the card's line, the window, taking one out, and both commands."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.desk.models import Complaint
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE
from tests.slack.slacklike import eventually

pytestmark = ONE_DATABASE
FIRST = "The quarry street lift is stuck again, four floors with a pram"
SECOND = "no lift at quarry street since Monday, my gran sits in the hall"


@pytest.fixture
def two(desk, take):
    """Two people with the same problem, both on cards."""

    def happen():
        for text, handle in ((FIRST, "ines"), (SECOND, "omar")):
            take(text=text, language="en", author={"handle": handle, "name": handle.title()})
            desk.work()
        with desk.app.store.read() as session:
            return session.scalars(select(Complaint).order_by(Complaint.id)).all()

    return happen()


def cards(slack):
    return [json.dumps(message, ensure_ascii=False) for message in slack.in_channel("approvals")]


def test_both_cards_tell_of_each_other_and_why(slack, two):
    first, second = cards(slack)
    assert f"|{two[1].ref}> (2 people)" in first, "the one that was there first is drawn anew"
    assert f"|{two[0].ref}> (2 people)" in second
    assert f"It names what {two[0].ref} names: “lift”, “quarry”." in second


def test_the_window_takes_one_out(desk, slack, two):
    desk.send(signed.press("U0SAM", "complaint_group", two[1].ref))
    (view,) = eventually(lambda: slack.of("views.open") + slack.of("views.update"))[-1:]
    shown = json.dumps(view, ensure_ascii=False)
    assert all(one.ref in shown for one in two)
    assert "complaint_ungroup" in shown
    desk.press("U0SAM", "complaint_ungroup", two[1].ref)
    desk.work()
    assert not any("Same problem as" in card for card in cards(slack))
    assert desk.complaint(two[0].id).group_id is None


def test_commands_undo_and_put_together(desk, slack, two):
    assert "in no group any more" in desk.send_form(signed.command("U0SAM", f"ungroup {two[0].ref}")).text
    assert "dans aucun groupe" in desk.send_form(signed.command("U0LEA", f"dégrouper {two[0].ref}")).text
    answer = desk.send_form(signed.command("U0SAM", f"group {two[0].ref} {two[1].ref}")).text
    assert "each keeps its own answer" in answer
    desk.work()
    assert "Sam Whitlock said so." in cards(slack)[0]
    assert "in one group already" in desk.send_form(signed.command("U0SAM", f"group {two[1].ref} {two[0].ref}")).text
    assert "No complaint" in desk.send_form(signed.command("U0SAM", f"group {two[1].ref}")).text
    said = desk.send_form(signed.command("U0NOE", f"ungroup {two[0].ref}")).text
    assert "in no group any more" not in said, "who may not approve may not group"
    assert desk.complaint(two[0].id).group_id is not None
