"""What joined a complaint: the card says how often it was repeated, and ``/amends separate`` undoes it."""

from __future__ import annotations

import json

from sqlalchemy import select

from bot.desk.models import Complaint, Mention
from bot.desk.vocabulary import MentionState
from tests.slack import signed
from tests.slack.slacklike import eventually

SAID = "Ordered the Halvedge hob in March, it came with a crack and nobody at the shop in Leeds picks up the phone"


def test_a_copy_is_counted_on_the_card_and_can_be_separated(desk, slack, take, store):
    take(text=SAID, language="en")
    desk.work()
    copy = take(text=f"RT @nadia.o: {SAID}", language="en", author={"handle": "omar_k", "name": "Omar K"})
    desk.work()
    with store.read() as session:
        (complaint,) = session.scalars(select(Complaint)).all()
    assert "1×" in json.dumps(slack.in_channel("approvals")[-1], ensure_ascii=False)

    assert "Nothing has joined" not in desk.send_form(signed.command("U0SAM", f"separate {complaint.ref}")).text
    eventually(lambda: desk.work() or len(slack.in_channel("approvals")) == 2)
    with store.read() as session:
        assert session.get_one(Mention, copy).state == MentionState.COMPLAINT
        assert len(session.scalars(select(Complaint)).all()) == 2
    answer = desk.send_form(signed.command("U0LEA", f"séparer {complaint.ref}")).text
    assert "rien à séparer" in answer


def test_who_may_not_approve_may_not_separate(desk, slack, take, store):
    take(text=SAID, language="en")
    take(text=f"RT @nadia.o: {SAID}", language="en", author={"handle": "omar_k"})
    with store.read() as session:
        (complaint,) = session.scalars(select(Complaint)).all()
    desk.send_form(signed.command("U0NOE", f"separate {complaint.ref}"))
    with store.read() as session:
        assert len(session.scalars(select(Complaint)).all()) == 1
    assert "no complaint" in desk.send_form(signed.command("U0SAM", "separate xyz")).text.lower()
