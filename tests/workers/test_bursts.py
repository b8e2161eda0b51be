"""Many deadlines at one moment, and a beat that stood still: what reaches Slack, message by message."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.app import App
from bot.desk.models import Clock, Complaint, Effect, Event
from bot.desk.vocabulary import Lane, Metric
from tests.conftest import TUESDAY
from tests.desk.crews import many_tickets
from workers import drain, rounds

from .conftest import Now, Outside
from .desk import receive

MANY = 200
NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # nine o'clock in Paris, on a Wednesday


class Still(Now):
    """The time that stands still until a test pushes it forward: a slow machine gathers the same messages."""

    def __call__(self) -> datetime:
        return TUESDAY + timedelta(seconds=self.ahead)


@pytest.fixture
def now() -> Now:
    return Still()


def work(app: App) -> None:
    """What the beat and the workers do until nothing is due at this moment."""
    rounds.scan_clocks(app)
    for lane in (Lane.CHAT, Lane.MODEL):
        drain.drain(app, lane)


def go_to(now: Now, app: App, moment: datetime) -> None:
    now.ahead += (moment - app.now()).total_seconds()


@pytest.fixture
def due_at_nine(app: App, now: Now, outside: Outside) -> list[int]:
    """Two hundred complaints nobody answered and two hundred open tickets, whose promises all end at nine."""
    for number in range(MANY):
        receive(app, id=f"a{number}", author={"handle": f"h{number}", "name": "Nadia Orsel"})
    work(app)
    with app.store.read() as session:
        waiting = list(session.scalars(select(Complaint.id)))
    tickets = many_tickets(app.store, app.book(), MANY, app.now())
    work(app)
    assert len(waiting) == len(tickets) == MANY

    def happening(session) -> None:  # type: ignore[no-untyped-def]
        at_nine = {"due_at": NINE, "warned_at": NINE - timedelta(hours=1), "warn_at": NINE - timedelta(hours=1),
                   "next_at": NINE + timedelta(seconds=1), "told_at": NINE - timedelta(hours=1)}  # fmt: skip
        first = (Clock.complaint_id.in_(waiting), Clock.metric == Metric.FIRST_RESPONSE)
        second = (Clock.complaint_id.in_(tickets), Clock.metric == Metric.RESOLUTION)
        for which in (first, second):
            session.execute(update(Clock).where(*which).values(**at_nine))
        session.execute(update(Clock).where(Clock.next_at != NINE + timedelta(seconds=1)).values(next_at=None))
        session.execute(update(Effect).where(Effect.kind.like("%.escalate")).values(done_at=app.now()))

    app.store.write(happening)
    return waiting + tickets


def test_two_hundred_breaches_at_nine_are_one_message_a_channel(
    app: App, outside: Outside, now: Now, due_at_nine: list[int]
) -> None:
    go_to(now, app, NINE + timedelta(seconds=2))
    before = len(outside.slack)
    for _round in range(4):  # the scans and drains of a few seconds
        work(app)
        now.ahead += 5
    told = Counter(body["channel"] for method, body in outside.slack[before:] if method == "chat.postMessage")
    assert told == {"approvals": 1, "customer-service": 1, "U0NOE": 1}, "each channel once, and the lead once"
    with app.store.read() as session:
        late = session.scalars(select(Clock).where(Clock.breached_at.is_not(None))).all()
        assert {clock.breached_at for clock in late} == {NINE}
        assert sorted(clock.complaint_id for clock in late) == sorted(due_at_nine)
        assert all(clock.told_at and clock.told_at > NINE for clock in late), "everybody's was told"


# ---- the beat stood still for an hour

STEPS = """
    approval: []
    claim: []
    breach:
      - {after: 0m, tell: manager}
      - {after: 10m, tell: [U0LEA], repeat: 2, every: 10m}
      - {after: 45m, tell: "#managers"}
      - {after: 3h, tell: [U0SAM]}
"""


@pytest.fixture
def stepped(environ: dict[str, str]) -> None:
    """A desk whose broken promises are told of in five steps, around the clock."""
    desk = Path(environ["PLAYBOOKS_DIR"]) / "desk.yaml"
    before, _usual, rest = desk.read_text(encoding="utf-8").partition("  usual:\n")
    _steps, _urgent, rest = rest.partition("  urgent:\n")
    desk.write_text(f"{before}  usual:\n    calendar: always{STEPS}  urgent:\n{rest}", encoding="utf-8")


def with_deadlines(app: App, hour: datetime) -> dict[int, datetime]:
    """Thirty complaints whose first response is due every two minutes within ``hour``; complaint → its deadline."""
    for number in range(30):
        receive(app, id=f"a{number}", author={"handle": f"h{number}", "name": "Nadia Orsel"})
    work(app)

    def happening(session) -> dict[int, datetime]:  # type: ignore[no-untyped-def]
        session.execute(update(Clock).values(next_at=None))
        found = {}
        for clock in session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE).order_by(Clock.id)):
            clock.due_at = hour + timedelta(minutes=2 * len(found))
            clock.warn_at = clock.warned_at = clock.told_at = hour - timedelta(minutes=30)
            clock.next_at = clock.due_at + timedelta(seconds=1)
            found[clock.complaint_id] = clock.due_at
        return found

    return app.store.write(happening)


def steps_of(app: App, complaint: int) -> list[str]:
    with app.store.read() as session:
        query = select(Event).where(Event.complaint_id == complaint, Event.kind == "breach_escalated")
        return [f"{event.data['step']} {event.data['told']}" for event in session.scalars(query.order_by(Event.id))]


ALL = ["1 Hélène Duvivier", "2 Léa Morel", "3 Léa Morel", "4 Léa Morel", "5 #managers", "6 Sam Whitlock"]
AFTER = [timedelta(minutes=one) for one in (0, 10, 20, 30, 45, 180)]


def expected(due: datetime, now: datetime) -> list[str]:
    """The steps whose moment, counted from the deadline, has come."""
    return [step for step, after in zip(ALL, AFTER, strict=True) if due + after <= now]


@pytest.mark.usefixtures("stepped")
def test_a_beat_that_stood_still_for_an_hour_judges_each_by_its_deadline_and_skips_no_step(
    app: App, outside: Outside, now: Now
) -> None:
    hour = app.now().replace(microsecond=0) + timedelta(hours=1)
    due = with_deadlines(app, hour)
    go_to(now, app, hour + timedelta(hours=1))
    before = len(outside.slack)
    started = app.now()
    for _round in range(4):
        work(app)
        now.ahead += 4
    with app.store.read() as session:
        clocks = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).all()
        assert {clock.complaint_id: clock.breached_at for clock in clocks} == due
    for complaint, at in due.items():
        assert steps_of(app, complaint) == expected(at, started), "each step whose moment had come, once, in order"
    told = Counter(body["channel"] for method, body in outside.slack[before:] if method == "chat.postMessage")
    assert told == {"approvals": 1, "U0HEL": 1, "U0LEA": 1, "managers": 1}, "one digest, one reminder a person"
    go_to(now, app, hour + timedelta(hours=5))
    for _round in range(3):
        work(app)
        now.ahead += 6
    assert {tuple(steps_of(app, complaint)) for complaint in due} == {tuple(ALL)}, "the others came later, once"


@pytest.mark.usefixtures("stepped")
def test_a_beat_that_never_stood_still_takes_the_same_steps(app: App, now: Now) -> None:
    hour = app.now().replace(microsecond=0) + timedelta(hours=1)
    due = with_deadlines(app, hour)
    go_to(now, app, hour)
    for _minute in range(60):
        work(app)
        now.ahead += 60
    work(app)
    seen = app.now()
    for complaint, at in due.items():
        assert steps_of(app, complaint) == expected(at, seen)
