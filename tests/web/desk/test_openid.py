"""Sign in with Slack, at the wire: a small Slack that answers as its documentation says, and browsers before us."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from bot.desk.models import Visit
from bot.settings import load
from bot.web import server
from bot.web.desk import openid
from tests.web.conftest import no_slack, serving
from tests.web.desk.conftest import House

CLIENT, SECRET, TEAM = "12345.67890", "cl13nt-s3cret", "T0DESK"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Slack:
    """``auth.test`` and ``openid.connect.token``; a test changes what the id_token ``says``, or what it answers."""

    def __init__(self):
        self.asked, self.says, self.answers = [], {}, {}
        self.codes = {}  # code → nonce: each is good for once

    def code(self, nonce):
        self.codes[f"code-{len(self.asked)}"] = nonce
        return list(self.codes)[-1]

    def answer(self, method, fields):
        self.asked.append((method, fields))
        if method in self.answers:
            return self.answers[method]
        if method == "auth.test":
            good = fields.get("token") == "xoxb-desk"
            return {"ok": True, "team_id": TEAM} if good else {"ok": False, "error": "invalid_auth"}
        nonce = self.codes.pop(fields.get("code"), None)
        if nonce is None or (fields["client_id"], fields["client_secret"]) != (CLIENT, SECRET):
            return {"ok": False, "error": "invalid_code"}
        claims = {"iss": self.address, "aud": CLIENT, "nonce": nonce, "exp": int(self.now().timestamp()) + 300,
                  openid.USER: "U0HEL", openid.TEAM: TEAM, **self.says}  # fmt: skip
        return {"ok": True, "access_token": "xoxp-1", "token_type": "Bearer", "id_token": token(claims)}


def token(claims):
    parts = [{"alg": "RS256", "typ": "JWT"}, claims]
    coded = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts]
    return ".".join([*coded, "c2lnbmVk"])


@pytest.fixture
def slack(clock):
    made = Slack()
    made.now = clock

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = made.answer(self.path.removeprefix("/api/"), dict(parse_qsl(body)))
            said = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_given):
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{running.server_port}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield made
    running.shutdown()
    running.server_close()


@pytest.fixture
def house(context, slack):
    chosen = load({
        "DATABASE_URL": context.settings.database_url, "AMENDS_HOME": str(context.settings.home),
        "SLACK_API_URL": f"{slack.address}/api", "SLACK_BOT_TOKEN": "xoxb-desk", "SLACK_SIGNING_SECRET": "signing",
        "SLACK_CLIENT_ID": CLIENT, "SLACK_CLIENT_SECRET": SECRET, "AMENDS_PUBLIC_URL": "http://desk.example",
    })  # fmt: skip
    with serving(server.make(replace(context, settings=chosen), no_slack)) as address:
        made = House(address, context)
        yield made
        for http in made.opened:
            http.close()


def set_out(somebody):
    """Where Slack is asked, as its fields."""
    answer = somebody.http.get("/desk/slack")
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert to.path == "/openid/connect/authorize"
    return {name: value for name, (value,) in parse_qs(to.query).items()}


def come_back(somebody, slack, asked, **changed):
    return somebody.http.get(
        "/desk/slack/back", params={"code": slack.code(asked["nonce"]), "state": asked["state"], **changed},
        headers={"Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip


def test_whoever_slack_confirms_and_the_desk_knows_comes_in(house, slack, store):
    somebody = house.somebody()
    assert 'href="/desk/slack"' in somebody.http.get("/desk").text
    asked = set_out(somebody)
    assert (asked["client_id"], asked["scope"], asked["response_type"]) == (CLIENT, "openid", "code")
    assert (asked["team"], asked["redirect_uri"]) == (TEAM, "http://desk.example/desk/slack/back")
    answer = come_back(somebody, slack, asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    given_ = answer.headers.get_list("set-cookie")
    assert any(one.startswith("amends_underway=") and "Max-Age=0" in one for one in given_), "spent"
    assert somebody.get("/desk/overview").status_code == 200
    with store.read() as session:
        assert session.scalars(select(Visit.person)).all() == ["U0HEL"]
    method, fields = slack.asked[-1]
    assert (method, fields["redirect_uri"]) == ("openid.connect.token", "http://desk.example/desk/slack/back")
    assert fields["grant_type"] == "authorization_code"
    assert SECRET not in asked.values()


def nobody_came_in(store):
    with store.read() as session:
        return not session.scalars(select(Visit.id)).all()


def test_another_browser_cannot_come_back(house, slack, store):
    somebody, thief = house.somebody(), house.somebody()
    asked = set_out(somebody)
    assert come_back(thief, slack, asked).status_code == 403  # holds nothing
    set_out(thief)
    answer = come_back(thief, slack, asked)  # holds another word
    assert answer.status_code == 403
    assert "Begin anew" in answer.text
    assert [method for method, _fields in slack.asked if method != "auth.test"] == [], "no code was ever exchanged"
    assert nobody_came_in(store)


def test_it_is_good_for_once(house, slack, store):
    somebody = house.somebody()
    asked = set_out(somebody)
    assert come_back(somebody, slack, asked).status_code == 303
    assert come_back(somebody, slack, asked).status_code == 403


LIES = {
    "another issuer": {"iss": "https://evil.example"}, "another audience": {"aud": "666.666"},
    "two audiences": {"aud": [CLIENT, "666.666"]}, "over": {"exp": 1}, "no end": {"exp": None},
    "another nonce": {"nonce": "0" * 64}, "nobody": {openid.USER: None}, "another team": {openid.TEAM: "T0EVIL"},
    "no team": {openid.TEAM: None}, "a stranger": {openid.USER: "U0STRANGER"},
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_hold_lets_nobody_in(house, slack, store, lie):
    somebody = house.somebody(headers={"Accept-Language": "fr"})
    slack.says = LIES[lie]
    answer = come_back(somebody, slack, set_out(somebody))
    assert answer.status_code == 403
    expected = {"another team": "espace de travail", "no team": "espace de travail", "a stranger": "desk.yaml"}
    assert expected.get(lie, "Slack n&#39;a pas confirmé") in answer.text
    assert nobody_came_in(store)


@pytest.mark.parametrize("said", [b"<html>no</html>", [], {"ok": False, "error": "bad_client_secret"}, {"ok": True},
                                  {"ok": True, "id_token": "a.b"}, {"ok": True, "id_token": "a.!!!.c"},
                                  {"ok": True, "id_token": f"a.{base64.b64encode(b'[1]').decode()}.c"}])  # fmt: skip
def test_an_answer_that_says_nothing_lets_nobody_in(house, slack, store, said):
    somebody = house.somebody()
    asked = set_out(somebody)
    slack.answers["openid.connect.token"] = said
    assert come_back(somebody, slack, asked).status_code == 403
    assert nobody_came_in(store)


def test_cancelling_and_an_unreachable_slack_are_said_in_words(house, slack):
    somebody = house.somebody()
    asked = set_out(somebody)
    declined = somebody.http.get("/desk/slack/back", params={"error": "access_denied", "state": asked["state"]})
    assert declined.status_code == 403
    assert "did not confirm" in declined.text


def test_a_slack_that_does_not_know_the_bot_sends_nobody_anywhere(house, slack):
    slack.answers["auth.test"] = {"ok": False, "error": "invalid_auth"}
    answer = house.somebody().http.get("/desk/slack")
    assert (answer.status_code, "did not confirm" in answer.text) == (502, True)


def test_the_visit_before_is_over_and_the_cookie_is_kept_from_scripts(house, slack, store):
    somebody = house.somebody().sign_in("U0SAM")
    out = somebody.http.get("/desk/slack")
    assert "HttpOnly" in out.headers["set-cookie"]
    assert "SameSite=lax" in out.headers["set-cookie"]
    assert "Max-Age=600" in out.headers["set-cookie"]
    asked = {name: value for name, (value,) in parse_qs(urlsplit(out.headers["location"]).query).items()}
    assert come_back(somebody, slack, asked).status_code == 303
    with store.read() as session:
        ended = dict(session.execute(select(Visit.person, Visit.ended_at)).all())
    assert ended["U0SAM"] is not None
    assert ended["U0HEL"] is None


def test_where_it_is_not_set_up_there_is_no_such_way(context):
    with serving(server.make(context, no_slack)) as address:
        made = House(address, context)
        somebody = made.somebody()
        assert "/desk/slack" not in somebody.http.get("/desk").text
        assert somebody.http.get("/desk/slack").status_code == 404
        assert somebody.http.get("/desk/slack/back?code=1&state=2").status_code == 403
        somebody.http.close()
