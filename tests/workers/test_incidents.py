"""What comes in while an incident is open: held back before its statement, worded with it after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.desk import drafts, people
from bot.desk.incidents import declaring, statements
from bot.desk.models import Batch, Complaint, Draft, Incident
from bot.desk.vocabulary import Lane
from workers import drain, reading

from .conftest import Now, Outside
from .desk import receive

TEXT = "I have been waiting for my {} for three weeks and still nothing has arrived."
STATEMENT = """\
Our Lille depot has been flooded since Sunday.
We are sending the orders from Lyon instead.
I will write to you here again {}."""


def complain(app: App, thing: str) -> Draft | None:
    """Somebody complains; their first draft, if there is one."""
    receive(app, id=thing, text=TEXT.format(thing), author={"handle": thing, "name": "Omar Finch"}, language="en")
    reading.read_alerts(app)
    with app.store.read() as session:
        complaint = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
        assert complaint is not None
        return drafts.current(session, complaint.id)


def test_what_comes_in_is_held_back_then_says_what_everybody_is_told(app: App, outside: Outside, now: Now) -> None:
    assert complain(app, "desk") is not None
    hel = people.allowed(app.book(), "U0HEL", "incident")
    app.store.write(lambda s: declaring.declare(s, app.book(), hel, "late-delivery", "", "one depot", app.now()))
    assert complain(app, "lamp") is None, "nothing is drafted while it is held back"

    def speak(session: Any) -> None:
        incident = session.get_one(Incident, 1)
        word = app.book().desk.local(app.now() + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
        statements.choose_cluster(
            session, app.book(), incident, hel, app.now(), cluster="accidental", known="", done="", safety="",
            next_word_at=word,
        )  # fmt: skip
        text = STATEMENT.format(f"by 6 pm on {word.day} {word:%B}")
        statements.write(session, app.book(), incident, hel, {"en": text}, app.now())
        session.flush()
        shown = statements.shown_as(statements.latest(session, incident))
        statements.approve(session, app.book(), incident, hel, shown, app.now())

    app.store.write(speak)
    drain.drain(app, Lane.CHAT)
    third = complain(app, "sofa")
    assert third is not None
    assert "your sofa" in third.body and "Lille" in third.body
    assert third.why["statement"] == 1
    assert [one["said"] for one in third.commitments] == [third.body[third.body.rindex("by 6 pm") : -1]]
    now.ahead += 6
    drain.drain(app, Lane.CHAT)
    with app.store.read() as session:
        batch = session.scalars(select(Batch).order_by(Batch.id.desc())).first()
        assert batch is not None
        assert (len(batch.items), batch.left_out) == (3, [])
