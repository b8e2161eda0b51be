"""The rules of the house that no linter knows, read from the source."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.desk import timeline, vocabulary
from bot.desk.vocabulary import Lane
from bot.slack import verbs
from workers.effects import HANDLERS

ROOT = Path(__file__).parent.parent.parent
MOST_LINES = 320
MOST_LINES_OF_A_DOORWAY = 25
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Path → syntax tree of every module of ours (the migrations' steps are history, not code to keep)."""
    paths = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("workers/**/*.py")]
    names = {str(path.relative_to(ROOT)): path for path in sorted(paths)}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in names.items()
        if not name.startswith("bot/migrations/versions")
    }


def in_folders(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for name, tree in modules().items():
        if name.startswith(tuple(f"{folder}/" for folder in folders)):
            yield name, tree


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """``(dotted name, the call)``; a call of something computed is called ``.name``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imported(tree: ast.Module) -> set[str]:
    """Every module that is imported anywhere in a module, ``from x import y`` as ``x`` and ``x.y``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """``(name with its class, function)`` of the functions and methods of a module, not those inside functions."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{item.name}", item) for item in node.body if isinstance(item, Function))


# ---- one happening, one transaction; time is handed in; the desk knows no world


def test_nobody_commits_or_rolls_back():
    allowed = {"bot/migrations/env.py"}  # Alembic's own connection
    found = [
        f"{name}:{call.lineno} {what}"
        for name, tree in modules().items()
        if name not in allowed and not name.startswith("bot/sandbox/")  # a stand-in with a store of its own
        for what, call in called(tree)
        if what.rpartition(".")[2] in ("commit", "rollback")
    ]
    assert not found, f"transactions begin and end in bot/db.py (Store.write): {found}"


def test_time_is_handed_in():
    clocks = re.compile(r"(^|\.)(now|utcnow|today)$")
    found = [
        f"{name}:{call.lineno} {what}()"
        for name, tree in in_folders("bot/desk", "bot/triage", "bot/voice", "bot/drafting")
        for what, call in called(tree)
        if clocks.search(what) and not what.startswith("self.")
    ]
    assert not found, f"take `now` as a parameter instead: {found}"


OUTSIDE = (
    "httpx requests urllib.request http socket ssl subprocess asyncio redis celery kombu slack_sdk slack_bolt telegram "
    "openai fastapi starlette uvicorn os time bot.settings bot.db bot.context bot.app bot.slack bot.web "
    "bot.sources workers"
).split()


@pytest.mark.parametrize("folder", ["bot/desk", "bot/triage", "bot/voice"])
def test_what_decides_knows_no_network_queue_or_settings(folder):
    found = [
        f"{name}: {module}"
        for name, tree in in_folders(folder)
        for module in imported(tree)
        if any(module == outside or module.startswith(f"{outside}.") for outside in OUTSIDE)
    ]
    assert not found


def test_the_rest_knows_nothing_of_the_sandbox():
    may = ("bot/sandbox/", "bot/app.py", "bot/up/")
    found = [
        name
        for name, tree in modules().items()
        if not name.startswith(may) and any(module.startswith("bot.sandbox") for module in imported(tree))
    ]
    assert not found


# ---- readable


@pytest.mark.parametrize("name", sorted(modules()))
def test_no_file_is_longer_than_a_few_screens(name):
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name} has {lines} lines: make it a package of the same name"


def test_nothing_is_left_to_do():
    found = []
    for name in modules():
        source = io.StringIO((ROOT / name).read_text(encoding="utf-8"))
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string):
                found.append(f"{name}:{token.start[0]} {token.string}")
    assert not found


@pytest.mark.parametrize("name", sorted(modules()))
def test_what_is_public_says_what_it_does(name):
    tree = modules()[name]
    own = [f"{name} itself"] if tree.body and ast.get_docstring(tree) is None else []
    own += [
        f"{name}:{function.lineno} {what}"
        for what, function in functions(tree)
        if not any(part.startswith("_") for part in what.split(".")) and ast.get_docstring(function) is None
    ]
    assert not own


NO_NOUNS = {"utils", "util", "helpers", "helper", "common", "misc", "base_utils", "managers", "services", "lib"}


def test_modules_are_named_after_nouns_of_the_desk():
    assert not [name for name in modules() if NO_NOUNS & {Path(part).stem for part in Path(name).parts}]


DOORWAYS = {
    "bot/slack/presses.py": "Presses.",
    "bot/slack/submissions.py": "Submissions.",
    "bot/slack/edits.py": "Edits.",
    "bot/slack/commands.py": "Commands.",
    "workers/tasks.py": "",
    "workers/rounds.py": "",
    "bot/web/server.py": "",
    "bot/web/intake.py": "Intake.",
}


@pytest.mark.parametrize(("name", "prefix"), DOORWAYS.items())
def test_doorways_are_a_few_lines(name, prefix):
    found = {
        what: function.end_lineno - function.lineno + 1 - len(function.decorator_list)
        for what, function in functions(modules()[name])
        if what.startswith(prefix)
    }
    assert found
    assert not {what: lines for what, lines in found.items() if lines > MOST_LINES_OF_A_DOORWAY}


# ---- what is promised is kept: effects, buttons, events


def tables(path: str) -> dict[str, list[ast.expr]]:
    """The values of a module's own dictionaries, such as ``EVENTS = {CLAIM: "claim_escalated"}``."""
    return {
        target.id: node.value.values
        for node in modules()[path].body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def constants(path: str) -> dict[str, str]:
    """The names that a module gives to texts."""
    return {
        target.id: node.value.value
        for node in modules()[path].body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def texts_of(node: ast.expr, path: str) -> set[str | None]:
    """The texts that an argument can be: itself, either side of an if, a constant of this module or of the desk's, or
    whatever a table of this module holds. An effect that arms itself again brings no new one."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return set().union(*(texts_of(value, path) for value in tables(path)[node.value.id]))
    if dotted(node) == "effect.kind":
        return set()
    if isinstance(node, ast.IfExp):
        return texts_of(node.body, path) | texts_of(node.orelse, path)
    if isinstance(node, ast.Constant):
        return {node.value}
    module, _dot, constant = dotted(node).rpartition(".")
    return {constants(f"bot/desk/{module}.py" if module else path).get(constant)}


def arguments(what: str, place: int, *folders: str) -> dict[str, str]:
    """Each text given at ``place`` to calls of ``what`` → where; a text that cannot be read fails the test."""
    found = {}
    for path, tree in in_folders(*folders):
        for name, call in called(tree):
            if name == what:
                for text in texts_of(call.args[place], path):
                    assert text, f"{path}:{call.lineno}: {what} is given something that cannot be read here"
                    found[text] = f"{path}:{call.lineno}"
    return found


def test_every_effect_that_is_armed_has_a_handler_and_the_other_way_round():
    armed = arguments("outbox.arm", 2, "bot", "workers") | arguments("outbox.Arming", 1, "bot", "workers")
    assert set(armed) == set(HANDLERS), f"armed: {armed}"


def test_every_event_has_its_sentence_and_the_other_way_round():
    recorded = arguments("events.record", 2, "bot", "workers") | arguments("events.note", 1, "bot", "workers")
    assert set(recorded) == set(timeline.SENTENCES), f"recorded: {recorded}"


PROMISED_NAMES = set(
    "draft_approve draft_edit draft_regenerate complaint_dismiss ticket_claim ticket_release ticket_wait "
    "ticket_resolve ticket_reopen".split()
)


def test_names_that_other_programs_rely_on_are_spelled_so():
    assert set(verbs.BUTTONS) | set(verbs.OPENS) | set(verbs.SUBMISSIONS) >= PROMISED_NAMES


@pytest.mark.parametrize("machine", vocabulary.FLOWS, ids=lambda machine: machine.__name__)
def test_every_state_is_in_its_table_and_can_be_reached(machine):
    flow = vocabulary.FLOWS[machine]
    assert set(flow) == set(machine)
    reached: set[object] = set()
    ahead = {next(iter(machine))}
    while ahead:
        reached |= ahead
        ahead = {to for state in ahead for to in flow[state]} - reached
    assert reached == set(machine)


def test_every_locale_is_a_language_people_may_choose():
    from bot import settings, texts

    catalogues = {path.stem for path in (ROOT / "bot" / "locales").glob("*.po")}
    assert catalogues | {"en"} == set(texts.LANGUAGES)
    choices = settings.Settings.model_fields["language"].annotation.__args__
    assert set(choices) == set(texts.LANGUAGES)


def test_the_procfile_names_commands_that_exist():
    from typer.main import get_command

    from bot.cli import app

    for line in (ROOT / "Procfile").read_text().splitlines():
        _name, _colon, command = line.partition(":")
        words = command.split()
        if "amends" in words:
            found = get_command(app)
            for word in words[words.index("amends") + 1 :]:
                if not word.startswith("-"):
                    found = found.commands[word]
        else:
            assert words[:3] == ["python", "-m", "workers"], line
            assert words[3] in ("beat", *{lane.queue for lane in Lane}), line
