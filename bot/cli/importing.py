"""``amends import``: mentions from JSON Lines or CSV. Resumable and idempotent, because each line has its own id."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rich.progress import Progress

from bot.cli.shared import fail
from bot.context import Context
from bot.desk import alerts
from bot.desk.vocabulary import Lane
from bot.sources import NAME, generic
from bot.sources.base import BadRequest

AT_ONCE = 500
AUTHOR_COLUMNS = {"author": "name", "author_name": "name", "handle": "handle", "author_handle": "handle",
                  "followers": "followers", "author_url": "url"}  # fmt: skip


@dataclass
class Report:
    """What became of the lines."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    rejects: str = ""


def import_file(context: Context, file: Path, source: str, rejects: Path) -> Report:
    """Store every line of ``file`` as an alert of ``source``; rejected lines go to ``rejects`` with the reason."""
    if not NAME.fullmatch(source):
        fail("--source: use lower-case letters, digits and _")
    report = Report(rejects=str(rejects))
    rejects.unlink(missing_ok=True)
    size = file.stat().st_size
    with file.open("rb") as raw, Progress(transient=True) as progress:
        bar = progress.add_task(f"Importing {file.name}", total=size)
        batch: list[tuple[int, str, alerts.Incoming]] = []
        for number, line in _lines(file, raw):
            batch.append((number, line, _read(source, line)))
            if len(batch) == AT_ONCE:
                _store(context, batch, report, rejects)
                batch.clear()
                progress.update(bar, completed=raw.tell())
        _store(context, batch, report, rejects)
        progress.update(bar, completed=size)
    context.wake(Lane.CHAT)
    return report


def _lines(file: Path, raw: IO[bytes]) -> Iterator[tuple[int, str]]:
    """``(line number, one alert as JSON)``."""
    if file.suffix.lower() == ".csv":
        yield from _csv_lines(raw)
        return
    for number, line in enumerate(raw, start=1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
        if text:
            yield number, text


def _csv_lines(raw: IO[bytes]) -> Iterator[tuple[int, str]]:
    rows = csv.DictReader(line.decode("utf-8-sig" if n == 0 else "utf-8", "replace") for n, line in enumerate(raw))
    missing = {"id", "network", "text", "posted_at"} - set(rows.fieldnames or [])
    if missing:
        fail(f"the CSV's first line must name the columns; missing: {', '.join(sorted(missing))}")
    for row in rows:
        yield rows.line_num, json.dumps(_alert_of(row), ensure_ascii=False)


def _alert_of(row: dict[str | None, Any]) -> dict[str, Any]:
    """A CSV row as a generic alert: empty cells are left out, the author's columns go into ``author``."""
    alert: dict[str, Any] = {}
    author: dict[str, Any] = {}
    for column, value in row.items():
        if column is None or value in ("", None):
            continue
        if column in AUTHOR_COLUMNS:
            author[AUTHOR_COLUMNS[column]] = value
        else:
            alert[column] = value
    if author:
        alert["author"] = author
    alert.setdefault("text", "")
    return alert


def _read(source: str, line: str) -> alerts.Incoming:
    try:
        found = generic.parse(source, line.encode())
    except BadRequest as error:
        return alerts.Incoming(source, "", "created", line, errors=str(error))
    if len(found) != 1:
        return alerts.Incoming(source, "", "created", line, errors="one alert a line: an object without `alerts`")
    return found[0]


def _store(context: Context, batch: list[tuple[int, str, alerts.Incoming]], report: Report, rejects: Path) -> None:
    good = [alert for _number, _line, alert in batch if not alert.errors]
    if good:
        now = context.now()
        rows = [alerts.row(alert, now) for alert in good]
        new = context.store.write(lambda session: alerts.store(session.connection(), rows))
        report.accepted += len(new)
        report.duplicates += len(good) - len(new)
    bad = [(number, line, alert.errors) for number, line, alert in batch if alert.errors]
    report.rejected += len(bad)
    if bad:
        with rejects.open("a", encoding="utf-8") as out:
            for number, line, errors in bad:
                out.write(json.dumps({"line": number, "errors": errors, "text": line}, ensure_ascii=False) + "\n")
