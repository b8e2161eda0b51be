"""Cards: pure functions from rows to Slack blocks, drawn anew as a whole each time. A stale click is harmless."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date

from bot.desk import abstentions
from bot.desk.models import Clock, Mention
from bot.desk.people import name_of
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import (
    METRIC_NAMES,
    ClockState,
    MentionState,
    Metric,
    Outcome,
    TicketState,
)
from bot.slack import belonging, blocks, buttons, closed, deadlines, drafted, grouped, teamwork, triaged
from bot.slack.blocks import Block
from bot.slack.rows import Folded, Rows
from bot.slack.text import CONTROL, cut, escaped, inline, link, moment, quote
from bot.texts import _, say

NETWORKS = {
    "x": "X", "facebook": "Facebook", "instagram": "Instagram", "mastodon": "Mastodon", "bluesky": "Bluesky",
    "reviews": _("review site"), "google": "Google", "shop": _("shop counter"), "phone": _("telephone"),
    "letter": _("letter"), "slack": "Slack", "telegram": "Telegram",
}  # fmt: skip
LANGUAGES = {"en": _("English"), "fr": _("French"), "unknown": _("language not sure")}
FOLD_SHOWS = 10
# A message holds about 13,000 characters in all, so some are shown in part (the timeline has them whole). Never the
# reply: people approve every word of it. It is 3,000 characters at most (modals.REPLY_MOST) and a signature.
FURTHER_MOST, DONE_MOST = 500, 1000
METRICS_ON = {"approval": Metric.FIRST_RESPONSE, "ticket": Metric.RESOLUTION}
Message = dict[str, Any]


def approval(rows: Rows) -> Message:
    """The card in the approvals channel: what was said, what we would answer, until when, and what can be done."""
    title = rows.playbook.title[code_of(rows.language)]
    who = author(rows.mention, rows.language)
    found = [
        blocks.header(f"{title} — {who}"),
        _where(rows),
        *_said(rows),
        _why(rows),
        *triaged.called(rows),
        *triaged.shown(rows),
        *belonging.shown(rows),
        *grouped.line(rows),
        blocks.divider(),
        *drafted.shown(rows),
        _clock_line(rows, "approval"),
        *buttons.under_approval(rows),
    ]
    return {"text": _summary(rows, title, who), "blocks": found}


def ticket(rows: Rows) -> Message:
    """The card in the customer-service channel: the work behind the reply."""
    team = _team(rows)
    who = author(rows.mention, rows.language)
    found = [
        blocks.header(f"{team} — {who}"),
        _where(rows),
        *_said(rows),
        *belonging.shown(rows),
        *_reply(rows),
        blocks.divider(),
        *_work(rows),
        *drafted.gestures(rows),
        *closed.promises(rows),
        *closed.ending(rows),
        _clock_line(rows, "ticket"),
        *buttons.under_ticket(rows),
    ]
    return {"text": _summary(rows, team, who), "blocks": found}


def fold(items: list[Folded], total: int, language: str) -> Message:
    """Many complaints at once, when Slack takes no more cards: the worst first (``items``), none of all forgotten."""
    if not items:
        text = say(language, _("Everything that waited here has been shown or dealt with."))
        return {"text": text, "blocks": [blocks.section(text)]}
    text = say(language, _("{n} more complaints are waiting, the worst first."), n=total)
    found: list[Block] = [blocks.section(f"*{text}*")]
    for item in items[:FOLD_SHOWS]:
        mention = item.complaint.mention
        due = moment(item.due_at) if item.due_at else ""
        line = f"*{inline(author(mention, language), 40)}* — {inline(mention.text, 90)}\n{due}"
        row = blocks.section(line)
        row["accessory"] = blocks.button("card_unfold", say(language, _("Show card")), item.complaint.ref)
        found.append(row)
    if total > len(items[:FOLD_SHOWS]):
        more = say(language, _("…and {n} more; they move up as these are shown."), n=total - len(items[:FOLD_SHOWS]))
        found.append(blocks.context(more))
    found.append(blocks.actions(blocks.button("card_unfold_next", say(language, _("Show the next five")), "next")))
    return {"text": text, "blocks": found}


def author(mention: Mention, language: str) -> str:
    """What to call whoever wrote ``mention``."""
    said = (mention.author_name, mention.author_handle)
    return next((name.strip() for name in said if CONTROL.sub("", name).strip()), say(language, _("somebody")))


def _team(rows: Rows) -> str:
    """The team's name; its key, when ``desk.yaml`` has lost the team since the complaint started."""
    team = rows.book.desk.teams.get(rows.complaint.team)
    return team.title[code_of(rows.language)] if team else rows.complaint.team


def _summary(rows: Rows, title: str, who: str) -> str:
    """Plain text for notifications and screen readers."""
    return escaped(f"{rows.complaint.ref} {title} — {cut(who, 80)}: ") + inline(rows.mention.text, 140)


def _where(rows: Rows) -> Block:
    mention = rows.mention
    # A Mastodon handle names its server and so looks like an e-mail address, but it is public.
    handle = inline(mention.author_handle, 60, masked=mention.network != "mastodon")
    handle = f"@{handle}" if handle else ""
    reach = say(rows.language, _("reach {n}"), n=f"{mention.reach:,}") if mention.reach else ""
    language = say(rows.language, LANGUAGES.get(mention.language, inline(mention.language)))
    network = say(rows.language, NETWORKS.get(mention.network, inline(mention.network)))
    source = link(mention.url, say(rows.language, _("open"))) if mention.url else ""
    logged = name_of(rows.book, mention.logged_by) if mention.logged_by else ""
    by = say(rows.language, _("logged by {who}"), who=escaped(logged)) if logged else ""
    ground = triaged.ground(rows)
    return blocks.context(handle, network, ground, reach, language, moment(mention.posted_at), by, source)


def _said(rows: Rows) -> list[Block]:
    mention = rows.mention
    if mention.state == MentionState.GONE:
        gone = blocks.section(
            "_" + say(rows.language, _("The author deleted this post; its words are not kept.")) + "_"
        )
        return [gone]
    if not mention.text.strip():
        empty = _("The tool sent no text. Open the source, read it there, and write the reply with Edit.")
        return [blocks.section(":warning: " + say(rows.language, empty))]
    found = [quote(f"{mention.title}\n{mention.text}".strip())]
    if mention.revision > 1:
        found.append(blocks.context(say(rows.language, _("edited by its author"))))
    for word in rows.further[-3:]:
        later = blocks.context(say(rows.language, _("and later:")), moment(word.posted_at))
        found += [later, quote(word.text, most=FURTHER_MOST)]
    if rows.repeated:
        found.append(blocks.context(say(rows.language, _("repeated by others: {n}×"), n=rows.repeated)))
    return found


def _why(rows: Rows) -> Block:
    title = rows.playbook.title[code_of(rows.language)]
    if rows.complaint.playbook_by:
        who = escaped(drafted.name(rows, rows.complaint.playbook_by))
        text = say(rows.language, _("Playbook *{title}*, chosen by {who}"), title=escaped(title), who=who)
    elif rows.complaint.playbook_reason:
        why = triaged.why_playbook(rows)
        text = say(rows.language, _("Playbook *{title}*: {why}"), title=escaped(title), why=why)
    else:
        text = say(rows.language, _("Playbook *{title}*: no other one fits"), title=escaped(title))
    return blocks.context(text)


def _clock_line(rows: Rows, kind: str) -> Block:
    clock = rows.clock(METRICS_ON[kind])
    parts = [f"`{rows.complaint.ref}`", _clock_words(rows, clock) if clock else ""]
    if kind == "approval" and rows.ticket:
        parts.append(_ticket_words(rows))
    if clock is None:
        return blocks.context(*parts)
    return blocks.offered(" · ".join(part for part in parts if part), deadlines.button(rows), "deadline")


def _clock_words(rows: Rows, clock: Clock) -> str:
    name, language = say(rows.language, METRIC_NAMES[Metric(clock.metric)]), rows.language
    due = moment(clock.due_at)
    if clock.state == ClockState.STOPPED:
        return say(language, _("{name}: no longer counted"), name=name)
    if clock.breached_at or (clock.state == ClockState.RUNNING and rows.now > clock.due_at):
        return ":red_circle: " + say(language, _("{name} was due {due}: late"), name=name, due=due)
    if clock.state == ClockState.MET:
        return ":white_check_mark: " + say(language, _("{name} in time"), name=name)
    if clock.state == ClockState.PAUSED and clock.pause_reason == abstentions.PAUSED:
        return say(language, _("{name} paused until it is taken up again"), name=name)
    if clock.state == ClockState.PAUSED:
        return say(language, _("{name} paused while we wait for the customer"), name=name)
    sign = ":large_yellow_circle:" if clock.warned_at else ":large_green_circle:"
    return f"{sign} " + say(language, _("{name} due {due}"), name=name, due=due)


def _ticket_words(rows: Rows) -> str:
    held, language = rows.ticket, rows.language
    assert held is not None
    who = escaped(drafted.name(rows, held.owner)) if held.owner else ""
    if held.state == TicketState.QUEUED:
        return say(language, _("waiting for somebody of {team} to claim it"), team=escaped(_team(rows)))
    if held.state == TicketState.CLAIMED:
        return say(language, _("{who} takes care of it"), who=who)
    if held.state == TicketState.MERGED:
        return say(language, _("merged into {ref}: the work goes on there"), ref=rows.beside.merged_into or "?")
    if held.state == TicketState.SNOOZED:
        day = moment(held.snoozed_until) if held.snoozed_until else "?"
        return say(language, _("{who} has put it aside until {day}"), who=who, day=day)
    if held.state == TicketState.WAITING:
        what = inline(held.waiting_for or "", 120)
        return say(language, _("{who} waits for the customer: {what}"), who=who, what=what)
    solved = _("solved by {who}") if held.outcome == Outcome.SOLVED else _("refused by {who}, with the reason")
    return say(language, solved, who=who)


def _reply(rows: Rows) -> list[Block]:
    draft, language = rows.draft, rows.language
    if draft is None or draft.reply_text is None:
        return []
    who = escaped(drafted.signers(rows))
    where = link(draft.published_url, say(language, _("see the reply"))) if draft.published_url else ""
    return [
        blocks.context(say(language, _("*Our public reply*, approved by {who}"), who=who), where),
        quote(draft.reply_text, masked=False, most=drafted.REPLY_MOST),
    ]  # what it promises stands below, a line for each (closed.promises)


def _work(rows: Rows) -> list[Block]:
    held = rows.ticket
    assert held is not None
    words = _ticket_words(rows)
    found = [blocks.section(f"*{words[:1].upper()}{words[1:]}*"), *teamwork.beside(rows)]
    if held.state == TicketState.RESOLVED and held.done_what:
        done = say(rows.language, _("Done on {day}:"), day=_day(held.done_on, rows.language))
        found += [blocks.context(escaped(done)), quote(held.done_what, most=DONE_MOST)]
    if held.state == TicketState.RESOLVED and held.outcome_reason:
        found += [blocks.context(say(rows.language, _("Reason:"))), quote(held.outcome_reason, most=DONE_MOST)]
    if held.reopened:
        found.append(blocks.context(say(rows.language, _("reopened {n}×"), n=held.reopened)))
    if rows.note:
        note = say(rows.language, _("Note by {who}:"), who=escaped(drafted.name(rows, rows.note.actor)))
        found.append(blocks.context(f"{note} {inline(rows.note.data.get('text', ''), 300)}"))
    return found


def _day(on: str | None, language: str) -> str:
    return format_date(date.fromisoformat(on), "long", locale="fr" if language == "fr" else "en_GB") if on else ""
