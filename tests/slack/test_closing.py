"""Closing in Slack: the window with its three parts, the public line's card, the question, another day, an appeal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk import complaints, drafts, episodes
from bot.desk.models import Closure, Commitment, Complaint, Draft, Satisfaction
from bot.desk.vocabulary import CLOSING, CommitmentState, ComplaintState, DraftState, Lane
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, Unknown
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.test_approving import GOOD, rewritten
from tests.slack.test_requests import opened
from workers import drain

pytestmark = ONE_DATABASE
SAID = {
    "done": "Six tasses neuves", "explanation": "Le camion était resté à Lyon.", "repeated": "1",
    "line": "les six tasses sont arrivées mardi", "explained_by": "U0NOE",
}  # fmt: skip


def in_window(desk, slack, user, action, ref, **values):
    """Open the window of ``action`` and send it in; the answer's JSON, or nothing when it closed."""
    view = opened(desk, slack, user, action, ref)
    answer = desk.send(signed.submission(user, view, values, view_id=f"V{len(slack.calls)}"))
    return answer.json() if answer.text else {}


@pytest.fixture
def claimed(desk, slack, drafted):
    """The reply is public, Noé has the ticket, and what the reply promised is kept."""
    rewritten(desk, slack, drafted, GOOD)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    desk.work()
    ref = desk.complaint(drafted).ref
    desk.press("U0NOE", "ticket_claim", ref)
    desk.work()
    assert count(desk.app, Commitment, Commitment.state == CommitmentState.OPEN) == 1
    return drafted


@pytest.fixture
def kept(desk, slack, claimed):
    desk.press("U0NOE", "commitment_keep", f"{desk.complaint(claimed).ref}|1")
    return claimed


def card(desk, slack, words):
    """The newest card that says ``words``."""
    desk.work()
    sent = [*slack.of("chat.postMessage"), *slack.of("chat.update")]
    return next(json.dumps(one, ensure_ascii=False) for one in reversed(sent) if words in json.dumps(one))


def closing_value(desk, complaint):
    with desk.app.store.read() as session:
        line = drafts.current(session, complaint, CLOSING)
        return f"{desk.complaint(complaint).ref}|{drafts.shown_as(line, session.get_one(Complaint, complaint))}"


def test_the_window_is_filled_in_and_refuses_at_the_field(desk, slack, claimed):
    ref = desk.complaint(claimed).ref
    view = opened(desk, slack, "U0NOE", "ticket_resolve", ref)
    fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert set(fields) == {
        "outcome", "done", "on", "reason", "recourse", "repeated", "explanation", "explained_by", "line"
    }  # fmt: skip
    assert "collègue qui n'a pas pris cette décision" in fields["recourse"]["element"]["initial_value"]
    assert fields["explained_by"]["element"]["initial_option"]["value"] == "U0NOE"
    assert fields["repeated"]["element"]["initial_value"] == "0"
    for changed, at in (
        ({"done": ""}, "done"), ({"explanation": ""}, "explanation"), ({"repeated": "x"}, "repeated"),
        ({"outcome": "refused", "reason": ""}, "reason"), ({"line": ""}, "line"),
        ({"outcome": "refused", "reason": "wear", "recourse": ""}, "recourse"),
    ):  # fmt: skip
        desk.press("U0NOE", "commitment_keep", f"{ref}|1")
        errors = in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **(SAID | changed))["errors"]
        assert list(errors) == [at]


def test_what_we_said_comes_first_and_another_day_is_agreed_in_a_window(desk, slack, claimed):
    ref = desk.complaint(claimed).ref
    refused = in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **SAID)
    assert "convenez d'une autre date" in str(refused["errors"])
    shown = card(desk, slack, "commitment_keep")
    assert "commitment_renegotiate" in shown
    errors = in_window(desk, slack, "U0NOE", "commitment_renegotiate", f"{ref}|1", reason="", told="x")["errors"]
    assert list(errors) == ["reason"]
    assert in_window(desk, slack, "U0NOE", "commitment_renegotiate", f"{ref}|1", reason="closed", told="by DM") == {}
    with desk.app.store.read() as session:
        old, new = session.scalars(select(Commitment).order_by(Commitment.id)).all()
        assert (old.state, old.told_how, new.follows) == ("renegotiated", "by DM", old.id)
    assert in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **SAID) == {}


def test_the_card_says_each_promise_once(desk, slack, claimed):
    with desk.app.store.read() as session:
        row = session.scalars(select(Commitment)).one()
    shown = card(desk, slack, "commitment_keep")
    blocks = [block for block in json.loads(shown)["blocks"] if row.said in json.dumps(block, ensure_ascii=False)]
    assert [block["type"] for block in blocks] == ["rich_text", "section"], "our reply, and the line with its buttons"
    desk.press("U0NOE", "commitment_keep", f"{desk.complaint(claimed).ref}|1")
    desk.work()
    latest = slack.of("chat.update")[-1]
    lines = [block for block in latest["blocks"] if row.what in json.dumps(block, ensure_ascii=False)]
    assert [block["type"] for block in lines] == ["rich_text", "context"]
    assert "kept" in json.dumps(lines[1]), "it stays on the card that we did what we said"


def test_a_note_that_tells_of_a_promise_asks_with_two_buttons(desk, slack, claimed):
    ref = desk.complaint(claimed).ref
    in_window(desk, slack, "U0NOE", "ticket_note", ref, note="Je lui ai dit : je vous rappelle vendredi avant midi.")
    assert "commitment_confirm" in card(desk, slack, "commitment_set_aside")
    desk.press("U0NOE", "commitment_confirm", f"{ref}|2")
    assert count(desk.app, Commitment, Commitment.state == CommitmentState.OPEN) == 2
    desk.press("U0NOE", "commitment_set_aside", f"{ref}|2")
    desk.work()
    assert any("déjà occupé de cet engagement" in sentence for sentence in told(slack))


def test_from_closing_over_the_public_line_to_the_answer(desk, slack, kept):
    ref = desk.complaint(kept).ref
    assert in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **SAID) == {}
    shown = card(desk, slack, "Closing line")
    assert "les six tasses sont arrivées mardi" in shown
    with desk.app.store.read() as session:
        line = drafts.current(session, kept, CLOSING)
        assert line.body.startswith("Bonjour Nadia,\n")
        assert "les six tasses sont arrivées mardi" in line.body
    desk.press("U0LEA", "draft_approve", closing_value(desk, kept))
    desk.work()
    replies = slack.of("reply")
    assert [reply["reply"]["text"] for reply in replies][-1].startswith("Bonjour Nadia,\n")
    assert len({reply["reply"]["id"] for reply in replies}) == 2
    assert count(desk.app, Closure, Closure.line == "published") == 1
    shown = card(desk, slack, "satisfaction_note")
    assert "Explained by Noé Garance" in shown
    view = opened(desk, slack, "U0NOE", "satisfaction_note", ref)
    assert "est-elle réglée à vos yeux" in json.dumps(view, ensure_ascii=False)
    assert in_window(desk, slack, "U0NOE", "satisfaction_note", ref, score="sent") == {}
    assert in_window(desk, slack, "U0NOE", "satisfaction_note", ref, score="2", words="deux manquent") == {}
    assert desk.complaint(kept).state == ComplaintState.ANSWERED, "an unhappy answer takes it up again"


def test_the_line_is_edited_in_the_window_of_replies_and_skipped_with_a_reason(desk, slack, kept):
    ref = desk.complaint(kept).ref
    in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **SAID)
    desk.work()
    view = opened(desk, slack, "U0LEA", "draft_edit", ref)
    assert "les six tasses" in json.dumps(view, ensure_ascii=False)
    words = "Bonjour Nadia,\nVos six tasses sont arrivées mardi : voilà ce qui a été fait pour vous."
    sent = signed.submission("U0LEA", view, {"body": words}, view_id="V9")
    assert desk.send(sent).text == ""
    with desk.app.store.read() as session:
        line = drafts.current(session, kept, CLOSING)
        assert (line.body, line.written_by, line.kind) == (words, "U0LEA", CLOSING)
    errors = in_window(desk, slack, "U0LEA", "closing_skip", ref, why=" ")["errors"]
    assert list(errors) == ["why"]
    assert in_window(desk, slack, "U0LEA", "closing_skip", ref, why="elle ne veut pas qu'on en reparle") == {}
    assert "elle ne veut pas" in card(desk, slack, "No closing line")
    with desk.app.store.read() as session:
        assert drafts.current(session, kept, CLOSING).state == DraftState.WITHDRAWN
        assert session.scalars(select(Satisfaction)).one().by_hand is True


def test_a_refusal_is_appealed_and_the_first_decider_is_told_why_not(desk, slack, kept):
    ref = desk.complaint(kept).ref
    refused = SAID | {"outcome": "refused", "reason": "usure"}
    assert in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **refused) == {}
    assert "ticket_appeal" in card(desk, slack, "Recourse")
    assert in_window(desk, slack, "U0IVY", "ticket_appeal", ref, why="she kept the box") == {}
    desk.press("U0NOE", "ticket_claim", ref)
    desk.work()
    assert any("Vous avez refusé la première fois" in sentence for sentence in told(slack))
    assert any("Un refus est contesté" in sentence for sentence in told(slack)), "the manager is asked"
    desk.press("U0IVY", "ticket_claim", ref)
    view = opened(desk, slack, "U0IVY", "ticket_resolve", ref)
    assert "médiateur" in json.dumps(view, ensure_ascii=False)


# The private way


@dataclass
class Private:
    """A source with a private way; answers with what it is given."""

    answers: list[Any]
    sent: list[Outgoing] = field(default_factory=list)

    def publish(self, reply: Outgoing) -> Posted:
        """Not asked for here."""
        raise Permanent(f"not {reply.key}")

    def write_privately(self, message: Outgoing) -> Posted:
        """Note it, and do what was planned."""
        self.sent.append(message)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def ask_by(desk, slack, kept, *answers):
    """Close it and skip the line, with a private way that answers so; the way."""
    way = Private(list(answers))
    desk.app.publishers["generic"] = way
    ref = desk.complaint(kept).ref
    in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **SAID)
    in_window(desk, slack, "U0LEA", "closing_skip", ref, why="elle préfère")
    desk.work()
    return way


def question(desk) -> Satisfaction:
    with desk.app.store.read() as session:
        return session.scalars(select(Satisfaction)).one()


def test_a_source_with_a_private_way_asks_by_itself_and_once(desk, slack, kept):
    way = ask_by(desk, slack, kept, Posted(""))
    desk.work()
    assert len(way.sent) == 1
    assert way.sent[0].mention["author"] == "nadia.o"
    assert (question(desk).sent_by, question(desk).by_hand) == ("amends", False)


def test_what_was_surely_not_sent_is_tried_again(desk, slack, kept, clock):
    way = ask_by(desk, slack, kept, NotSent("no connection"), Posted(""))
    assert question(desk).sent_at is None
    clock.pass_(minutes=5)
    drain.drain(desk.app, Lane.MODEL)
    assert len(way.sent) == 2
    assert question(desk).sent_at is not None


@pytest.mark.parametrize("problem", [Unknown("time-out"), Permanent("closed"), RuntimeError("ours")])
def test_what_may_have_been_sent_is_never_sent_twice_but_left_to_a_person(desk, slack, kept, clock, problem):
    way = ask_by(desk, slack, kept, problem, Posted(""))
    clock.pass_(hours=5)
    drain.drain(desk.app, Lane.MODEL)
    assert len(way.sent) == 1
    assert question(desk).by_hand is True
    assert question(desk).problem


def test_after_it_was_reopened_nobody_is_asked(desk, slack, kept, clock):
    desk.app.publishers["generic"] = way = Private([Posted("")])
    ref = desk.complaint(kept).ref
    in_window(desk, slack, "U0NOE", "ticket_resolve", ref, **SAID)
    in_window(desk, slack, "U0LEA", "closing_skip", ref, why="elle préfère")
    in_window(desk, slack, "U0NOE", "ticket_reopen", ref, why="not at all")
    desk.work()
    assert way.sent == []
    with desk.app.store.read() as session:
        assert complaints.ticket_of(session, kept).reopened == 1
        assert episodes.standing(session, kept) is None
        assert (
            session.scalars(select(Draft).where(Draft.kind == CLOSING, Draft.state == DraftState.PROPOSED)).all() == []
        )
