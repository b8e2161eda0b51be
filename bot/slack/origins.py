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
OWN_WORDS = "the playbook"


def of_draft(rows: Rows) -> str:
    """One line of mrkdwn: each particular of the draft with where it comes from; "" when it has none.

    What the playbook says of itself is not listed: it was looked at when it was written."""
    draft, language = rows.draft, rows.language
    if draft is None:
        return ""
    known = list(_sources(rows))
    promised = [str(item["said"]) for item in draft.commitments if item["said"] in draft.body]
    by_source: dict[str, dict[str, None]] = {}
    for passage in [*details.particulars(draft.body), *_things(rows)][: SHOWN * 2]:
        found = next((name for name, text in known if text and _holds(name, text, passage)), "")
        promise = next((said for said in promised if passage.casefold() in said.casefold()), None)
        if promise is not None:
            found = say(language, _("our promise"))
        by_source.setdefault(found, {})[inline(promise or passage, 40, masked=False)] = None
    unknown, _left_out = by_source.pop("", {}), by_source.pop(OWN_WORDS, {})
    parts = [f"{', '.join(list(passages)[:SHOWN])} ({name})" for name, passages in by_source.items()]
    if unknown:
        parts.append(":grey_question: " + say(language, _("no source: {what}"), what=", ".join(list(unknown)[:SHOWN])))
    return say(language, _("Where it comes from:")) + " " + " · ".join(parts) if parts else ""


def _sources(rows: Rows) -> Iterator[tuple[str, str]]:
    """``(name, text)`` of everything a fact may come from, the nearest first."""
    language, mention, draft = rows.language, rows.mention, rows.draft
    assert draft is not None
    words = [mention.title, mention.text, *(word.text for word in rows.further)]
    customer = say(language, _("the customer"))
    yield customer, "\n".join([*words, mention.author_name, mention.author_handle])
    said = facts.said(rows.book, rows.playbook, rows.complaint, draft.language)
    for slot, kept in rows.complaint.facts.items():
        label = facts.label(rows.book, rows.playbook, slot, language)
        who = escaped(say(language, name_of(rows.book, str(kept.get("by", "")))))
        yield (
            say(language, _("{label}, from {who}"), label=escaped(label), who=who),
            "\n".join([str(kept["value"]), said.get(slot, "")]),
        )
    # What was found in their words and is said in the house's: "a day off" for "took Monday off".
    yield customer, "\n".join(_values(draft.why, "facts"))
    by_person = draft.written_by in rows.book.desk.people
    if not by_person:  # what an editor says in the playbook's words is theirs all the same
        yield OWN_WORDS, "\n".join([*_values(draft.why, "used"), *rows.playbook.said_texts])
    ways = [way for spec in rows.book.desk.private for way in spec.say.values()]
    ways += [numbers for _kind, said in rows.book.desk.helplines for numbers in said.values()]
    people = [name for spec in rows.book.desk.people.values() for name in (spec.name, spec.sign)]
    services = rows.book.desk.voice.service.values()
    teams = [title for team in rows.book.desk.teams.values() for title in team.title.values()]
    yield say(language, _("our desk")), "\n".join([rows.book.desk.voice.brand, *services, *teams, *people, *ways])
    if by_person:
        yield say(language, _("written by {who}"), who=escaped(name_of(rows.book, draft.written_by))), draft.body


def _holds(name: str, text: str, passage: str) -> bool:
    """Whether ``passage`` comes from ``text``, in whatever form; our own words must be there as they are, for what is
    theirs is not listed."""
    return _stands_in(passage.casefold(), text.casefold()) if name == OWN_WORDS else details.traces(passage, text)


def _values(why: dict[str, object], key: str) -> list[str]:
    kept = why.get(key)
    return [str(text) for text in kept.values()] if isinstance(kept, dict) else []


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
