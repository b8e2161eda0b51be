"""Replies that are ready together: some on the card, all in a window, one press for exactly these texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk.incidents.batches import Ready
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import IncidentState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.incidents.rows import ShownBatch
from bot.slack.text import escaped, inline, moment, quote
from bot.texts import _, say

ON_CARD, ON_PAGE, NAMED = 3, 8, 8
TEXT_MOST, WHO_MOST, WHY_MOST = 1000, 40, 150
PAGE_MOST = 2400


def card(shown: ShownBatch) -> dict[str, Any]:
    """The batch as one message in the approvals channel."""
    language = shown.language
    head = _head(shown)
    found = [blocks.header(head), *_pressed(shown)]
    if _is_asked(shown):
        for ready in shown.ready[:ON_CARD]:
            found += _one(shown.book, ready, TEXT_MOST)
        if len(shown.ready) > ON_CARD:
            more = say(language, _("…and {n} more: read them all before you press."), n=len(shown.ready) - ON_CARD)
            found.append(blocks.context(more))
    found += left_out(shown.batch.left_out, language)
    if buttons := _buttons(shown):
        found.append(blocks.actions(*buttons))
    return {"text": escaped(head), "blocks": found}


def _is_asked(shown: ShownBatch) -> bool:
    """Whether its texts wait for a press."""
    holds = shown.incident.state == IncidentState.ANSWERING and shown.batch.revision == shown.incident.revision
    return bool(shown.ready) and shown.batch.decided_by is None and holds


def _head(shown: ShownBatch) -> str:
    values = {"number": shown.incident.id, "title": shown.incident.title[:80], "n": len(shown.ready)}
    if _is_asked(shown):
        return say(shown.language, _("Incident {number}, {title}: replies ready: {n}"), **values)
    if shown.incident.state == IncidentState.DECLARED:
        return say(shown.language, _("Incident {number}, {title}: held back until a statement is approved"), **values)
    return say(shown.language, _("Incident {number}, {title}: no reply waits for one press"), **values)


def _pressed(shown: ShownBatch) -> list[Block]:
    """What became of the one that was approved last."""
    language, pressed, found = shown.language, shown.pressed, list[Block]()
    if pressed is not None and pressed.decided_at is not None:
        who = escaped(name_of(shown.book, pressed.decided_by or ""))
        if pressed.done_at is None:
            text = _("*{who}* pressed for {n} replies {at}; each is being looked at once more.")
            said = say(language, text, who=who, n=len(pressed.items), at=moment(pressed.decided_at))
        else:
            done = sum(one["why"] is None for one in pressed.outcome)
            text = _("Replies approved by *{who}*, {at}: {n}")
            said = say(language, text, who=who, n=done, at=moment(pressed.decided_at))
        found.append(blocks.section(said))
        found += left_out([one for one in pressed.outcome if one["why"] is not None], language)
    incident = shown.incident
    if incident.stopped_at is not None:
        by = escaped(name_of(shown.book, incident.stopped_by or ""))
        text = _(":octagonal_sign: *Stopped by {who}*, {at}: what had not left was taken back and stands below.")
        found.append(blocks.section(say(language, text, who=by, at=moment(incident.stopped_at))))
    if shown.on_their_way:
        text = _(":hourglass_flowing_sand: On their way, one after the other: {n}")
        found.append(blocks.section(say(language, text, n=shown.on_their_way)))
    return found


def left_out(named: Sequence[Mapping[str, Any]], language: str) -> list[Block]:
    """Those that are not approved together, each with why."""
    if not named:
        return []
    lines = [say(language, _("*Left out, to be looked at one by one: {n}*"), n=len(named))]
    lines += [f"`{one['ref']}` {inline(why(one, language), WHY_MOST, masked=False)}" for one in named[:NAMED]]
    if len(named) > NAMED:
        lines.append(say(language, _("…and {n} more"), n=len(named) - NAMED))
    return [blocks.lines(lines)]


def why(one: Mapping[str, Any], language: str) -> str:
    """Why a reply was left out, in words."""
    values = {key: say(language, str(value)) for key, value in one.get("values", {}).items()}
    return say(language, one["why"], **values)


def _one(book: Book, ready: Ready, most: int) -> list[Block]:
    mention = ready.complaint.mention
    who = inline(mention.author_name or mention.author_handle, WHO_MOST)
    head = blocks.context(f"`{ready.complaint.ref}` *{who}*", inline(mention.text, 140))
    return [head, quote(unsigned(book, ready), masked=False, most=most)]


def unsigned(book: Book, ready: Ready) -> str:
    """The text as it will read, with a place for the signature."""
    code = code_of(ready.draft.language)
    you, initials = say(code, _("(your first name)")), say(code, _("(your initials)"))
    return f"{ready.draft.body}\n{book.desk.signature(you, initials, ready.draft.language)}"


def _buttons(shown: ShownBatch) -> list[Block]:
    found = []
    if _is_asked(shown):
        read = blocks.button("batch_read", say(shown.language, _("Read them all")), f"{shown.batch.id}:0")
        found = [approve_button(shown), read]
    if shown.on_their_way:
        found.append(stop_button(shown))
    return found


def approve_button(shown: ShownBatch) -> Block:
    """One press for all texts of the batch; what it does is said before."""
    language, n = shown.language, len(shown.ready)
    label = _("Go on: approve these {n}") if shown.incident.stopped_at else _("Approve these {n}")
    pace = shown.book.desk.incidents.pace
    text = say(
        language, _("You approve each of these texts ({n}), in your name. They leave one after the other, {pace} apart "
        "on each network; what has changed since you read it is left out."), n=n, pace=pace,
    )  # fmt: skip
    sure = blocks.confirm(
        say(language, _("Approve all {n}?"), n=n),
        text,
        say(language, _("Approve")),
        say(language, _("Cancel")),
    )
    return blocks.button("batch_approve", say(language, label, n=n), str(shown.batch.id), style="primary", confirm=sure)


def stop_button(shown: ShownBatch) -> Block:
    """Takes back what has not left."""
    language = shown.language
    return blocks.button("incident_stop", say(language, _("Stop")), str(shown.incident.id), style="danger")


def window(shown: ShownBatch, page: int) -> Block:
    """All texts of the batch, some on a page; each can be taken out or rewritten."""
    language, book = shown.language, shown.book
    pages = max(1, -(-len(shown.ready) // ON_PAGE))
    page = min(max(page, 0), pages - 1)
    found: list[Block] = []
    if not _is_asked(shown):
        text = _("These have been decided, or do not hold any more. The card shows what stands.")
        found.append(blocks.section(say(language, text)))
    for ready in shown.ready[page * ON_PAGE : (page + 1) * ON_PAGE]:
        found += _one(book, ready, PAGE_MOST)
        found.append(blocks.actions(
            blocks.button("draft_edit", say(language, _("Edit")), ready.complaint.ref),
            blocks.button("batch_out", say(language, _("Take out")), f"{shown.batch.id}:{ready.complaint.id}:{page}"),
            block_id=f"one-{ready.complaint.id}",
        ))  # fmt: skip
    turn = []
    if page > 0:
        turn.append(blocks.button("batch_turn_back", say(language, _("Back")), f"{shown.batch.id}:{page - 1}"))
    if page + 1 < pages:
        turn.append(blocks.button("batch_turn", say(language, _("Next page")), f"{shown.batch.id}:{page + 1}"))
    if _is_asked(shown):
        turn.append(approve_button(shown))
    if turn:
        found.append(blocks.context(say(language, _("Page {page} of {pages}"), page=page + 1, pages=pages)))
        found.append(blocks.actions(*turn, block_id="turn"))
    title = say(language, _("Replies, incident {number}"), number=shown.incident.id)
    return blocks.modal("batch_read", title, found or [blocks.section(" ")], close=say(language, _("Close")),
                        metadata=f"{shown.batch.id}:{page}")  # fmt: skip
