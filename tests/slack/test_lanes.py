"""Each risk lane leads to a named person within its clock, day and night: from the signed intake to the direct message,
the click that says "I have it", and whoever is called next while nobody clicks. At three o'clock on a Sunday night."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot import db, settings
from bot.context import Context
from bot.desk import drafts, playbooks
from bot.desk.models import Complaint, Mention
from bot.desk.vocabulary import Lane as Queue
from tests.conftest import ROOT, Clock, Wakes
from tests.slack.conftest import Desk, assemble, serve
from tests.slack.lanes import LANES, Lane
from tests.slack.slacklike import SlackLike
from workers import drain

SUNDAY_NIGHT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)  # three o'clock in Paris
WITHIN = timedelta(minutes=15)
NAMED, NEXT = "U0HEL", ("U0LEA", "U0SAM")  # the manager of the shipped desk; her colleagues
SAID = [
    pytest.param(lane, language, number, id=f"{lane.name}-{language}-{('plain', 'misspelt', 'ironic')[number]}")
    for lane in LANES for language, texts in lane.said.items() for number in range(len(texts))
]  # fmt: skip
_numbers = count(1)


@dataclass
class Night:
    """One installation, for all of these: its clock, its Slack, and what was posted there since the last look."""

    desk: Desk
    book: playbooks.Book
    slack: SlackLike
    clock: Clock
    seen: int = 0

    def alert(self, lane: Lane, language: str, text: str) -> Complaint:
        """Somebody says this, a listening tool sends it signed, the workers work; the complaint."""
        number = next(_numbers)
        author = {"handle": f"somebody{number}", "name": f"Some Body {number}", "followers": lane.followers}
        body = json.dumps({
            "id": f"a{number}", "network": "x", "url": f"https://social.example/{number}", "text": text,
            "author": author, "language": language, "posted_at": self.clock().isoformat(),
        })  # fmt: skip
        at = str(int(self.clock().timestamp()))
        mac = hmac.new(b"s3cret", f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"X-Amends-Timestamp": at, "X-Amends-Signature": f"sha256={mac}"}
        answer = self.desk.http.post("/alerts/generic", content=body, headers=headers)
        assert answer.status_code == 202, answer.text
        self.work()
        with self.desk.app.store.read() as session:
            (mention,) = session.scalars(select(Mention).where(Mention.external_id == f"a{number}"))
            return session.get_one(Complaint, mention.complaint_id)

    def work(self) -> None:
        drain._seen.clear()
        drain.drain(self.desk.app, Queue.CHAT)

    def pass_(self, after: timedelta) -> None:
        """Time passes, and the workers look."""
        self.clock.now += after
        self.work()

    def told(self, who: str, complaint: Complaint) -> list[str]:
        """What a person or channel was sent of this complaint since :meth:`forget`, with the button that takes it."""
        posted = [m for m in self.slack.of("chat.postMessage")[self.seen :] if m["channel"] == who]
        return [text for m in posted if "hotline_take" in (text := _text(m)) and complaint.ref in text]

    def forget(self) -> None:
        self.seen = len(self.slack.of("chat.postMessage"))

    def card(self, complaint: Complaint) -> str:
        """The complaint's card as it stands in the approvals channel."""
        return next(t for m in self.slack.in_channel("approvals")[::-1] if complaint.ref in (t := _text(m)))

    def draft(self, complaint: Complaint) -> str | None:
        with self.desk.app.store.read() as session:
            found = drafts.current(session, complaint.id)
            return found.body if found else None


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False)


@pytest.fixture(scope="module")
def night(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    folder = tmp_path_factory.mktemp("lanes")
    (folder / "amends.db").write_bytes(sqlite_template.read_bytes())
    chosen = settings.load({
        "DATABASE_URL": f"sqlite:///{folder}/amends.db", "AMENDS_HOME": str(folder), "AMENDS_SECRET_GENERIC": "s3cret",
        "PLAYBOOKS_DIR": str(ROOT / "playbooks"), "REDIS_URL": "redis://127.0.0.1:1/0",
    })  # fmt: skip
    store, clock = db.make_store(db.make_engine(chosen.database)), Clock(SUNDAY_NIGHT)
    book = playbooks.load(ROOT / "playbooks")
    slack = SlackLike().start()
    app = assemble(Context(chosen, store, lambda: book, clock, Wakes()), slack.address)
    address, stop = serve(app)
    with httpx.Client(base_url=address, timeout=30) as http:
        yield Night(Desk(app, http), book, slack, clock)
    stop()
    slack.stop()
    store.engine.dispose()


@pytest.mark.parametrize(("lane", "language", "number"), SAID)
def test_it_reaches_a_named_person_who_has_it_within_the_clock(night, lane, language, number):
    night.forget()
    complaint = night.alert(lane, language, lane.said[language][number])
    assert complaint.playbook == lane.playbook, complaint.playbook_reason
    (called,) = night.told(NAMED, complaint)
    first = night.book.playbooks[lane.playbook].first_steps["fr"][0]
    assert night.book.desk.helplines.filled(first, "fr") in called, "she reads French, and first what to do"
    card = night.card(complaint)
    assert "Hélène Duvivier" in card
    assert "hotline_take" in card, "on the card as well"

    body = night.draft(complaint)
    assert (body is None) == lane.waits, body
    assert ("complaint_clear" in called) == lane.waits
    for word in lane.never:
        assert word not in (body or "").casefold()

    if number == 0:
        _nobody_takes_it(night, complaint)
    else:
        _she_takes_it(night, complaint)


def _she_takes_it(night: Night, complaint: Complaint) -> None:
    night.pass_(WITHIN - timedelta(minutes=1))
    assert night.desk.press(NAMED, "hotline_take", complaint.ref, channel=NAMED).status_code == 200
    night.work()
    card = night.card(complaint)
    assert "Hélène Duvivier has it since" in card
    assert "hotline_take" not in card
    night.forget()
    night.pass_(2 * WITHIN)
    assert [who for who in (NAMED, "managers", *NEXT) if night.told(who, complaint)] == [], "she has it"


def _nobody_takes_it(night: Night, complaint: Complaint) -> None:
    night.forget()
    night.pass_(WITHIN - timedelta(seconds=1))
    assert not night.told("managers", complaint), "her time is not over"
    night.pass_(timedelta(seconds=1))
    assert night.told("managers", complaint)
    assert "next are called" in night.card(complaint)
    assert not night.told("U0LEA", complaint)
    night.desk.press("U0LEA", "hotline_take", complaint.ref)
    assert "hotline_take" in night.card(complaint), "who was not called cannot take it"
    night.pass_(WITHIN)
    assert [len(night.told(who, complaint)) for who in NEXT] == [1, 1], "whoever is left"
    night.desk.press("U0LEA", "hotline_take", complaint.ref, channel="U0LEA")
    night.work()
    assert "Léa Morel has it since" in night.card(complaint)
    night.forget()
    night.pass_(4 * WITHIN)
    assert not night.told("managers", complaint)


def test_whoever_is_in_distress_gets_numbers_once_a_manager_lets_a_reply_be_written(night):
    lane = next(lane for lane in LANES if lane.name == "self-harm")
    for language, number in (("en", "116 123"), ("fr", "3114")):
        complaint = night.alert(lane, language, f"{lane.said[language][0]} {number[::-1]}")
        assert night.draft(complaint) is None
        night.desk.press(NAMED, "complaint_clear", complaint.ref)
        night.work()
        assert number in night.draft(complaint)


def test_nothing_about_a_child_is_said_in_public(night):
    lane = next(lane for lane in LANES if lane.name == "minors")
    details = {"en": ("six", "daughter", "girl"), "fr": ("six ans", "fille")}
    for language, words in details.items():
        body = night.draft(night.alert(lane, language, lane.said[language][0] + " encore" * (language == "fr") + " !"))
        assert [word for word in words if word in body.casefold()] == [], body


@pytest.mark.parametrize("language", ["fr", "unknown"])
@pytest.mark.parametrize("text", ["RETARD encore", "retards à répétition, quelle honte"])
def test_a_french_delay_is_no_english_insult(night, text, language):
    assert night.book.choose(text, language).playbook.name != "abuse"


ANGRY = {
    "en": (
        "Useless shower of thieves, my bloody parcel never came, your app is shit!!!",
        "What a load of crap, fuming",
    ),
    "fr": ("Bande de nuls, mon colis n'est jamais arrivé, marque de merde !!!", "Votre appli est une honte, putain"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_anger_and_swearing_call_nobody(night, language):
    """Insulting the brand is no abuse of the people who work there."""
    for text in ANGRY[language]:
        night.forget()
        complaint = night.alert(LANES[0], language, text)
        assert not night.told(NAMED, complaint)
        assert complaint.playbook != "abuse"
