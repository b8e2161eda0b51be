"""Who else has the same problem: on the card in a line, and the whole group in a window, where one can be taken out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.models import Complaint
from bot.desk.people import name_of
from bot.desk.vocabulary import ComplaintState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.modals import frame
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, link, moment
from bot.texts import _, say

SHOWN = 30  # a window takes 100 blocks
STATES = {
    ComplaintState.OPEN: _("waits for its answer"), ComplaintState.ANSWERED: _("answered"),
    ComplaintState.RESOLVED: _("resolved"), ComplaintState.DISMISSED: _("dismissed"),
}  # fmt: skip


def line(rows: Rows) -> list[Block]:
    """Who else has the same problem, how many people they are, and why we think so; nothing where nobody has."""
    others, language, why = rows.others, rows.language, rows.complaint.grouped or {}
    if others is None or not others.some:
        return []
    refs = ", ".join(link(url, ref) for ref, url in others.some)
    if more := others.count - len(others.some):
        refs = say(language, _("{refs} and {n} more"), refs=refs, n=more)
    said = [say(language, _("Same problem as {refs} ({n} people)."), refs=refs, n=others.authors)]
    if words := why.get("words"):
        named = ", ".join(f"“{inline(word, 40)}”" for word in words)
        said.append(say(language, _("It names what {ref} names: {words}."), ref=escaped(why["ref"]), words=named))
    elif by := why.get("by"):
        said.append(say(language, _("{who} said so."), who=escaped(say(language, name_of(rows.book, by)))))
    return [blocks.context(":busts_in_silhouette: " + " ".join(said))]


def window(rows: Rows, members: Sequence[Complaint]) -> Block:
    """Everybody with the same problem, the latest first; each with its timeline, this one to be taken out."""
    language, found = rows.language, line(rows)
    for one in members[:SHOWN]:
        mention = one.mention
        who = inline(mention.author_name or mention.author_handle, 40)
        state = say(language, STATES[ComplaintState(one.state)])
        text = f"{link(mention.url, one.ref)} *{who}* · {moment(one.opened_at)} · {state}\n{inline(mention.text, 150)}"
        button = blocks.button("complaint_timeline", say(language, _("Timeline")), one.ref)
        found.append(blocks.offered(text, button, f"member-{one.id}"))
    if len(members) > SHOWN:
        found.append(blocks.context(say(language, _("…and {n} more"), n=len(members) - SHOWN)))
    if rows.complaint.group_id is None:
        found = [blocks.section(say(language, _("Nobody else has told of this problem.")))]
    else:
        text = say(
            language,
            _("{ref} is about something else? Take it out; the others stay together."),
            ref=f"`{rows.complaint.ref}`",
        )
        out = blocks.button("complaint_ungroup", say(language, _("Take it out")), rows.complaint.ref)
        found.append(blocks.offered(text, out, "ungroup"))
    return frame(rows, "complaint_group", _("Same problem"), found)
