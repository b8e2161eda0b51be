"""``/amends desk``: a one-time link to the manager's pages, told to nobody but the person who asked."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.desk.models import DoorLink
from tests.slack.conftest import ONE_DATABASE


def typed(desk, user: str, text: str = "desk") -> str:
    fields = {
        "command": "/amends",
        "text": text,
        "user_id": user,
        "channel_id": "C1",
        "trigger_id": "t",
        "team_id": "T1",
    }
    answer = desk.send_form(fields)
    assert answer.status_code == 200
    return answer.text


@ONE_DATABASE
def test_the_answer_is_a_link_that_opens_the_door_once_and_only_the_person_sees_it(desk, slack):
    before = len(slack.calls)
    said = typed(desk, "U0SAM")
    found = re.search(r"<(http://[^|>]+)/desk/enter/([\w-]{43})\|", said)
    assert found, said
    assert "in_channel" not in said
    assert len(slack.calls) == before  # told in the answer alone: nothing is posted anywhere
    path = f"/desk/enter/{found[2]}"
    assert "Sam Whitlock" in desk.http.get(path).text
    assert desk.http.post(path).status_code == 303
    assert desk.http.post(path).status_code == 403


@ONE_DATABASE
def test_whoever_is_not_on_the_desk_is_told_whom_to_ask(desk, app):
    assert "not on this desk yet" in typed(desk, "U0STRANGER")
    with app.store.read() as session:
        assert session.scalars(select(DoorLink)).all() == []


@ONE_DATABASE
def test_the_help_names_it_in_french_too(desk):
    assert "/amends desk" in typed(desk, "U0LEA", "aide")
