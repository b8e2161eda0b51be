"""One incident from the first suspicion to what is learned from it, at the wire, as the people get it in Slack."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.incidents import declaring
from bot.desk.models import Approval, Complaint, Draft, Incident, Surge
from bot.desk.vocabulary import ComplaintState, DraftState, IncidentState, Lane
from bot.slack.incidents import windows
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, told
from tests.slack.slacklike import CHANNELS, eventually
from workers import drain, rounds

FRENCH = [
    "J'attends ma table depuis trois semaines, toujours rien reçu.",
    "Ma lampe devait arriver mardi et je n'ai toujours rien.",
    "Toujours pas reçu mes assiettes, deux semaines que j'attends.",
    "Toujours pas de canapé, la livraison a encore été repoussée.",
    "Mes tasses ne sont pas arrivées, commande passée il y a un mois.",
    "Où est mon colis ? Trois semaines d'attente pour un fauteuil.",
]
ENGLISH = [
    "I have been waiting for my desk for three weeks, still nothing.",
    "My lamp was due on Tuesday and never arrived.",
    "Still no sofa, the delivery was postponed again.",
    "Two weeks waiting for my plates and no sign of them.",
    "My mirror hasn't arrived, I ordered it a month ago.",
    "Where is my order? I have been waiting for a chair for ten days.",
]
FRENCH_STATEMENT = """\
Notre dépôt de Lille est inondé depuis dimanche. || Depuis dimanche, notre dépôt de Lille est sous l'eau.
Nous faisons partir les commandes de Lyon. || Les commandes partent maintenant de Lyon.
Je vous écris de nouveau ici le 25 novembre avant 18 h. || Je vous donne des nouvelles ici le 25 novembre avant 18 h."""
ENGLISH_STATEMENT = """\
Our Lille depot has been flooded since Sunday. || Since Sunday, our depot in Lille has been under water.
We are sending the orders from Lyon instead. || The orders now leave from Lyon.
I will write to you here again by 6 pm on 25 November. || You will hear from me here by 6 pm on 25 November."""
REASON = {"text": "{authors} people in {length}", "values": {"authors": 12, "length": "three hours"}, "names": {}}


def shown(message: Any) -> str:
    return json.dumps(message, ensure_ascii=False)


@dataclass
class Room:
    """The people of the desk, as they sit in front of Slack."""

    desk: Any
    slack: Any
    clock: Any
    take: Any

    def crowd(self) -> None:
        """Twelve people complain of late deliveries, six in each language."""
        for number, (french, english) in enumerate(zip(FRENCH, ENGLISH, strict=True)):
            who = {"handle": f"fr{number}", "name": f"Nadia Orsel{number}"}
            self.take(id=f"f{number}", text=french, author=who, language="fr")
            who = {"handle": f"en{number}", "name": f"Omar Finch{number}"}
            self.take(id=f"e{number}", text=english, author=who, language="en", network="mastodon")
        self.work()

    def surge(self) -> None:
        """A surge is found."""
        book, now = self.desk.app.book(), self.clock()
        surge = Surge(
            topic="late-delivery", number=1, at=now, hours=3, authors=12, expected=3, weeks=6, chance=0.0001,
            reasons=[REASON], cooldown_until=now,
        )  # fmt: skip
        self.desk.app.store.write(lambda session: declaring.by_surge(session, book, surge, now))

    def work(self, seconds: int = 6) -> None:
        """What the workers do now, and once things have been gathered."""
        drain.drain(self.desk.app, Lane.CHAT)
        self.clock.pass_(seconds=seconds)
        drain.drain(self.desk.app, Lane.CHAT)

    def publish(self) -> None:
        drain.drain(self.desk.app, Lane.MODEL)
        drain.drain(self.desk.app, Lane.CHAT)

    def card(self, channel: str, holds: str) -> dict[str, Any]:
        return next(one for one in self.slack.in_channel(channel) if holds in shown(one))

    def button(self, message: dict[str, Any], action: str) -> dict[str, Any]:
        for block in message["blocks"]:
            for element in [*block.get("elements", []), block.get("accessory") or {}]:
                if element.get("action_id") == action:
                    return element
        raise AssertionError(f"no {action} in {shown(message)}")

    def press(self, user: str, message: dict[str, Any], action: str, channel: str = "managers") -> None:
        value = self.button(message, action)["value"]
        assert self.desk.press(user, action, value, channel=CHANNELS[channel]).status_code == 200

    def open(self, user: str, message: dict[str, Any], action: str, channel: str = "managers") -> dict[str, Any]:
        before = len(self.slack.of("views.open"))
        self.press(user, message, action, channel)
        eventually(lambda: len(self.slack.of("views.open")) > before)
        view = self.slack.of("views.open")[-1]["view"]
        return json.loads(view) if isinstance(view, str) else view

    def send(self, user: str, view: dict[str, Any], **values: str) -> dict[str, Any]:
        answer = self.desk.send(signed.submission(user, view, values))
        assert answer.status_code == 200
        return answer.json() if answer.text else {}

    def command(self, user: str, words: str) -> Any:
        return self.desk.send_form(signed.command(user, words))

    def rows(self, *query: Any) -> list[Any]:
        with self.desk.app.store.read() as session:
            return list(session.scalars(select(*query)))


@pytest.fixture
def room(desk, slack, clock, take):
    return Room(desk, slack, clock, take)


def test_each_state_of_a_complaint_has_a_word_in_the_window():
    assert set(windows.STATES) == set(ComplaintState)


@ONE_DATABASE
def test_from_the_surge_to_the_review(room, slack, clock):
    room.crowd()
    room.surge()
    room.work()
    incident = room.card("managers", "Incident 1")
    assert "12 people in three hours" in shown(incident) and "usually: 1" in shown(incident)
    assert "<@U0HEL> Whose doing is it?" in shown(incident)
    held = room.card("approvals", "Nadia Orsel0")
    assert "Held back" in shown(held) and "draft_approve" not in shown(held)

    # Whose doing it is, and what is said.
    window = room.open("U0HEL", incident, "incident_cluster")
    assert "notre faute, et c'était évitable" in shown(window)
    assert room.send("U0HEL", window, cluster="accidental", day="2026-11-24", time="09:30")["errors"]
    room.send(
        "U0HEL", window, cluster="accidental", known="le dépôt de Lille est inondé", day="2026-11-25", time="18:00"
    )
    room.work()
    incident = room.card("managers", "Write the statement")
    window = room.open("U0SAM", incident, "incident_write")
    suggested = {block["block_id"]: block["element"].get("initial_value", "") for block in window["blocks"]
                 if block["type"] == "input"}  # fmt: skip
    assert "[[what is known, in plain words]]" in suggested["en"] and "le dépôt de Lille est inondé" in suggested["fr"]
    assert "by 6 pm on 25 November" in suggested["en"] and "le 25 novembre avant 18 h" in suggested["fr"]
    typing = signed.typed("U0SAM", window, "incident_typed", "en", "Sorry if you were inconvenienced.")
    room.desk.send(typing)
    eventually(lambda: "An apology with a condition" in shown(slack.of("views.update")[-1:]))
    room.send("U0SAM", window, en=ENGLISH_STATEMENT, fr=FRENCH_STATEMENT)
    room.work()
    incident = room.card("managers", "Read and approve")
    assert "Statement, French*, written by Sam Whitlock, not approved" in shown(incident)
    window = room.open("U0HEL", incident, "incident_approve")
    assert "Rien ne s'y oppose" in shown(window)
    assert room.send("U0HEL", window) == {}
    room.work()

    # Twelve replies, one press.
    batch = room.card("approvals", "batch_approve")
    assert "replies ready: 12" in shown(batch)
    page = room.open("U0LEA", batch, "batch_read", "approvals")
    assert "Page 1 sur 2" in shown(page) and page["title"]["text"] == "Réponses, incident 1"
    texts = [one.body for one in room.rows(Draft) if one.state == DraftState.PROPOSED]
    assert len(set(texts)) == 12
    assert all(("Lille" in text) and ("25 nov" in text.lower()) for text in texts)
    for_one = [re.sub(r"\s+", " ", text.split("\n", 1)[1]).split(". ")[0] for text in texts]
    assert len(set(for_one)) == 12, "the sentence for the person is everybody's own"
    room.press("U0LEA", batch, "batch_approve", "approvals")
    room.work()
    approved = [one for one in room.rows(Draft) if one.state == DraftState.APPROVED]
    assert len(approved) == 12
    assert {one.hash for one in room.rows(Approval)} == {one.approved_hash for one in approved}
    batch = room.card("approvals", "incident_stop")
    assert "Replies approved by *Léa Morel*" in shown(batch) and "On their way, one after the other: 12" in shown(batch)

    # They leave one after the other, and are stopped once.
    clock.now = min(one.publish_at for one in approved)
    room.publish()
    assert len(slack.of("reply")) == 2, "one on each network"
    clock.pass_(seconds=20)
    room.publish()
    assert len(slack.of("reply")) == 4
    room.press("U0SAM", batch, "incident_stop", "approvals")
    clock.pass_(minutes=10)
    room.work()
    room.publish()
    assert len(slack.of("reply")) == 4
    batch = room.card("approvals", "Stopped by Sam Whitlock")
    assert "Go on: approve these 8" in shown(batch)
    room.press("U0HEL", batch, "batch_approve", "approvals")
    room.work()
    for _turn in range(5):
        clock.pass_(seconds=25)
        room.publish()
    assert len(slack.of("reply")) == 12
    sent = {reply["reply"]["text"] for reply in slack.of("reply")}
    assert sent == {one.reply_text for one in room.rows(Draft) if one.state == DraftState.PUBLISHED}
    assert {one.state for one in room.rows(Complaint)} == {ComplaintState.ANSWERED}

    # The room is told, and asked whether it is over.
    clock.pass_(minutes=30)
    assert rounds.incidents(room.desk.app) == 1
    room.work()
    (thread,) = [one for one in slack.in_channel("managers") if one.get("thread_ts")]
    assert "answered: 12 · waiting: 0" in thread["text"]
    assert "Is it over?" not in shown(thread)
    clock.pass_(hours=2)
    rounds.incidents(room.desk.app)
    room.work()
    thread = [one for one in slack.in_channel("managers") if one.get("thread_ts")][-1]
    assert "<@U0HEL> It has been calm for a while. Is it over?" in shown(thread)
    window = room.open("U0HEL", thread, "incident_end")
    room.send("U0HEL", window, how="over", why="Lille works again")
    room.work()
    incident = room.card("managers", "incident_review")
    clock.pass_(days=1)
    rounds.incidents(room.desk.app)
    room.work()
    thread = [one for one in slack.in_channel("managers") if one.get("thread_ts")][-1]
    assert "The review of this incident is missing" in thread["text"]
    window = room.open("U0HEL", thread, "incident_review")
    room.send("U0HEL", window, what="A flood", change="A second depot", who="U0NOE", by="2026-12-20")
    room.work()
    assert [one.state for one in room.rows(Incident)] == [IncidentState.REVIEWED]
    assert "Noé Garance sees to it by 2026-12-20" in shown(room.card("managers", "Review"))
    assert len([one for one in slack.in_channel("managers") if not one.get("thread_ts")]) == 1, "one card, redrawn"
    assert [one for one in told(slack) if "actions" in one] == ["Pour vous – actions : 1"], (
        "what changes is an action item of Noé's"
    )


@ONE_DATABASE
def test_what_is_too_late_is_said_in_the_readers_language(room, slack, clock):
    room.crowd()
    room.command("U0LEA", "incident declare")
    eventually(lambda: told(slack) or room.work() or told(slack))
    assert told(slack) == ["Il faut pour cela le rôle responsable. Vous pouvez demander à Hélène Duvivier."]
    assert "There has been no incident yet" in room.command("U0SAM", "incident").text
    assert room.command("U0HEL", "incident declare").status_code == 200
    eventually(lambda: slack.of("views.open"))
    view = slack.of("views.open")[-1]["view"]
    view = json.loads(view) if isinstance(view, str) else view
    errors = room.send("U0HEL", view, topic="late-delivery", title="Lille", why="")["errors"]
    assert "why" in errors
    room.send("U0HEL", view, topic="late-delivery", title="Lille", why="one depot")
    again = room.send("U0HEL", view, topic="late-delivery", title="Lille", why="one depot")["errors"]
    assert "L'incident 1" in again["topic"]
    room.work()
    assert "1. *Lille* — déclaré" in room.command("U0LEA", "incident").text

    ref = room.rows(Complaint.ref)[0]
    assert f"{ref} ne fait plus partie" in room.command("U0LEA", f"incident 1 remove {ref} autre chose").text
    assert f"{ref} fait maintenant partie" in room.command("U0LEA", f"incident 1 add {ref}").text
    assert "fait déjà partie" in room.command("U0LEA", f"incident 1 add {ref}").text
    assert "There is no incident 9" in room.command("U0SAM", f"incident 9 add {ref}").text
    before = len(slack.of("views.open"))
    room.command("U0LEA", "incident 1")
    eventually(lambda: len(slack.of("views.open")) > before)
    assert "Hélène Duvivier a déclaré l'incident" in shown(slack.of("views.open")[-1])

    # Alone, from the card of the complaint; and a card that is older than what happened.
    card = room.card("approvals", "Nadia Orsel0")
    assert ":link: part of incident 1" in shown(card)
    window = room.open("U0HEL", card, "incident_alone", "approvals")
    room.send("U0HEL", window, why="the birthday is tomorrow")
    room.work()
    card = room.card("approvals", "Nadia Orsel0")
    assert "answered on its own" in shown(card) and "draft_approve" in shown(card)
    room.press("U0LEA", card, "draft_approve", "approvals")
    room.desk.work()
    assert len(slack.of("reply")) == 1
    room.desk.press("U0LEA", "incident_stop", "1", channel=CHANNELS["approvals"])
    room.desk.press("U0SAM", "batch_approve", "77", channel=CHANNELS["approvals"])
    room.work()
    assert any("Rien n'est en route" in one for one in told(slack))
    assert any("no longer there" in one for one in told(slack))


@ONE_DATABASE
def test_one_is_taken_out_in_the_window_and_the_page_shows_the_rest(room, slack, clock):
    room.crowd()
    room.surge()
    room.work()
    window = room.open("U0HEL", room.card("managers", "Incident 1"), "incident_cluster")
    room.send("U0HEL", window, cluster="preventable", day="2026-11-25", time="18:00")
    room.work()
    window = room.open("U0HEL", room.card("managers", "Write the statement"), "incident_write")
    assert "could have prevented" in shown(window)
    room.send("U0HEL", window, en=ENGLISH_STATEMENT, fr=FRENCH_STATEMENT)
    room.work()
    room.send("U0HEL", room.open("U0HEL", room.card("managers", "Read and approve"), "incident_approve"))
    room.work()
    batch = room.card("approvals", "batch_approve")
    page = room.open("U0SAM", batch, "batch_read", "approvals")
    out = room.button(page, "batch_out")["value"]
    room.desk.send(signed.press_in("U0SAM", page | {"type": "modal"}, "batch_out", out))
    room.work()
    assert "replies ready: 11" in shown(room.card("approvals", "batch_approve"))
    more = room.button(page, "batch_turn")["value"]
    updates = len(slack.of("views.update"))
    room.desk.send(signed.press_in("U0SAM", page | {"type": "modal"}, "batch_turn", more))
    eventually(lambda: len(slack.of("views.update")) > updates)
    assert "Page 2 of 2" in shown(slack.of("views.update")[-1])
    # The old card is pressed: it approves what it showed, but for the one that was taken out.
    room.press("U0SAM", batch, "batch_approve", "approvals")
    room.work()
    assert len([one for one in room.rows(Draft) if one.state == DraftState.APPROVED]) == 11
    assert "Left out, to be looked at one by one: 1" in shown(room.card("approvals", "Replies approved by"))
