"""The messages about figures leave with charts, in words where Slack takes none; when there is nothing, not at all."""

from __future__ import annotations

from typing import Any

from bot.app import App
from bot.desk.figures import digests
from bot.desk.vocabulary import Lane
from workers import drain, rounds

from .conftest import Now, Outside
from .desk import effect, receive
from .test_incidents import complain

KEY = "figures:day:delivery:2026-11-25"


def told(outside: Outside, refuse: bool) -> list[dict[str, Any]]:
    """What Slack is asked to post from now on; with ``refuse`` it knows no charts."""
    posted: list[dict[str, Any]] = []
    answer = outside.answer_slack

    def answering(method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "chat.postMessage" and "amends sla report" in str(body):
            posted.append(body)
            if refuse and any(block["type"] == "data_visualization" for block in body["blocks"]):
                return {"ok": False, "error": "invalid_blocks"}
        return answer(method, body)

    outside.answer_slack = answering  # type: ignore[method-assign]
    return posted


def next_morning(app: App, now: Now) -> None:
    complain(app, "desk")
    assert rounds.count(app) > 0
    now.ahead += 86_400
    assert rounds.tell_figures(app) >= 2
    assert rounds.tell_figures(app) == 0
    drain.drain(app, Lane.CHAT)


def test_the_morning_brings_figures_with_a_chart(app: App, outside: Outside, now: Now) -> None:
    posted = told(outside, refuse=False)
    next_morning(app, now)
    assert [block["type"] for block in posted[0]["blocks"]].count("data_visualization") == 1
    assert posted[0]["channel"] == "customer-service"
    assert effect(app, KEY).done_at is not None


def test_a_workspace_without_charts_gets_words(app: App, outside: Outside, now: Now) -> None:
    posted = told(outside, refuse=True)
    next_morning(app, now)
    last = posted[-1]
    assert not {block["type"] for block in last["blocks"]} & {"data_visualization", "data_table"}
    assert "Answered" in str(last["blocks"])
    assert effect(app, KEY).done_at is not None


def test_nothing_is_said_when_there_is_nothing(app: App, outside: Outside, now: Now) -> None:
    posted = told(outside, refuse=False)
    rounds.tell_figures(app)
    drain.drain(app, Lane.CHAT)
    assert posted == []
    receive(app)  # unread: no complaint yet
    assert effect(app, "figures:day:care:2026-11-24").kind == digests.TELL
    assert effect(app, "figures:day:care:2026-11-24").done_at is not None
