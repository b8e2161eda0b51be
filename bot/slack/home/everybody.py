"""Sections that several roles see: topics that an incident freezes, what is left alone, what somebody owns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.desk import abstentions, actions, freezes, people, suggestions
from bot.desk.incidents import story
from bot.desk.insights import naming
from bot.desk.lists import Asked
from bot.desk.models import Incident
from bot.desk.vocabulary import INCIDENT_NAMES, STANCE_NAMES, IncidentState, Stance
from bot.slack import blocks, owned
from bot.slack.blocks import Block
from bot.slack.home.parts import Desk, Rank, Section, listed
from bot.slack.text import escaped, inline, moment
from bot.texts import _

INCIDENTS_SHOWN, ALONE_SHOWN = 5, 6


def frozen(desk: Desk) -> Iterator[Section]:
    """The incidents that have not ended: which topic waits, why, and for whom."""
    found = freezes.open_incidents(desk.session)
    if not found:
        return
    shown = [_incident(desk, one) for one in found[:INCIDENTS_SHOWN]]
    if len(found) > INCIDENTS_SHOWN:
        hint = desk.say(
            _("…and {n} more: `/amends incident 12` tells the story of one."), n=len(found[INCIDENTS_SHOWN:])
        )
        shown.append(blocks.context(hint))
    yield Section(Rank.FROZEN, shown, late=any(one.state == IncidentState.DECLARED for one in found))


def _incident(desk: Desk, one: Incident) -> Block:
    state = desk.say(INCIDENT_NAMES[IncidentState(one.state)])
    text = _(":rotating_light: *Incident {number}* “{title}” — {state}")
    said = [desk.say(text, number=one.id, title=inline(one.title, 80), state=state)]
    topic, since = escaped(naming.cause(desk.book, one.topic, desk.language)), moment(one.opened_at)
    about = _("Topic: {topic}, since {when}. {names} decides.")
    names = escaped(freezes.deciders(desk.book, one))
    said.append(desk.say(about, topic=topic, when=since, names=names))
    if why := inline(story.why(one, desk.language), 240):
        said.append(desk.say(_("Why: {why}"), why=why))
    return blocks.offered("\n".join(said), listed(desk, Asked("held", number=one.id)), f"incident-{one.id}")


def alone(desk: Desk) -> Iterator[Section]:
    """What is watched or not engaged with: by whom, why, until when; the next to wake first."""
    found, total = abstentions.all_standing(desk.session, ALONE_SHOWN)
    if not found:
        return
    lines = []
    for one in found:
        who, said = one.mention.author_name or one.mention.author_handle, one.mention.text
        until = desk.say(_("until {day}"), day=moment(one.until)) if one.until else desk.say(_("for good"))
        by = escaped(desk.say(people.name_of(desk.book, one.person)))
        needs = desk.say(STANCE_NAMES[Stance(one.needs)])
        lines.append(f"{inline(who, 40)} — {inline(said, 60)} · {needs}, {until} · {by}: {inline(one.reason, 80)}")
    if total > len(found):
        lines.append(desk.say(_("…and {n} more"), n=total - len(found)))
    title = desk.say(_("Watched, or not engaged with: {n}"), n=total)
    yield Section(Rank.ALONE, [blocks.section(f"*{title}*"), blocks.lines(lines)])


def owned_by_me(desk: Desk) -> Iterator[Section]:
    """Suggestions and action items that wait for this person."""
    ideas, items = suggestions.of_owner(desk.session, desk.person.id), actions.of_owner(desk.session, desk.person.id)
    if not ideas and not items:
        return
    said = owned.waiting(desk.language, len(ideas), len(items))
    offered: Sequence[tuple[str, str, Sequence[object]]] = (
        (owned.SUGGESTIONS, _("Suggestions"), ideas), (owned.ACTIONS, _("Action items"), items),
    )  # fmt: skip
    buttons = [blocks.button(name, desk.say(label), "-") for name, label, shown in offered if shown]
    late = any(item.due_at < desk.now for item in items)
    yield Section(Rank.OWNED, [blocks.section(f"*{said}*"), blocks.actions(*buttons, block_id="owned")], late=late)
