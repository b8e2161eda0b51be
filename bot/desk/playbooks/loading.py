"""A folder of playbooks, read as a whole: ``desk.yaml``, ``lexicon.yaml`` and one file per playbook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.desk.playbooks import crossing
from bot.desk.playbooks.book import Book
from bot.desk.playbooks.deskfile import DeskFile
from bot.desk.playbooks.feeding import fed
from bot.desk.playbooks.lexicon import LexiconFile
from bot.desk.playbooks.playbook import Playbook
from bot.desk.playbooks.problems import Place, PlaybookError, Problem
from bot.desk.playbooks.reading import Source, read
from bot.desk.playbooks.validating import validated

DESK, LEXICON = "desk.yaml", "lexicon.yaml"


@dataclass(frozen=True)
class Examined:
    """A folder and everything that was found in it. ``book`` is None when it cannot be used."""

    book: Book | None
    mistakes: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    places: Mapping[str, Place] = field(default_factory=dict)  # of the playbooks, by name


def feeds_of(folder: Path) -> list[Path]:
    """The iCalendar files beside desk.yaml, which its calendars and rotas may name."""
    return sorted(path for path in folder.glob("*.ics") if path.is_file())


def files_of(folder: Path) -> list[Path]:
    """The files that make up a book, in the order in which playbooks are asked."""
    return sorted(path for path in folder.glob("*.yaml") if path.is_file() and not path.name.startswith("."))


def passed_over(folder: Path) -> list[Path]:
    """Files that somebody may take for playbooks and that are never read."""
    return sorted(path for path in folder.rglob("*.y*ml") if path.is_file() and path not in files_of(folder))


def load(folder: Path) -> Book:
    """The folder's book, or :class:`PlaybookError` with all mistakes at once. Nobody is warned: that takes time.

    Files that say what was read last are not read again: a book cannot be changed, so two may share it.
    """
    content = _content(folder)
    last = _LAST.get(content)
    if last is not None:
        return last
    found = examine(folder, warn=False)
    if found.book is None:
        raise PlaybookError(found.mistakes)
    if _content(folder) == content:  # nobody wrote while we read
        _LAST.clear()
        _LAST[content] = found.book
    return found.book


_LAST: dict[str, Book] = {}


def _content(folder: Path) -> str:
    """What stands in the folder's files, as a digest; what cannot be read counts as nothing, and is told by reading."""
    digest = hashlib.sha256()
    for path in (*files_of(folder), *feeds_of(folder)):
        try:
            digest.update(f"{path.name}\0".encode("utf-8", "surrogateescape") + path.read_bytes() + b"\0")
        except OSError:
            continue
    return digest.hexdigest()


def examine(folder: Path, *, warn: bool = True) -> Examined:
    """Read everything in ``folder`` and say all that is wrong with it, and what somebody should look at."""
    if not (folder / DESK).is_file():
        lost = Problem(str(folder / DESK), 1, "", "not found", "point PLAYBOOKS_DIR at the folder that holds it")
        return Examined(None, (lost,), ())
    problems: list[Problem] = []
    sources = [one for path in files_of(folder) if (one := _read(path, problems))]
    desk = lexicon = None
    playbooks: dict[str, Playbook] = {}
    places: dict[str, Place] = {}
    for source in sources:
        if source.place.file == DESK:
            desk = validated(DeskFile, source, problems)
            desk = desk and fed(desk, folder, source.place, problems)
        elif source.place.file == LEXICON:
            lexicon = validated(LexiconFile, source, problems)
        elif playbook := validated(Playbook, source, problems, not_for_people=["version"]):
            if playbook.name in places:
                other = places[playbook.name].file
                problems.append(
                    source.place.mistake(("name",), f"{playbook.name!r} is the playbook of {other}", "rename it")
                )
            else:
                playbooks[playbook.name] = playbook.model_copy(update={"version": version_of(source.data)})
                places[playbook.name] = source.place
    if desk is None:
        return _result(None, problems)
    of = {one.place.file: one.place for one in sources}
    # A lexicon that nobody wrote is an empty one; one that cannot be read is not known.
    unread = lexicon is None and (folder / LEXICON).exists()
    where = None if unread else of.get(LEXICON, Place(LEXICON, {}))
    book = Book(desk, playbooks, lexicon.facts if lexicon else {})
    whole = crossing.Folder(book, of[DESK], where, places, complete=not problems)
    problems.extend(crossing.problems(whole, warn))
    if warn:
        problems.extend(_not_read(folder, path) for path in passed_over(folder))
    return _result(book, problems, places)


def _not_read(folder: Path, path: Path) -> Problem:
    name = path.relative_to(folder).as_posix()
    return Problem(name, 1, "", "is not read", f"put it beside {DESK} and let its name end in .yaml", "warning")


def _read(path: Path, problems: list[Problem]) -> Source | None:
    found = read(path)
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def _result(book: Book | None, problems: list[Problem], places: Mapping[str, Place] | None = None) -> Examined:
    ordered = sorted(problems, key=lambda one: (one.file, one.line, one.key))
    mistakes = tuple(one for one in ordered if one.level == "mistake")
    warnings = tuple(one for one in ordered if one.level == "warning")
    if book is None or mistakes:
        return Examined(None, mistakes, warnings)
    return Examined(book, mistakes, warnings, places or {})


def version_of(data: Any) -> str:
    """What names a playbook's content: remarks and layout do not count, the order of things does."""
    said = json.dumps(data, ensure_ascii=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]
