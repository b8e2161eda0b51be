"""``/amends sla`` at the wire: figures to one person, with chart and table, in words where Slack takes none."""

from __future__ import annotations

import json

import pytest

from bot.desk.models import Effect
from bot.sandbox.blocks import problems_of_blocks
from bot.slack import figured
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count
from tests.slack.slacklike import refuse
from tests.slack.test_faces import problems

pytestmark = ONE_DATABASE


@pytest.fixture
def busy(take, clock):
    """Two complaints in two teams, two days ago."""
    take()
    take(text="The cup is broken, it came in pieces.", network="google", author={"handle": "tom"}, language="en")
    clock.pass_(days=2)


def asked(desk, slack, user, said, method="chat.postEphemeral"):
    answer = desk.send_form(signed.command(user, said))
    assert answer.status_code == 200
    desk.work()
    found = [message for message in slack.of(method) if message.get("user", user) == user and message.get("blocks")]
    assert found, answer.text
    blocks = found[-1]["blocks"]
    return found[-1] | {"blocks": json.loads(blocks) if isinstance(blocks, str) else blocks}


def words(message):
    return json.dumps(message, ensure_ascii=False)


def test_the_figures_come_to_the_person_alone_where_they_asked(desk, slack, busy):
    found = asked(desk, slack, "U0HEL", "sla lieu 7j")
    assert (found["channel"], found["user"]) == ("C0APPROV", "U0HEL")
    assert problems_of_blocks(found["blocks"]) == []
    assert "data_table" in {block["type"] for block in found["blocks"]}
    said = words(figured.in_words(found))
    assert problems("message", figured.in_words(found)) == []
    assert "Tout le service : du" in said
    assert "sans réponse" in said
    assert not [message for message in slack.of("chat.postMessage") if "7 jours" in message["text"]]
    assert count(desk.app, Effect, Effect.kind == "figures.answer", Effect.done_at.is_(None)) == 0


def test_of_one_team_venue_or_playbook(desk, slack, busy):
    found = words(asked(desk, slack, "U0SAM", "sla venue google"))
    assert "google" in found
    assert "Now: 1 without an answer" in found
    assert "Delivery" in words(asked(desk, slack, "U0SAM", "sla delivery today"))


def test_a_workspace_without_charts_gets_words(desk, slack, busy):
    slack.rule = lambda _method, arguments: (
        refuse("invalid_blocks") if "data_" in str(arguments.get("blocks")) else None
    )
    found = asked(desk, slack, "U0SAM", "sla venue")
    assert not {block["type"] for block in found["blocks"]} & figured.NATIVE
    assert "First response" in words(found)


def test_where_the_app_is_not_it_comes_as_a_direct_message(desk, slack, busy):
    slack.rule = lambda method, _arguments: refuse("not_in_channel") if method == "chat.postEphemeral" else None
    found = asked(desk, slack, "U0SAM", "sla", method="chat.postMessage")
    assert "First response" in words(found)


@pytest.mark.parametrize(
    ("user", "said", "why"),
    [("U0SAM", "sla team nobody", "There are: care, delivery"), ("U0LEA", "sla équipe personne", "Il y a : care"),
     ("U0SAM", "sla nonsense", "is no team, venue, playbook or period"), ("U0SAM", "sla 900d", "1 to 366 days"),
     ("U0IVY", "sla", "This needs the role"), ("U0STRANGER", "sla", "not on this desk yet")],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_at_once(desk, slack, user, said, why):
    assert why in desk.send_form(signed.command(user, said)).text
    assert count(desk.app, Effect, Effect.kind == "figures.answer") == 0
