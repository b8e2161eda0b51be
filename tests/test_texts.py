"""Texts for people: every one has its French, with the same slots, and the catalogue holds nothing else.

``python -m tests.test_texts`` prints what is missing as entries for ``bot/locales/fr.po``.
"""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from bot import texts

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "bot" / "locales" / "fr.po"
# What a refusal or a say() is given beside the values for its slots.
NO_SLOT = {"field"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """``(path, syntax tree)`` of every module of ours."""
    for path in sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("workers/**/*.py")]):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """``(name of what is called, the call)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


# In templates a text is said as in code; its slots are filled beside it.
IN_TEMPLATE = re.compile(r"""\b_\(\s*"((?:[^"\\]|\\.)*)"\s*(?:,\s*|\))""")


def templates() -> Iterator[tuple[str, str]]:
    """``(path, text)`` of every template of ours."""
    for path in sorted(ROOT.glob("bot/**/templates/*.html")):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def marked(node: ast.expr | None) -> str | None:
    """The text in ``_("…")`` or a plain ``"…"``, or None."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_" and node.args:
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """``(text, line)`` of every text for people in a module."""
    for name, call in calls(tree):
        wanted = {"_": 0, "say": 1}.get(name)
        if wanted is not None and len(call.args) > wanted and (found := marked(call.args[wanted])):
            yield found, call.lineno


@cache
def in_code() -> dict[str, list[tuple[str, int]]]:
    """Text → where it is said."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, tree in sources():
        if path != "bot/texts.py":
            for text, line in texts_in(tree):
                found[text].append((path, line))
    for path, template in templates():
        for said in IN_TEMPLATE.finditer(template):
            found[said[1]].append((path, template.count("\n", 0, said.start()) + 1))
    return dict(found)


@cache
def in_french() -> dict[str, str]:
    """Text → its French."""
    if not FRENCH.exists():
        return {}
    with FRENCH.open("rb") as file:
        entries = read_po(file, locale="fr")
    return {str(entry.id): str(entry.string) for entry in entries if entry.id}


def slots(text: str) -> set[str]:
    """The names in braces."""
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def entries(missing: set[str]) -> str:
    """``missing`` as entries of a .po file, to be filled in."""
    catalog = Catalog(locale="fr")
    for text in sorted(missing):
        catalog.add(text, locations=in_code()[text])
    written = BytesIO()
    write_po(written, catalog, omit_header=True, width=110)
    return written.getvalue().decode()


def missing() -> set[str]:
    """Texts that a French reader would see in English."""
    return {text for text in in_code() if not in_french().get(text)}


def test_there_are_texts_to_look_at():
    assert len(in_code()) > 100
    assert "Approve and publish" in in_code()


def test_every_text_has_its_french():
    assert not missing(), "add to bot/locales/fr.po:\n\n" + entries(missing())


def test_the_catalogue_holds_nothing_that_no_code_says():
    unused = set(in_french()) - set(in_code())
    assert not unused, "take out of bot/locales/fr.po:\n" + "\n".join(sorted(unused))


@pytest.mark.parametrize("text", sorted(in_french()))
def test_the_french_has_the_same_slots(text):
    assert slots(in_french()[text]) == slots(text)


NOT_SAID = re.compile(r"`[^`]*`|\{\w+\}")  # commands and slots


@pytest.mark.parametrize("text", sorted(text for text in in_french() if "playbook" in NOT_SAID.sub("", text).lower()))
def test_a_playbook_is_a_guide_in_french(text):
    """One word for one thing, as in the README's table of words."""
    french = NOT_SAID.sub("", in_french()[text]).lower()
    assert "guide" in french
    assert "scénario" not in french
    assert "playbook" not in french


def test_only_literal_texts_are_marked():
    wrong = [
        f"{path}:{call.lineno}"
        for path, tree in sources()
        for name, call in calls(tree)
        if name == "_" and path != "bot/texts.py" and marked(call) is None
    ]
    assert not wrong, f"_() needs the text itself, or it cannot be found: {wrong}"


def said(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """``(text, the call)`` of every ``say(…, _("…"), …)`` and ``Refused(_("…"), …)``."""
    for name, call in calls(tree):
        place = {"say": 1, "Refused": 0}.get(name)
        if place is not None and len(call.args) > place and isinstance(call.args[place], ast.Call):
            text = marked(call.args[place])
            if text is not None:
                yield text, call


def test_every_slot_is_filled_where_the_text_is_said():
    wrong = []
    for path, tree in sources():
        for text, call in said(tree):
            given = {keyword.arg for keyword in call.keywords} - NO_SLOT
            if None not in given and given != slots(text):
                wrong.append(f"{path}:{call.lineno}: {text!r} has {slots(text)}, is given {given}")
    assert not wrong


def test_every_slot_is_filled_where_a_template_says_it():
    wrong = []
    for path, template in templates():
        for said in re.finditer(r"""\b_\(\s*"((?:[^"\\]|\\.)*)"(.*?)\s*\}\}""", template):
            given = set(re.findall(r"[,(]\s*(\w+)=", said[2]))
            if not slots(said[1]) <= given:
                wrong.append(f"{path}: {said[1]!r} has {slots(said[1])}, is given {given}")
    assert not wrong


def test_say_fills_and_falls_back_to_english():
    assert texts.say("en", "{n} late", n=3) == "3 late"
    assert texts.say("fr", "a text nobody translated: {n}", n=3) == "a text nobody translated: 3"
    assert texts.say("de", "Claim") == "Claim"
    assert texts.say("en", "{who} said {so}") == "{who} said {so}"  # nothing to fill: shown as it is


def test_say_speaks_french():
    english = next(text for text in sorted(in_french()) if in_french()[text] != text and not slots(text))
    assert texts.say("fr", english) == in_french()[english]


if __name__ == "__main__":
    print(entries(missing()))
