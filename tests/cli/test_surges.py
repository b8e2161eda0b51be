"""``amends surges``: what surged, what is usual, what is seen; in words and as JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import surges
from tests.desk.test_surges import complain


@pytest.fixture
def now():
    """The command looks at the real clock."""
    return datetime.now(UTC)


@pytest.fixture
def crowd(store, now, book):
    """A history of a month, a young tool, and a crowd of a quarter of an hour."""
    said = [(now - timedelta(hours=2 * n + 80), ["late-delivery", "lost-parcel"][n % 2]) for n in range(400)]
    young = [(now - timedelta(hours=n), "lost-parcel") for n in range(1, 60)]
    come = [(now - timedelta(minutes=1 + n), "late-delivery") for n in range(12)]
    for who, source, rows in (("past", "generic", said), ("young", "ear", young), ("crowd", "generic", come)):
        store.write(lambda session, who=who, source=source, rows=rows: complain(session, who, source, rows))
    assert store.write(lambda session: surges.scan(session, book, now))


def test_what_was_found_and_what_is_usual(desk, crowd):
    said = desk("surges")
    assert (said.code, said.err) == (0, "")
    assert "late-delivery\n    12 people in 15 minutes; usually nobody at this time of the week" in said.out
    assert "source ear: 0.1 weeks of history: too short, it does not count before 3" in said.out
    assert "12 (" in said.out


def test_as_json(desk, crowd, now):
    said = desk("surges --json").json
    (surge,) = said["surges"]
    assert (surge["topic"], surge["number"], surge["authors"]) == ("late-delivery", 1, 12)
    assert surge["chance"] < 1e-6
    assert said["least_weeks"] == 3
    assert said["sources"]["generic"] > 3 > said["sources"]["ear"]
    hour = next(one for one in said["topics"]["late-delivery"] if one["hours"] == 1)
    assert hour["seen"] == 12
    assert hour["usual"] < 1
    later = (now + timedelta(days=2)).date()
    assert desk(f"surges --since {later} --json").json["surges"] == []


def test_before_anything_is_known(desk):
    said = desk("surges")
    assert said.code == 0
    assert "No surge was found." in said.out
    assert "Nothing is known yet of what is usual." in said.out
