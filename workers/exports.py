"""Lists that people take away: written row by row into a file that is gone afterwards, then sent to one person."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.app import App
from bot.desk import cells, deliveries, exports, figures, outbox, people
from bot.desk.exports import MOST_ROWS, Row, Wanted
from bot.desk.figures import telling
from bot.desk.models import Effect
from bot.desk.vocabulary import Lane
from bot.slack import client
from bot.slack.text import escaped
from bot.texts import _, say

LONGEST_CELL = 32_767  # characters that a cell of a spreadsheet takes
HERE = _("{asked}: {n} rows. Personal data is masked.")
CUT = _("These are the first {most}, and there are more: ask for fewer days.")
UNSENT = _("The file is ready, but Slack does not take it: {problem}. It is tried again; an admin can mend it.")
NOTHING = _("There is nothing to export: {asked}.")


def send(app: App, effect: Effect) -> None:
    """Make the file and send it. Who takes what, and how many rows, is on record before anything leaves."""
    book, user, wanted = app.book(), effect.payload["user"], exports.of_payload(effect.payload)
    if people.may(book, user, "audit"):  # not when they have left, or have another role since they asked
        with tempfile.TemporaryDirectory(prefix="amends-export-") as folder:
            path = Path(folder) / wanted.filename
            _deliver(app, effect, wanted, path, _written(app, wanted, path))
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def _deliver(app: App, effect: Effect, wanted: Wanted, path: Path, number: int) -> None:
    user, person = effect.payload["user"], people.person(app.book(), effect.payload["user"])
    language = person.language if person else app.settings.language
    asked = f"{say(language, exports.NAMES[wanted.what])}, {telling.period(wanted.period, language)}"
    if not number:
        nothing = say(language, NOTHING, asked=asked)
        client.call(app.slack, "chat.postMessage", channel=user, text=escaped(nothing))
        return
    sent = min(number, MOST_ROWS)
    app.store.write(lambda session: _note(session, effect, wanted, sent, app.now()))
    words = say(language, HERE, asked=asked[:1].upper() + asked[1:], n=sent)
    if number > MOST_ROWS:
        words += "\n" + say(language, CUT, most=MOST_ROWS)
    try:
        client.send_file(app.slack, user, str(path), wanted.filename, escaped(words))
    except client.PersonMustMend as problem:  # for example an app of before, without the scope for files
        reason = say(language, UNSENT, problem=str(problem))
        app.store.write(lambda session: _tell(session, effect, escaped(reason), app.now()))
        raise


def _tell(session: Session, effect: Effect, reason: str, now: datetime) -> None:
    if deliveries.first_time(session, f"export:{effect.id}:{effect.generation}:unsent", now):
        payload = {"user": effect.payload["user"], "text": reason}
        outbox.arm(session, f"tell:export:{effect.id}", "person.tell", Lane.CHAT, now, urgency=1, payload=payload)


def _note(session: Session, effect: Effect, wanted: Wanted, number: int, now: datetime) -> None:
    """Once, however often the sending is tried."""
    if deliveries.first_time(session, f"export:{effect.id}:{effect.generation}", now):
        exports.note(session, wanted, effect.payload["user"], number, now)


def _written(app: App, wanted: Wanted, path: Path) -> int:
    """Write the file; how many rows there are, one more than :data:`MOST_ROWS` when some were left out."""
    if wanted.what == exports.FIGURES:
        while app.store.write(lambda session: figures.fold(session, app.book())):
            pass  # what has just happened counts, as in `amends sla report`
    with app.store.read() as session:
        rows = exports.rows(session, app.book(), wanted, app.now())
        return (_as_xlsx if wanted.form == "XLSX" else _as_csv)(rows, path)


def _as_csv(rows: Iterable[Row], path: Path) -> int:
    number = -1  # the first row holds the names
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(cells.BOM)
        writer = csv.writer(file)
        for number, row in enumerate(rows):
            if number <= MOST_ROWS:
                writer.writerow([cells.safe(value) for value in row])
    return number


def _as_xlsx(rows: Iterable[Row], path: Path) -> int:
    from xlsxwriter import Workbook  # here: the other effects do not need it

    kept = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    number = -1
    with Workbook(str(path), kept) as book:
        sheet, bold = book.add_worksheet("Amends"), book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            if number <= MOST_ROWS:
                for column, value in enumerate(row):
                    _cell(sheet, number, column, value, moment if number else bold)
    return number


def _cell(sheet: Any, line: int, column: int, value: object, look: Any) -> None:
    """A number or a moment (UTC) as such, everything else as text: nothing is ever a formula or a link."""
    if isinstance(value, datetime):
        sheet.write_datetime(line, column, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif value is not None:
        sheet.write_string(line, column, str(value)[:LONGEST_CELL], look if line == 0 else None)
