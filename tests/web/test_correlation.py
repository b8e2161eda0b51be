"""One correlation id from the alert to the ticket, in the rows and in the logs, and nobody's data beside it."""

from __future__ import annotations

import io
import json
import logging

import pytest
from sqlalchemy import select

from bot import app as composition
from bot import logs
from bot.desk import approvals, complaints, drafts
from bot.desk.models import Alert, Complaint, Effect, Mention
from bot.desk.vocabulary import ComplaintState, TicketState
from bot.voice import personal
from tests.conftest import alert_body
from tests.slack.conftest import Desk, assemble
from tests.slack.slacklike import SlackLike
from tests.web.conftest import client, serving
from workers import composing, drain

WORDS = (
    "Bonjour, j'attends mes tasses depuis trois semaines, toujours rien reçu. "
    "Appelez-moi au 06 12 34 56 78 ou écrivez à nadia.orsel@mail.example"
)


@pytest.fixture
def log_lines():
    """What has been logged, each line read."""
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure("json", personal.mask, {"s3cret"})
    [handler] = root.handlers
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.unconfigured()


@pytest.fixture
def desk(context, log_lines):
    """The real web process with a small local Slack."""
    drain._seen.clear()  # when a worker was last seen: of another test, with another clock
    slack = SlackLike().start()
    app = assemble(context, slack.address)
    with serving(composition.asgi(app)) as address:
        yield Desk(app, client(address, context).http)
    slack.stop()


def walk(desk, web):
    """An alert, its draft approved and published, its ticket claimed."""
    assert web.send(alert_body(text=WORDS)).status_code == 202
    desk.work()
    with desk.app.store.read() as session:
        complaint = session.scalars(select(Complaint)).one()
        shown = drafts.shown_as(drafts.current(session, complaint.id), complaint)
    assert desk.press("U0LEA", "draft_approve", f"{complaint.ref}|{shown}").status_code == 200
    desk.work()
    assert desk.press("U0NOE", "ticket_claim", complaint.ref).status_code == 200
    desk.work()
    with desk.app.store.read() as session:
        assert session.get_one(Complaint, complaint.id).state == ComplaintState.ANSWERED
        assert complaints.ticket_of(session, complaint.id).state == TicketState.CLAIMED
    return complaint


def test_every_row_and_every_line_of_a_walk_carry_the_alerts_correlation(desk, context, log_lines):
    web = client(str(desk.http.base_url), context)
    ref = walk(desk, web).ref
    with desk.app.store.read() as session:
        correlation = session.scalars(select(Alert)).one().correlation
        assert session.scalars(select(Mention.correlation)).all() == [correlation]
        assert session.scalars(select(Complaint.correlation)).all() == [correlation]
        assert set(session.scalars(select(Effect.correlation))) == {correlation}
    lines = log_lines()
    told = [(line["event"], line.get("effect") or line.get("person")) for line in lines if "correlation" in line]
    assert {line["correlation"] for line in lines if "correlation" in line} == {correlation}
    steps = [("alert_read", None), ("effect_done", "card.show"),
             ("person_acted", "U0LEA"), ("effect_done", approvals.PUBLISH), ("person_acted", "U0NOE")]  # fmt: skip
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    assert [line["ref"] for line in lines if line["event"] == "person_acted"] == [ref, ref]


def test_the_lines_of_a_walk_show_nobodys_data_and_no_secret(desk, context, log_lines):
    walk(desk, client(str(desk.http.base_url), context))
    written = json.dumps(log_lines(), ensure_ascii=False)
    assert "alert_read" in written
    for hidden in ("06 12 34", "nadia.orsel", "s3cret", desk.secret, "xoxb-amends"):
        assert hidden not in written


def test_a_failure_is_logged_with_the_correlation_and_later_lines_without(desk, context, log_lines, monkeypatch):
    def broken(*_mention, **_more):
        raise RuntimeError(f"cannot write to {WORDS}")

    monkeypatch.setattr(composing.compose, "compose", broken)
    web = client(str(desk.http.base_url), context)
    web.send(alert_body(text=WORDS))
    desk.work()
    logs.get(__name__).info("afterwards")
    lines = {line["event"]: line for line in log_lines()}
    with desk.app.store.read() as session:
        complaint = session.scalars(select(Complaint)).one()
        effect = session.scalars(select(Effect).where(Effect.kind == "draft.compose")).one()
    assert lines["first_draft_failed"]["correlation"] == complaint.correlation
    assert lines["effect_failed"]["correlation"] == complaint.correlation
    assert "RuntimeError" in lines["effect_failed"]["exception"]
    assert "06 12 34" not in json.dumps(lines)
    assert "correlation" not in lines["afterwards"]
    assert effect.done_at is None
