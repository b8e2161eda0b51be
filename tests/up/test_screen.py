"""The terminal: any encoding, closed or not, must not stop the supervisor."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.up.screen import Screen


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_every_terminal_can_show_the_lines(encoding: str) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    screen = Screen(out)
    screen.good("queue ready", 0.12)
    screen.bad("web ended", ["l'erreur « ici »", "日本"])
    screen.frame(["Open:", "", "http://127.0.0.1:8000/"])
    shown = raw.getvalue().decode(encoding)
    mark = "✓" if encoding == "utf-8" else "ok"
    assert shown.startswith(f"{mark} queue ready (0.1 s)\n")
    assert "http://127.0.0.1:8000/" in shown


def test_the_frame_is_as_wide_as_its_longest_word_and_wraps_the_rest() -> None:
    out = io.StringIO()
    Screen(out).frame(["word " * 40, "", "/a/very/long/path" * 6])
    lines = [line for line in out.getvalue().splitlines() if line]
    assert len({len(line) for line in lines}) == 1
    assert any("/a/very/long/path" * 6 in line for line in lines)


def test_a_closed_terminal_is_written_to_in_vain(tmp_path: Path) -> None:
    out = (tmp_path / "out").open("w")
    screen = Screen(out)
    out.close()
    screen.good("nobody reads this")
    assert (tmp_path / "out").read_text() == ""


def test_waiting_is_not_shown_where_a_line_cannot_be_rewritten() -> None:
    out = io.StringIO()
    Screen(out).waiting("web")
    assert out.getvalue() == ""
