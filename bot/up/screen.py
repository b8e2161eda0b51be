"""What the person at the terminal sees: one line a step, and one frame at the end.

Only the standard library: the supervisor stays small. Nothing here may fail because of the terminal: a
closed one is written to in vain, one that knows no UTF-8 gets plain letters.
"""

from __future__ import annotations

import contextlib
import os
import textwrap
from collections.abc import Sequence
from typing import TextIO

FRAME_WIDTH = 76  # columns; an 80-column terminal shows the frame whole
MARKS = {
    "good": ("✓", "ok", "32"),
    "warn": ("!", "!", "33"),
    "bad": ("✗", "x", "31"),
    "note": ("·", "-", "2"),
}


class Screen:
    """Writes progress to ``out``. ``live`` is true on a terminal that can rewrite its last line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._encoding = getattr(out, "encoding", None) or "utf-8"
        self._drawn = ""  # the line that the next one replaces
        terminal = out.isatty() and os.environ.get("TERM") != "dumb"
        self.live = terminal
        self._colour = terminal and not os.environ.get("NO_COLOR")
        self._unicode = self._can("✓╭─╮│╰╯")

    def good(self, text: str, seconds: float | None = None) -> None:
        """A step that is done, with how long it took in seconds."""
        self._line("good", text if seconds is None else f"{text} ({seconds:.1f} s)")

    def note(self, text: str) -> None:
        """Something worth knowing that asks for nothing."""
        self._line("note", text)

    def warn(self, text: str) -> None:
        """Something that may need a person."""
        self._line("warn", text)

    def bad(self, text: str, detail: Sequence[str] = ()) -> None:
        """What went wrong, with lines (of a log) below it."""
        self._line("bad", text)
        for line in detail:
            self._write(f"    {'│' if self._unicode else '|'} {line}\n")

    def waiting(self, text: str) -> None:
        """What is being waited for, in a line that the next one replaces. Nothing unless :attr:`live`."""
        shown = f"  {'…' if self._unicode else '...'} {text}"[: FRAME_WIDTH + 2]
        if not self.live or shown == self._drawn:
            return
        self._wipe()
        self._write(shown)
        self._drawn = shown

    def frame(self, paragraphs: Sequence[str]) -> None:
        """The closing message in a box; a paragraph is wrapped, an empty one is a blank line."""
        self._wipe()
        inner = FRAME_WIDTH - 4
        lines = [line for text in paragraphs for line in textwrap.wrap(text, inner, break_long_words=False) or [""]]
        width = max([inner, *(len(line) for line in lines)])  # a long path widens the box rather than being cut
        corner, across, down = ("╭╮╰╯", "─", "│") if self._unicode else ("++++", "-", "|")
        self._write(f"\n{corner[0]}{across * (width + 2)}{corner[1]}\n")
        for line in lines:
            self._write(f"{down} {line.ljust(width)} {down}\n")
        self._write(f"{corner[2]}{across * (width + 2)}{corner[3]}\n\n")

    def _line(self, kind: str, text: str) -> None:
        self._wipe()
        fancy, plain, colour = MARKS[kind]
        mark = fancy if self._unicode else plain
        if self._colour:
            mark = f"\x1b[{colour}m{mark}\x1b[0m"
        first, *rest = text.split("\n")
        self._write(f"{mark} {first}\n")
        for line in rest:
            self._write(f"  {line}\n")

    def _wipe(self) -> None:
        if self._drawn:
            self._write("\r" + " " * len(self._drawn) + "\r")
            self._drawn = ""

    def _can(self, text: str) -> bool:
        try:
            text.encode(self._encoding)
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def _write(self, text: str) -> None:
        if not self._can(text):
            text = text.encode("ascii", "replace").decode("ascii")
        # A closed terminal or pipe must not keep the processes from being stopped in order.
        with contextlib.suppress(OSError, ValueError):
            self._out.write(text)
            self._out.flush()
