"""A translation for an approver who reads another language: its window opens at once and fills when it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from bot.desk.models import Effect
from bot.desk.vocabulary import Lane
from tests.drafting.model import endpoint as does
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, Desk, assemble, count, serve, told
from tests.slack.slacklike import eventually, refuse
from workers import drain

pytestmark = ONE_DATABASE


@pytest.fixture
def scripted() -> Iterator[does.Scripted]:
    with does.serving() as endpoint:
        yield endpoint


@pytest.fixture
def app(context, slack, scripted):
    """The app, with a scripted model."""
    return assemble(context, slack.address, OPENAI_BASE_URL=scripted.url, OPENAI_MODEL="m", OPENAI_API_KEY="k")


def with_id(method, _arguments):
    return (200, {}, {"ok": True, "view": {"id": "V0GLOSS"}}) if method == "views.open" else None


def asked(desk, slack, complaint, user="U0SAM"):
    """The card's menu, then its button for a translation."""
    ref = desk.complaint(complaint).ref
    desk.send(signed.option(user, f"complaint_more|{ref}"))
    more = eventually(lambda: slack.of("views.open"))[-1]["view"]
    more = json.loads(more) if isinstance(more, str) else more
    offered = [block for block in more["blocks"] if block.get("block_id") == "offer-draft_gloss"]
    return offered, ref


def test_the_draft_is_translated_for_whoever_reads_another_language(desk, slack, drafted, scripted):
    offered, ref = asked(desk, slack, drafted)
    assert "Read it in English" in json.dumps(offered)
    scripted.will(
        does.says(
            json.dumps(
                {"translation": "Hello, I have waited for my cups for three weeks and have not received anything."}
            )
        )
    )
    slack.rule = with_id
    desk.press("U0SAM", "draft_gloss", ref)
    eventually(lambda: count(desk.app, Effect, Effect.kind == "gloss.show"))
    drain.drain(desk.app, Lane.WORDING)
    (shown,) = slack.of("views.update")
    assert shown["view_id"] == "V0GLOSS"
    assert "waited for my cups" in json.dumps(shown["view"])
    assert "not supported" in json.dumps(shown["view"])  # the same words for the draft lose its time: no translation
    assert "to read only" in json.dumps(shown["view"])


def test_a_closed_window_and_a_silent_model_trouble_nobody(desk, slack, drafted, scripted):
    _offered, ref = asked(desk, slack, drafted)
    scripted.will(does.fails(500))
    slack.rule = lambda method, arguments: (
        refuse("not_found") if method == "views.update" else with_id(method, arguments)
    )
    desk.press("U0SAM", "draft_gloss", ref)
    eventually(lambda: count(desk.app, Effect, Effect.kind == "gloss.show"))
    drain.drain(desk.app, Lane.WORDING)
    assert count(desk.app, Effect, Effect.kind == "gloss.show", Effect.done_at.is_(None)) == 0
    assert told(slack) == []


def test_whoever_reads_the_language_is_offered_none(desk, slack, drafted):
    assert asked(desk, slack, drafted, "U0LEA")[0] == []


def test_without_a_model_none_is_offered(context, slack, desk, drafted):
    plain = assemble(context, slack.address)
    address, stop = serve(plain)
    with httpx.Client(base_url=address, timeout=30) as http:
        slack.calls.clear()
        assert asked(Desk(plain, http), slack, drafted)[0] == []
    stop()
