"""What was heard in a period, as managers read it in Slack: causes with their numbers, never somebody's words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.insights import Cause, Insights, naming
from bot.desk.listening import Step, Week
from bot.desk.models import ActionItem
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.samples import Reviewed
from bot.slack import blocks, owned
from bot.slack.blocks import Block
from bot.slack.text import escaped, inline
from bot.texts import _, say

CAUSES, PERSONAS, WORDS, ITEMS = 5, 5, 3, 5
CORRECTED = {"kind": _("what it is"), "topic": _("the topic"), "abusive": _("whether it is abuse")}


def week(book: Book, found: Week) -> list[Block]:
    """The listening part of the weekly message."""
    language = book.desk.channels.language
    shown = [blocks.context(_denominators(found.insights, language)), _next(book, found, language)]
    shown.append(blocks.section(f"*{say(language, _('What keeps coming up'))}*"))
    shown += [_with_button(book, one, found, language) for one in found.causes[:CAUSES]]
    if not found.causes:
        shown.append(blocks.context(say(language, _("Nobody complained in this week."))))
    for lines in (_put_right(book, found.causes, language), _at_work(book, found, language)):
        if len(lines) > 1:
            shown.append(blocks.lines(lines))
    shown += _suggested(found, language)
    shown.append(blocks.context(_of_triage(found.insights, found.reviewed, language)))
    return shown


def window(book: Book, found: Insights, language: str, days: int) -> Block:
    """``/amends insights``: the causes and the personas of the last ``days`` days."""
    shown = [blocks.context(_denominators(found, language))]
    shown += [blocks.section(cause(book, one, language)) for one in found.causes[: 2 * CAUSES]]
    if found.personas:
        shown += [blocks.divider(), blocks.section(f"*{say(language, _('Who complains of what, and what helps'))}*")]
        shown.append(blocks.lines(_personas(book, found, language)))
        left = _("In groups of fewer than five people, which are not shown: {complaints}")
        rest = naming.complaints(found.rest.complaints, language)
        shown.append(blocks.context(say(language, left, complaints=rest)))
    shown.append(blocks.context(say(language, _("`amends insights --days {days}` tells more."), days=days)))
    title = say(language, _("The last {days} days"), days=days)
    return blocks.modal("insights", title, shown, close=say(language, _("Close")))


def _personas(book: Book, found: Insights, language: str) -> list[str]:
    return [
        f"• {escaped(naming.persona(book, one, language))} — {escaped(naming.of_persona(book, one, language))}"
        for one in found.personas[: 2 * PERSONAS]
    ]


def _denominators(found: Insights, language: str) -> str:
    text = _("{complaints} by {people}; mentions heard in all: {mentions}")
    said = say(
        language, text, complaints=naming.complaints(found.complaints, language),
        people=naming.people(found.people, language), mentions=found.mentions,
    )  # fmt: skip
    if not found.periods:
        return said
    before = naming.complaints(round(found.before.complaints / found.periods), language)
    text = _("before that, {before} on average (periods compared: {n})")
    return f"{said} · " + say(language, text, n=found.periods, before=before)


def cause(book: Book, one: Cause, language: str) -> str:
    """One cause with its numbers, as mrkdwn."""
    head = f"*{escaped(naming.cause(book, one.playbook, language))}* — {escaped(naming.numbers(one, language))}"
    lines = [head, naming.changed(one.change, language), escaped(naming.named(one, language, WORDS))]
    return "\n".join(line for line in lines if line)


def _with_button(book: Book, one: Cause, found: Week, language: str) -> Block:
    block = f"cause-{one.playbook}"[:250]
    if one.playbook in found.in_action:
        text = say(language, _("somebody is at work on it: see the action items"))
        return blocks.section(f"{cause(book, one, language)}\n_{text}_") | {"block_id": block}
    label = say(language, _("Open an action item"))
    return blocks.offered(cause(book, one, language), blocks.button(owned.OPEN, label, one.playbook), block)


def _put_right(book: Book, causes: Sequence[Cause], language: str) -> list[str]:
    lines = [f"*{say(language, _('What was put right, so far'))}*"]
    for one in causes[:CAUSES]:
        title, said = naming.cause(book, one.playbook, language), naming.put_right(book, one, language)
        lines.append("• " + escaped(say(language, _("{cause}: {said}"), cause=title, said=said)))
    return lines


def _at_work(book: Book, found: Week, language: str) -> list[str]:
    lines = [f"*{say(language, _('Action items'))}*"]
    for sign, items in ((":red_circle:", found.late), (":large_yellow_circle:", found.due)):
        lines += [f"{sign} {_item(book, item, language)}" for item in items[:ITEMS]]
        if len(items) > ITEMS:
            lines.append(say(language, _("…and {n} more"), n=len(items) - ITEMS))
    for item in found.measured[:ITEMS]:
        lines.append(f":bar_chart: {_item(book, item, language)} — {owned.effect(item, language)}")
    return lines


def _item(book: Book, item: ActionItem, language: str) -> str:
    return say(
        language, _("{cause}: {what} ({who}, due {day})"), what=inline(item.what, 120),
        cause=escaped(naming.cause(book, item.cause, language)), who=inline(name_of(book, item.owner), 60),
        day=owned.day(book, item.due_at, language),
    )  # fmt: skip


def _suggested(found: Week, language: str) -> list[Block]:
    waiting = found.suggestions
    if not sum(waiting.values()):
        return []
    text = _("Suggestions of critics: {new} without an owner, {asked} with one who has not answered, {answered} "
             "answered whose author does not know yet")  # fmt: skip
    said = say(language, text, new=waiting["new"], asked=waiting["asked"], answered=waiting["answered"])
    look = blocks.button(owned.SUGGESTIONS, say(language, _("Look at them")), "-")
    return [blocks.offered(said, look, "suggestions")]


def _of_triage(found: Insights, reviewed: Reviewed, language: str) -> str:
    corrected = escaped(
        ", ".join(f"{say(language, CORRECTED.get(what, what))} {n}" for what, n in found.corrections.items())
    )
    text = _("Corrections of triage: {n} ({corrected})") if corrected else _("Nobody corrected triage")
    times = sum(found.corrections.values())
    said = say(language, text, n=times, corrected=corrected) if corrected else say(language, text)
    if not reviewed.looked_at:
        return said
    text = _("of {n} discards looked at in 30 days, {wrong} were complaints ({rate})")
    rate = naming.percent(reviewed.rate, language)
    return f"{said} · " + say(language, text, n=reviewed.looked_at, wrong=reviewed.wrong, rate=rate)


def _next(book: Book, found: Week, language: str) -> Block:
    return blocks.section(f":point_right: *{say(language, _('Next'))}*: {_step(book, found, language)}")


def _step(book: Book, found: Week, language: str) -> str:
    if found.step == Step.OVERDUE:
        item = found.late[0]
        text = _("ask {who} about “{what}”: it was due on {day}.")
        who, day = inline(name_of(book, item.owner), 60), owned.day(book, item.due_at, language)
        return say(language, text, who=who, what=inline(item.what, 120), day=day)
    of = {Step.RISING: found.rising, Step.REPEATED: found.repeated}.get(found.step)
    if of is not None:
        text = {
            Step.RISING: _("look into “{cause}”: its share has risen, and nobody has an action item against it."),
            Step.REPEATED: _(
                "“{cause}” keeps coming, week after week. Give it an action item with an owner and a day."
            ),
        }[found.step]
        return say(language, text, cause=escaped(naming.cause(book, of.playbook, language)))
    if found.step == Step.UNGIVEN:
        return say(
            language, _("give the suggestions that have waited for more than a week to somebody who can decide.")
        )
    if found.step == Step.FIT:
        return say(
            language, _("triage sets too many complaints aside: have `amends triage fit` run with what was corrected.")
        )
    return say(language, _("nothing here asks for a decision this week."))
