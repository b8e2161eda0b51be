"""``amends import``: mentions from JSON Lines or CSV. Resumable and idempotent, because each line has its own id."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import Progress

from bot.cli.shared import fail
from bot.context import Context
from bot.desk import alerts
from bot.desk.vocabulary import Lane
from bot.sources import NAME, generic
from bot.sources.base import BadRequest

AT_ONCE = 500
REJECTED_SHOWN = 5
NOT_UTF8 = "the line is not UTF-8: save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
TOO_MANY_CELLS = "more cells than the first line names: put texts that contain the separator between quotes"
AUTHOR_COLUMNS = {"author": "name", "author_name": "name", "handle": "handle", "author_handle": "handle",
                  "followers": "followers", "author_url": "url"}  # fmt: skip
NEEDED = ("id", "network", "text", "posted_at")
# A cell may be as long as a body: the length of a text is judged, and reported, where all fields are.
LONGEST_CELL = 10_000_000


@dataclass(frozen=True)
class Line:
    """One line (or CSV row) of the file: its number, its words, and what is wrong with it as a line."""

    number: int
    text: str
    errors: str | None = None


@dataclass
class Report:
    """What became of the lines."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    rejects: str = ""
    first_rejected: list[dict[str, Any]] = field(default_factory=list)


def import_file(context: Context, file: Path, source: str, rejects: Path) -> Report:
    """Store every line of ``file`` as an alert of ``source``; rejected lines go to ``rejects`` with the reason.

    Each batch is kept as soon as it is read: a run that was stopped goes on when it is started again.
    """
    if not NAME.fullmatch(source):
        fail("--source: use lower-case letters, digits and _")
    report = Report(rejects=str(rejects))
    rejects.unlink(missing_ok=True)
    size = file.stat().st_size
    screen = Console(stderr=True)
    with file.open("rb") as raw, Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        bar = progress.add_task(f"Importing {file.name}", total=size)
        batch: list[tuple[Line, alerts.Incoming]] = []
        for line in _lines(file, raw):
            batch.append((line, _read(source, line)))
            if len(batch) == AT_ONCE:
                _store(context, batch, report, rejects)
                batch.clear()
                progress.update(bar, completed=raw.tell())
        _store(context, batch, report, rejects)
        progress.update(bar, completed=size)
    context.wake(Lane.CHAT)
    return report


def _lines(file: Path, raw: IO[bytes]) -> Iterator[Line]:
    if file.suffix.lower() == ".csv":
        yield from _csv_lines(raw)
        return
    for number, line in enumerate(_texts(raw), start=1):
        text = line.strip()
        if text:
            yield Line(number, *_whole(text))


def _texts(raw: IO[bytes]) -> Iterator[str]:
    """The lines of a file; bytes that are no UTF-8 are carried along as lone surrogates, for :func:`_whole`."""
    for number, line in enumerate(raw):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8", "surrogateescape")


def _whole(text: str) -> tuple[str, str | None]:
    """``text`` as it can be shown, and what is wrong with it: a customer's words are not guessed at."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"), NOT_UTF8
    return text, None


def _csv_lines(raw: IO[bytes]) -> Iterator[Line]:
    csv.field_size_limit(min(LONGEST_CELL, sys.maxsize))
    lines = _texts(raw)
    head = next(lines, "")
    columns = _columns(head)
    rows = csv.reader(lines, delimiter=_separator(head))
    number = 2
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(number, "", f"not readable as CSV: {error}")
            cells = []
        if any(cell.strip() for cell in cells):
            yield _csv_line(number, columns, cells)
        number = rows.line_num + 2


def _separator(head: str) -> str:
    """What stands between cells: spreadsheets of half of Europe write semicolons."""
    return max(",;\t", key=head.count)


def _columns(head: str) -> list[str]:
    columns = [name.strip().lower() for name in next(csv.reader([head], delimiter=_separator(head)), [])]
    if missing := [name for name in NEEDED if name not in columns]:
        fail(f"the CSV's first line must name the columns; missing: {', '.join(missing)}")
    return columns


def _csv_line(number: int, columns: list[str], cells: list[str]) -> Line:
    alert = _alert_of(dict(zip(columns, cells, strict=False)))
    text, errors = _whole(json.dumps(alert, ensure_ascii=False))
    if any(cell.strip() for cell in cells[len(columns) :]):
        errors = TOO_MANY_CELLS
        text = _whole(json.dumps(cells, ensure_ascii=False))[0]
    return Line(number, text, errors)


def _alert_of(row: dict[str, str]) -> dict[str, Any]:
    """A CSV row as a generic alert: empty cells are left out, the author's columns go into ``author``."""
    alert: dict[str, Any] = {}
    author: dict[str, Any] = {}
    for column, value in row.items():
        if value == "":
            continue
        if column in AUTHOR_COLUMNS:
            author[AUTHOR_COLUMNS[column]] = value
        else:
            alert[column] = value
    if author:
        alert["author"] = author
    alert.setdefault("text", "")
    return alert


def _read(source: str, line: Line) -> alerts.Incoming:
    if line.errors:
        return alerts.Incoming(source, "", "created", line.text, errors=line.errors)
    try:
        found = generic.parse(source, line.text.encode())
    except BadRequest as error:
        return alerts.Incoming(source, "", "created", line.text, errors=str(error).replace("the body", "the line", 1))
    if len(found) != 1:
        errors = "one alert a line: an object without `alerts`"
        return alerts.Incoming(source, "", "created", line.text, errors=errors)
    return found[0]


def _store(context: Context, batch: list[tuple[Line, alerts.Incoming]], report: Report, rejects: Path) -> None:
    good = [alert for _line, alert in batch if not alert.errors]
    if good:
        now = context.now()
        rows = [alerts.row(alert, now) for alert in good]
        new = context.store.write(lambda session: alerts.store(session.connection(), rows))
        report.accepted += len(new)
        report.duplicates += len(good) - len(new)
    bad = [{"line": line.number, "errors": alert.errors, "text": line.text} for line, alert in batch if alert.errors]
    report.rejected += len(bad)
    report.first_rejected += [
        {key: item[key] for key in ("line", "errors")} for item in bad[: REJECTED_SHOWN - len(report.first_rejected)]
    ]
    if bad:
        with rejects.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in bad)
