"""iCalendar files beside desk.yaml: closed days, special hours, who is on duty."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.desk import duty, feeds
from bot.desk.calendars import WEEKDAYS, calendar_of
from bot.desk.hours import CalendarSpec
from bot.desk.playbooks.deskfile import Away
from bot.desk.playbooks.loading import examine, load
from bot.desk.playbooks.promises import Rota
from tests.conftest import ROOT
from tests.desk.conftest import with_desk, with_people

OFFICE = CalendarSpec(
    name="office", zone="Europe/Paris", week={day: ["09:00-13:00", "14:00-18:00"] for day in WEEKDAYS[:5]},
    holidays=["FR", "FR-57"],
)  # fmt: skip


def ics(folder: Path, *events: str, name: str = "hours.ics") -> Path:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}@x\r\nDTSTAMP:20260101T000000Z\r\n{one}\r\nEND:VEVENT\r\n"
                   for n, one in enumerate(events))  # fmt: skip
    path = folder / name
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Brindelune//EN\r\n{body}END:VCALENDAR\r\n"
    path.write_text(text, encoding="utf-8")
    return path


def lines(*said: str) -> str:
    return "\r\n".join(said)


def hours(calendar, day: date) -> list[str]:
    zone = ZoneInfo("Europe/Paris")
    return [
        f"{datetime.fromtimestamp(opens, zone):%H:%M}-{datetime.fromtimestamp(closes, zone):%H:%M}"
        for opens, closes in calendar.windows(day)
    ]


def test_closed_days_special_hours_and_hours_off(tmp_path):
    found = feeds.read(ics(
        tmp_path,
        lines("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226", "SUMMARY:Fermeture de Noël",
              "RRULE:FREQ=YEARLY"),
        lines("DTSTART;TZID=Europe/Paris:20261201T120000", "DTEND;TZID=Europe/Paris:20261201T160000",
              "SUMMARY:Réunion"),
        lines("DTSTART:20261213T090000Z", "DTEND:20261213T160000Z", "SUMMARY:Dimanche", "CATEGORIES:OPEN"),
        lines("DTSTART;TZID=Europe/Paris:20261205T093000", "DTEND;TZID=Europe/Paris:20261205T113000", "SUMMARY:Samedi"),
    ))  # fmt: skip
    calendar = calendar_of(feeds.applied(OFFICE, found))
    days = {day: hours(calendar, day) for day in
            (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 5), date(2026, 12, 13), date(2026, 12, 24),
             date(2031, 12, 24), date(2026, 12, 26))}  # fmt: skip
    assert list(days.values()) == [
        ["09:00-12:00", "16:00-18:00"], ["09:00-13:00", "14:00-18:00"], [], ["10:00-17:00"], [], [], [],
    ]  # fmt: skip
    named = dict(
        calendar.holidays_between(datetime(2026, 12, 23, 9, tzinfo=UTC), datetime(2026, 12, 26, 9, tzinfo=UTC))
    )
    assert named[date(2026, 12, 24)] == "Fermeture de Noël"
    assert date(2026, 12, 26) in named, "the region's own holiday"


def test_a_clock_keeps_only_the_days_it_can_meet():
    every = [date(year, 12, 24) for year in range(2020, 2051)]
    spec = OFFICE.model_copy(update={"closed": every, "named": dict.fromkeys(every, "closed for stocktaking")})
    kept = spec.around(date(2026, 11, 24))
    assert kept.closed == [date(2025, 12, 24), date(2026, 12, 24), date(2027, 12, 24), date(2028, 12, 24)]
    assert kept == spec.around(date(2026, 1, 1)), "equal for a whole year, so that clocks share one"
    assert set(kept.named) == set(kept.closed)


@pytest.fixture
def folder(tmp_path):
    for path in (ROOT / "playbooks").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def edited(folder: Path, before: str, after: str) -> None:
    text = (folder / "desk.yaml").read_text(encoding="utf-8")
    assert before in text
    (folder / "desk.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")


def test_desk_yaml_names_files_and_reads_them_anew_when_they_change(folder):
    edited(folder, "  staffed:\n    zone: Europe/Paris\n", "  staffed:\n    zone: Europe/Paris\n    ics: hours.ics\n")
    day = lines("DTSTART;VALUE=DATE:20261201", "SUMMARY:Inventaire")
    ics(folder, day)
    assert hours(load(folder).desk.calendar("staffed"), date(2026, 12, 1)) == []
    ics(folder, day.replace("20261201", "20261202"))
    assert hours(load(folder).desk.calendar("staffed"), date(2026, 12, 1)) != []


@pytest.mark.parametrize(
    ("named", "content", "said"),
    [
        ("lost.ics", None, "cannot be read"),
        ("hours.ics", "no calendar at all", "is no iCalendar file"),
        ("../hours.ics", None, "is no file beside desk.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(folder, named, content, said):
    edited(folder, "  staffed:\n    zone: Europe/Paris\n", f"  staffed:\n    zone: Europe/Paris\n    ics: {named}\n")
    if content:
        (folder / named).write_text(content, encoding="utf-8")
    (problem,) = examine(folder).mistakes
    assert said in str(problem)
    assert "desk.yaml" in str(problem)


# ---- rotas


ROTA = Rota(zone="Europe/Paris", week={"tue": {"19:00-08:30": ["U0HEL"]}, "wed": {"12:00-13:00": ["U0LEA", "U0SAM"]}})


@pytest.mark.parametrize(
    ("at", "who"),
    [
        ("2026-11-24T18:59:59+01:00", []), ("2026-11-24T19:00:00+01:00", ["U0HEL"]),
        ("2026-11-25T08:29:59+01:00", ["U0HEL"]), ("2026-11-25T08:30:00+01:00", []),
        ("2026-11-25T12:30:00+01:00", ["U0LEA", "U0SAM"]),
    ],
)  # fmt: skip
def test_a_weekly_rota_over_midnight(at, who):
    assert ROTA.at(datetime.fromisoformat(at)) == who


def test_a_chain_tells_whoever_is_on_the_rota_and_the_deputy_of_who_is_away(book):
    now = datetime.fromisoformat("2026-11-25T12:30:00+01:00")
    desk = with_desk(book, rotas={"noon": ROTA})
    assert duty.resolved(desk, ["noon"], now).people == ("U0LEA", "U0SAM")
    gone = with_people(desk, U0LEA={"away": [Away(first=now.date(), last=now.date())]})
    assert duty.resolved(gone, ["noon"], now).people == ("U0SAM",)
    assert duty.called(desk, ["noon"], datetime.fromisoformat("2026-11-26T12:30:00+01:00")) == duty.Asked()


def test_a_rota_from_a_file_takes_names_and_ids_and_refuses_strangers(folder):
    edited(folder, "# rotas: {night", "rotas: {night: {zone: Europe/Paris, ics: call.ics}}\n# rotas: {night")
    ics(folder,
        lines("DTSTART;TZID=Europe/Paris:20261124T190000", "DTEND;TZID=Europe/Paris:20261125T083000",
              "SUMMARY:Hélène Duvivier", "RRULE:FREQ=WEEKLY;COUNT=3"),
        lines("DTSTART;VALUE=DATE:20261126", "SUMMARY:u0lea"), name="call.ics")  # fmt: skip
    rota = load(folder).desk.rotas["night"]
    assert rota.at(datetime.fromisoformat("2026-12-01T23:00:00+01:00")) == ["U0HEL"]
    assert rota.at(datetime.fromisoformat("2026-11-26T00:00:00+01:00")) == ["U0LEA"]
    assert rota.at(datetime.fromisoformat("2026-12-15T23:00:00+01:00")) == [], "three times, and no more"
    ics(folder, lines("DTSTART;VALUE=DATE:20261126", "SUMMARY:Somebody Else"), name="call.ics")
    (problem,) = examine(folder).mistakes
    assert "Somebody Else" in str(problem)
