"""What somebody owns: suggestions to answer, action items to see to. Their message, their lists, and the windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from babel.dates import format_date

from bot.desk import actions
from bot.desk.insights import Verdict, naming
from bot.desk.models import ActionItem, Suggestion
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import ANSWER_NAMES, ActionState, Answer, SuggestionState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.cards import NETWORKS
from bot.slack.modals import quoted
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

# action_ids, and the windows of the same name
OPEN, DONE, DROP, ACTIONS = "action_open", "action_done", "action_drop", "action_list"
SUGGESTIONS, GIVE, ANSWER = "suggestion_list", "suggestion_give", "suggestion_answer"
TOLD, SET_ASIDE, AGAIN = "suggestion_told", "suggestion_drop", "suggestion_again"
SHOWN, OWNED = 12, 5  # of a list; of a message, which holds about 13,000 characters
PEOPLE_MOST = 100  # options of one menu
STATES = {
    SuggestionState.NEW: _("waits for an owner"),
    SuggestionState.ASKED: _("{who} decides, by {day}"),
    SuggestionState.ANSWERED: _("{who}: {answer}. Its author does not know yet"),
    SuggestionState.TOLD: _("{who}: {answer}. Its author was told"),
    SuggestionState.DROPPED: _("set aside by {who}"),
}
ACTION_STATES = {
    ActionState.OPEN: _("still open"),
    ActionState.DONE: _("done, its effect is being waited for"),
    ActionState.MEASURED: _("measured"),
    ActionState.DROPPED: _("dropped"),
}
EFFECTS = {
    Verdict.FEWER: _("better since: {change}"),
    Verdict.MORE: _("worse since: {change}"),
    Verdict.UNCLEAR: _("no effect to be seen: {change}"),
    Verdict.TOO_FEW: _("whether it helped cannot be told: {change}"),
}


@dataclass(frozen=True)
class Owned:
    """What is shown of suggestions and action items: ``refs``, ``heard``: suggestion → reference of its complaint, and
    how often its author wrote before."""

    book: Book
    language: str
    now: datetime
    suggestions: Sequence[Suggestion] = ()
    items: Sequence[ActionItem] = ()
    refs: Mapping[int, str] = field(default_factory=dict)
    heard: Mapping[int, int] = field(default_factory=dict)


def day(book: Book, at: datetime, language: str) -> str:
    """The day of ``at`` on the desk's own clock, as people write it."""
    local = book.desk.calendar(next(iter(book.desk.calendars), "always")).local(at)
    return str(format_date(local.date(), "d MMMM", locale=code_of(language)))


def effect(item: ActionItem, language: str) -> str:
    """What was measured of it, with its numbers; that it is still waited for, before."""
    found = actions.effect_of(item)
    if found is None:
        return say(language, _("not measured yet"))
    change = found.change
    said = say(language, EFFECTS[change.verdict], change=naming.changed(change, language))
    text = _("before: {before_people} of {before_of} people, weeks: {before}; after: {people} of {of}, weeks: {after}")
    of = say(
        language, text, before_people=change.before_people, before_of=change.before_of, people=change.people,
        of=change.of, before=round(found.weeks_before), after=round(found.weeks_after),
    )  # fmt: skip
    return f"{said} [{of}]"


# Messages and lists


def waiting(language: str, ideas: int, items: int) -> str:
    """What waits for somebody, in one line, without what there is none of."""
    found = [say(language, _("suggestions to answer: {n}"), n=ideas)] if ideas else []
    found += [say(language, _("action items: {n}"), n=items)] if items else []
    return say(language, _("Waiting for you – {what}"), what=", ".join(found))


def message(owned: Owned) -> Block | None:
    """What waits for one person, as a message to them alone; None when nothing does any more."""
    if not owned.suggestions and not owned.items:
        return None
    head = waiting(owned.language, len(owned.suggestions), len(owned.items))
    shown = [blocks.section(f"*{head}*")]
    for one in owned.suggestions[:OWNED]:
        shown += suggestion(owned, one)
    for item in owned.items[:OWNED]:
        shown += action(owned, item)
    more = len(owned.suggestions[OWNED:]) + len(owned.items[OWNED:])
    if more:
        shown.append(blocks.context(say(owned.language, _("…and {n} more"), n=more)))
    return {"text": head, "blocks": shown}


def suggestion_list(owned: Owned) -> Block:
    """Suggestions that wait for somebody, the longest waiting first."""
    shown = [block for one in owned.suggestions[:SHOWN] for block in suggestion(owned, one)]
    return _list(owned, SUGGESTIONS, _("Suggestions"), shown, len(owned.suggestions) - SHOWN,
                 _("No suggestion waits for anybody."))  # fmt: skip


def action_list(owned: Owned) -> Block:
    """Action items, what is due first."""
    shown = [block for item in owned.items[:SHOWN] for block in action(owned, item)]
    none = _("There is no action item yet. Open one from the weekly message, or type `/amends action`.")
    return _list(owned, ACTIONS, _("Action items"), shown, len(owned.items) - SHOWN, none)


def _list(owned: Owned, name: str, title: str, shown: list[Block], more: int, none: str) -> Block:
    language = owned.language
    found = shown or [blocks.section(say(language, none))]
    if more > 0:
        found.append(blocks.context(say(language, _("…and {n} more"), n=more)))
    return blocks.modal(name, say(language, title), found, close=say(language, _("Close")))


def suggestion(owned: Owned, one: Suggestion) -> list[Block]:
    """One suggestion: its words, how it stands, what can be done."""
    language, mention = owned.language, one.mention
    network = say(language, NETWORKS.get(mention.network, inline(mention.network, 40)))
    who = inline(mention.author_name or mention.author_handle, 40) or say(language, _("somebody"))
    about = [f"*{who}* · {network} · {moment(mention.posted_at)}"]
    if ref := owned.refs.get(one.id):
        about.append(f"`{ref}`")
    if times := owned.heard.get(one.id):
        about.append(say(language, _("earlier posts: {n}"), n=times))
    shown = [blocks.section(" · ".join(about)), *quoted(mention.text[:300]), blocks.context(state(owned, one))]
    if buttons := _buttons(one, language):
        shown.append(blocks.actions(*buttons, block_id=f"suggestion-{one.id}"))
    return shown


def state(owned: Owned, one: Suggestion) -> str:
    """How a suggestion stands, with the owner's words."""
    who = one.answered_by or one.owner or ""
    if one.state == SuggestionState.DROPPED:
        who = one.told_by or ""
    values = {
        "who": inline(name_of(owned.book, who), 60) if who else "",
        "day": day(owned.book, one.due_at, owned.language) if one.due_at else "—",
        "answer": say(owned.language, ANSWER_NAMES[Answer(one.answer)]) if one.answer else "",
    }
    said = say(owned.language, STATES[SuggestionState(one.state)]).format_map(values)
    return f"{said}: {inline(one.why, 200)}" if one.why else said


def _buttons(one: Suggestion, language: str) -> list[Block]:
    labels = {
        GIVE: _("Give it to somebody"), ANSWER: _("Answer"), SET_ASIDE: _("No suggestion"), TOLD: _("They were told"),
        AGAIN: _("Take it up again"),
    }  # fmt: skip
    of = {
        SuggestionState.NEW: (GIVE, SET_ASIDE), SuggestionState.ASKED: (ANSWER, GIVE, SET_ASIDE),
        SuggestionState.ANSWERED: (TOLD,), SuggestionState.TOLD: (), SuggestionState.DROPPED: (AGAIN,),
    }  # fmt: skip
    return [blocks.button(name, say(language, labels[name]), str(one.id)) for name in of[SuggestionState(one.state)]]


def action(owned: Owned, item: ActionItem) -> list[Block]:
    """One action item: what changes, by whom, by when, how it stands."""
    language, late = owned.language, item.state == ActionState.OPEN and item.due_at < owned.now
    title = escaped(naming.cause(owned.book, item.cause, language))
    text = _("{who}, due {day} · {state}")
    said = say(
        language, text, who=inline(name_of(owned.book, item.owner), 60), day=day(owned.book, item.due_at, language),
        state=say(language, ACTION_STATES[ActionState(item.state)]),
    )  # fmt: skip
    lines = [f"{':red_circle: ' if late else ''}*{title}*: {inline(item.what, 180)}", f"#{item.id} · {said}"]
    if item.note:
        lines.append(inline(item.note, 300))
    if item.state == ActionState.MEASURED:
        lines.append(effect(item, language))
    shown = [blocks.section("\n".join(lines))]
    if item.state == ActionState.OPEN:
        buttons = (
            blocks.button(DONE, say(language, _("Done")), str(item.id), style="primary"),
            blocks.button(DROP, say(language, _("Drop it")), str(item.id)),
        )
        shown.append(blocks.actions(*buttons, block_id=f"action-{item.id}"))
    return shown


# Windows


def opening(book: Book, cause: str, standing: Sequence[ActionItem], language: str, now: datetime) -> Block:
    """A cause becomes an action item. ``standing``: those that are open against it already."""
    causes = sorted((one.title.get(code_of(language), name), name) for name, one in book.playbooks.items())
    found: list[Block] = []
    if standing:
        others = ", ".join(f"“{item.what}” ({name_of(book, item.owner)})" for item in standing[:3])
        found.append(blocks.section(say(language, _("Open against this cause already: {items}"), items=inline(others))))
    found += [
        blocks.choice("cause", say(language, _("Cause")), [(name, title) for title, name in causes][:PEOPLE_MOST],
                      initial=cause),
        blocks.text_input("what", say(language, _("What is to change?")), multiline=True, most=actions.LONGEST,
                          hint=say(language, _("Something that can be seen to be done."))),
        _owner(book, language),
        blocks.date_input("due", say(language, _("By which day?")), (now + timedelta(days=28)).date().isoformat()),
        blocks.context(say(language, MEASURED)),
    ]  # fmt: skip
    return _window(OPEN, _("Action item"), found, _("Open"), cause, language)


MEASURED = _("Four weeks after it was done, the share of people who complain of it is compared with the weeks before.")


def _owner(book: Book, language: str) -> Block:
    people = [(who, spec.name) for who, spec in book.desk.people.items()][:PEOPLE_MOST]
    return blocks.choice("owner", say(language, _("Who sees to it?")), people)


def done(item: ActionItem, language: str) -> Block:
    """What was changed."""
    field = blocks.text_input(
        "note", say(language, _("What was changed, and from which day on?")), multiline=True, most=1000
    )
    return _window(
        DONE, _("Done"), [blocks.section(inline(item.what, 300) or "—"), field], _("Save"), str(item.id), language
    )


def drop(item: ActionItem, language: str) -> Block:
    """Why it is not going to be done."""
    field = blocks.text_input("why", say(language, _("Why is it dropped?")), multiline=True, most=1000)
    shown = [blocks.section(inline(item.what, 300) or "—"), field]
    return _window(DROP, _("Drop it"), shown, _("Drop it"), str(item.id), language)


def give(book: Book, one: Suggestion, language: str) -> Block:
    """Who decides on a suggestion."""
    hint = say(language, _("They are told at once and have a week. Answering needs no role."))
    owner = _owner(book, language)
    shown = [*quoted(one.mention.text), owner, blocks.context(hint)]
    return _window(GIVE, _("Who decides?"), shown, _("Ask them"), str(one.id), language)


def answer(one: Suggestion, language: str) -> Block:
    """What comes of a suggestion, and why."""
    verdicts = [(value.value, say(language, ANSWER_NAMES[value])) for value in Answer]
    spoken = naming.spoken(one.mention.language, language)
    hint = say(language, _("It goes into the draft that a colleague approves; best in {language}."), language=spoken)
    shown = [
        *quoted(one.mention.text),
        blocks.choice("verdict", say(language, _("What comes of it?")), verdicts, radio=True),
        blocks.text_input(
            "why", say(language, _("Why, as its author may read it")), multiline=True, most=500, hint=hint
        ),
    ]
    return _window(ANSWER, _("Answer"), shown, _("Answer"), str(one.id), language)


def told(one: Suggestion, language: str) -> Block:
    """How the critic was told."""
    label = say(language, _("How were they told? (where, in which words)"))
    shown = [*quoted(one.why or ""), blocks.text_input("how", label, multiline=True, most=1000)]
    return _window(TOLD, _("They were told"), shown, _("Save"), str(one.id), language)


def set_aside(one: Suggestion, language: str) -> Block:
    """Why it needs no answer."""
    label = say(language, _("Why does this need no answer?"))
    shown = [*quoted(one.mention.text), blocks.text_input("why", label, multiline=True, most=1000)]
    return _window(SET_ASIDE, _("No suggestion"), shown, _("Save"), str(one.id), language)


def _window(name: str, title: str, shown: list[Block], submit: str, about: str, language: str) -> Block:
    return blocks.modal(
        name, say(language, title), shown, submit=say(language, submit), close=say(language, _("Cancel")),
        metadata=about,
    )  # fmt: skip
