"""What a community manager sees: replies to look at, drafts by deadline, what became of their own edits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.desk import learning, lists
from bot.desk.figures import telling
from bot.desk.learning import Edit
from bot.desk.lists import Asked
from bot.desk.people import name_of
from bot.desk.vocabulary import DraftState
from bot.slack import blocks
from bot.slack.home.parts import CARD, Desk, Rank, Section, listed, more, opened, title
from bot.slack.text import escaped, inline
from bot.texts import _

DRAFTS_SHOWN, LOOKS_SHOWN, EDITS_SHOWN, EDITS_READ = 6, 4, 4, 60
A_WEEK = timedelta(days=7)
TO_LOOK_AT = {
    DraftState.UNKNOWN: _("nobody knows whether it is public: look, then say so"),
    DraftState.FAILED: _("the network refused it: edit it, or post it by hand"),
}
KINDS = {
    "shorter": _("made shorter"), "longer": _("made longer"), "facts": _("facts changed"), "tone": _("other words"),
}  # fmt: skip


def look(desk: Desk) -> Iterator[Section]:
    """Replies whose outcome is unknown, or that were refused: only a person can say what is true."""
    asked = Asked("look")
    page = lists.page(desk.session, desk.book, asked, desk.now, LOOKS_SHOWN)
    if not page.items:
        return
    total = lists.count(desk.session, desk.book, asked, desk.now) if page.following else len(page.items)
    head = title(desk.say(_("Replies to look at: {n}"), n=total))
    shown = [
        opened(desk, item, ":warning: " + desk.say(TO_LOOK_AT[DraftState(item.state)]), of="look")
        for item in page.items
    ]
    yield Section(Rank.LOOK, [head, *shown, *more(desk, len(shown), total, asked, "more-look")], late=True)


def drafts(desk: Desk) -> Iterator[Section]:
    """Drafts that wait for an approval, by the deadline of the reply; each opens its card."""
    asked = Asked("drafts")
    page = lists.page(desk.session, desk.book, asked, desk.now, DRAFTS_SHOWN)
    waiting = lists.count(desk.session, desk.book, Asked("unanswered"), desk.now)
    if not waiting:
        return
    total = lists.count(desk.session, desk.book, asked, desk.now) if page.following else len(page.items)
    text = desk.say(_("Drafts to approve: {drafts} · complaints without an answer: {n}"), drafts=total, n=waiting)
    shown = [opened(desk, item, of="draft") for item in page.items]
    late = any(item.at is not None and item.at < desk.now for item in page.items)
    head = blocks.offered(
        f"*{escaped(text)}*", listed(desk, Asked("unanswered"), desk.say(_("Without an answer"))), "unanswered"
    )
    yield Section(Rank.DRAFTS, [head, *shown, *more(desk, len(shown), total, asked, "more-drafts")], late=late)


def edits(desk: Desk) -> Iterator[Section]:
    """What this person rewrote in the last seven days, and what became of their words."""
    found = learning.edits_of(desk.session, desk.person.id, desk.now - A_WEEK, EDITS_READ)
    if not found:
        return
    public = [one for one in found if one.now is not None and one.now.state == DraftState.PUBLISHED]
    text = _("My edits of the last 7 days: {n}, of which public: {public}, as I wrote them: {kept}")
    kept = sum(one.stands for one in public)
    head = desk.say(text, n=f"{len(found)}{'+' if len(found) == EDITS_READ else ''}", public=len(public), kept=kept)
    shown = [_edit(desk, one) for one in found[:EDITS_SHOWN]]
    hidden = len(found) - len(shown)
    hint = [blocks.context(desk.say(_("…and {n} more: each card's versions show them."), n=hidden))] if hidden else []
    yield Section(Rank.EDITS, [blocks.section(f"*{escaped(head)}*"), *shown, *hint])


def _edit(desk: Desk, edit: Edit) -> blocks.Block:
    complaint = edit.mine.complaint
    said = [desk.say(_("changed {share}"), share=telling.percent(edit.share, desk.language))] if edit.before else [
        desk.say(_("written from nothing"))]  # fmt: skip
    said += [desk.say(KINDS[kind]) for kind in sorted(edit.kinds)]
    text = (
        f":pencil2: `{complaint.ref}` {inline(complaint.mention.text, 60)} — {', '.join(said)}\n{_became(desk, edit)}"
    )
    button = blocks.button(CARD, desk.say(_("Open")), complaint.ref)
    return blocks.offered(text, button, f"edit-{complaint.id}")


def _became(desk: Desk, edit: Edit) -> str:
    """Where the words stand now, and whether they are still theirs."""
    now = edit.now
    if now is None:
        return desk.say(_("→ withdrawn: nobody answers with it for now"))
    if edit.stands:
        texts = {DraftState.PUBLISHED: _("→ public as you wrote it"), DraftState.PROPOSED: _("→ waits for a yes")}
        return desk.say(texts.get(DraftState(now.state), _("→ approved as you wrote it")))
    who = escaped(desk.say(name_of(desk.book, now.written_by)))
    if now.written_by in ("playbook", "model"):
        return desk.say(_("→ replaced by a new draft"))
    if now.state == DraftState.PUBLISHED:
        return desk.say(_("→ public, after {who} changed it"), who=who)
    return desk.say(_("→ {who} changed it since"), who=who)
