"""A deadline as a person would say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.drafting import times
from tests.conftest import examples

PARIS = ZoneInfo("Europe/Paris")


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        ("2026-11-24 11:00", "by 11 am today", "aujourd'hui avant 11 h"),
        ("2026-11-24 12:00", "by noon today", "aujourd'hui avant midi"),
        ("2026-11-24 18:30", "by 6.30 pm today", "aujourd'hui avant 18 h 30"),
        ("2026-11-25 00:00", "by midnight today", "aujourd'hui avant minuit"),
        ("2026-11-25 00:30", "by 12.30 am tomorrow", "demain avant 0 h 30"),
        ("2026-11-25 09:00", "by 9 am tomorrow", "demain avant 9 h"),
        ("2026-11-26 12:30", "by 12.30 pm on Thursday", "jeudi avant 12 h 30"),
        ("2026-11-30 16:00", "by 4 pm on Monday", "lundi avant 16 h"),
        ("2026-12-01 16:00", "by 4 pm on Tuesday 1 December", "mardi 1er décembre avant 16 h"),
        ("2026-12-02 16:00", "by 4 pm on Wednesday 2 December", "mercredi 2 décembre avant 16 h"),
        ("2027-02-12 08:00", "by 8 am on Friday 12 February", "vendredi 12 février avant 8 h"),
    ],
)
def test_spoken(at, english, french):
    now = paris("2026-11-24 09:10").astimezone(UTC)
    assert times.spoken(paris(at), now, "en") == english
    assert times.spoken(paris(at), now, "fr") == french


def test_today_is_the_day_of_the_person_who_promises_not_of_utc():
    now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    assert times.spoken(paris("2026-11-25 11:00"), now, "en") == "by 11 am today"


@pytest.mark.parametrize(
    ("at", "rounded"),
    [("14:00:00", "14:00"), ("14:00:01", "14:30"), ("14:07", "14:30"), ("14:30", "14:30"), ("23:59", "00:00")],
)
def test_rounded_to_the_next_half_hour(at, rounded):
    assert f"{times.rounded(paris(f'2026-11-24 {at}')):%H:%M}" == rounded


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Paris"])
def test_half_hours_are_those_of_the_wall_clock(zone):
    at = times.rounded(datetime(2026, 11, 24, 9, 7, tzinfo=UTC).astimezone(ZoneInfo(zone)))
    assert at.minute in (0, 30)


def test_rounding_over_the_change_to_summer_time_names_an_hour_that_exists():
    at = times.rounded(paris("2026-03-29 01:45"))
    assert f"{at:%H:%M}" == "03:00"
    assert at - paris("2026-03-29 01:45").astimezone(UTC) == timedelta(minutes=15)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(0, 350 * 86_400), st.integers(0, 14 * 1440))
def test_what_is_said_stays_right_until_it_says_so(second, minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    at = times.rounded((now + timedelta(minutes=minutes)).astimezone(PARIS))
    said, until = times.spoken(at, now, "en"), times.until(at, now)
    assert until <= at
    last = max(now, until.astimezone(UTC) - timedelta(seconds=1))
    later = times.spoken(at, last, "en")
    for day in ("today", "tomorrow"):
        assert (day in said) <= (day in later), "the day's name means the same day all the time"


def test_tomorrow_is_right_until_midnight_and_a_weekday_until_it_comes():
    now = paris("2026-11-24 22:00")
    assert times.until(paris("2026-11-25 11:00"), now) == paris("2026-11-25 00:00")
    assert times.until(paris("2026-11-26 11:00"), now) == paris("2026-11-26 11:00")
    assert times.until(paris("2026-11-24 23:00"), now) == paris("2026-11-24 23:00")
