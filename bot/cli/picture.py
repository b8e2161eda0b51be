"""``amends sla report --png``: the figures as a picture, for slides and mails. Needs Pillow (``amends[png]``)."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.shared import fail

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.context import Context
    from bot.desk.figures import Line, Report

WIDE, LINE_HIGH, EDGE, BAR_FROM, BAR_WIDE = 1280, 34, 40, 620, 560
FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf")
INK, KEPT, BROKEN = "#1d1c1d", "#2b7a4b", "#c0392b"


def save(desk: Context, found: Report, path: str) -> None:
    """Write the picture of ``found`` to ``path``; each bar is a share of kept promises, with its n in words."""
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        fail("A picture needs one more library: pip install 'amends[png]'. Without it: --json or --csv.")
    from bot.desk.figures import telling

    language = desk.settings.language
    rows: list[tuple[str, float | None]] = [(telling.period(found.period, language), None)]
    for line in found.lines if found.by else [found.all]:
        rows += _rows(desk, found, line)
    image = Image.new("RGB", (WIDE, 2 * EDGE + LINE_HIGH * len(rows)), "white")
    drawing, (font, as_drawn) = ImageDraw.Draw(image), _font(ImageFont)
    for number, (words, share) in enumerate(rows):
        _draw(drawing, font, EDGE + number * LINE_HIGH, as_drawn(words), share)
    try:
        image.save(Path(path), "PNG")
    except OSError as error:
        fail(f"The picture cannot be written to {path}: {error.strerror or error}")
    print(f"{path}: {len(rows)} lines")


def _font(fonts: Any) -> tuple[Any, Callable[[str], str]]:
    """A font of this machine, and what words become in it: the one that Pillow brings knows no accents."""
    for name in FONTS:
        try:
            return fonts.truetype(name, 20), lambda words: words
        except OSError:
            continue
    return fonts.load_default(size=20), _without_accents


def _without_accents(words: str) -> str:
    parts = unicodedata.normalize("NFKD", words.translate({0x2019: "'"}))
    return "".join(letter for letter in parts if letter.isascii())


def _rows(desk: Context, found: Report, line: Line) -> list[tuple[str, float | None]]:
    """What stands in each line, and how long its bar is (0 to 1; None: no bar)."""
    from bot.desk.figures import telling

    language = desk.settings.language
    rows: list[tuple[str, float | None]] = []
    if found.by:
        rows.append((telling.group(desk.book(), found, line, language), None))
    for metric in found.metrics:
        kept = line.kept(metric)
        if kept.n:
            rows.append((f"   {telling.promise(metric, kept, language)}", kept.share))
    return [*rows, ("   " + telling.coverage(line, language), None)]


def _draw(drawing: Any, font: Any, top: int, words: str, share: float | None) -> None:
    drawing.text((EDGE, top), words, fill=INK, font=font)
    if share is not None:
        box = (BAR_FROM, top + 4, BAR_FROM + BAR_WIDE, top + LINE_HIGH - 8)
        drawing.rectangle(box, fill=BROKEN)
        drawing.rectangle((*box[:2], BAR_FROM + round(BAR_WIDE * share), box[3]), fill=KEPT)
