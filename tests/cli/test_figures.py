"""A month of invented traffic has the same figures in the desk's module, the command and its CSV, the page and its CSV,
the message in Slack, and in plain SQL."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import select, text

from bot.context import Context
from bot.demo.month import Month, settle
from bot.demo.work import Desk
from bot.desk import cells, figures, visits
from bot.desk.figures import digests, plain, telling
from bot.desk.models import Complaint
from bot.settings import load
from bot.slack import figured
from bot.triage import fitted
from bot.web import server
from tests.conftest import TUESDAY
from tests.web.conftest import PATIENCE, no_slack, serving

PARIS = ZoneInfo("Europe/Paris")
DAYS = 28
SHOWN = 90  # days that are looked at: one of the page's periods, all of the month
SECONDS = {
    "sqlite": "(julianday({1}) - julianday({0})) * 86400.0",
    "postgresql": "CAST(extract(epoch FROM ({1} - {0})) AS float8)",
}
# Written against the tables alone: no function of the desk is asked.
OF_CLOCKS = """
SELECT c.team, k.metric,
       SUM(CASE WHEN k.state = 'met' AND k.breached_at IS NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN k.breached_at IS NOT NULL OR (k.state = 'running' AND k.due_at < :now) THEN 1 ELSE 0 END)
FROM clock k JOIN complaint c ON c.id = k.complaint_id GROUP BY c.team, k.metric
"""
COVERAGE = """
SELECT team, SUM(CASE WHEN state <> 'dismissed' THEN 1 ELSE 0 END),
       SUM(CASE WHEN state <> 'dismissed' AND answered_at IS NOT NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN state = 'abstained' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'dismissed' THEN 1 ELSE 0 END)
FROM complaint GROUP BY team
"""
CLAIMS = """
SELECT c.team, COUNT(*), AVG({seconds}) FROM ticket t JOIN complaint c ON c.id = t.complaint_id
JOIN (SELECT complaint_id, MIN(at) AS at FROM event WHERE kind = 'claimed' GROUP BY complaint_id) e
ON e.complaint_id = c.id GROUP BY c.team
"""
PROMISED = """
SELECT c.team, SUM(CASE WHEN p.state = 'kept' AND p.ended_at <= p.due_at THEN 1 ELSE 0 END),
       SUM(CASE WHEN (p.state = 'kept' AND p.ended_at > p.due_at) OR (p.state = 'open' AND p.due_at < :now)
           THEN 1 ELSE 0 END)
FROM commitment p JOIN complaint c ON c.id = p.complaint_id WHERE p.due_at < :midnight GROUP BY c.team
"""


@pytest.fixture
def month(store, book, environ):
    """Four weeks that end now, as the command line sees them."""
    now = TUESDAY + timedelta(hours=6)
    environ.setattr("bot.app.datetime", _Stopped)
    played = Month(Desk(book, fitted.shipped()), DAYS, 2, 7, now)
    played.plan()
    played.play(store.write)
    store.write(lambda session: _dismissed(session, played))
    store.write(lambda session: settle(session, now))
    return played


def _dismissed(session, played):
    opened = session.scalars(select(Complaint.id).where(Complaint.state == "open").limit(1)).one()
    assert played.desk.dismiss(session, opened, played.until)


class _Stopped(datetime):
    """The clock of the command."""

    @classmethod
    def now(cls, tz=None):
        return (TUESDAY + timedelta(hours=6)).astimezone(tz or UTC)


@pytest.mark.timeout(400)  # a whole month, on a machine that others use as well
def test_a_month_adds_up_the_same_everywhere(month, store, book, desk):
    now = month.until
    for needed in ("answered", "resolved"):
        assert month.happened[needed], month.happened
    while store.write(lambda session: figures.fold(session, book)):
        pass
    period = figures.last_days(book, SHOWN, now)  # what was begun early in the month, too
    with store.read() as session:
        found = figures.report(session, book, period, ["team"], now)
        spreads = figures.spreads(session, period, ["team"], [*found.metrics, *figures.Stage, *figures.Count])
        lines = {line.group[0]: line for line in found.lines}
        counted = _counted(session, now, book)
        _promises(counted, lines)
        _coverage(session, lines)
        _claims(session, lines)
        _by_day(session, book, period, now)
        digest = digests.read(session, book, {"first": period.first.isoformat(), "last": period.last.isoformat()}, now)
        covered = {team: (int(answered), int(genuine)) for team, genuine, answered, *_rest in
                   session.execute(text(COVERAGE))}  # fmt: skip
    file = _command(desk, found, plain.records(found, spreads))
    with serving(server.make(_context(store, book, now), no_slack)) as address:
        page = _Page(address, _link(store, book, now))
        assert page.get("/desk/figures.csv").removeprefix(cells.BOM) == file
        _on_the_page(page.get("/desk/overview"), book, counted, covered, digest.standing)
        page.close()
    _in_slack(figured.message(book, digest), book, counted, covered)


def _command(desk, found, records):
    """JSON, CSV (which is returned) and words of the command hold ``records``."""
    assert len(records) > 20
    said = desk(f"sla report --by team --days {SHOWN} --json")
    assert said.code == 0, said.err
    assert said.json == [{**one, "metric": str(one["metric"])} for one in records]
    file = desk(f"sla report --by team --days {SHOWN} --csv").out
    assert list(csv.DictReader(io.StringIO(file))) == [
        {key: "" if one[key] is None else str(one[key]) for key in plain.columns(found)} for one in records
    ]
    in_words = desk(f"sla report --days {SHOWN}").out
    whole = found.all.kept("first_response")
    assert f"{whole.part} of {whole.n}" in in_words
    return file


def _context(store, book, now):
    settings = load({"DATABASE_URL": "sqlite:///:memory:", "AMENDS_LANGUAGE": "en"})
    return Context(settings, store, lambda: book, lambda: now, lambda *_lanes: None)


def _link(store, book, now):
    return store.write(lambda session: visits.invite(session, book, "U0SAM", now))


class _Page:
    """Sam in front of the page, who reads English."""

    def __init__(self, address, token):
        self._http = httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False)
        self.close = self._http.close
        assert self._http.post(f"/desk/enter/{token}").status_code == 303

    def get(self, path):
        answer = self._http.get(path, params={"days": SHOWN})
        assert answer.status_code == 200, answer.text[:400]
        return answer.text


def _on_the_page(html, book, counted, covered, standing):
    """Each number of the overview's tables and tiles is the one that plain SQL counted."""
    tables = _tables(html)
    head, *promises = tables["kept"]
    assert {row[0] for row in promises} == {
        telling.metric_name(metric, "en") for (_team, metric), n in counted.items() if sum(n)
    }
    names = {book.desk.teams[team].title["en"]: team for team in book.desk.teams}
    metrics = {telling.metric_name(metric, "en"): metric for _team, metric in counted}
    looked = 0
    for metric, together, *each in promises:
        of = [counted.get((team, metrics[metric]), (0, 0)) for team in names.values()]
        assert together == _said(sum(met for met, _late in of), sum(map(sum, of)))
        for name, cell in zip(head[2:], each, strict=True):
            met, late = counted.get((names[name], metrics[metric]), (0, 0))
            assert cell == (_said(met, met + late) if met + late else "—"), (metric, name)
            looked += met + late > 0
    assert looked > 5
    answered, genuine = (sum(numbers) for numbers in zip(*covered.values(), strict=True))
    words = _text(html)
    assert f"Complaints answered {_rate(answered, genuine)} n = {genuine}, {SHOWN} days" in words
    assert f"Wait for a reply {standing.unanswered} " in words
    assert f"promises late, of any kind: {standing.late} " in words or not standing.late
    assert f"tickets open: {standing.backlog} " in words
    weeks = tables["topics"][1:]
    assert sum(int(cell.split()[0]) for row in weeks for cell in row[1:]) == genuine


def _said(part, of):
    return f"{_rate(part, of)} n = {of}"


def _rate(part, of):
    return telling.percent(part / of, "en") if of >= 30 else f"{part} of {of}"


def _in_slack(message, book, counted, covered):
    """The table of the managers' message holds the same numbers, and what stands in words as well."""
    (table,) = [block for block in message["blocks"] if block["type"] == "data_table"]
    head, *rows = [[cell["text"] for cell in row] for row in table["rows"]]
    language = book.desk.channels.language
    names = {telling.value_name(book, "team", team, language): team for team in book.desk.teams}
    metrics = {telling.metric_name(metric, language): metric for _team, metric in counted}
    looked = 0
    for name, *row in rows:
        for metric, cell in zip(head[1:-2], row, strict=False):
            met, late = counted.get((names[name], metrics[metric]), (0, 0))
            shown = telling.rate(figures.Rate(met, met + late), language)
            if met + late >= 30:
                shown = f"{telling.percent(met / (met + late), language)} (n={met + late})"
            assert cell == shown, (name, metric)
            looked += 1
        answered, genuine = covered.get(names[name], (0, 0))
        assert row[-2] == telling.rate(figures.Rate(answered, genuine), language)
    assert looked > 5


class _Tables(HTMLParser):
    """Tables by their id: rows of cells, each its text."""

    def __init__(self):
        super().__init__()
        self.found, self._rows, self._cell = {}, None, None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self._rows = self.found.setdefault(dict(attrs).get("id"), [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("th", "td"):
            self._cell = []

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self._rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None


def _tables(html):
    reader = _Tables()
    reader.feed(html)
    return reader.found


def _text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _counted(session, now, book):
    """(team, metric) → kept and broken, by plain SQL."""
    midnight = book.desk.local(now).replace(hour=0) + timedelta(days=1)  # what falls due later belongs to a later day
    counted = {(team, metric): (int(met), int(late)) for team, metric, met, late in
               session.execute(text(OF_CLOCKS), {"now": _bound(session, now)})}  # fmt: skip
    counted |= {(team, "commitment"): (int(met), int(late)) for team, met, late in
                session.execute(text(PROMISED), {"now": _bound(session, now),
                                                  "midnight": _bound(session, midnight.astimezone(UTC))})}  # fmt: skip
    assert sum(late for _met, late in counted.values())
    return counted


def _promises(counted, lines):
    for (team, metric), numbers in counted.items():
        assert (lines[team].of(metric).met, lines[team].of(metric).breached) == numbers, (team, metric)


def _bound(session, now):
    return now if session.get_bind().dialect.name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f")


def _coverage(session, lines):
    for team, genuine, answered, left, dismissed in session.execute(text(COVERAGE)):
        line = lines[team]
        assert (line.answered.n, line.answered.part) == (genuine, answered)
        assert line.unanswered == genuine - answered - left
        assert line.of("dismissed").count == dismissed


def _claims(session, lines):
    seconds = SECONDS[session.get_bind().dialect.name].format("t.opened_at", "e.at")
    for team, many, mean in session.execute(text(CLAIMS.format(seconds=seconds))):
        claim = lines[team].of("claim")
        assert claim.timed == many
        assert claim.seconds / claim.timed == pytest.approx(mean, abs=1.0)


def _by_day(session, book, period, now):
    """Each day of the desk's own zone, counted one by one."""
    query = "SELECT opened_at FROM complaint WHERE state <> 'dismissed'"
    opened = Counter(_moment(at).astimezone(PARIS).date().isoformat() for (at,) in session.execute(text(query)))
    found = figures.report(session, book, period, ["day"], now)
    assert {line.group[0]: line.answered.n for line in found.lines if line.answered.n} == dict(opened)
    weeks = figures.report(session, book, period, ["week"], now)
    assert sum(line.answered.n for line in weeks.lines) == sum(opened.values())


def _moment(at):
    return at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_an_empty_desk_has_figures_too(desk):
    found = {one["metric"]: one for one in desk("sla report --json").json}
    assert (found["complaint"]["n"], found["complaint"]["rate"]) == (0, None)
    assert "Answered: 0 of 0" in desk("sla report --days 7").out
    assert desk("sla report --by team,week --csv").out.startswith("first,last,team,week,metric,n,met,breached,rate,")


def test_what_cannot_be_asked_is_said(desk):
    said = desk("sla report --by colour")
    assert (said.code, said.out) == (1, "")
    assert "Figures are not kept by “colour”" in said.err
    assert "--since: 'soon' is no day" in desk("sla report --since soon").err
    assert "still to come" in desk("sla report --since 2999-01-01").err
    assert "Choose one" in desk("sla report --json --csv").err


def test_rebuilding_changes_nothing(desk, complaint):
    before = desk("sla report --json").json
    assert desk("figures rebuild --json").json == {"complaints": 1}
    assert "Counted 1 complaints anew" in desk("figures rebuild").out
    assert desk("sla report --json").json == before


def test_invented_traffic_does_not_join_real_complaints(desk, complaint):
    said = desk("demo-data --days 1 --per-day 1")
    assert said.code == 1
    assert "There are complaints in this database" in said.err


def test_invented_traffic_is_not_sent_to_anybody(desk, store):
    said = desk("demo-data --days 1 --per-day 6 --json")
    assert said.code == 0, said.err
    assert said.json["alerts"] > 0
    with store.read() as session:
        waiting = session.execute(text("SELECT kind FROM effect WHERE done_at IS NULL")).scalars().all()
    assert set(waiting) <= {"card.show"}
