"""What the beat looks for: new suggestions, owners who have not answered, critics whom a reply has told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk import actions, events
from bot.desk.models import Complaint, Draft, Mention, Suggestion
from bot.desk.playbooks import Book
from bot.desk.suggestions.deciding import note_told
from bot.desk.vocabulary import REPLY, ComplaintState, DraftState, MentionState, SuggestionState

TOPIC = "suggestion"  # the topic of playbooks for ideas
LOOKED_BACK = timedelta(days=28)  # people may say weeks later that something was a suggestion
REMIND_AGAIN, REMINDED_MOST = timedelta(days=2), 3


def idea_playbooks(book: Book) -> list[str]:
    """The playbooks whose complaints are ideas."""
    return [name for name, playbook in book.playbooks.items() if TOPIC in playbook.applies.topics]


def gather(session: Session, book: Book, now: datetime, limit: int = 200) -> int:
    """Note the suggestions among the mentions of the last weeks that are not noted yet; returns how many."""
    since = now - LOOKED_BACK
    unknown = ~select(Suggestion.id).where(Suggestion.mention_id == Mention.id).exists()
    kept = (Mention.state != MentionState.GONE, Mention.duplicate_of.is_(None), unknown)
    said = select(Mention.id).where(Mention.kind == TOPIC, Mention.received_at >= since, *kept)
    opened = (
        select(Mention.id)
        .join(Complaint, Complaint.mention_id == Mention.id)
        .where(Complaint.playbook.in_(idea_playbooks(book)), Complaint.opened_at >= since, *kept)
        .where(or_(Complaint.state != ComplaintState.DISMISSED, Mention.kind == TOPIC))
    )
    found = sorted({*session.scalars(said.limit(limit)), *session.scalars(opened.limit(limit))})
    session.add_all([Suggestion(mention_id=one, state=SuggestionState.NEW, noted_at=now, reminded=0) for one in found])
    session.flush()
    return len(found)


def scan(session: Session, now: datetime, limit: int = 100) -> int:
    """Remind owners who have not answered, and note which critics the reply has told; returns how many changed."""
    query = select(Suggestion).where(Suggestion.next_at <= now).order_by(Suggestion.next_at).limit(limit)
    waiting = session.scalars(query.with_for_update(skip_locked=True, of=Suggestion)).all()
    for one in waiting:
        actions.tell_owner(session, one.owner or "", now)
        one.reminded += 1
        one.next_at = now + REMIND_AGAIN if one.reminded < REMINDED_MOST else None
    return len(waiting) + _note_told(session, limit)


def _note_told(session: Session, limit: int) -> int:
    """A reply that went out after the owner's answer, and says it, has told the critic."""
    query = (
        select(Suggestion, Draft)
        .join(Mention, Mention.id == Suggestion.mention_id)
        .join(Draft, Draft.complaint_id == Mention.complaint_id)
        .where(Suggestion.state == SuggestionState.ANSWERED, Draft.state == DraftState.PUBLISHED)
        .where(Draft.kind == REPLY, Draft.published_at >= Suggestion.answered_at)
        .order_by(Suggestion.id, Draft.number)
        .limit(limit)
    )
    found = 0
    for one, draft in session.execute(query):
        if one.state == SuggestionState.ANSWERED and says(draft, one):
            note_told(one, draft.approved_by or events.AMENDS, "reply", draft.published_at or draft.changed_at)
            found += 1
    return found


def says(draft: Draft, one: Suggestion) -> bool:
    """Whether the reply carries the answer: in the owner's words, or written anew by a person who had them."""
    if (one.why or "").casefold().rstrip(".!") in " ".join((draft.reply_text or "").split()).casefold():
        return True
    return draft.written_by not in ("playbook", "model") and draft.created_at >= (one.answered_at or draft.created_at)
