"""``POST /alerts/{source}``: durable before it is answered, and every refusal names its mend."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from bot import db, settings
from bot.app import Hints
from bot.desk.alerts import mention_id
from bot.web import server
from tests.conftest import TUESDAY, alert_body
from tests.web.conftest import client, no_slack, serving


def test_one_alert_is_stored_and_named(web, stored, wakes):
    body = alert_body(id="p-1")
    answer = web.send(body)
    assert answer.status_code == 202
    assert answer.headers["content-type"] == "application/json"
    mention = mention_id("generic", "p-1")
    assert answer.json() == {"accepted": [{"id": "p-1", "mention": mention}], "duplicates": 0, "rejected": []}
    [row] = stored()
    assert (row.source, row.external_id, row.kind, row.mention_id, row.state) == (
        "generic", "p-1", "created", mention, "received",
    )  # fmt: skip
    assert json.loads(row.payload) == body
    assert row.received_at == TUESDAY
    assert uuid.UUID(mention).version == 5
    assert len(row.correlation) == 16
    assert [lane.value for lane in wakes.lanes] == ["chat"]


def test_the_payload_is_kept_as_it_was_sent(web, stored):
    raw = b'{ "id":"p-1", "network":"x", "text":"d\\u00e9\\u00e7ue  ", "posted_at":"2026-11-24T08:00:00Z", "odd":[{}]}'
    assert web.send(raw).status_code == 202
    assert stored()[0].payload == raw.decode()


def test_a_thousand_alerts_in_one_request(web, stored):
    bodies = [alert_body(id=f"p-{n}") for n in range(1000)]
    answer = web.send({"alerts": bodies}).json()
    assert [item["id"] for item in answer["accepted"]] == [f"p-{n}" for n in range(1000)]
    assert [row.external_id for row in stored()] == [f"p-{n}" for n in range(1000)]  # read in the order they were sent


@pytest.mark.parametrize("count", [0, 1001])
def test_no_alert_or_too_many_is_refused_as_a_whole(web, stored, count):
    answer = web.send({"alerts": [alert_body() for _ in range(count)]})
    assert answer.status_code == 400
    assert "1 to 1000" in answer.json()["error"]
    assert stored() == []


def test_bad_alerts_are_named_by_place_and_field_and_the_good_ones_are_accepted(web, stored):
    good, also_good = alert_body(id="good"), alert_body(id="good-2")
    late = alert_body(id="no-zone", posted_at="2026-11-24T08:00:00")
    batch = [good, {"id": "bare"}, alert_body(url="javascript:alert(1)"), late, 7, also_good]
    answer = web.send({"alerts": batch})
    assert answer.status_code == 202
    said = answer.json()
    assert [item["id"] for item in said["accepted"]] == ["good", "good-2"]
    assert [item["index"] for item in said["rejected"]] == [1, 2, 3, 4]
    errors = [item["errors"] for item in said["rejected"]]
    assert errors[0] == [f"{name}: is missing, it must be there" for name in ("network", "text", "posted_at")]
    assert errors[1] == ["url: use an address that begins with https:// (or leave it out)"]
    assert errors[2][0].startswith("posted_at: ")
    assert "timezone" in errors[2][0]
    assert errors[3][0].startswith("the alert: ")
    rows = stored()
    assert [json.loads(row.payload) for row in rows] == batch
    assert [row.state for row in rows] == ["received", "rejected", "rejected", "rejected", "rejected", "received"]
    assert rows[1].reason == "; ".join(errors[0])
    assert rows[1].mention_id is None


def test_duplicates_are_counted_within_a_request_and_across_requests(web, stored):
    body = alert_body(id="p-1")
    first = web.send({"alerts": [body, body, alert_body(id="p-2"), body]}).json()
    assert ([item["id"] for item in first["accepted"]], first["duplicates"]) == (["p-1", "p-2"], 2)
    again = web.send({"alerts": [body, alert_body(id="p-3")]}).json()
    assert ([item["id"] for item in again["accepted"]], again["duplicates"]) == (["p-3"], 1)
    assert len(stored()) == 3


def test_a_rejected_alert_sent_again_is_kept_once(web, stored):
    for _ in range(3):
        assert web.send({"alerts": [{"id": "bare"}]}).json()["rejected"][0]["index"] == 0
    assert len(stored()) == 1


def test_fifty_identical_at_once_are_one_row(web, stored):
    body = alert_body(id="p-1")
    with ThreadPoolExecutor(50) as pool:
        answers = [answer.json() for answer in pool.map(lambda _n: web.send(body), range(50))]
    assert sum(len(answer["accepted"]) for answer in answers) == 1
    assert sum(answer["duplicates"] for answer in answers) == 49
    assert len(stored()) == 1


# ---- refusals


def test_without_a_secret_nothing_is_accepted(web, stored):
    answer = web.send(alert_body(), source="radar", secret="")
    assert answer.status_code == 401
    assert "AMENDS_SECRET_RADAR" in answer.json()["error"]
    assert stored() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Amends-Signature": "sha256=" + "0" * 64},
        {"X-Amends-Signature": ""},
        {"X-Amends-Timestamp": "yesterday"},
        {"X-Amends-Timestamp": str(int((TUESDAY + timedelta(seconds=1)).timestamp()))},
    ],
    ids=["wrong", "empty", "no number", "another time than signed"],
)
def test_a_wrong_signature_is_refused(web, stored, headers):
    answer = web.send(alert_body(), **headers)
    assert answer.status_code == 401
    assert answer.json()["error"].startswith("X-Amends-")
    assert stored() == []


def test_another_secrets_signature_and_none_at_all_are_refused(web, stored):
    assert web.send(alert_body(), secret="other").status_code == 401
    assert web.http.post("/alerts/generic", json=alert_body()).status_code == 401
    assert stored() == []


@pytest.mark.parametrize(("seconds", "status"), [(299, 202), (301, 401), (-299, 202), (-301, 401)])
def test_five_minutes_is_fresh_and_older_or_newer_is_not(web, clock, seconds, status):
    sent_at, received_at = TUESDAY, TUESDAY + timedelta(seconds=seconds)
    clock.now = received_at
    web.now = lambda: sent_at
    assert web.send(alert_body()).status_code == status


@pytest.mark.parametrize("name", ["Bad-Name", "a.b", "x" * 41, "%C3%A9t%C3%A9"])
def test_a_name_that_is_none_is_not_found(web, name):
    answer = web.send(alert_body(), source=name)
    assert answer.status_code == 404
    assert "lower-case" in answer.json()["error"]


def test_upper_case_means_the_same_source(web, stored):
    assert web.send(alert_body(), source="Generic").status_code == 202
    assert stored()[0].source == "generic"


def test_nothing_is_posted_to_the_counter(web, context):
    answer = web.send(alert_body(), source="counter")
    assert answer.status_code == 404
    assert "logged in Slack" in answer.json()["error"]


def test_only_post(web):
    assert web.http.get("/alerts/generic").status_code == 405


@pytest.mark.parametrize("body", [b"", b"hello", b"{", b"\xff\xfe", b"[1]", b'"x"', b"null"])
def test_what_is_no_json_object_is_refused(web, stored, body):
    answer = web.send(body)
    assert answer.status_code == 400
    assert "the body" in answer.json()["error"]
    assert stored() == []


def test_a_declared_body_over_the_limit_is_refused(web, context, stored):
    answer = web.send(b"x" * (context.settings.alert_body_limit + 1))
    assert answer.status_code == 413
    assert "5000000 bytes" in answer.json()["error"]
    assert stored() == []
    assert web.send(alert_body()).status_code == 202


def test_a_chunked_body_over_the_limit_is_refused(web, context, stored):
    def chunks():
        for _ in range(context.settings.alert_body_limit // 100_000 + 2):
            yield b"x" * 100_000

    answer = web.http.post("/alerts/generic", content=chunks())
    assert answer.status_code == 413
    assert stored() == []


def test_a_chunked_body_within_the_limit_is_as_good_as_any(web, stored):
    raw = json.dumps(alert_body()).encode()
    signed = web.send(raw).request.headers
    headers = {name: signed[name] for name in ("X-Amends-Timestamp", "X-Amends-Signature")}
    answer = web.http.post("/alerts/generic", content=iter([raw[:40], raw[40:]]), headers=headers)
    assert answer.status_code == 202
    assert answer.json()["duplicates"] == 1


# ---- text that databases and parsers trip over


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud83d", "\\ude00\\ud83d"], ids=["NUL", "half emoji", "swapped"])
@pytest.mark.parametrize("field", ["id", "text", "network"])
def test_broken_characters_cost_neither_the_alert_nor_its_neighbours(web, stored, escape, field):
    body = json.dumps({"alerts": [alert_body(id="one"), alert_body(**{field: "before@@after"}), alert_body(id="two")]})
    answer = web.send(body.replace("@@", escape).encode())
    assert answer.status_code == 202
    assert len(answer.json()["accepted"]) == 3
    assert len(stored()) == 3
    assert "\x00" not in stored()[1].payload


def test_nesting_without_end_is_refused(web):
    for start in (b'{"id":', b'{"id":"\\ud800","media":'):
        assert web.send(start + b"[" * 100_000 + b"]" * 100_000 + b"}").status_code == 400


# ---- when something is down


def test_redis_down_or_hanging_is_none_of_its_business(context, stored):
    dead = settings.load({"REDIS_URL": "redis://127.0.0.1:1/0"})
    with serving(server.make(replace(context, wake=Hints(dead.broker)), no_slack)) as address:
        made = client(address, context)
        assert [made.send(alert_body()).status_code for _ in range(5)] == [202] * 5
    assert len(stored()) == 5


def test_without_its_table_nothing_is_stored_and_it_says_send_again(web, store, stored):
    def rename(old, new):
        with store.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("alert", "alert_away")
    try:
        answer = web.send(alert_body(id="p-1"))
        assert (answer.status_code, answer.json()) == (503, {"error": "nothing was stored; send it again"})
    finally:
        rename("alert_away", "alert")
    assert stored() == []
    assert len(web.send(alert_body(id="p-1")).json()["accepted"]) == 1


@pytest.mark.parametrize(
    "address", ["sqlite:////nonexistent/folder/amends.db", "postgresql+psycopg://amends:hidden@127.0.0.1:1/amends"]
)
def test_without_a_database_every_sender_is_told_to_send_again(context, address, caplog):
    gone = db.make_store(db.make_engine(address))
    with serving(server.make(replace(context, store=gone), no_slack)) as url:
        made = client(url, context)
        with ThreadPoolExecutor(8) as pool:
            statuses = [answer.status_code for answer in pool.map(lambda _n: made.send(alert_body()), range(16))]
        assert statuses == [503] * 16
        assert made.http.get("/healthz").status_code == 200
    assert "hidden" not in caplog.text


def test_the_real_application_takes_alerts(context, store, book, stored):
    from bot import app

    built = app.App(**{**context.__dict__, "slack": app.slack_client.make("", "http://127.0.0.1:1/"), "publishers": {}})
    with serving(app.asgi(built)) as address:
        made = client(address, context)
        assert made.send(alert_body()).status_code == 202
        assert made.http.get("/sandbox/").status_code == 404
        assert made.http.get("/docs").status_code == 404
        unsigned = made.http.post("/slack/events", json={"type": "url_verification", "challenge": "x"})
        assert unsigned.status_code == 401
        with pytest.raises(httpx.HTTPError):
            httpx.get(address.replace("http:", "https:"), trust_env=False, timeout=5)
    assert len(stored()) == 1
