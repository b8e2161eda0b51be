"""Ways on: where an approval is refused for something that the person can put right at once, the window for it."""

from __future__ import annotations

from bot.desk import complaints, drafts, judging, people
from bot.desk.vocabulary import Refused
from bot.slack import approving
from bot.slack.blocks import Block
from bot.slack.edge import Edge


def window(edge: Edge, user: str, then: str, refusal: Refused) -> Block:
    """The code of conduct, or the warnings that need a reason; sent in, ``then`` (``ref|shown``) is approved."""
    book, language = edge.context.book(), edge.language(user)
    if not isinstance(refusal, judging.ReasonsNeeded):
        return approving.code(book, language, then)
    with edge.context.store.read() as session:
        complaint = complaints.by_ref(session, then.partition("|")[0])
        draft, person = drafts.in_hand(session, complaint), people.allowed(book, user, "approve")
        text = (draft.reply_text or drafts.signed(book, draft.body, person, draft.language)) if draft else ""
    return approving.reasons(language, then, text, refusal.checks)
