"""The figures of the overview against a count made here, row by row."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import select

from bot.desk.models import Clock, Complaint, Draft
from bot.web.desk import overview


@pytest.fixture
def rows(store, refs):
    with store.read() as session:
        complaints = session.scalars(select(Complaint)).all()
        return complaints, session.scalars(select(Clock)).all(), session.scalars(select(Draft)).all()


@pytest.mark.parametrize("days", overview.PERIODS)
def test_promises_backlog_and_coverage_are_what_the_rows_say(store, clock, rows, days):
    complaints, clocks, _drafts = rows
    now = clock()
    since = now - timedelta(days=days)
    with store.read() as session:
        found = overview.look(session, days, now)
    teams = {one.id: one.team for one in complaints}
    kept: Counter[tuple[str, str]] = Counter()
    late: Counter[tuple[str, str]] = Counter()
    for one in clocks:
        if one.started_at >= since:
            late[one.metric, teams[one.complaint_id]] += bool(
                one.breached_at or (one.state == "running" and one.due_at < now)
            )
            kept[one.metric, teams[one.complaint_id]] += one.state == "met"
    assert found.attainment == {key: overview.Kept(kept[key], late[key]) for key in late}
    assert sum(one.decided for one in found.attainment.values()) > 20
    waiting = [one for one in complaints if one.state == "open"]
    assert found.waiting == len(waiting) > 3
    oldest = min(waiting, key=lambda one: one.opened_at)
    assert found.oldest == (oldest.ref, oldest.opened_at)
    overdue = {one.complaint_id for one in clocks if one.state == "running" and one.due_at < now}
    assert found.late == len(overdue & {one.id for one in waiting}) > 0
    came = [one for one in complaints if one.opened_at >= since]
    assert (found.genuine, found.answered) == (len(came), sum(one.answered_at is not None for one in came))


def test_stages_are_medians_with_their_n(store, clock, rows):
    complaints, _clocks, drafts = rows
    with store.read() as session:
        found = overview.look(session, 28, clock())
    recent = {one.id: one for one in complaints if one.opened_at >= clock() - timedelta(days=28)}
    first = {one.complaint_id: one.created_at for one in drafts if one.number == 1}
    spans = [
        (one.approved_at - first[one.complaint_id]).total_seconds() for one in drafts
        if one.state == "published" and one.complaint_id in recent and recent[one.complaint_id].team == "delivery"
    ]  # fmt: skip
    stage = found.stages["delivery"]["approve"]
    assert (stage.seconds, stage.n) == (pytest.approx(median(spans)), len(spans))
    assert found.slowest() is not None
    assert found.slowest()[:2] == ("delivery", "approve")


def test_topics_week_by_week_with_their_surges(store, clock, rows):
    complaints, _clocks, _drafts = rows
    with store.read() as session:
        found = overview.look(session, 7, clock())
    late = next(one for one in found.topics if one.playbook == "late-delivery")
    expected = [0] * overview.WEEKS
    for one in complaints:
        week = (one.opened_at - found.weeks[0]) // timedelta(weeks=1)
        if one.playbook == "late-delivery" and 0 <= week < overview.WEEKS:
            expected[week] += 1
    assert list(late.weeks) == expected
    assert late.surged.index(True) == overview.WEEKS - 2
    assert sum(map(sum, (one.surged for one in found.topics))) == 1


def test_an_empty_desk_has_no_figures_and_says_so(store, clock):
    with store.read() as session:
        found = overview.look(session, 7, clock())
    assert (found.waiting, found.genuine, found.oldest, found.slowest(), found.topics) == (0, 0, None, None, ())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_figures_are_kept_for_a_minute(store, clock, refs):
    at = 0.0
    figures = overview.Figures(clock=lambda: at)
    with store.read() as session:
        first = figures.overview(session, 7, clock())
        at = 59.0
        assert figures.overview(session, 7, clock.pass_(seconds=59)) is first
        assert figures.overview(session, 28, clock()) is not first
        at = 60.0
        assert figures.overview(session, 7, clock.pass_(seconds=1)).at == clock()


def test_the_page_names_n_and_period_beside_every_figure(manager):
    text = manager.text("/desk/overview?days=28")
    assert text.count("n = ") > 8
    assert "28 jours" in text
    assert "7 jours" in manager.text("/desk/overview?days=999")
