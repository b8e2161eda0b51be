"""Modals: one per verb that needs words. The ``callback_id`` is the verb's ``action_id``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.desk import abstentions, sorting, timeline
from bot.desk.models import Event
from bot.desk.vocabulary import Stance
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import CONTROL, cut, escaped, moment
from bot.texts import _, say
from bot.triage.deciding import KIND_NAMES
from bot.voice import personal

NO_COMPLAINT = [
    ("question", _("a question")), ("praise", _("praise")), ("suggestion", _("a suggestion")),
    ("noise", _("nothing that concerns us")), ("abuse", _("abuse that complains of nothing")),
]  # fmt: skip
STANCES = [
    (Stance.WATCH.value, _("Watch: look again on that day")),
    (Stance.DO_NOT_ENGAGE.value, _("Do not engage: an answer would feed it")),
]  # fmt: skip
A_WEEK = timedelta(days=7)
TIMELINE_MOST = 45
SENTENCE_MOST = 550  # a section takes 3,000 characters, and escaping makes five of one
WAYS = [("shop", _("Shop counter")), ("phone", _("Telephone")), ("letter", _("Letter")), ("other", _("Something else"))]


def quoted(text: str) -> list[Block]:
    """Somebody's words as a quotation, personal data masked; nothing where there are none."""
    shown = cut(CONTROL.sub("", personal.mask(text)), 1500)
    if not shown.strip():
        return []
    quoted = {"type": "rich_text_quote", "elements": [{"type": "text", "text": shown}]}
    return [{"type": "rich_text", "elements": [quoted]}]


def dismiss(rows: Rows) -> Block:
    """Why no reply is owed."""
    language = rows.language
    found = [
        blocks.section(say(language, _("Nothing is deleted: the complaint stays in the records and can be restored."))),
        blocks.choice(
            "kind", say(language, _("If it never was a complaint, what is it?")),
            [(kind, say(language, text)) for kind, text in NO_COMPLAINT], optional=True,
            hint=f"{say(language, _('Triage learns from it.'))} {_second_opinion(rows)}".strip(),
        ),
        blocks.text_input("reason", say(language, _("Why does this need no reply?")), multiline=True, most=1000),
    ]  # fmt: skip
    return frame(rows, "complaint_dismiss", _("Dismiss"), found, _("Dismiss"))


def abstain(rows: Rows) -> Block:
    """Watch it, or do not engage: until when, and why."""
    language, before = rows.language, rows.abstention
    usual = Stance.WATCH if sorting.asks_for_restraint(rows.mention.triage) else Stance.DO_NOT_ENGAGE
    chosen = before.needs if before else usual
    day = before.until if before else rows.now + A_WEEK
    initial = {"initial_date": abstentions.local(rows.book, day).date().isoformat()} if day else {}
    picker: Block = {"type": "datepicker", **initial}
    text = _("The draft is withdrawn and the clocks rest. It comes back on that day, or earlier when its author writes "
             "again or others join in.")  # fmt: skip
    found = [
        blocks.section(say(language, text)),
        blocks.choice(
            "needs", say(language, _("What does it need?")), [(key, say(language, said)) for key, said in STANCES],
            initial=chosen, radio=True,
        ),
        blocks.field(
            "until", say(language, _("Until which day?")), picker, optional=True,
            hint=say(language, _("Without a day: for good. Only what is not engaged with can be left for good.")),
        ),
        blocks.text_input("reason", say(language, _("Why?")), multiline=True, most=1000,
                          initial=before.reason[:1000] if before else ""),
    ]  # fmt: skip
    return frame(rows, "complaint_abstain", _("Watch or do not engage"), found, _("Save"))


def _second_opinion(rows: Rows) -> str:
    """What a second reader takes it for: never chosen already, for what a person says here is learned from."""
    kind = (rows.mention.triage or {}).get("opinion", {}).get("kind")
    if kind not in KIND_NAMES:
        return ""
    return say(rows.language, _("Second opinion: {kind}."), kind=say(rows.language, KIND_NAMES[kind]))


def posted(rows: Rows) -> Block:
    """Where the reply can be read."""
    language = rows.language
    field = blocks.text_input(
        "url",
        say(language, _("Address of the posted reply")),
        most=2000,
        hint=say(language, _("For example https://… — the post itself will do.")),
        initial=rows.mention.url,
    )
    return frame(rows, "draft_posted", _("The reply is online"), [field], _("Save"))


def note(rows: Rows) -> Block:
    """An internal note."""
    field = blocks.text_input("note", say(rows.language, _("Note (never shown to the customer)")), multiline=True)
    return frame(rows, "ticket_note", _("Note"), [field], _("Save"))


def wait(rows: Rows) -> Block:
    """What the customer was asked for."""
    language = rows.language
    field = blocks.text_input(
        "what",
        say(language, _("What did you ask the customer for?")),
        most=500,
        hint=say(language, _("The resolution clock pauses until they answer.")),
    )
    return frame(rows, "ticket_wait", _("Waiting for customer"), [field], _("Save"))


def reopen(rows: Rows) -> Block:
    """Why it is not solved."""
    field = blocks.text_input("why", say(rows.language, _("Why is it not solved?")), multiline=True, most=1000)
    return frame(rows, "ticket_reopen", _("Reopen"), [field], _("Reopen"))


def frame(
    rows: Rows,
    callback: str,
    title: str,
    found: list[Block],
    submit: str = "",
    *,
    extra: str = "",
    tell_close: bool = False,
) -> Block:
    """A window about one complaint; ``extra`` (begins with "|") is carried behind its reference."""
    language = rows.language
    return blocks.modal(
        callback,
        say(language, title),
        found,
        submit=say(language, submit) if submit else "",
        close=say(language, _("Cancel") if submit else _("Close")),
        metadata=f"{rows.complaint.ref}{extra}",
        tell_close=tell_close,
    )


def log(language: str, *, text: str = "", name: str = "", url: str = "", key: str = "") -> Block:
    """A complaint heard at the counter, on the telephone, or seen in a message."""
    ways = [(value, say(language, label)) for value, label in WAYS]
    way = "other" if key else "shop"
    found = [
        blocks.choice("network", say(language, _("Where was it said?")), ways, initial=way),
        blocks.text_input(
            "name", say(language, _("Who complains? (a name, if you have one)")), initial=name, optional=True, most=200
        ),
        blocks.text_input(
            "text",
            say(language, _("What did they say, as much as possible in their own words?")),
            initial=text,
            multiline=True,
        ),
        blocks.text_input("url", say(language, _("Address, if there is one")), initial=url, optional=True, most=2000),
    ]
    return blocks.modal(
        "complaint_log",
        say(language, _("Log a complaint")),
        found,
        submit=say(language, _("Log")),
        close=say(language, _("Cancel")),
        metadata=key,
    )


def notice(language: str, title: str, words: str) -> Block:
    """One sentence in a window, instead of what stood there (``words`` are mrkdwn already)."""
    close = say(language, _("Close"))
    return blocks.modal("notice", say(language, title), [blocks.section(words)], close=close)


def loading(language: str) -> Block:
    """What stands in a window until what it is to show has been read."""
    return notice(language, "Amends", say(language, _("One moment…")))


def story(rows: Rows, events: Sequence[Event]) -> Block:
    """The timeline: who did what, when, with the exact words."""
    language = rows.language
    found: list[Block] = []
    for event in events[-TIMELINE_MOST:]:
        sentence, exact = timeline.words(event, rows.book, language)
        found.append(blocks.section(f"{moment(event.at)} — {escaped(cut(personal.mask(sentence), SENTENCE_MOST))}"))
        found += quoted(exact)
    hidden = len(events) - min(len(events), TIMELINE_MOST)
    if hidden:
        more = say(
            language,
            _("{n} earlier lines: `amends complaint show {ref}` prints them all."),
            n=hidden,
            ref=rows.complaint.ref,
        )
        found.insert(0, blocks.context(more))
    title: Any = f"{rows.complaint.ref}"
    return blocks.modal("complaint_timeline", title, found, close=say(language, _("Close")))
