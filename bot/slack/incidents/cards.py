"""The card of an incident: why it was opened, where it stands, what is said, and what can be done, by its state."""

from __future__ import annotations

from typing import Any

from bot.desk.incidents import rooms, story
from bot.desk.incidents.figures import Figures
from bot.desk.models import Complaint, Statement
from bot.desk.people import name_of
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import (
    CLUSTER_ALLOWS,
    CLUSTER_NAMES,
    INCIDENT_NAMES,
    INCIDENT_OPEN,
    Cluster,
    IncidentState,
)
from bot.slack import blocks, judgement
from bot.slack.blocks import Block
from bot.slack.incidents.rows import Shown
from bot.slack.text import escaped, inline, moment, quote
from bot.texts import _, say

TITLE_MOST, WHY_MOST, STATEMENT_MOST, REVIEW_MOST = 100, 600, 1000, 700
LANGUAGES = {"en": _("English"), "fr": _("French")}


def card(shown: Shown) -> dict[str, Any]:
    """The incident as one message, drawn anew as a whole."""
    incident, language = shown.incident, shown.language
    title = say(language, _("Incident {number}: {title}"), number=incident.id, title=incident.title[:TITLE_MOST])
    found = [
        blocks.header(title),
        blocks.context(*_about(shown)),
        blocks.section(inline(story.why(incident, language), WHY_MOST) or "—"),
        *_numbers(shown),
        *_worst(shown),
        blocks.divider(),
        *_standing(shown),
        *_buttons(shown),
    ]
    return {"text": escaped(title), "blocks": found}


def _about(shown: Shown) -> list[str]:
    incident, language = shown.incident, shown.language
    by = escaped(say(language, name_of(shown.book, incident.opened_by)))
    opened = say(language, _("opened by {who}, {at}"), who=by, at=moment(incident.opened_at))
    owner = escaped(name_of(shown.book, incident.owner)) if incident.owner else ""
    playbook = shown.book.playbooks.get(incident.topic)
    topic = escaped(playbook.title[code_of(language)] if playbook else incident.topic)
    return [
        f"*{say(language, INCIDENT_NAMES[IncidentState(incident.state)])}*",
        say(language, _("about: {topic}"), topic=topic),
        opened,
        say(language, _("owner: {who}"), who=owner) if owner else "",
    ]


def _numbers(shown: Shown) -> list[Block]:
    if shown.incident.state not in INCIDENT_OPEN:
        return [blocks.context(where_it_stands(shown.figures, shown.language))]
    at = shown.incident.next_telling_at
    again = say(shown.language, _("next word here {at}"), at=moment(at)) if at else ""
    return [blocks.context(where_it_stands(shown.figures, shown.language), again)]


def where_it_stands(stands: Figures, language: str) -> str:
    """The figures in one line."""
    parts = [
        say(language, _("complaints: {n}, by people: {authors}"), n=stands.complaints, authors=stands.authors),
        say(language, _("answered: {n}"), n=stands.answered),
        say(language, _("waiting: {n}"), n=stands.waiting),
    ]
    if stands.oldest is not None:
        parts.append(say(language, _("the oldest since {at}"), at=moment(stands.oldest)))
    parts.append(say(language, _("people in the last hour: {n}"), n=stands.lately))
    if stands.usual is not None:
        usual = f"{stands.usual:.1f}".removesuffix(".0")
        parts.append(say(language, _("usually: {n}"), n=usual.replace(".", ",") if language == "fr" else usual))
    return " · ".join(parts)


def _worst(shown: Shown) -> list[Block]:
    if not shown.worst:
        return []
    head = say(shown.language, _("*The most urgent of them*"))
    return [blocks.lines([head, *(line_of(one) for one in shown.worst)])]


def line_of(complaint: Complaint, most: int = 110) -> str:
    """A complaint in one line."""
    mention = complaint.mention
    who = inline(mention.author_name or mention.author_handle, 40)
    return f"`{complaint.ref}` *{who}* — {inline(mention.text, most)}"


def _standing(shown: Shown) -> list[Block]:
    """What is decided and what is asked of whom."""
    state = shown.incident.state
    if state in (IncidentState.ENDED, IncidentState.REVIEWED):
        return _over(shown)
    found = [] if state == IncidentState.ANSWERING else [blocks.section(_held_back(shown))]
    return [*found, *_cluster(shown), *_statements(shown)]


def _held_back(shown: Shown) -> str:
    language, incident = shown.language, shown.incident
    text = say(language, _(":lock: *No reply on this topic leaves* until a statement is approved."))
    if incident.cluster is None:
        asked = _("Whose doing is it? That decides what may be said.")
    elif not shown.proposed:
        asked = _("Now the statement: what is known, what is done, when the next word comes.")
    else:
        asked = _("A statement waits for a manager's approval.")
    called = " ".join(f"<@{who}>" for who in shown.managers)
    return f"{text}\n{called} {say(language, asked)}".strip()


def _cluster(shown: Shown) -> list[Block]:
    incident, language = shown.incident, shown.language
    if incident.cluster is None:
        return []
    cluster = Cluster(incident.cluster)
    who = escaped(name_of(shown.book, incident.cluster_by or ""))
    text = say(language, _("*{cluster}* (chosen by {who})"), cluster=say(language, CLUSTER_NAMES[cluster]), who=who)
    found = [blocks.context(text, say(language, CLUSTER_ALLOWS[cluster]))]
    word = incident.next_word_at
    late = word is not None and word <= shown.now
    if word is not None:
        said = _(":warning: the next word was promised for {at}: write a new statement") if late else (
            _("the next word is promised for {at}"))  # fmt: skip
        found.append(blocks.context(say(language, said, at=moment(word))))
    return found


def _statements(shown: Shown) -> list[Block]:
    found = []
    for code, statement in sorted(shown.latest.items()):
        found += [blocks.context(_whose(shown, code, statement)), statement_quote(statement)]
        if code in shown.judged:
            found += judgement.short(shown.judged[code], shown.language)
    return found


def statement_quote(statement: Statement, most: int = STATEMENT_MOST) -> Block:
    """The words of a statement, each line with its other ways behind it."""
    return quote(statement.text, masked=False, most=most)


def _whose(shown: Shown, code: str, statement: Statement) -> str:
    language, book = shown.language, shown.book
    name = say(language, LANGUAGES.get(code, code))
    writer = escaped(name_of(book, statement.written_by))
    if statement.approved_by is None:
        return say(language, _("*Statement, {language}*, written by {who}, not approved"), language=name, who=writer)
    approver = escaped(name_of(book, statement.approved_by))
    if shown.incident.revision != statement.revision:
        text = _("*Statement, {language}*, withdrawn: it no longer holds")
        return say(language, text, language=name)
    return say(
        language, _("*Statement, {language}*, written by {who}, approved by {approver}, {at}"), language=name,
        who=writer, approver=approver, at=moment(statement.approved_at or statement.written_at),
    )  # fmt: skip


def _over(shown: Shown) -> list[Block]:
    incident, language = shown.incident, shown.language
    who, why = escaped(name_of(shown.book, incident.ended_by or "")), inline(incident.end_reason or "", WHY_MOST)
    text = _("*A false alarm*, says {who}: {why}") if incident.false_alarm else _("*Ended by {who}*: {why}")
    found = [blocks.section(say(language, text, who=who, why=why))]
    review = incident.review
    if review is None:
        return [*found, blocks.context(say(language, rooms.REVIEW_MISSING))]
    by = escaped(name_of(shown.book, incident.reviewed_by or ""))
    found.append(blocks.context(say(language, _("*Review*, by {who}"), who=by)))
    found.append(quote(f"{review['what']}\n→ {review['change']}", masked=False, most=REVIEW_MOST))
    owner = escaped(name_of(shown.book, review["who"]))
    found.append(blocks.context(say(language, _("{who} sees to it by {day}"), who=owner, day=escaped(review["by"]))))
    return found


def _buttons(shown: Shown) -> list[Block]:
    incident = shown.incident
    looks = [("incident_members", _("Complaints"), ""), ("incident_story", _("Story"), "")]
    if incident.state == IncidentState.DECLARED:
        steps = [("incident_cluster", _("Whose doing is it?"), "primary" if incident.cluster is None else "")]
        if incident.cluster is not None:
            steps.append(("incident_write", _("Write the statement"), "" if shown.proposed else "primary"))
        if shown.proposed:
            steps.append(("incident_approve", _("Read and approve"), "primary"))
        return [_row(shown, [*steps, ("incident_end", _("False alarm"), "")], "do"), _row(shown, looks, "look")]
    if incident.state == IncidentState.ANSWERING:
        steps = [("incident_write", _("Write the statement anew"), "primary" if shown.figures.waiting else "")]
        if shown.proposed:
            steps = [("incident_write", _("Change it"), ""), ("incident_approve", _("Read and approve"), "primary")]
        over = ("incident_end", _("It is over"), "primary" if shown.figures.calm else "")
        more = [("incident_cluster", _("Facts and next word"), ""), ("incident_withdraw", _("It is wrong"), "danger")]
        return [_row(shown, [*steps, *more, over], "do"), _row(shown, looks, "look")]
    if incident.state == IncidentState.ENDED:
        return [_row(shown, [("incident_review", _("Write the review"), "primary"), *looks], "do")]
    return [_row(shown, looks, "do")]


def _row(shown: Shown, made: list[tuple[str, str, str]], block_id: str) -> Block:
    number = str(shown.incident.id)
    return blocks.actions(
        *(blocks.button(action, say(shown.language, label), number, style=style) for action, label, style in made),
        block_id=block_id,
    )


def told(shown: Shown, about: str, called: list[str]) -> dict[str, Any]:
    """A few words for the thread of the card: where it stands, or a sentence; with what is asked of whom."""
    language, incident = shown.language, shown.incident
    who = " ".join(f"<@{one}>" for one in called)
    if about != rooms.WHERE_IT_STANDS:
        text = f"{who} {say(language, about)}".strip()
        ask = [_row(shown, [("incident_review", _("Write the review"), "primary")], "do")]
        return {"text": text, "blocks": [blocks.section(text), *ask]}
    lines = [where_it_stands(shown.figures, language)]
    buttons: list[Block] = []
    if incident.state == IncidentState.DECLARED:
        lines.append(f"{who} {say(language, _('Nothing leaves yet: the statement is missing.'))}".strip())
    elif shown.figures.calm:
        lines.append(f"{who} {say(language, _('It has been calm for a while. Is it over?'))}".strip())
        buttons = [_row(shown, [("incident_end", _("It is over"), "primary")], "do")]
    return {"text": escaped(lines[0]), "blocks": [blocks.lines(lines), *buttons]}
