"""Templates into pages: what is shown is escaped, texts come from the catalogue, files are named by their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.desk.words import Words

HERE = Path(__file__).parent
STATIC = HERE / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.globals["static"] = address_of
    return made


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Name → content and type of the files that the pages ask for; nothing else is served."""
    found = sorted(path for path in STATIC.iterdir() if path.suffix in TYPES)
    return {path.name: (path.read_bytes(), TYPES[path.suffix]) for path in found}


def address_of(name: str) -> str:
    """The address of a file; another content has another address, so that browsers may keep it."""
    digest = hashlib.sha256(files()[name][0]).hexdigest()[:12]
    return f"/desk/static/{name}?v={digest}"


def page(template: str, words: Words, **values: Any) -> str:
    """One page in the reader's language. In templates ``_("…")`` says a text for people."""
    return _environment().get_template(template).render(words=words, _=words.say, **values)
