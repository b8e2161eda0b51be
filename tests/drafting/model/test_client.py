"""One question over real HTTP: bounded in time and size, and every trouble by its name."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest

from bot.drafting.model import client
from bot.drafting.model.client import Endpoint, Trouble
from tests.drafting.model import endpoint as does

QUESTION = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
PATIENCE = 20.0  # nothing is judged by how long it took, only that it ended long before the endpoint would have


def ask(scripted, timeout=10.0, **more):
    return Endpoint("m", "sk-test", scripted.url, **more).ask(QUESTION, SCHEMA, timeout, 100)


def trouble(scripted, timeout=10.0):
    with pytest.raises(Trouble) as caught:
        ask(scripted, timeout)
    return caught.value


def test_a_question_is_asked_as_the_protocol_says(scripted):
    scripted.will(does.says("{}"))
    reply = ask(scripted)
    assert (reply.text, reply.tokens_in, reply.tokens_out) == ("{}", 900, 120)
    [asked], [headers] = scripted.asked, scripted.headers
    assert headers["path"] == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer sk-test"
    assert asked["messages"] == QUESTION
    assert asked["max_completion_tokens"] == 100
    named = {"name": "answer", "strict": True, "schema": SCHEMA}
    assert asked["response_format"] == {"type": "json_schema", "json_schema": named}


@pytest.mark.parametrize(
    ("act", "outcome", "passes"),
    [
        (does.fails(429), "rate_limited", True),
        (does.fails(429, "insufficient_quota", "You exceeded your current quota"), "no_balance", False),
        (does.fails(402, "", "Insufficient balance"), "no_balance", False),
        (does.fails(401, "invalid_api_key"), "unauthorised", False),
        (does.fails(403), "unauthorised", False),
        (does.fails(404, "model_not_found"), "no_model", False),
        (does.fails(400, "context_length_exceeded", "too long"), "rejected", False),
        (does.fails(500), "server_error", True),
        (does.fails(503), "server_error", True),
        (does.says("half a", "length"), "cut_off", False),
        (does.says(None, "content_filter"), "refused", False),
        (does.says(None, refusal="I can't help with that."), "refused", False),
        (does.says(None), "invalid", False),
        (does.says("  "), "invalid", False),
        (does.says(["x"]), "invalid", False),
        (does.raw(b""), "invalid", False),
        (does.raw(b"<html>It works!</html>"), "invalid", False),
        (does.raw(b"\xff\xfe"), "invalid", False),
        (does.raw(b"[" * 100_000), "invalid", False),
        (does.raw(b'{"choices": []}'), "invalid", False),
        (does.raw(b'{"choices": {"0": 1}}'), "invalid", False),
        (does.raw(b'{"error": {"message": "busy"}}'), "invalid", False),
        (does.raw(b"null"), "invalid", False),
        (does.hangs_up, "unreachable", True),
    ],
)
def test_every_trouble_has_its_name(scripted, act, outcome, passes):
    scripted.will(act)
    found = trouble(scripted)
    assert (found.outcome, found.passes) == (outcome, passes)
    assert client.WHY[found.outcome]
    assert len(scripted.asked) == 1, "the outbox decides what is tried again"


def test_an_endpoint_that_hangs_is_left(scripted):
    scripted.will(does.hangs(scripted))
    began = time.monotonic()
    assert trouble(scripted, 0.5).outcome == "timeout"
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("headers", [True, False])
def test_an_endpoint_that_drips_is_left(scripted, headers):
    scripted.will(does.drips(scripted, headers=headers))
    began = time.monotonic()
    assert trouble(scripted, 0.6).outcome == "timeout"
    assert time.monotonic() - began < PATIENCE


def test_an_endless_answer_is_not_read_to_its_end(scripted):
    scripted.will(does.floods(scripted))
    assert trouble(scripted).outcome == "invalid"


def test_nobody_there():
    with does.silence() as address, pytest.raises(Trouble) as caught:
        Endpoint("m", "", address).ask(QUESTION, SCHEMA, 5.0, 100)
    assert caught.value.outcome == "unreachable"


def test_no_such_host():
    with pytest.raises(Trouble) as caught:
        Endpoint("m", "", "http://no-such-host.invalid/v1").ask(QUESTION, SCHEMA, 20.0, 100)
    assert caught.value.outcome in ("unreachable", "timeout")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_heard(scripted, headers, seconds):
    scripted.will(does.fails(429, headers=headers))
    assert trouble(scripted).retry_after == seconds


def test_retry_after_may_be_a_date(scripted):
    scripted.will(does.fails(429, headers={"Retry-After": formatdate(time.time() + 300, usegmt=True)}))
    assert 200 < (trouble(scripted).retry_after or 0) <= 300


@pytest.mark.parametrize(
    ("refusal", "sent", "not_sent"),
    [
        (does.fails(400, message="Unknown parameter: 'response_format'"), "max_completion_tokens", "response_format"),
        (does.fails(400, message="'json_schema' is not supported"), "max_completion_tokens", "response_format"),
        (does.fails(400, param="max_completion_tokens", message="unknown"), "max_tokens", "max_completion_tokens"),
        (does.fails(422, message="max_completion_tokens: extra inputs"), "max_tokens", "max_completion_tokens"),
    ],
)
def test_what_an_endpoint_does_not_know_is_left_out_and_remembered(scripted, refusal, sent, not_sent):
    scripted.will(refusal, does.says("{}"))
    found = Endpoint("m", "", scripted.url)
    for _question in range(2):
        assert found.ask(QUESTION, SCHEMA, 10.0, 100).text == "{}"
    assert [not_sent in asked for asked in scripted.asked] == [True, False, False]
    assert all(sent in asked for asked in scripted.asked[1:])


def test_an_endpoint_that_refuses_everything_is_asked_a_few_times_only(scripted):
    both = json.dumps({"error": {"message": "response_format max_completion_tokens"}}).encode()
    scripted.will(does.raw(both, 400))
    assert trouble(scripted).outcome == "rejected"
    assert len(scripted.asked) <= 3


def test_an_ailing_endpoint_rests_so_that_a_burst_does_not_wait_for_each(scripted):
    scripted.will(does.hangs_up)
    found = Endpoint("m", "", scripted.url)
    outcomes = []
    for _question in range(6):
        with pytest.raises(Trouble) as caught:
            found.ask(QUESTION, SCHEMA, 5.0, 100)
        outcomes.append(caught.value.outcome)
    assert outcomes == ["unreachable"] * 3 + ["resting"] * 3
    assert len(scripted.asked) == 3


def test_one_good_answer_makes_up_for_a_failure(scripted):
    scripted.will(does.hangs_up, does.hangs_up, does.says("{}"), does.hangs_up)
    found = Endpoint("m", "", scripted.url)
    for _failure in range(2):
        with pytest.raises(Trouble):
            found.ask(QUESTION, SCHEMA, 5.0, 100)
    assert found.ask(QUESTION, SCHEMA, 5.0, 100).text == "{}"
    with pytest.raises(Trouble) as caught:
        found.ask(QUESTION, SCHEMA, 5.0, 100)
    assert caught.value.outcome == "unreachable"


def test_no_key_is_ever_in_what_a_trouble_says(scripted):
    scripted.will(does.fails(401, message="Incorrect API key provided: sk-test"))
    assert "sk-test" not in f"{trouble(scripted)!r} {trouble(scripted)}"
