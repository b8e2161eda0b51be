"""One complaint walks the whole way through the desk, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.desk import approvals, commitments, complaints, drafts, events, outbox, publishing, sla, tickets
from bot.desk.closing import resolving
from bot.desk.models import Clock, Complaint, Effect
from bot.desk.vocabulary import (
    FROM_THE_START,
    ClockState,
    CommitmentState,
    ComplaintState,
    DraftState,
    Lane,
    Metric,
    TicketState,
)

WORDS = (
    "Bonjour Nadia, vous attendez vos tasses depuis trois semaines : c'est notre erreur, je vous présente mes excuses. "
    "Je vous les ai renvoyées."
)
CLOSED = resolving.Said(
    outcome="solved", done="sent", on="2026-11-24", repeated="0", explanation="Le camion n'était pas parti.",
    explained_by="U0NOE", line="les tasses sont arrivées mardi",
)  # fmt: skip
REFUSED = replace(CLOSED, outcome="refused", done="", reason="wear", recourse="Write to us again; a colleague decides.")


def put_right(session, book, complaint, person, now, said=CLOSED):
    """What we said is kept, and the complaint closed."""
    for row in commitments.in_the_way(session, complaint.id, now):
        deal = commitments.keep if row.state == CommitmentState.OPEN else commitments.set_aside
        deal(session, book, complaint, person, row.id, now)
    return resolving.resolve(session, book, complaint, person, said, now)


REASONS = {f"R{number}": "the customer asked for it so" for number in range(1, 17)}  # to set any warning aside


def draft_for(store, book, clock, complaint_id, body=WORDS):
    def happening(session):
        complaint = session.get_one(Complaint, complaint_id)
        return drafts.propose(session, complaint, body, "fr", "playbook", clock(), commitments=[], why={}).id

    return store.write(happening)


def approve(store, book, clock, complaint_id, person):
    def happening(session):
        complaint = session.get_one(Complaint, complaint_id)
        shown = drafts.shown_as(drafts.current(session, complaint_id), complaint)
        return approvals.approve(session, book, complaint, person, shown, clock(), overrides=REASONS)

    return store.write(happening)


def publish(store, book, clock, draft_id, url="https://social.example/r/1"):
    """What the worker does when the network says yes."""

    def begin(session):
        clock.now = max(clock.now, session.get_one(drafts.Draft, draft_id).publish_at or clock.now)  # the time to undo
        effect = session.scalars(select(Effect).where(Effect.key == f"publish:{draft_id}")).one()
        return publishing.begin_publishing(session, book, effect, clock())

    draft = store.write(begin)
    if draft is None:
        return None

    def finish(session):
        effect = session.scalars(select(Effect).where(Effect.key == f"publish:{draft_id}")).one()
        row = session.get_one(drafts.Draft, draft_id)
        publishing.published(session, book, row, url, clock(), clock())
        outbox.tick(session, effect, clock())

    store.write(finish)
    return draft


def test_from_the_mention_to_the_resolution(store, book, clock, complaint, lea, noe):
    with store.read() as session:
        opened = session.get_one(Complaint, complaint)
        assert opened.playbook == "late-delivery"
        assert {clock.metric for clock in sla.of_complaint(session, complaint)} == set(FROM_THE_START)
    draft_for(store, book, clock, complaint)
    clock.pass_(minutes=20)
    draft = approve(store, book, clock, complaint, lea)
    assert draft.reply_text == f"{WORDS}\n— Léa, service client Brindelune"
    assert publish(store, book, clock, draft.id)

    with store.read() as session:
        answered = session.get_one(Complaint, complaint)
        assert answered.state == ComplaintState.ANSWERED
        assert drafts.current(session, complaint).state == DraftState.PUBLISHED
        first = session.scalars(select(Clock).where(Clock.metric == Metric.FIRST_RESPONSE)).one()
        assert first.state == ClockState.MET
        assert complaints.ticket_of(session, complaint).state == TicketState.QUEUED

    def work(session):
        row = session.get_one(Complaint, complaint)
        tickets.claim(session, book, row, noe, clock())
        tickets.note(session, book, row, noe, "Dépôt appelé", clock())
        tickets.wait(session, book, row, noe, "le numéro de commande", clock())

    store.write(work)
    clock.pass_(hours=30)

    def resolve(session):
        row = session.get_one(Complaint, complaint)
        tickets.claim(session, book, row, noe, clock())
        resolving.resolve(session, book, row, noe, replace(CLOSED, done="Tasses livrées", on="2026-11-25"), clock())

    store.write(resolve)
    with store.read() as session:
        done = session.get_one(Complaint, complaint)
        assert done.state == ComplaintState.RESOLVED
        resolution = session.scalars(select(Clock).where(Clock.metric == Metric.RESOLUTION)).one()
        assert resolution.state == ClockState.MET
        assert len(resolution.pauses) == 1
        kinds = [event.kind for event in events.of_complaint(session, complaint)]
        assert kinds == [
            "opened",
            "drafted",
            "approved",
            "published",
            "ticket_opened",
            "claimed",
            "note",
            "waiting",
            "resumed",
            "resolved",
        ]


def test_every_change_promises_the_cards(store, book, clock, complaint, lea):
    draft_for(store, book, clock, complaint)
    with store.read() as session:
        armed = session.scalars(select(Effect).where(Effect.kind == "card.show")).all()
    assert len(armed) == 1
    assert armed[0].channel == "approvals"


def test_claiming_takes_due_effects_once(store, clock, complaint):
    first = store.write(lambda session: outbox.claim(session, Lane.CHAT, 10, clock()))
    again = store.write(lambda session: outbox.claim(session, Lane.CHAT, 10, clock()))
    assert [effect.kind for effect in first] == ["draft.compose"]
    assert again == []
    clock.now += outbox.LEASE + timedelta(seconds=1)
    assert len(store.write(lambda session: outbox.claim(session, Lane.CHAT, 10, clock()))) == 1
