"""Ways on: where something is refused that the person can put right at once, the window for it."""

from __future__ import annotations

from bot.desk import complaints, drafts, judging, people, tickets
from bot.desk.vocabulary import Refused
from bot.slack import approving, teamwork
from bot.slack.blocks import Block
from bot.slack.edge import Edge


def window(edge: Edge, user: str, then: str, refusal: Refused) -> Block:
    """The code of conduct, or the warnings that need a reason; sent in, ``then`` (``ref|shown``) is approved. Or whose
    ticket it is; sent in, it is claimed anyway."""
    book, language = edge.context.book(), edge.language(user)
    if isinstance(refusal, tickets.OfAnotherTeam):
        return teamwork.anyway(then, refusal.said(language), language)
    if not isinstance(refusal, judging.ReasonsNeeded):
        return approving.code(book, language, then)
    with edge.context.store.read() as session:
        complaint = complaints.by_ref(session, then.partition("|")[0])
        draft, person = drafts.in_hand(session, complaint), people.allowed(book, user, "approve")
        text = (draft.reply_text or drafts.signed(book, draft.body, person, draft.language)) if draft else ""
    return approving.reasons(language, then, text, refusal.checks)
