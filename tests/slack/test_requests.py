"""What reaches /slack/events: refused unless Slack signed it just now, and acted on once however often it comes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.desk.models import Draft, Effect, Event, Handled
from bot.desk.vocabulary import DraftState
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, SECRET, Desk, assemble, count, serve, told
from tests.slack.slacklike import eventually, refuse


def test_a_signed_click_approves_and_the_card_follows(desk, slack, drafted):
    answer = desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    assert answer.status_code == 200
    assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 1
    desk.work()
    assert count(desk.app, Draft, Draft.state == DraftState.PUBLISHED) == 1
    assert "Published" in json.dumps(slack.in_channel("approvals")[-1])
    assert len(slack.in_channel("customer-service")) == 1


def just_now(body):
    return signed.headers(SECRET, body)["X-Slack-Request-Timestamp"]


WRONG = {
    "another secret": lambda body: signed.headers("another-app", body),
    "stale": lambda body: signed.headers(SECRET, body, timestamp="1600000000"),
    "from the future": lambda body: signed.headers(SECRET, body, timestamp="99999999999"),
    "a timestamp that is no number": lambda body: signed.headers(SECRET, body, timestamp="now"),
    "no headers": lambda _body: {"Content-Type": "application/x-www-form-urlencoded"},
    "no signature": lambda body: {"X-Slack-Request-Timestamp": just_now(body)},
    "a signature of another body": lambda body: signed.headers(SECRET, body + "x"),
    "an empty signature": lambda body: signed.headers(SECRET, body) | {"X-Slack-Signature": ""},
    "the secret of an unset secret": lambda body: signed.headers("socket-mode-needs-none", body),
    "a signature that is not ASCII": lambda body: signed.headers(SECRET, body) | {"X-Slack-Signature": b"v0=\xe9"},
}  # fmt: skip


@ONE_DATABASE
@pytest.mark.parametrize("wrong", WRONG)
def test_what_slack_did_not_sign_just_now_is_refused(desk, drafted, wrong):
    body = signed.form(signed.press("U0SAM", "draft_approve", desk.approve_value(drafted)))
    before = count(desk.app, Handled), count(desk.app, Effect)
    answer = desk.http.post("/slack/events", content=body, headers=WRONG[wrong](body))
    assert answer.status_code == 401
    assert (count(desk.app, Handled), count(desk.app, Effect)) == before
    assert count(desk.app, Draft, Draft.state == DraftState.APPROVED) == 0


@ONE_DATABASE
@pytest.mark.parametrize("body", ["{", "payload=%7B", "payload=[]", "[1]", "", "payload=%00", '{"type": 1}', "a=b"])
def test_garbage_never_breaks_the_endpoint(desk, body):
    assert desk.http.post("/slack/events", content=body).status_code in (400, 401)
    assert desk.http.post("/slack/events", content=body, headers=signed.headers(SECRET, body)).status_code in (400, 404)


@ONE_DATABASE
def test_a_body_of_more_than_a_megabyte_is_refused(desk):
    body = signed.form(signed.press("U0SAM", "draft_approve", "x" * 1_100_000))
    assert desk.http.post("/slack/events", content=body, headers=signed.headers(SECRET, body)).status_code == 413


@ONE_DATABASE
def test_without_a_signing_secret_nothing_over_http_is_believed(context, slack):
    app = assemble(context, slack.address, SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN="xapp-1")
    address, stop = serve(app)
    body = signed.form(signed.press("U0SAM", "draft_approve", "x"))
    with httpx.Client(base_url=address) as http:
        desk = Desk(app, http)
        for secret in ("", "socket-mode-needs-none", SECRET, "xapp-1"):
            answer = desk.http.post("/slack/events", content=body, headers=signed.headers(secret, body))
            assert answer.status_code == 401
    stop()


@ONE_DATABASE
def test_the_address_is_verified_the_way_slack_does(desk):
    body = json.dumps({"type": "url_verification", "challenge": "3eZb", "token": "x"})
    answer = desk.http.post("/slack/events", content=body, headers=signed.headers(SECRET, body))
    assert answer.status_code == 200 and "3eZb" in answer.text


def deliver(desk, payload, times, at_once):
    """The same bytes, as Slack's retries bring them."""
    body = json.dumps(payload) if payload["type"] == "event_callback" else signed.form(payload)

    def once(number):
        more = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} if number else {}
        return desk.http.post("/slack/events", content=body, headers=signed.headers(SECRET, body, **more))

    with ThreadPoolExecutor(times if at_once else 1) as threads:
        return list(threads.map(once, range(times)))


@pytest.mark.parametrize("at_once", [False, True])
def test_the_same_click_delivered_five_times_acts_once(desk, slack, drafted, at_once):
    click = signed.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    answers = deliver(desk, click, 5, at_once)
    assert {answer.status_code for answer in answers} == {200}
    assert count(desk.app, Event, Event.kind == "approved") == 1
    desk.work()
    assert told(slack) == []
    assert slack.counted()["reply"] == 1


@pytest.mark.parametrize("at_once", [False, True])
def test_a_refusal_is_told_once_however_often_the_click_comes(desk, slack, drafted, at_once):
    click = signed.press("U0SAM", "ticket_claim", desk.complaint(drafted).ref)
    assert {answer.status_code for answer in deliver(desk, click, 5, at_once)} == {200}
    desk.work()
    assert len(told(slack)) == 1
    again = signed.press("U0SAM", "ticket_claim", desk.complaint(drafted).ref)
    deliver(desk, again, 1, False)
    desk.work()
    assert len(told(slack)) == 2  # another press is another question


@pytest.mark.parametrize("at_once", [False, True])
def test_the_same_submission_delivered_five_times_acts_once(desk, slack, drafted, at_once):
    view = opened(desk, slack, "U0SAM", "draft_edit", desk.complaint(drafted).ref)
    sent = signed.submission("U0SAM", view, {"body": "Bonjour Nadia, vos tasses sont parties ce matin."})
    answers = deliver(desk, sent, 5, at_once)
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "")] * 5
    assert count(desk.app, Draft) == 2


def opened(desk, slack, user, action, ref):
    """The modal that a click opened."""
    before = len(slack.of("views.open"))
    assert desk.press(user, action, ref).status_code == 200
    eventually(lambda: len(slack.of("views.open")) > before)
    view = slack.of("views.open")[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def test_a_modal_sent_again_after_a_validation_error_works(desk, slack, drafted):
    view = opened(desk, slack, "U0SAM", "complaint_dismiss", desk.complaint(drafted).ref)
    first = signed.submission("U0SAM", view, {"reason": "   "}, view_id="V1")
    refused = desk.send(first).json()
    assert refused["response_action"] == "errors" and "reason" in refused["errors"]
    assert desk.complaint(drafted).state == "open"
    second = signed.submission("U0SAM", view, {"reason": "Nadia meant another brand."}, view_id="V1")
    second["view"]["hash"] = first["view"]["hash"]  # the view was not changed in between
    assert desk.send(second).text == ""
    assert desk.complaint(drafted).state == "dismissed"


@ONE_DATABASE
def test_a_press_that_opens_a_modal_delivered_twice_tells_nobody_that_slack_was_slow(desk, slack, drafted):
    seen: list[str] = []

    def exchanged(method, arguments):
        if method == "views.open":
            seen.append(arguments["trigger_id"])
            return refuse("exchanged_trigger_id") if seen.count(arguments["trigger_id"]) > 1 else None
        return None

    slack.rule = exchanged
    deliver(desk, signed.press("U0SAM", "draft_edit", desk.complaint(drafted).ref), 3, True)
    eventually(lambda: len(seen) == 3)
    desk.work()
    assert told(slack) == []
