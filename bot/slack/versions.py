"""The versions of a reply, newest first, each with what was changed in it, word by word."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.models import Draft
from bot.desk.rewritings import Version
from bot.desk.vocabulary import CHANGE_NAMES, Change, ComplaintState, DraftState
from bot.slack import blocks, drafted
from bot.slack.blocks import Block
from bot.slack.modals import frame
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, moment, quote
from bot.texts import _, say

SHOWN = 12
STYLES = {"equal": "", "delete": "strike", "insert": "bold"}
CHOOSABLE = {DraftState.SUPERSEDED, DraftState.WITHDRAWN}


def window(rows: Rows, versions: Sequence[Version], notice: str = "") -> Block:
    """The list; ``notice`` is a sentence (mrkdwn) above it."""
    language = rows.language
    found: list[Block] = [blocks.section(notice)] if notice else []
    if not versions:
        found.append(blocks.section(say(language, _("Nothing has been written yet."))))
    else:
        found.append(blocks.context(say(language, _("*Bold* is new, ~struck through~ was taken out."))))
    for version in list(reversed(versions))[:SHOWN]:
        found += _version(rows, version)
    if len(versions) > SHOWN:
        found.append(blocks.context(say(language, _("…and {n} earlier ones."), n=len(versions) - SHOWN)))
    return frame(rows, "draft_versions", _("Versions"), found)


def _version(rows: Rows, version: Version) -> list[Block]:
    draft, language = version.draft, rows.language
    counts = rows.draft is not None and rows.draft.number == draft.number
    title = say(language, _("*Version {number}* · {by}"), number=draft.number,
                by=escaped(drafted.author(rows.book, draft, language)))  # fmt: skip
    here = f" · *{say(language, _('this one counts'))}*" if counts else ""
    line = f"{title} · {moment(draft.created_at)}{here}\n{_why(rows, version)}".rstrip()
    may_use = not counts and draft.state in CHOOSABLE and rows.complaint.state == ComplaintState.OPEN
    if may_use:
        use = blocks.button("draft_use", say(language, _("Use this one")), f"{rows.complaint.ref}|{draft.number}")
        head = blocks.offered(line, use, f"version-{draft.number}")
    else:
        head = blocks.section(line)
    return [head, _words(version), blocks.divider()]


def _words(version: Version) -> Block:
    if not version.changes:
        return quote(version.draft.body, masked=False, most=3000)
    return blocks.written([(text, STYLES[op]) for op, text in version.changes])


def _why(rows: Rows, version: Version) -> str:
    draft, language, why = version.draft, rows.language, version.draft.why
    said = []
    if version.made_from:
        said.append(say(language, _("from version {number}"), number=version.made_from))
    if draft.edit_size == 0:
        said.append(say(language, _("the same words")))
    elif draft.edit_size is not None:
        said.append(say(language, _("{share} of the words changed"), share=f"{draft.edit_size:.0%}"))
    change = why.get("change")
    if isinstance(change, dict) and change.get("kind") in set(Change):
        asked = say(language, CHANGE_NAMES[Change(change["kind"])])
        words = f" (“{inline(str(change['words']), 120)}”)" if change.get("words") else ""
        said.append(say(language, _("asked for: {what}"), what=asked) + words)
    said += _became(rows, draft)
    return " · ".join(said)


def _became(rows: Rows, draft: Draft) -> list[str]:
    language, why = rows.language, draft.why
    said = []
    if chosen := why.get("chosen_by"):
        said.append(say(language, _("chosen again by {who}"), who=escaped(drafted.name(rows, str(chosen)))))
    if undone := why.get("undone"):
        said.append(say(language, _("{who} took the approval back"), who=escaped(drafted.name(rows, str(undone)))))
    if voided := why.get("voided"):
        said.append(say(language, _("the approval no longer counts: {why}"), why=say(language, str(voided))))
    if reason := why.get("model"):
        said.append(escaped(say(language, str(reason))))
    if draft.state == DraftState.PUBLISHED:
        said.append(say(language, _("published")))
    return said
