"""The iCalendar files that desk.yaml names, read into its calendars and rotas."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from bot.desk import feeds
from bot.desk.feeds import Happening
from bot.desk.hours import CalendarSpec
from bot.desk.playbooks.deskfile import DeskFile
from bot.desk.playbooks.problems import Key, Place, Problem
from bot.desk.playbooks.promises import Rota, Shift


def fed(desk: DeskFile, folder: Path, place: Place, problems: list[Problem]) -> DeskFile:
    """``desk`` with what its files say; what is wrong with them is added to ``problems``."""
    reader = _Reader(folder, place, problems)
    calendars = {name: reader.calendar(name, spec) for name, spec in desk.calendars.items()}
    rotas = {name: reader.rota(name, rota, desk) for name, rota in desk.rotas.items()}
    return desk.model_copy(update={"calendars": calendars, "rotas": rotas})


class _Reader:
    def __init__(self, folder: Path, place: Place, problems: list[Problem]) -> None:
        self.folder, self.place, self.problems = folder, place, problems

    def calendar(self, name: str, spec: CalendarSpec) -> CalendarSpec:
        files = [spec.ics] if isinstance(spec.ics, str) else spec.ics
        if not files:
            return spec
        try:
            return feeds.applied(spec, self._read(files, ("calendars", name, "ics")))
        except ValueError as error:
            self.problems.append(self.place.mistake(("calendars", name, "ics"), str(error)[:200], "mend the file"))
            return spec

    def rota(self, name: str, rota: Rota, desk: DeskFile) -> Rota:
        if not rota.ics:
            return rota
        key, zone = ("rotas", name, "ics"), ZoneInfo(rota.zone)
        ids = {spec.name.casefold(): who for who, spec in desk.people.items()} | {
            who.casefold(): who for who in desk.people
        }
        shifts = []
        for one in self._read(rota.ics, key):
            who = ids.get(one.name.casefold())
            if who is None:
                wrong = f"an event is called {one.name!r}, and nobody of `people` is"
                self.problems.append(self.place.mistake(key, wrong, "call it by a name or Slack member id of people"))
                break
            shifts.append(Shift(begins=feeds.utc(one.start, zone), ends=feeds.utc(one.end, zone), who=who))
        return rota.model_copy(update={"shifts": shifts})

    def _read(self, files: list[str], key: Key) -> list[Happening]:
        found: list[Happening] = []
        for file in files:
            if Path(file).name != file or not file.endswith(".ics"):
                self.problems.append(
                    self.place.mistake(key, f"{file!r} is no file beside desk.yaml", "name an .ics file")
                )
                continue
            try:
                found += feeds.read(self.folder / file)
            except feeds.FeedError as error:
                wrong, _colon, mend = str(error).partition(": ")
                self.problems.append(self.place.mistake(key, f"{file} {wrong}", mend))
        return found
