"""The window in which a reply is rewritten: the field, what the checks say while somebody types, and no word lost.

Each change is told (``draft_typed``), kept, and judged; the window is drawn anew with the same ids, so that Slack keeps
what stands in the field: ``initial_value`` is sent when it opens and never again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.slack import blocks, drafted, glossing, judgement
from bot.slack.blocks import Block
from bot.slack.modals import frame, quoted
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, moment, quote
from bot.texts import _, say
from bot.voice.rubric import Judgement

REPLY_MOST = 3000
LIVE = "draft_typed"
# How the window began: from the draft, from what this person had typed before, or afresh instead of that.
DRAFT, KEPT, AFRESH = "draft", "kept", "afresh"


@dataclass(frozen=True)
class Window:
    """One window: the version ``number`` that is rewritten, how it ``began``, and from which version what was kept."""

    number: int
    began: str = DRAFT
    kept_from: int = 0

    @property
    def field(self) -> str:
        """The field's block_id: another one for another beginning, else Slack would keep what stood there."""
        return "body-afresh" if self.began == AFRESH else "body"

    @property
    def carried(self) -> str:
        """What the window carries behind the complaint's reference."""
        return f"|{self.number}:{self.began}:{self.kept_from}"

    @classmethod
    def of(cls, carried: str) -> Window:
        """The window that carries this; windows of older versions carry the number alone."""
        number, _colon, rest = carried.partition(":")
        began, _colon, kept_from = rest.partition(":")
        return cls(int(number or 0), began or DRAFT, int(kept_from or 0))

    def afresh(self) -> Window:
        """The same version from its own words."""
        return replace(self, began=AFRESH, kept_from=0)


def window(
    rows: Rows,
    shown: Window,
    judged: Judgement | None,
    *,
    initial: str | None = None,
    promises: Sequence[Any] = (),
) -> Block:
    """The window; ``initial`` is what stands in the field when it opens, None when it is drawn anew. ``promises``: what
    the words in it promise, and by when."""
    language = rows.language
    field = blocks.text_input(
        shown.field,
        say(language, _("Reply")),
        initial=initial or "",
        multiline=True,
        hint=say(language, _("Your signature is added when you approve.")),
        most=REPLY_MOST,
        live=LIVE,
    )
    found = [
        blocks.context(say(language, _("The customer wrote:"))),
        *quoted(rows.mention.text),
        *_notices(rows, shown),
        field,
        *(judgement.at_length(judged, language) if judged else []),
        *_promised(language, promises),
        blocks.tick("then", say(language, _("And then")), "approve", say(language, _("Approve it at once"))),
    ]
    extra = shown.carried
    return frame(rows, "draft_edit", _("Edit the reply"), found, _("Save"), extra=extra, tell_close=True)


def _promised(language: str, promises: Sequence[Any]) -> list[Block]:
    """What the reply promises: a clock that its author sees before it runs."""
    text = _(":pushpin: You promise “{said}”: you will be reminded before {at}.")
    lines = [
        say(language, text, said=inline(item["said"], 80, masked=False), at=moment(datetime.fromisoformat(item["by"])))
        for item in promises[:3]
    ]
    return [blocks.context(*lines) | {"block_id": "promises"}] if lines else []


def _notices(rows: Rows, shown: Window) -> list[Block]:
    language, found = rows.language, list[Block]()
    if rows.editors:
        who = ", ".join(escaped(drafted.name(rows, one)) for one in rows.editors)
        text = say(language, _(":pencil2: {who} is rewriting this at the moment too: speak to each other."), who=who)
        found.append(blocks.context(text) | {"block_id": "others"})
    if shown.began == KEPT:
        text = say(language, _(":leftwards_arrow_with_hook: What you had typed is here again."))
        label = say(language, _("Begin with the draft"))
        button = blocks.button("draft_edit_afresh", label, f"{rows.complaint.ref}{shown.carried}")
        found.append(blocks.offered(text, button, "kept"))
    if glossing.is_offered(rows):
        text = say(language, _("You are answering in a language that is not yours."))
        found.append(blocks.offered(text, glossing.button(rows), "gloss"))
    draft = rows.draft
    if shown.began == KEPT and draft is not None and shown.kept_from != draft.number:
        by = escaped(drafted.author(rows.book, draft, language))
        text = _("Meanwhile there is version {number} ({by}). Saving puts your words in its place:")
        found.append(blocks.context(say(language, text, number=draft.number, by=by)))
        found.append(quote(draft.body, masked=False, most=1500))
    return found
