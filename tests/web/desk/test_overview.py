"""The figures of the overview against a count made here, row by row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.desk import cells, figures
from bot.desk.figures import Stage, plain
from bot.desk.models import Clock, Complaint, Draft, Surge, Ticket
from bot.web.desk import overview

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def rows(store, refs):
    with store.read() as session:
        complaints = session.scalars(select(Complaint)).all()
        return complaints, session.scalars(select(Clock)).all(), session.scalars(select(Draft)).all()


def day(at):
    return at.astimezone(PARIS).date()


def looked(store, book, now, days=28):
    with store.read() as session:
        return overview.look(session, book, days, now)


@pytest.mark.parametrize("days", overview.PERIODS)
def test_promises_and_coverage_are_what_the_rows_say(store, book, clock, rows, days):
    complaints, clocks, _drafts = rows
    now = clock()
    first = day(now) - timedelta(days=days - 1)
    found = looked(store, book, now, days)
    teams = {one.id: one.team for one in complaints}
    kept: Counter[tuple[str, str]] = Counter()
    late: Counter[tuple[str, str]] = Counter()
    for one in clocks:
        if one.breached_at:
            late[teams[one.complaint_id], one.metric] += first <= day(one.breached_at) <= day(now)
        elif one.state == "met":
            kept[teams[one.complaint_id], one.metric] += first <= day(one.ended_at)
    lines = {line.group[0]: line for line in found.report.lines}
    for team, metric in {*kept, *late}:
        of = lines[team].of(metric)
        assert (of.met, of.breached) == (kept[team, metric], late[team, metric]), (team, metric)
    assert sum(kept.values()) + sum(late.values()) > 20
    came = [one for one in complaints if day(one.opened_at) >= first and one.state != "dismissed"]
    answered = found.report.all.answered
    assert (answered.n, answered.part) == (len(came), sum(one.answered_at is not None for one in came))


def test_what_waits_is_what_the_rows_say(store, book, clock, rows):
    complaints, clocks, _drafts = rows
    now = clock()
    found = looked(store, book, now)
    waiting = [one for one in complaints if one.state == "open"]
    assert found.standing.unanswered == len(waiting) > 3
    hours = (1, 4, 24, 72, 10**6)
    ages = Counter(next(n for n, most in enumerate(hours) if now - one.opened_at < timedelta(hours=most))
                   for one in waiting)  # fmt: skip
    assert list(found.standing.ages) == [ages[n] for n in range(len(hours))]
    oldest = min(waiting, key=lambda one: (one.opened_at, one.id))
    assert (found.standing.oldest[0].ref, found.standing.oldest[0].opened_at) == (oldest.ref, oldest.opened_at)
    assert found.standing.late == sum(one.state == "running" and one.due_at < now for one in clocks) > 0
    with store.read() as session:
        tickets = session.scalars(select(Ticket).where(Ticket.state != "resolved")).all()
    assert found.standing.backlog == len(tickets) > 3
    assert dict(found.in_hands()) == dict(Counter(one.owner for one in tickets if one.owner))


def test_stages_are_means_and_medians_with_their_n(store, book, clock, rows):
    complaints, _clocks, drafts = rows
    found = looked(store, book, clock())
    since = day(clock()) - timedelta(days=27)
    first = {one.complaint_id: one.created_at for one in drafts if one.number == 1}
    teams = {one.id: one.team for one in complaints}
    spans = [
        int((one.approved_at - first[one.complaint_id]).total_seconds()) for one in drafts
        if one.state == "published" and teams[one.complaint_id] == "delivery" and day(one.approved_at) >= since
    ]  # fmt: skip
    line = next(line for line in found.report.lines if line.group == ("delivery",))
    assert line.of(Stage.APPROVE).timed == len(spans) > 5
    assert found.mean(line, Stage.APPROVE) == pytest.approx(sum(spans) / len(spans))
    middle = sorted(spans)[-(-len(spans) // 2) - 1]
    assert found.median(line, Stage.APPROVE) == pytest.approx(middle, rel=0.1)
    whole = found.report.all
    assert found.slowest == max([*Stage][1:], key=lambda stage: found.mean(whole, stage))
    assert found.slowest_at() is not None


def test_topics_week_by_week_with_their_surges(store, book, clock, rows):
    complaints, _clocks, _drafts = rows
    found = looked(store, book, clock(), 7)
    late = next(one for one in found.topics if one.playbook == "late-delivery")
    assert found.weeks[-1] == date(2026, 11, 23)  # the Monday of this week
    assert [week.weekday() for week in found.weeks] == [0] * overview.WEEKS
    counted = Counter(
        day(one.opened_at) - timedelta(days=day(one.opened_at).weekday())
        for one in complaints if one.playbook == "late-delivery" and one.state != "dismissed"
    )  # fmt: skip
    assert list(late.weeks) == [counted[week] for week in found.weeks]
    with store.read() as session:
        at = day(session.scalars(select(Surge.at)).one())
    assert found.weeks[late.surged.index(True)] <= at < found.weeks[late.surged.index(True)] + timedelta(days=7)
    assert sum(map(sum, (one.surged for one in found.topics))) == 1


def test_an_empty_desk_has_no_figures_and_says_so(store, book, clock):
    found = looked(store, book, clock(), 7)
    assert (found.standing.unanswered, found.report.all.answered.n, found.standing.oldest) == (0, 0, [])
    assert (found.slowest, found.slowest_at(), found.topics, found.in_hands()) == (None, None, (), [])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_figures_are_kept_for_a_minute(store, book, clock, refs):
    at = 0.0
    kept = overview.Figures(clock=lambda: at)
    with store.read() as session:
        first = kept.overview(session, book, 7, clock())
        at = 59.0
        assert kept.overview(session, book, 7, clock.pass_(seconds=59)) is first
        assert kept.overview(session, book, 28, clock()) is not first
        at = 60.0
        assert kept.overview(session, book, 7, clock.pass_(seconds=1)).at == clock()


def test_the_page_names_n_and_period_beside_every_figure(manager):
    text = manager.text("/desk/overview?days=28")
    assert text.count("n = ") > 8
    assert "28 jours" in text
    assert "7 jours" in manager.text("/desk/overview?days=999")


def test_its_figures_as_a_file(manager, store, book, clock):
    answer = manager.get("/desk/figures.csv?days=28&by=team,week")
    assert answer.headers["content-disposition"].startswith('attachment; filename="figures-2026-11-24.csv"')
    found = list(csv.DictReader(io.StringIO(answer.text.removeprefix(cells.BOM))))
    period = figures.last_days(book, 28, clock())
    with store.read() as session:
        report = figures.report(session, book, period, ["team", "week"], clock())
        spreads = figures.spreads(session, period, ["team", "week"], [*report.metrics, *Stage, *figures.Count])
    records = plain.records(report, spreads)
    assert found == [{name: "" if value is None else str(value) for name, value in one.items()} for one in records]
    assert len(found) > 50
    refused = manager.get("/desk/figures.csv?by=colour")
    assert refused.status_code == 404
    assert "colour" in refused.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_file_is_for_those_who_oversee(house, refs):
    assert house.somebody().sign_in("U0NOE").get("/desk/figures.csv").status_code == 403
