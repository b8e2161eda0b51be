"""Approving: one person or two, the code of conduct, warnings with reasons, time to take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.desk import approvals, commitments, conduct, drafts, events, judging, outbox, people, publishing, steering
from bot.desk.models import Acknowledgement, Approval, Commitment, Complaint, Draft, Effect, Override
from bot.desk.playbooks.deskfile import ApprovalSpec
from bot.desk.playbooks.playbook import Approval as Rules
from bot.desk.vocabulary import CommitmentState, DraftState, Lane, Refused, Role
from tests.desk.conftest import effect_of, with_desk, with_playbook
from tests.desk.test_walk import REASONS, WORDS, draft_for, publish

WARNED = WORDS.replace("Je vous les ai renvoyées", "Je les envoie ce soir")  # a promise without a clock: R4 warns


@pytest.fixture
def by_two(book):
    return with_playbook(book, "late-delivery", approval=Rules(people=2))


def state(store, complaint):
    with store.read() as session:
        return drafts.current(session, complaint).state


# ---- the code of conduct


def test_nobody_approves_before_they_have_acknowledged_the_current_code(
    store, book, clock, drafted, act, refused, agree, now_shown, lea
):
    newer = with_desk(book, conduct=book.desk.conduct.model_copy(update={"version": "2"}))
    shown = now_shown()
    refusal = refused(
        lambda s, c: approvals.approve(s, newer, c, lea, shown, clock(), REASONS), conduct.NotAcknowledged
    )
    assert refusal.values == {"version": "2"}
    refused(lambda s, _c: conduct.acknowledge(s, newer, lea, "1", clock()))
    for _twice in range(2):
        act(lambda s, _c: conduct.acknowledge(s, newer, lea, "2", clock()))
    with store.read() as session:
        mine = session.scalars(select(Acknowledgement.version).where(Acknowledgement.person == lea.id)).all()
        assert sorted(mine) == ["1", "2"]
    assert agree(newer, lea).state == DraftState.APPROVED


def test_a_desk_without_a_code_asks_for_nothing(book, clock, drafted, agree, refused, sam):
    none = with_desk(book, conduct=None)
    assert agree(none, sam).state == DraftState.APPROVED
    refused(lambda s, _c: conduct.acknowledge(s, none, sam, "1", clock()))
    assert conduct.text(none, "fr") == ""
    assert "ennemi" in conduct.text(book, "fr")


# ---- two people


def test_where_two_must_agree_both_approve_the_same_signed_words(
    store, by_two, clock, drafted, agree, refused, now_shown, lea, sam
):
    unsigned = now_shown()
    first = agree(by_two, lea)
    assert (first.state, first.approved_by, first.publish_at) == (DraftState.PROPOSED, None, None)
    assert first.reply_text.endswith("— Léa, service client Brindelune")
    with store.read() as session:
        assert session.scalars(select(Effect).where(Effect.kind == approvals.PUBLISH)).all() == []
    again = now_shown()
    said = refused(lambda s, c: approvals.approve(s, by_two, c, lea, again, clock(), REASONS))
    assert "Sam" in str(said)
    said = refused(lambda s, c: approvals.approve(s, by_two, c, sam, unsigned, clock(), REASONS))
    assert "Somebody else has approved" in str(said), "Sam has not seen whose name is under it"
    second = agree(by_two, sam)
    assert (second.state, second.approved_by) == (DraftState.APPROVED, lea.id), "the first approver signs"
    with store.read() as session:
        given = approvals.of_draft(session, second)
        assert [(one.person, one.hash) for one in given] == [
            (lea.id, second.approved_hash),
            (sam.id, second.approved_hash),
        ]
        kinds = [event.kind for event in events.of_complaint(session, drafted)]
        assert kinds[-2:] == ["agreed", "approved"]


def test_severity_asks_for_two_and_for_a_manager(
    store, book, clock, drafted, act, agree, refused, now_shown, lea, sam, hel
):
    strict = with_desk(book, approval=ApprovalSpec(two_people_from="accusation", manager_from="blame"))
    act(lambda s, c: steering.grade(s, strict, c, lea, "blame", clock()))
    agree(strict, lea)
    shown = now_shown()
    assert "Hélène" in str(refused(lambda s, c: approvals.approve(s, strict, c, sam, shown, clock(), REASONS)))
    assert agree(strict, hel).state == DraftState.APPROVED


def test_a_single_approval_from_a_severity_on_is_a_managers(
    book, clock, drafted, act, agree, refused, now_shown, lea, hel
):
    strict = with_desk(book, approval=ApprovalSpec(manager_from="accusation"))
    act(lambda s, c: steering.grade(s, strict, c, lea, "blame", clock()))
    shown = now_shown()
    refused(lambda s, c: approvals.approve(s, strict, c, lea, shown, clock(), REASONS))
    assert agree(strict, hel).state == DraftState.APPROVED


@pytest.mark.parametrize("alone", [True, False])
def test_whoever_edited_may_approve_alone_only_where_the_desk_says_so(
    book, clock, drafted, act, agree, lea, sam, alone
):
    rules = with_desk(book, approval=ApprovalSpec(editor_may_approve_alone=alone))
    act(lambda s, c: drafts.edit(s, rules, c, lea, 1, WORDS + " Merci de l'avoir dit.", clock()))
    assert agree(rules, lea).state == (DraftState.APPROVED if alone else DraftState.PROPOSED)
    if not alone:
        assert agree(rules, sam).state == DraftState.APPROVED


def test_somebody_else_than_the_editor_approves_alone(book, clock, drafted, act, agree, lea, sam):
    rules = with_desk(book, approval=ApprovalSpec(editor_may_approve_alone=False))
    act(lambda s, c: drafts.edit(s, rules, c, lea, 1, WORDS + " Merci de l'avoir dit.", clock()))
    assert agree(rules, sam).state == DraftState.APPROVED


def test_a_playbook_names_the_roles_that_approve(book, clock, drafted, agree, refused, now_shown, lea, hel):
    managed = with_playbook(book, "late-delivery", approval=Rules(by=[Role.MANAGER]))
    shown = now_shown()
    assert "Hélène" in str(refused(lambda s, c: approvals.approve(s, managed, c, lea, shown, clock(), REASONS)))
    assert agree(managed, hel).state == DraftState.APPROVED


def test_an_edit_between_two_approvals_needs_both_anew(store, by_two, clock, drafted, act, agree, lea, sam):
    agree(by_two, lea)
    act(lambda s, c: drafts.edit(s, by_two, c, sam, 1, WORDS + " Merci de l'avoir dit.", clock()))
    assert agree(by_two, sam).state == DraftState.PROPOSED
    done = agree(by_two, lea)
    assert (done.state, done.approved_by) == (DraftState.APPROVED, sam.id)


@pytest.mark.parametrize(
    "change", [{"kind": "edited", "text": "Toujours rien !"}, {"id": "second", "in_reply_to": "first"}]
)
def test_what_the_customer_does_between_two_approvals_needs_both_anew(store, by_two, clock, take, lea, sam, change):
    take(id="first")
    with store.read() as session:
        complaint = session.scalars(select(Complaint)).one().id

    def yes(person):
        def happening(session):
            row = session.get_one(Complaint, complaint)
            shown = drafts.shown_as(drafts.current(session, complaint), row)
            return approvals.approve(session, by_two, row, person, shown, clock(), REASONS)

        return store.write(happening)

    draft_for(store, by_two, clock, complaint)
    yes(lea)
    take(**{"id": "first"} | change)
    with store.read() as session:
        current = drafts.current(session, complaint)
        assert (current.number, current.reply_text) == (2, None), "the first yes was to another thread"
    assert yes(sam).state == DraftState.PROPOSED
    assert yes(lea).state == DraftState.APPROVED


def test_a_yes_to_another_account_does_not_count_for_the_second(store, by_two, drafted, agree, lea, sam):
    agree(by_two, lea)
    moved = with_desk(by_two, voice=by_two.desk.voice.model_copy(update={"account": "@elsewhere"}))
    assert agree(moved, sam).state == DraftState.PROPOSED
    with store.read() as session:
        assert [one.person for one in session.scalars(select(Approval))] == [sam.id]
    assert agree(moved, lea).approved_by == sam.id


# ---- checks


def test_a_check_that_blocks_is_said_with_its_mend_and_no_reason_helps(
    store, book, clock, complaint, refused, now_shown, lea
):
    draft_for(store, book, clock, complaint, "Bonjour, nous avons bien pris en compte votre message. [[le prénom]]")
    shown = now_shown()
    said = refused(lambda s, c: approvals.approve(s, book, c, lea, shown, clock(), REASONS), judging.Blocked)
    assert said.checks[0].id == "blank"
    assert "R1" in {one.id for one in said.checks}
    assert "le prénom" in said.said("fr")
    assert state(store, complaint) == DraftState.PROPOSED


def test_a_warning_needs_a_reason_which_is_kept_once(store, book, clock, complaint, refused, agree, now_shown, lea):
    draft_for(store, book, clock, complaint, WARNED)
    shown = now_shown()
    for given in ({}, {"R4": "  "}, {"R5": "not this one"}):
        said = refused(
            lambda s, c, given=given: approvals.approve(s, book, c, lea, shown, clock(), given), judging.ReasonsNeeded
        )
        assert [one.id for one in said.checks] == ["R4"]
        assert said.checks[0].passage in WARNED
    agree(book, lea, R4="The depot has promised it to me")
    with store.read() as session:
        (kept,) = session.scalars(select(Override)).all()
        assert (kept.check, kept.reason, kept.person) == ("R4", "The depot has promised it to me", lea.id)
        assert events.last_of_kind(session, complaint, "overridden").data["check"] == "R4"


def test_the_second_approver_need_not_repeat_the_reasons_of_the_first(
    store, by_two, clock, complaint, act, agree, now_shown, lea, sam
):
    draft_for(store, by_two, clock, complaint, WARNED)
    agree(by_two, lea)
    shown = now_shown()
    done = act(lambda s, c: approvals.approve(s, by_two, c, sam, shown, clock()))
    assert done.state == DraftState.APPROVED


def test_a_slot_that_a_reply_must_wait_for_keeps_it(book, clock, drafted, act, agree, refused, now_shown, lea):
    slots = {
        "cause": {"filled_by": "agent", "label": {"en": "why", "fr": "la cause"}, "before": "reply", "confirmed": True}
    }
    needs = with_playbook(book, "late-delivery", slots=type(book.playbooks["late-delivery"]).model_validate(
        {"name": "x", "title": {}, "team": "care", "slots": slots}).slots)  # fmt: skip
    shown = now_shown()
    assert "why" in str(refused(lambda s, c: approvals.approve(s, needs, c, lea, shown, clock(), REASONS)))
    act(lambda s, c: steering.fill_slots(s, needs, c, lea, {"cause": "the label was torn"}, clock()))
    refused(lambda s, c: approvals.approve(s, needs, c, lea, shown, clock(), REASONS))
    act(lambda s, c: steering.fill_slots(s, needs, c, lea, {"cause": "the label was torn"}, clock(), {"cause"}))
    words = WORDS + " La cause : l'étiquette était déchirée (the label was torn)."
    act(lambda s, c: drafts.edit(s, needs, c, lea, 1, words, clock()))
    assert agree(needs, lea).state == DraftState.APPROVED


# ---- the time to take it back


def test_an_approval_can_be_taken_back_until_it_is_on_its_way(
    store, book, clock, approved, begin, act, refused, sam, agree
):
    with store.read() as session:
        assert (
            effect_of(session, f"publish:{approved.id}").due_at
            == approved.publish_at
            == clock() + timedelta(seconds=20)
        )
    assert store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock())) == []
    clock.pass_(seconds=19)
    new = act(lambda s, c: approvals.undo(s, c, sam, clock()))
    assert (new.number, new.state, new.body, new.edit_of, new.edit_size) == (2, DraftState.PROPOSED, WORDS, 1, 0.0)
    assert new.written_by == "playbook", "they remain the words of whoever wrote them"
    clock.pass_(seconds=5)
    assert store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock())) == [], "nothing leaves any more"
    refused(lambda s, c: approvals.undo(s, c, sam, clock()))
    again = agree(book, sam)
    assert begin(again.id).reply_text.endswith("— Sam, service client Brindelune")
    assert "too late" in str(refused(lambda s, c: approvals.undo(s, c, sam, clock())))


def test_the_first_of_two_can_take_their_yes_back(by_two, clock, drafted, act, agree, lea, sam):
    agree(by_two, lea)
    act(lambda s, c: approvals.undo(s, c, lea, clock()))
    assert agree(by_two, sam).state == DraftState.PROPOSED


def test_a_playbook_may_have_a_time_of_its_own(book, clock, drafted, agree, lea):
    slow = with_playbook(book, "late-delivery", approval=Rules(hold_seconds=90))
    assert agree(slow, lea).publish_at == clock() + timedelta(seconds=90)


def test_what_a_person_posts_by_hand_waits_for_nothing(book, clock, drafted, agree, lea):
    manual = with_desk(book, replies=[book.desk.replies[0].model_copy(update={"networks": [], "through": "manual"})])
    done = agree(manual, lea)
    assert (done.state, done.publish_at) == (DraftState.APPROVED, None)


def test_a_worker_that_had_claimed_the_first_approval_does_not_send_the_second_early(
    store, book, clock, approved, act, agree, lea
):
    """Claimed, taken back, approved again: whoever claimed comes late and must wait like everybody."""
    clock.now = approved.publish_at
    (claimed,) = store.write(lambda session: outbox.claim(session, Lane.MODEL, 5, clock()))
    act(lambda s, c: approvals.undo(s, c, lea, clock()))
    again = agree(book, lea)
    assert store.write(lambda s: publishing.begin_publishing(s, book, claimed, clock())) is None
    with store.read() as session:
        effect = effect_of(session, f"publish:{again.id}")
    early = store.write(lambda s: publishing.begin_publishing(s, book, s.get_one(Effect, effect.id), clock()))
    assert early is None
    with store.read() as session:
        assert effect_of(session, f"publish:{again.id}").due_at == again.publish_at
        assert session.get_one(Draft, again.id).state == DraftState.APPROVED


# ---- publishing looks once more


def test_a_twin_that_went_out_meanwhile_keeps_an_approved_reply_from_leaving(store, book, clock, take, lea):
    found = []
    for name in ("a", "b"):
        take(id=name, author={"handle": name, "name": "Nadia Orsel"})
        with store.read() as session:
            found.append(session.scalars(select(Complaint.id).order_by(Complaint.id.desc())).first())
        draft_for(store, book, clock, found[-1])

    def approve(session, complaint_id):
        row = session.get_one(Complaint, complaint_id)
        shown = drafts.shown_as(drafts.current(session, complaint_id), row)
        return approvals.approve(session, book, row, lea, shown, clock(), REASONS)

    both = [store.write(lambda s, c=c: approve(s, c)) for c in found]
    assert publish(store, book, clock, both[0].id)
    assert publish(store, book, clock, both[1].id) is None
    with store.read() as session:
        again = drafts.current(session, found[1])
        assert (again.number, again.state) == (2, DraftState.PROPOSED)
        assert "check" in events.last_of_kind(session, found[1], "approval_voided").data["why"]


# ---- what is promised


def test_what_a_public_reply_promises_becomes_a_commitment(store, book, clock, complaint, agree, act, lea):
    by = clock() + timedelta(hours=6)
    first = {"what": "je les envoie ce soir", "by": by.isoformat(), "said": "ce soir", "until": by.isoformat()}
    gone = {**first, "said": "demain"}
    act(lambda s, c: drafts.propose(s, c, WARNED, "fr", "playbook", clock(), commitments=[first, gone], why={}))
    publish(store, book, clock, agree(book, lea).id)
    with store.read() as session:
        (row,) = commitments.of_complaint(session, complaint)
        assert (row.said, row.due_at, row.owner, row.state) == ("ce soir", by, lea.id, CommitmentState.OPEN)
        assert events.last_of_kind(session, complaint, "promised").actor == lea.id
        assert len(session.scalars(select(Commitment)).all()) == 1, "what an editor took out is not promised"


def test_an_editor_can_give_a_new_promise_its_clock(store, book, clock, complaint, drafted, act, refused, agree, lea):
    by = clock() + timedelta(hours=4)
    refused(lambda _s, _c: commitments.promised("send", "demain", by, WARNED, clock()))
    refused(lambda _s, _c: commitments.promised("send", "ce soir", clock(), WARNED, clock()))
    said = commitments.promised("", "ce soir", by, WARNED, clock())
    act(lambda s, c: drafts.edit(s, book, c, lea, 1, WARNED, clock(), commitments=[said]))
    done = agree(book, lea)
    assert done.commitments == [said]
    with store.read() as session:
        assert session.scalars(select(Override)).all() == [], "a promise with a clock is nothing to warn of"


def test_a_stranger_is_told_whom_to_ask(book):
    with pytest.raises(Refused, match=r"desk\.yaml"):
        people.allowed(book, "U0NOBODY", "approve")
