"""Publishing: held before the call, released by its outcome, never done twice.

``approved`` → ``publishing`` (held) → ``published``; or back to ``approved`` when the network was surely not reached;
or ``unknown`` or ``failed``, where a person decides. A worker that dies in between leaves ``publishing`` behind, which
:func:`reap` hands to a person: a second public reply is worse than a late one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import approvals, commitments, complaints, drafts, events, freezes, outbox
from bot.desk.closing import asking, lines
from bot.desk.models import Complaint, Draft, Effect
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.desk.vocabulary import REPLY, DraftState, Lane, Refused
from bot.texts import _

# An outcome that comes so late that the reaper or a person was quicker changes nothing unless it is still asked for.
AWAITED = (DraftState.PUBLISHING, DraftState.UNKNOWN)


def begin_publishing(session: Session, book: Book, effect: Effect, now: datetime) -> Draft | None:
    """Hold the effect and hand out the text to send, or None when it may not go (any more).

    Called in a transaction of its own, before the network is. A draft that is not ``approved`` was begun by somebody
    who never came back: it is not begun twice.
    """
    draft = session.get(Draft, effect.payload["draft"])
    if draft is not None and draft.state == DraftState.PUBLISHING:
        outbox.hold(session, effect, now)  # ticking it off would hide it from the reaper for ever
        return None
    if draft is None or draft.state != DraftState.APPROVED:
        outbox.tick(session, effect, now)
        return None
    if draft.publish_at is not None and draft.publish_at > now:  # taken back and approved anew since it was claimed
        outbox.put_back(session, effect, None, draft.publish_at)
        return None
    complaint = draft.complaint
    against = approvals.what_moved(session, book, draft, complaint, now)
    against = against or approvals.what_blocks(session, book, draft, complaint, now)
    if against:
        approvals.void(session, draft, complaint, against, now)
        outbox.tick(session, effect, now)
        return None
    drafts.to_state(draft, DraftState.PUBLISHING, now)
    outbox.hold(session, effect, now)
    complaints.show(session, complaint, now)
    return draft


def published(
    session: Session,
    book: Book,
    draft: Draft,
    url: str,
    at: datetime,
    now: datetime,
    actor: str = events.AMENDS,
) -> None:
    """The reply is public at ``url`` since ``at``."""
    if draft.state == DraftState.PUBLISHED:
        return  # a person noted it while the network's answer was still under way
    drafts.to_state(draft, DraftState.PUBLISHED, now)
    draft.published_at, draft.published_url, draft.problem = at, url, None
    events.record(session, draft.complaint, "published", actor, now, url=url, text=draft.reply_text)
    if draft.kind == REPLY:
        complaints.answered(session, book, draft.complaint, at, now)
    elif closure := lines.published(session, draft, at, now):
        asking.begin(session, book, draft.complaint, closure, now)
    commitments.begin(session, draft, now)


def not_sent(session: Session, draft: Draft, why: str, now: datetime) -> None:
    """The network was surely not reached: the approval stands and the effect will be tried again."""
    if draft.state not in AWAITED:
        return
    drafts.to_state(draft, DraftState.APPROVED, now)
    draft.problem = why
    complaints.show(session, draft.complaint, now)


def outcome_unknown(session: Session, draft: Draft, why: str, now: datetime) -> None:
    """Nobody knows whether the reply is public: a person looks and says."""
    if draft.state != DraftState.PUBLISHING:
        return
    drafts.to_state(draft, DraftState.UNKNOWN, now)
    draft.problem = why
    events.record(session, draft.complaint, "outcome_unknown", events.AMENDS, now, why=why)
    complaints.show(session, draft.complaint, now, urgency=1)


def refused_by_network(session: Session, draft: Draft, why: str, now: datetime) -> None:
    """The network will never take this text like this: a person edits it or posts it by hand."""
    if draft.state not in AWAITED:
        return
    drafts.to_state(draft, DraftState.FAILED, now)
    draft.problem = why
    events.record(session, draft.complaint, "publishing_failed", events.AMENDS, now, why=why)
    complaints.show(session, draft.complaint, now, urgency=1)


def posted_by_hand(session: Session, book: Book, complaint: Complaint, person: Person, url: str, now: datetime) -> None:
    """``person`` saw (or posted) the approved reply at ``url``: it is public now."""
    draft = drafts.in_hand(session, complaint)
    by_hand = (DraftState.APPROVED, DraftState.UNKNOWN, DraftState.FAILED)
    if draft is None or draft.state not in by_hand:
        raise Refused(_("No approved reply is waiting to be posted here; the card shows where it stands."), field="url")
    url = url.strip()
    if not url.startswith(("https://", "http://")) or len(url.split()) != 1:
        raise Refused(_("Give the address of the posted reply, beginning with https://"), field="url")
    _settle_effect(session, draft, now)
    published(session, book, draft, url, now, now, actor=person.id)


def publish_again(session: Session, book: Book, complaint: Complaint, person: Person, now: datetime) -> None:
    """``person`` looked: the reply is not public. It is sent once more, with the same approval."""
    freezes.guard(session, book, complaint)
    draft = drafts.in_hand(session, complaint)
    if draft is None or draft.state not in (DraftState.UNKNOWN, DraftState.FAILED):
        raise Refused(_("This reply is not waiting for your decision any more; the card shows where it stands."))
    drafts.to_state(draft, DraftState.APPROVED, now)
    draft.problem = None
    events.record(session, complaint, "publish_again", person.id, now, number=draft.number)
    _settle_effect(session, draft, now)
    outbox.arm(
        session,
        f"publish:{draft.id}",
        approvals.PUBLISH,
        Lane.MODEL,
        now,
        urgency=1,
        payload={"draft": draft.id},
        correlation=complaint.correlation,
    )
    complaints.show(session, complaint, now)


def _settle_effect(session: Session, draft: Draft, now: datetime) -> None:
    effect = session.scalars(select(Effect).where(Effect.key == f"publish:{draft.id}")).first()
    if effect is not None:
        outbox.tick(session, effect, now)


def reap(session: Session, now: datetime, patience: timedelta) -> int:
    """Hand publishings whose worker died to a person; returns how many. ``patience`` must outlast any call."""
    found = 0
    for effect in outbox.held_since(session, approvals.PUBLISH, now - patience):
        draft = session.get(Draft, effect.payload["draft"])
        if draft is not None and draft.state == DraftState.PUBLISHING:
            outcome_unknown(session, draft, _("the worker stopped in the middle of sending it"), now)
            found += 1
    return found
