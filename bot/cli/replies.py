"""``amends check-reply``: judge replies from JSON Lines, one result line per input line, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.jsonlines import LONGEST_LINE, answer, as_line, check_said

if TYPE_CHECKING:
    from bot.desk.playbooks import Book
    from bot.voice.request import Request
    from bot.voice.rubric import Judgement

File = Annotated[str, typer.Argument(help="JSON Lines, one reply each; - for standard input.", metavar="FILE|-")]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines, which is what it writes anyway.")]


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command("check-reply")(check_reply)


def check_reply(file: File, json: Json = False) -> None:
    """Judge replies by the sixteen checks of the voice rubric. Nothing is stored.

    Each line: {"id", "reply", "complaint", "language"?, "network"?, "recent"?: [...], "approver"?, "facts"?,
    "playbook"?}.
    Facts that are not given are not held against the reply. Keys of "facts" that mean something: cause and
    cause_confirmed_by; granted (also grants, gestures, allowed, authority, decisions); promised; commitments;
    private_reason; legal_hold; serious; signers; brand; complete (true: the facts hold everything). Any other key
    (details, order, tracking …) is a source that numbers, dates and names may be traced to.
    """
    del json
    answer(file, Judge())


class Judge:
    """Judges line after line and keeps only what lines share: the playbooks."""

    def __init__(self) -> None:
        self.unreadable = 0

    @cached_property
    def book(self) -> Book:
        """The playbooks, read when the first line names one."""
        from bot import settings
        from bot.desk import playbooks

        return playbooks.load(settings.load().playbooks_dir)

    def line(self, number: int, raw: bytes) -> str:
        """The result of one input line, as JSON."""
        from bot.voice import request
        from bot.voice.rubric import judge

        data: Any = None
        if len(raw) > LONGEST_LINE:
            return self._refused(number, data, f"the line: longer than {LONGEST_LINE:,} bytes; one reply a line")
        try:
            data = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
            asked = request.read(data)
        except UnicodeDecodeError:
            return self._refused(number, data, "the line: not UTF-8; save the file as UTF-8")
        except json.JSONDecodeError as error:
            return self._refused(number, data, f"the line: not JSON ({error})")
        except RecursionError:
            return self._refused(number, data, "the line: nested too deeply")
        except request.RequestError as error:
            return self._refused(number, data, str(error))
        situation, notes = self._with_playbook(asked)
        return as_line(result(asked.id, judge(asked.reply, situation), notes))

    def _refused(self, number: int, data: Any, why: str) -> str:
        self.unreadable += 1
        said = data.get("id") if isinstance(data, dict) else None
        return as_line({"id": said, "line": number, "error": why})

    def _with_playbook(self, asked: Request) -> tuple[Any, list[str]]:
        """The situation with the named playbook's texts and its brand; a name that leads nowhere is said, not held."""
        if not asked.playbook:
            return asked.situation, []
        from bot.voice.situation import Brand

        playbook = self.book.playbooks.get(asked.playbook)
        if playbook is None:
            known = ", ".join(sorted(self.book.playbooks))
            return asked.situation, [f"playbook: none is called {asked.playbook!r}, judged without; there are {known}"]
        situation = asked.situation
        voice = self.book.desk.voice
        brand = situation.brand or Brand(
            name=voice.brand,
            services=tuple(voice.service.values()),
            accounts=tuple(voice.own_accounts),
            limits=voice.limits,
        )
        texts = tuple(_texts_of(playbook.model_dump(mode="json")))
        return replace(situation, brand=brand, sources=(*situation.sources, *texts)), []


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _texts_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_of(each)
    elif isinstance(value, str):
        yield value


def result(said: str | int | None, judgement: Judgement, notes: list[str]) -> dict[str, Any]:
    """One result line: the verdict, every check in English, and the three sub-scores."""
    found = {
        "id": said, "pass": judgement.passes, "checks": [check_said(check) for check in judgement.checks],
        "specific": judgement.specific,
        "accountable": judgement.accountable, "human": judgement.human,
    }  # fmt: skip
    return {**found, "notes": notes} if notes else found
