"""Tables for spreadsheets: cells that are never calculated, and lines of CSV, a piece for each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

BOM = "\ufeff"  # without it, spreadsheets take French for something else
# A cell that begins so is calculated by spreadsheets (OWASP: CSV injection); an apostrophe in front stops that.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """A cell as text that no spreadsheet calculates."""
    text = "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else text


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """CSV (RFC 4180), a piece for each row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_MINIMAL)
    yield BOM
    for row in rows:
        writer.writerow([safe(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
