"""The same walk against two stand-ins that have nothing to do with each other, over real HTTP."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import settings
from bot.desk.models import ModelCall
from bot.drafting.model import soundness, wording
from bot.drafting.model.client import Endpoint
from bot.drafting.model.ledger import Ledger, totals
from tests.drafting.model.cases import as_answer, good, task
from tests.slack import node

ASKED = {language: task(language) for language in ("en", "fr")}
GOOD = {language: as_answer(good(asked), language) for language, asked in ASKED.items()}
BAD = as_answer(good(ASKED["en"]) | {"own": "I'm sorry. You get 50 euros and a voucher."}, "en")
# Scenario → what aimock does when a model of that name is asked.
FIXTURES: dict[str, dict[str, Any]] = {
    "good-en": {"response": {"content": GOOD["en"]}},
    "good-fr": {"response": {"content": GOOD["fr"]}},
    "bad": {"response": {"content": BAD}},
    "prose": {"response": {"content": "Certainly! Here is a friendly reply for your customer."}},
    "cut": {"response": {"content": GOOD["en"][:80], "finishReason": "length"}},
    "filtered": {"response": {"content": "", "finishReason": "content_filter"}},
    "limited": {"response": {"error": {"message": "slow down", "code": "rate_limit_exceeded"}, "status": 429}},
    "broke": {"response": {"error": {"message": "no", "code": "insufficient_quota"}, "status": 429}},
    "locked": {"response": {"error": {"message": "bad key", "code": "invalid_api_key"}, "status": 401}},
    "down": {"response": {"error": {"message": "down"}, "status": 503}},
    "garbage": {"response": {"content": GOOD["en"]}, "chaos": {"malformedRate": 1}},
    "hung-up": {"response": {"content": GOOD["en"]}, "chaos": {"disconnectRate": 1}},
    "slow": {"response": {"content": GOOD["en"]}, "chaos": {"latencyMs": 8000}},
}
OUTCOMES = {
    "good-en": "accepted", "good-fr": "accepted", "bad": "unsupported", "prose": "invalid", "cut": "cut_off",
    "filtered": "refused", "limited": "rate_limited", "broke": "no_balance", "locked": "unauthorised",
    "down": "server_error", "garbage": "invalid", "hung-up": "unreachable", "slow": "timeout",
}  # fmt: skip
SECONDS = {"slow": 1.0}


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> str:
    """One kind is enough here: what is stored is proven elsewhere."""
    path = tmp_path / "amends.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def ask(context: Any) -> Callable[..., wording.Wording]:
    given = {"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k", "AMENDS_MODEL_PRICE_IN": "1", "AMENDS_MODEL_PRICE_OUT": "1"}
    asking = replace(context, settings=settings.load(given))

    def word(model: str, address: str, language: str = "en") -> wording.Wording:
        endpoint, ledger = Endpoint(model, "sk-test", address), Ledger(asking, 1)
        return wording.word(endpoint, ASKED[language], lambda _body: [], ledger, SECONDS.get(model, 20.0))

    return word


def calls(context: Any) -> list[ModelCall]:
    with context.store.read() as session:
        return list(session.scalars(select(ModelCall).order_by(ModelCall.id)))


# ---- aimock, from npm


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    node.required("@copilotkit/aimock")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    file.write_text(json.dumps([{"match": {"model": model}, **does} for model, does in FIXTURES.items()]))
    command = [shutil.which("node") or "node", "model-endpoint.mjs", str(port), str(file)]
    running = subprocess.Popen(command, cwd=node.FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert running.stdout is not None
    line = running.stdout.readline()
    assert line.startswith("ready"), line + (running.stdout.read() if running.poll() else "")
    threading.Thread(target=running.stdout.read, daemon=True).start()
    yield f"{line.split()[1]}/v1"
    running.terminate()
    running.wait(10)


@pytest.mark.node
@pytest.mark.parametrize("scenario", FIXTURES)
def test_with_aimock(ask, aimock, context, scenario):
    found = ask(scenario, aimock, "fr" if scenario == "good-fr" else "en")
    assert found.outcome == OUTCOMES[scenario]
    assert (found.body is not None) == (found.outcome == "accepted")
    assert {call.outcome for call in calls(context)} == {OUTCOMES[scenario]}
    assert len(calls(context)) == (2 if scenario in ("bad", "prose") else 1)


@pytest.mark.node
def test_the_doctor_knows_aimock(aimock):
    assert soundness.examine("locked", "k", aimock)[1] == "copy OPENAI_API_KEY again"
    detail, mend = soundness.examine("good-en", "k", aimock)
    assert mend == "" and detail.startswith("good-en answers after")
    assert "JSON" in soundness.examine("prose", "k", aimock)[0]


# ---- llmock, from pip


def script(llmock: Any, scenario: str) -> None:
    """The same scenarios, in llmock's words."""
    does = {
        "good-en": lambda: llmock.reply(GOOD["en"]),
        "good-fr": lambda: llmock.reply(GOOD["fr"]),
        "bad": lambda: llmock.reply(BAD, times=None),
        "prose": lambda: llmock.reply("Certainly! Here is a friendly reply.", times=None),
        "limited": lambda: llmock.rate_limit(times=1, retry_after=7),
        "broke": lambda: llmock.fail(429, code="insufficient_quota", message="You exceeded your current quota"),
        "locked": lambda: llmock.fail(401),
        "down": llmock.outage,
        "slow": lambda: llmock.delay(8.0),
    }
    does[scenario]()


@pytest.mark.parametrize(
    "scenario", ["good-en", "good-fr", "bad", "prose", "limited", "broke", "locked", "down", "slow"]
)
def test_with_llmock(ask, llmock, context, scenario):
    script(llmock, scenario)
    model = "slow" if scenario == "slow" else "gpt-4o-mini"
    found = ask(model, llmock.base_url(), "fr" if scenario == "good-fr" else "en")
    assert found.outcome == OUTCOMES[scenario]
    assert {call.outcome for call in calls(context)} == {OUTCOMES[scenario]}
    if scenario == "limited":
        assert found.retry_after == 7.0
        llmock.assert_resilient()


def test_a_model_that_fills_the_schema_with_nonsense_gets_nothing_past(ask, llmock, context):
    for _question in range(3):
        found = ask("gpt-4o-mini", llmock.base_url())
        assert found.body is None
        assert found.outcome in ("unsupported", "invalid")
    with context.store.read() as session:
        summed = totals(session)
    assert sum(total.tokens_in for total in summed.values()) > 0
    assert sum(total.cost for total in summed.values()) > 0


def test_real_quotas_are_told_apart_from_other_trouble(ask, llmock):
    llmock.limits(rpm=1)
    ask("gpt-4o-mini", llmock.base_url())
    found = ask("gpt-4o-mini", llmock.base_url())
    assert (found.outcome, found.retry_after is not None) == ("rate_limited", True)
    llmock.limits(context_window=10)
    assert ask("gpt-4o-mini", llmock.base_url()).outcome == "rejected"
