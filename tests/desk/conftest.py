"""What the desk's tests share: an approved reply, one verb in one transaction, the first step of a worker."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.desk import publishing
from bot.desk.models import Complaint, Draft, Effect
from tests.desk.test_walk import approve, draft_for


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
