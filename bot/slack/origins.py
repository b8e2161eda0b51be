"""Where what a reply says comes from (R15): each number, day, name and status beside its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.desk import facts
from bot.desk.people import name_of
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline
from bot.texts import _, say
from bot.voice import details

SHOWN = 10


def of_draft(rows: Rows) -> str:
    """One line of mrkdwn: each particular of the draft with where it comes from; "" when it has none."""
    draft, language = rows.draft, rows.language
    if draft is None:
        return ""
    known = list(_sources(rows))
    promises = [str(item["said"]).casefold() for item in draft.commitments]
    by_source: dict[str, list[str]] = {}
    for passage in [*details.particulars(draft.body), *_things(rows)][: SHOWN * 2]:
        found = next((name for name, text in known if text and details.traces(passage, text)), "")
        if any(passage.casefold() in said for said in promises):
            found = say(language, _("our promise"))
        by_source.setdefault(found, []).append(inline(passage, 40, masked=False))
    unknown = by_source.pop("", [])
    parts = [f"{', '.join(passages[:SHOWN])} ({name})" for name, passages in by_source.items()]
    if unknown:
        parts.append(":grey_question: " + say(language, _("no source: {what}"), what=", ".join(unknown[:SHOWN])))
    return say(language, _("Where it comes from:")) + " " + " · ".join(parts) if parts else ""


def _sources(rows: Rows) -> Iterator[tuple[str, str]]:
    """``(name, text)`` of everything a fact may come from, the nearest first."""
    language, mention, draft = rows.language, rows.mention, rows.draft
    assert draft is not None
    words = [mention.title, mention.text, *(word.text for word in rows.further)]
    yield say(language, _("the customer")), "\n".join([*words, mention.author_name, mention.author_handle])
    for slot, kept in rows.complaint.facts.items():
        label = facts.label(rows.book, rows.playbook, slot, language)
        who = escaped(say(language, name_of(rows.book, str(kept.get("by", "")))))
        yield say(language, _("{label}, from {who}"), label=escaped(label), who=who), str(kept["value"])
    # Two texts: what the whole playbook says is the same for many cards, and its words are counted only once.
    yield say(language, _("the playbook")), "\n".join(_used(draft.why))
    yield say(language, _("the playbook")), "\n".join(rows.playbook.said_texts)
    ways = [way for spec in rows.book.desk.private for way in spec.say.values()]
    people = [name for spec in rows.book.desk.people.values() for name in (spec.name, spec.sign)]
    services = rows.book.desk.voice.service.values()
    teams = [title for team in rows.book.desk.teams.values() for title in team.title.values()]
    yield say(language, _("our desk")), "\n".join([rows.book.desk.voice.brand, *services, *teams, *people, *ways])
    if draft.written_by in rows.book.desk.people:
        yield say(language, _("written by {who}"), who=escaped(name_of(rows.book, draft.written_by))), draft.body


def _used(why: dict[str, object]) -> list[str]:
    used = why.get("used")
    return [str(text) for text in used.values()] if isinstance(used, dict) else []


def _things(rows: Rows) -> Iterator[str]:
    """The things of the lexicon that the reply names ("your parcel"), without their article."""
    assert rows.draft is not None
    said, seen = rows.draft.body.casefold(), set[str]()
    for fact in rows.book.facts_of(rows.playbook).values():
        for spoken, _words in fact.names(rows.draft.language):
            thing = " ".join(spoken.split()[1:])
            if thing and thing not in seen and _stands_in(spoken.casefold(), said):
                seen.add(thing)
                yield thing


def _stands_in(words: str, said: str) -> bool:
    """Whether ``words`` stand in ``said`` as whole words; looked at closely only where they stand in it at all."""
    return words in said and re.search(rf"\b{re.escape(words)}\b", said) is not None
