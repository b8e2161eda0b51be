"""What the desk's tests share: an approved reply, one verb in one transaction, the first step of a worker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.desk import approvals, drafts, publishing, tickets
from bot.desk.closing import lines, resolving
from bot.desk.models import Complaint, Draft, Effect
from bot.desk.people import allowed
from bot.desk.vocabulary import CLOSING, Refused
from tests.desk.test_walk import CLOSED, REASONS, approve, draft_for, publish

LINE = "Bonjour Nadia,\nVoici comment cela s'est terminé : vos tasses sont arrivées mardi."


def effect_of(session, key: str) -> Effect:
    return session.scalars(select(Effect).where(Effect.key == key)).one()


@pytest.fixture
def act(store, complaint):
    """Run one verb on the complaint in one transaction."""
    return lambda verb: store.write(lambda session: verb(session, session.get_one(Complaint, complaint)))


@pytest.fixture
def approved(store, book, clock, complaint, lea) -> Draft:
    """A reply that a person approved and nobody has sent yet."""
    draft_for(store, book, clock, complaint)
    return approve(store, book, clock, complaint, lea)


@pytest.fixture
def begin(store, book, clock):
    """What a worker does first: hold the effect and get the text, or nothing when it may not go."""

    def happening(session, draft_id):
        clock.now = max(clock.now, session.get_one(Draft, draft_id).publish_at or clock.now)  # the time to undo is over
        return publishing.begin_publishing(session, book, effect_of(session, f"publish:{draft_id}"), clock())

    return lambda draft_id: store.write(lambda session: happening(session, draft_id))


@pytest.fixture
def hel(book):
    """A manager."""
    return allowed(book, "U0HEL", "approve")


@pytest.fixture
def refused(act):
    """Run one verb that must be refused; answers with the refusal. What it says must be something."""

    def run(verb, kind=Refused):
        with pytest.raises(kind) as refusal:
            act(verb)
        assert refusal.value.said("fr").strip()
        assert refusal.value.said("en").strip()
        return refusal.value

    return run


@pytest.fixture
def drafted(store, book, clock, complaint) -> int:
    """A complaint with a draft that the checks take."""
    draft_for(store, book, clock, complaint)
    return complaint


@pytest.fixture
def now_shown(store, complaint):
    """What the card's button carries at this moment."""

    def look():
        with store.read() as session:
            return drafts.shown_as(drafts.current(session, complaint), session.get_one(Complaint, complaint))

    return look


@pytest.fixture
def agree(act, now_shown, clock):
    """Approve what the card shows now: ``agree(book, person)``."""
    return lambda book, person, **overrides: act(
        lambda s, c: approvals.approve(s, book, c, person, now_shown(), clock(), REASONS | overrides)
    )


def with_playbook(book, name, **fields):
    """``book`` with other fields in one playbook."""
    playbook = book.playbooks[name].model_copy(update=fields)
    return replace(book, playbooks={**book.playbooks, name: playbook})


def with_desk(book, **fields):
    """``book`` with other fields in desk.yaml."""
    return replace(book, desk=book.desk.model_copy(update=fields))


def with_people(book, **changes):
    """``book`` with some people changed: ``with_people(book, U0LEA={"away": …})``."""
    people = {who: spec.model_copy(update=changes.get(who, {})) for who, spec in book.desk.people.items()}
    return with_desk(book, people=people)


def perform(store, clock, key, verb):
    """Let the effect ``key`` happen now: ``verb(session, effect)``."""
    return store.write(lambda session: verb(session, effect_of(session, key)))


def reminders(session) -> list[dict]:
    """What people and channels are still to be reminded of."""
    query = select(Effect).where(Effect.kind == "people.remind", Effect.done_at.is_(None)).order_by(Effect.id)
    return [effect.payload for effect in session.scalars(query)]


@pytest.fixture
def claimed(store, book, clock, approved, act, noe) -> int:
    """A complaint whose reply is public and whose ticket Noé has."""
    publish(store, book, clock, approved.id)
    act(lambda s, c: tickets.claim(s, book, c, noe, clock()))
    return approved.complaint_id


@pytest.fixture
def close(act, book, clock, noe):
    """Close it: ``close(said, person)``, by default solved, by Noé."""
    return lambda said=CLOSED, person=noe: act(lambda s, c: resolving.resolve(s, book, c, person, said, clock()))


@pytest.fixture
def lined(store, act, book, clock, lea):
    """The closing line is composed, approved and published."""

    def propose(session, complaint, words):
        effect = effect_of(session, f"closing:{complaint.id}")
        lines.propose(session, complaint, effect.payload["closure"], words, "fr", {}, clock())

    def run(words=LINE):
        act(lambda s, c: propose(s, c, words))
        with store.read() as session:
            draft = session.scalars(select(Draft).where(Draft.kind == CLOSING).order_by(Draft.id.desc())).first()
            shown = drafts.shown_as(draft, session.get_one(Complaint, draft.complaint_id))
        act(lambda s, c: approvals.approve(s, book, c, lea, shown, clock(), REASONS))
        return publish(store, book, clock, draft.id)

    return run
