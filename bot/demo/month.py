"""Plays weeks of invented traffic through the desk's own verbs, with a clock that is handed in."""

from __future__ import annotations

import heapq
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.demo import said
from bot.demo.said import Voice
from bot.demo.work import Desk
from bot.desk import abstentions, digests, figures, outbox
from bot.desk.models import Card, Complaint, Effect
from bot.desk.vocabulary import ComplaintState, Lane, Refused

Act = Callable[[Session, datetime], None]
AT_ONCE = 40  # deeds in one transaction
ROUND_HOURS = 4  # deadlines are judged by their rows, not by when a round came
SHOWN = 20  # cards of open complaints that are still posted afterwards
# When people write, by the hour of the desk's clock.
HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 6, 6, 6, 7, 9, 7, 5, 5, 6, 7, 9, 10, 10, 8, 5, 2)


@dataclass
class Month:
    """``days`` of traffic that end at ``until``, about ``per_day`` alerts each; the same for the same ``seed``."""

    desk: Desk
    days: int
    per_day: int
    seed: int
    until: datetime
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 (invented traffic, no secret)
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._number = 0

    def plan(self) -> None:
        """Who writes when; and every few hours the rounds that the beat makes."""
        start = self.until - timedelta(days=self.days)
        for day in range(self.days):
            begins = self.desk.midnight(start + timedelta(days=day, hours=12))
            quiet = 0.5 if self.desk.local(begins).weekday() >= 5 else 1.0
            for _one in range(round(self.per_day * quiet * self._chance.uniform(0.75, 1.25))):
                hour = self._chance.choices(range(24), HOURS)[0]
                self._writes(begins + timedelta(hours=hour, seconds=self._chance.randrange(3600)), surge=False)
        surge = self.desk.midnight(self.until - timedelta(days=min(6, self.days - 1))) + timedelta(hours=11)
        for _one in range(self.per_day // 2):
            self._writes(surge + timedelta(minutes=self._chance.expovariate(1 / 70)), surge=True)
        for hour in range(0, self.days * 24, ROUND_HOURS):
            self.at(start + timedelta(hours=hour), self._round)

    def at(self, moment: datetime, act: Act) -> None:
        """Let ``act`` happen at ``moment``, unless that is still to come."""
        if moment <= self.until:
            self._number += 1
            heapq.heappush(self._waiting, (moment, self._number, act))

    def play(self, write: Callable[[Callable[[Session], Any]], Any]) -> None:
        """Let everything happen in order, several deeds to a transaction."""
        while self._waiting:
            write(self._some)

    def _some(self, session: Session) -> None:
        for _one in range(min(AT_ONCE, len(self._waiting))):
            moment, _number, act = heapq.heappop(self._waiting)
            try:
                with session.begin_nested():
                    act(session, moment)
            except Refused as refusal:
                self.happened[f"refused: {refusal.text[:60]}"] += 1

    def _round(self, session: Session, now: datetime) -> None:
        digests.scan(session, self.desk.book, now, 1000)
        abstentions.wake_due(session, self.desk.book, now, 100)
        while figures.fold(session, self.desk.book):
            pass

    def _writes(self, at: datetime, *, surge: bool) -> None:
        self._number += 1
        number = self._number
        voice = said.somebody(self._chance, number)
        noise = not surge and self._chance.random() < 0.14
        text = self._chance.choice(said.NOISE[voice.language]) if noise else ""
        text = text or said.complaint(voice, self._chance, surge=surge)
        rating = {"rating": self._chance.choice((1, 1, 2))} if voice.network in ("google", "reviews") else {}
        body = voice.says(text, self._chance, f"demo-{self.seed}-{number}", at, **({} if noise else rating))
        heard = at + timedelta(seconds=self._chance.lognormvariate(4.6, 1.1))  # the tool finds it
        self.at(heard, lambda session, now: self._heard(session, now, voice, body))

    def _heard(self, session: Session, now: datetime, voice: Voice, body: dict[str, Any]) -> None:
        self.happened["alerts"] += 1
        for complaint in self.desk.take(session, json.dumps(body), now):
            self.happened["complaints"] += 1
            self.desk.draft(session, complaint, now)
            self._goes_on(complaint.id, voice, body, now)

    def _goes_on(self, number: int, voice: Voice, body: dict[str, Any], now: datetime) -> None:
        """What becomes of it: dismissed, left alone, or answered, sooner or later."""
        chance, desk, luck = self._chance, self.desk, self._chance.random()
        soon = desk.staffed(now, chance.lognormvariate(7.3, 1.0))  # about 25 minutes of opening time
        if luck < 0.03:
            self.at(soon, lambda session, at: self._counts("dismissed", desk.dismiss, session, number, at))
        elif luck < 0.05:
            self.at(soon, lambda session, at: self._counts("left alone", desk.leave, session, number, at))
        elif luck < 0.08:
            self.happened["forgotten"] += 1
        else:
            late = desk.staffed(now, chance.uniform(3, 9) * 3600) if luck < 0.18 else soon
            self.at(late, lambda session, at: self._approved(session, number, at))
        if chance.random() < 0.06:
            again = now + timedelta(hours=chance.uniform(2, 30))
            word = voice.says(said.AGAIN[voice.language], chance, f"{body['id']}-2", again, in_reply_to=body["id"])
            self.at(again, lambda session, at: self._again(session, json.dumps(word), at))

    def _counts(self, what: str, deed: Callable[..., Any], session: Session, number: int, at: datetime) -> None:
        if deed(session, number, at):
            self.happened[what] += 1

    def _again(self, session: Session, word: str, at: datetime) -> None:
        self.happened["wrote again"] += 1
        self.desk.take(session, word, at)

    def _approved(self, session: Session, number: int, at: datetime, tries: int = 0) -> None:
        left = self.desk.approve(session, number, at)
        if left == "published by hand":
            self.at(at + timedelta(minutes=self._chance.uniform(1, 20)),
                    lambda session, now: self._public(self.desk.posted(session, number, now), number, now))  # fmt: skip
        elif left == "sent":
            self.at(at + timedelta(seconds=25),
                    lambda session, now: self._public(self.desk.send(session, number, now), number, now))  # fmt: skip
        elif left and tries < 3:  # another approver, or new words
            later = self.desk.staffed(at, 300)
            self.at(later, lambda session, now: self._approved(session, number, now, tries + 1))

    def _public(self, public: bool, number: int, now: datetime) -> None:
        if not public:
            return
        self.happened["answered"] += 1
        chance, desk = self._chance, self.desk
        claimed = desk.staffed(now, chance.lognormvariate(7.9, 0.9))
        self.at(claimed, lambda session, at: desk.claim(session, number, at))
        if chance.random() < 0.08:
            self.at(desk.staffed(claimed, 1200), lambda session, at: desk.hand_over(session, number, at))
        if chance.random() < 0.88:
            kept = desk.staffed(claimed, chance.lognormvariate(7.6, 1.0))
            self.at(kept, lambda session, at: desk.keep(session, number, at))
        done = desk.staffed(claimed, chance.lognormvariate(10.6, 0.9))
        if chance.random() < 0.2:
            self.at(desk.staffed(claimed, 1800), lambda session, at: desk.wait(session, number, at))
        self.at(done, lambda session, at: self._resolved(session, number, at))

    def _resolved(self, session: Session, number: int, at: datetime) -> None:
        if not self.desk.resolve(session, number, at, refused=self._chance.random() < 0.12):
            return
        self.happened["resolved"] += 1
        if self._chance.random() < 0.07:
            self.happened["reopened"] += 1
            later = at + timedelta(hours=self._chance.uniform(4, 60))
            self.at(later, lambda session, now: self.desk.reopen(session, number, now))
            again = self.desk.staffed(later, 7200)
            self.at(again, lambda session, now: self.desk.claim(session, number, now))
            self.at(self.desk.staffed(again, 9000), lambda session, now: self._resolved(session, number, now))


def settle(session: Session, now: datetime) -> int:
    """Nothing that was promised in the invented weeks is sent any more, but for the cards of the newest open
    complaints; returns how many of these."""
    query = select(Card.id).join(Complaint, Complaint.id == Card.complaint_id)
    query = query.where(Complaint.state == ComplaintState.OPEN, Card.folded_at.is_(None))
    cards = session.scalars(query.order_by(Complaint.id.desc()).limit(SHOWN)).all()
    session.execute(update(Effect).where(Effect.done_at.is_(None)).values(done_at=now, held_at=None))
    outbox.arm_all(
        session, [outbox.Arming(f"card:{card}", "card.show", Lane.CHAT, {"card": card}) for card in cards], now
    )  # fmt: skip
    return len(cards)
