"""Commands around the playbooks: what is wrong with them, do the examples hold, what would a change have done."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.shared import context, fail, print_json

if TYPE_CHECKING:
    from bot.desk.playbooks import Book
    from bot.desk.playbooks.loading import Examined
    from bot.desk.replays import Replayed

playbooks = typer.Typer(no_args_is_help=True, help="Playbooks: the data people edit.")
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
Folder = Annotated[Path | None, typer.Argument(help="The folder (default: PLAYBOOKS_DIR).", show_default=False)]
FAILED_SHOWN = 50
CHANGED_SHOWN = 200


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    playbooks.command()(check)
    playbooks.command("test")(try_examples)
    playbooks.command()(replay)
    playbooks.command()(schema)
    app.add_typer(playbooks, name="playbooks")


def _folder(folder: Path | None) -> Path:
    from bot.settings import load

    return folder or load().playbooks_dir


def _examined(folder: Path) -> Examined:
    from bot.desk.playbooks.loading import examine

    return examine(folder)


def check(folder: Folder = None, json: Json = False) -> None:
    """Read every file and report each mistake and warning: file, line, key, mend. Exit code 1 with a mistake."""
    where = _folder(folder)
    found = _examined(where)
    number = len(found.book.playbooks) if found.book else None
    if json:
        mistakes, warnings = ([one.as_json() for one in ones] for ones in (found.mistakes, found.warnings))
        print_json({"folder": str(where), "playbooks": number, "problems": mistakes, "warnings": warnings})
        sys.exit(1 if found.mistakes else 0)
    if found.mistakes:
        fail(f"{where}: these must be mended:", [str(problem) for problem in found.mistakes])
    if found.warnings:
        print("Worth a look:", *(f"  - {problem}" for problem in found.warnings), sep="\n")
    print(f"{where}: {number} playbooks, nothing wrong" + _counted(len(found.warnings), "warning"))


def _counted(number: int, what: str) -> str:
    return f", {number} {what}{'s' if number > 1 else ''}" if number else ""


def try_examples(
    folder: Folder = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Show the draft for each mention it takes.")] = False,
    json: Json = False,
) -> None:
    """Run every example of every playbook. Exit code 1 when one goes elsewhere."""
    from bot.desk.playbooks.trials import trials

    where = _folder(folder)
    found = _examined(where)
    if found.book is None:
        fail(f"{where}: `amends playbooks check` must find no mistake first:", [str(p) for p in found.mistakes])
    ran = list(trials(found))
    failed = [trial for trial in ran if not trial.ok]
    shown = dict(_drafts(found.book, found)) if drafts else {}
    if json:
        report = {"folder": str(where), "examples": len(ran), "failed": [trial.as_json() for trial in failed]}
        print_json(report | ({"drafts": shown} if drafts else {}))
    else:
        for place, draft in shown.items():
            print(place, *(f"    | {line}" for line in draft.splitlines()), sep="\n")
        print(*(f"  - {trial}" for trial in failed[:FAILED_SHOWN]), sep="\n", end="\n" if failed else "")
        print(f"{where}: {len(ran)} examples, {len(failed) or 'none'} went elsewhere")
    sys.exit(1 if failed else 0)


def _drafts(book: Book, found: Examined) -> Iterator[tuple[str, str]]:
    from bot.drafting.compose import Said, Withheld, compose

    now = datetime.now().astimezone()
    for name, place in found.places.items():
        for kind, language, number, example in book.playbooks[name].examples.each():
            if kind == "takes":
                key = ("examples", kind, language, number)
                said: Said = {
                    "text": example.text, "title": example.title, "language": language, "network": example.network,
                    "name": "", "seed": f"{name}:{language}:{number}", "severity": example.severity,
                }  # fmt: skip
                draft = compose(book, book.playbooks[name], said, now)
                yield f"{place.file}:{place.line(key)}", draft.why if isinstance(draft, Withheld) else draft.body


def replay(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="From this day on.")],
    against: Annotated[Path | None, typer.Option(help="The changed folder (default: PLAYBOOKS_DIR).")] = None,
    json: Json = False,
) -> None:
    """Run a changed folder over the stored complaints and show what would have been different. Writes nothing."""
    from bot.desk import replays
    from bot.desk.playbooks import load

    desk = context()
    changed_folder = against or desk.settings.playbooks_dir
    changed = load(changed_folder)
    live = desk.book() if against else changed
    counts: Counter[str] = Counter()
    different: list[dict[str, Any]] = []
    with desk.store.read() as session:
        for one in replays.replay(session, live, changed, since.astimezone()):
            counts["complaints"] += 1
            counts["gone"] += one.after is None
            counts.update(one.changes)
            if one.changes:
                counts["changed"] += 1
                if json:
                    different.append(_as_json(one))
                elif counts["changed"] <= CHANGED_SHOWN:
                    print("\n".join(_in_words(one)))
    summary = {name: counts[name] for name in ("complaints", "changed", "gone", *replays.CHANGES)}
    if json:
        return print_json(
            {"since": since.astimezone(), "folder": str(changed_folder), **summary, "different": different}
        )
    if counts["changed"] > CHANGED_SHOWN:
        print(f"… and {counts['changed'] - CHANGED_SHOWN} more (--json has all)")
    kinds = ", ".join(f"{what} {counts[what]}" for what in replays.CHANGES)
    print(f"{counts['complaints']} complaints since {since:%Y-%m-%d}, {counts['changed']} would be different ({kinds})")
    if counts["gone"]:
        print(f"{counts['gone']} could not be tried: their authors took the words back")
    return None


def _as_json(one: Replayed) -> dict[str, Any]:
    assert one.after is not None
    return {
        "ref": one.ref,
        "opened_at": one.opened_at,
        "text": one.text,
        "why": one.why,
        "changes": {what: {"before": one.before[what], "after": one.after[what]} for what in one.changes},
    }


def _in_words(one: Replayed) -> Iterator[str]:
    assert one.after is not None
    said = " ".join(one.text.split())
    yield f"{one.ref}  “{said[:80]}{'…' if len(said) > 80 else ''}”"
    yield f"    why       {one.why}"
    for what in one.changes:
        before, after = one.before[what], one.after[what]
        if isinstance(before, dict):
            keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
            for key in keys:
                yield f"    {what:<9} {key}: {_plain(before.get(key))} → {_plain(after.get(key))}"
        else:
            yield f"    {what:<9} {before} → {after}"


def _plain(value: Any) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | dict) else str(value)


def schema(
    name: Annotated[str, typer.Argument(help="desk, lexicon or playbook; all of them when left out.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Write them into PLAYBOOKS_DIR/schema, for editors.")] = False,
) -> None:
    """Print the JSON Schema of the files, or write it where editors find it."""
    from bot.desk.playbooks import schema as schemas

    if name and name not in schemas.FILES:
        fail(f"{name!r} is no kind of file: write {', '.join(schemas.FILES)}")
    names = [name] if name else list(schemas.FILES)
    if not write:
        return print_json(schemas.schema(name) if name else {one: schemas.schema(one) for one in names})
    where = _folder(None) / "schema"
    if not where.parent.is_dir():
        fail(f"{where.parent}: no such folder")
    where.mkdir(exist_ok=True)
    for one in names:
        (where / f"{one}.json").write_text(schemas.published()[f"{one}.json"], encoding="utf-8")
    print(f"{where}: {', '.join(f'{one}.json' for one in names)}")
    return None
