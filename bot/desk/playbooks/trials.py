"""Trying a book: does every example go to the playbook that must take it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.desk.playbooks.book import Book
from bot.desk.playbooks.choosing import Choice
from bot.desk.playbooks.examples import Example
from bot.desk.playbooks.loading import Examined
from bot.desk.playbooks.problems import spelt


@dataclass(frozen=True)
class Trial:
    """One example and where it went. ``wanted`` is empty when every playbook but its own would do."""

    file: str
    line: int
    key: str
    text: str
    language: str
    wanted: str
    taken_by: str
    ok: bool
    explained: str

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)

    def __str__(self) -> str:
        wanted = self.wanted or "any other playbook"
        said = self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
        return f"{self.file}:{self.line}: {self.key}: “{said}” went to {self.explained}; wanted {wanted}"


def trials(examined: Examined) -> Iterator[Trial]:
    """Every example of a book that can be used, in the order of the files."""
    book = examined.book
    if book is None:
        return
    for name, place in examined.places.items():
        for kind, language, number, example in book.playbooks[name].examples.each():
            choice = chosen(book, example, language)
            taken = choice.playbook.name
            wanted = name if kind == "takes" else example.goes_to
            ok = taken == wanted if wanted else taken != name
            key = ("examples", kind, language, number)
            yield Trial(
                place.file, place.line(key), spelt(key), example.text, language, wanted, taken, ok, choice.explained()
            )  # fmt: skip


def chosen(book: Book, example: Example, language: str) -> Choice:
    """The playbook that takes ``example``."""
    return book.choose(
        f"{example.title} {example.text}", language, network=example.network, rating=example.rating,
        severity=example.severity, risks=tuple(example.risks), topics=tuple(example.topics),
    )  # fmt: skip
