"""What the desk would decide about an alert, for commands that store nothing (``amends triage``, ``amends draft``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.cli.second import Second
    from bot.desk.mentions import Reading
    from bot.desk.playbooks import Book, Choice
    from bot.triage.features import Said
    from bot.triage.reasons import Reason


@dataclass(frozen=True)
class Decided:
    """``found``: what a mention keeps of triage (:func:`bot.desk.sorting.kept`); ``choice``: the playbook for it."""

    said: Said
    found: dict[str, Any]
    reasons: list[Reason]
    choice: Choice


class Decider:
    """Playbooks and model, read once; asked about alert after alert."""

    def __init__(self) -> None:
        from bot import settings
        from bot.desk import playbooks
        from bot.triage import fitted

        chosen = settings.load()
        self.book: Book = playbooks.load(chosen.playbooks_dir)
        self.model = fitted.of(chosen.home)
        self.second: Second | None = None

    def asking(self, second: Second | None) -> Decider:
        """The same, with ``second`` asked about what is doubted."""
        self.second = second.about(self.book) if second else None
        return self

    def of(self, reading: Reading) -> Decided:
        """The whole decision about one alert, as the desk would take it, and why."""
        from bot.desk import opening, sorting
        from bot.triage.features import Said
        from bot.triage.places import is_our_page

        said = Said(reading.text, reading.title, reading.language, reading.network, reading.rating)
        own = reading.author_handle.lower() in self.book.desk.voice.own_handles()
        to_us = bool(reading.in_reply_to) and is_our_page(self.book.house, reading.in_reply_to or "")
        known = sorting.Known(own=own, url=reading.url, answers_us=to_us)
        triaged, place = sorting.sort(self.book, self.model, said, known), sorting.place_of(self.book, said, known)
        found, reasons = sorting.kept(triaged, place), [*triaged.reasons, place.why]
        if self.second is not None and not own:
            found, more = self.second.on(said, found)
            reasons += more
        return Decided(said, found, reasons, opening.chosen(self.book, said, found))
