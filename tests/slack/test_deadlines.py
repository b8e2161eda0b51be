""" "Explain this deadline": the button on the card, `/amends explain`, both languages."""

from __future__ import annotations

import json

import pytest

from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE
from tests.slack.slacklike import eventually
from tests.slack.test_approving import drawn


def words(view) -> str:
    return json.dumps(view, ensure_ascii=False)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("U0SAM", ["Deadlines", "First response", "Begun Tue 24 Nov 09:50", "*Due Tue 24 Nov 12:50*, after 3 h"]),
        ("U0LEA", ["Échéances", "Première réponse", "Début : mar. 24 nov. 09:50", "*Échéance : mar. 24 nov. 12:50*"]),
    ],
)
def test_the_card_explains_its_deadline(desk, slack, drafted, user, said):
    """Each in their language; the sum is done on the calendar's own clock."""
    desk.send(signed.press(user, "deadline_explain", desk.complaint(drafted).ref))
    view = drawn(slack, "views.open")
    assert view["callback_id"] == "deadline_explain"
    assert [one for one in [*said, "Europe/Paris"] if one not in words(view)] == []


@ONE_DATABASE
def test_the_command_explains_too_and_refuses_strangers_and_what_is_no_reference(desk, slack, drafted):
    def typed(user: str, text: str) -> str:
        return desk.send_form({
            "command": "/amends", "text": text, "user_id": user, "channel_id": "C1", "trigger_id": f"t-{user}",
            "team_id": "T1",
        }).text  # fmt: skip

    typed("U0SAM", f"explain {desk.complaint(drafted).ref}")
    assert "First response" in words(drawn(slack, "views.open"))
    typed("U0LEA", "expliquer AAA-AAAA")
    assert "not on this desk yet" in typed("U0NOBODY", f"explain {desk.complaint(drafted).ref}")
    eventually(lambda: desk.work() or "AAA-AAAA" in words(slack.calls))
