"""The people of the chaos tests: customers who complain, a sender that tries again, two who approve."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, drafts, playbooks
from bot.desk.models import Acknowledgement, Card, Draft
from bot.desk.vocabulary import DraftState

from .conftest import ROOT, Amends, alert, until

# What the customers write: each names a thing and a day, and no two are the same, for a draft that names nothing or
# reads like the last ones is stopped.
THINGS = {
    "en": "sofa washing-machine bicycle teapot tent wardrobe toaster carpet desk lamp kettle mattress".split(),
    "fr": "canapé lave-linge vélo théière tente armoire grille-pain tapis bureau lampe bouilloire matelas".split(),
}
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
SAYS = {
    "en": "My {thing} was due on {day} and still has not arrived. I have been waiting for {weeks} weeks now.",
    "fr": "Mon colis ({thing}) devait arriver {day} et je n'ai toujours rien reçu. J'attends depuis {weeks} semaines.",
}
APPROVERS = ("U0SAM", "U0LEA")  # by turns, for some replies need two
TRIES = 6  # clicks, before a person asks for another draft


def told(number: int) -> dict[str, str]:
    """The words of complaint ``number``."""
    language = ("en", "fr")[number % 2]
    thing, day = THINGS[language][number % 12], DAYS[language][number % 7]
    return {"text": SAYS[language].format(thing=thing, day=day, weeks=number // 84 + 2), "language": language}


def conduct_version() -> str:
    """The version of the code of conduct."""
    desk = playbooks.load(ROOT / "playbooks").desk
    assert desk.conduct is not None
    return desk.conduct.version


class People:
    """The sender that tries again until it hears 202, and a community manager who approves what stands there."""

    def __init__(self, amends: Amends, patience: float) -> None:
        self.amends, self.patience = amends, patience
        self.store = amends.store()
        self.refused: list[str] = []
        self.unanswered = 0
        self._tried: Counter[int] = Counter()
        self._rounds = 0
        now = datetime.now(UTC)
        for who in APPROVERS:
            read = Acknowledgement(person=who, version=conduct_version(), at=now)
            self.store.write(lambda session, read=read: session.merge(read))

    def send(self, numbers: list[int]) -> None:
        bodies = [alert(number, **told(number)) for number in numbers]

        def accepted() -> bool:
            try:
                answer = self.amends.send(*bodies)
            except httpx.TransportError:
                self.unanswered += 1
                threading.Event().wait(0.5)  # as a sender would, before it tries again
                return False
            if answer.status_code == 202:
                told = answer.json()
                assert len(told["accepted"]) + told["duplicates"] == len(bodies), told
                return True
            assert answer.status_code >= 500, answer.text
            return False

        until(accepted, "the intake to take it", self.patience)

    def approve_all(self) -> int:
        """Once over every card that shows a draft; returns how many they were."""
        if not self._answers():
            return 0
        self._rounds += 1
        waiting = self.waiting()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self._press, [card for card in waiting if card[1] != "draft_edit"]))
        with contextlib.suppress(httpx.TransportError, json.JSONDecodeError):
            self._send_in()
            for card in waiting:
                if card[1] == "draft_edit":  # a person has one window open at a time
                    self._press(card)
                    self._send_in(patience=3.0)
        return len(waiting)

    @property
    def who(self) -> str:
        return APPROVERS[self._rounds % len(APPROVERS)]

    def _send_in(self, patience: float = 0) -> None:
        """Write anew what was stopped, and say why a warning may stay, in the windows that are open within
        ``patience`` seconds."""
        end = time.monotonic() + patience
        while not (asking := self._windows()) and time.monotonic() < end:
            time.sleep(0.05)
        for view, asked in asking:
            values = {block: {"value": "I looked at it; it may stay."} for block in asked}
            if view["callback_id"] == "draft_edit":
                values = {"body": {"value": self._written_anew(view["private_metadata"])}}
            said = {"person": self.who, "kind": "submit", "view_id": view["id"], "values": values}
            if not self.amends.http.post("/sandbox/act", json=said).json().get("ok"):
                self.amends.http.post("/sandbox/act", json=said | {"kind": "close"})

    def _windows(self) -> list[tuple[dict[str, Any], list[str]]]:
        """The windows that ask for something, the uppermost first, each with its fields; an empty one is being read."""
        # Not the whole state: hundreds of cards, many times a second, would keep the desk from its work.
        shown = self.amends.http.get("/sandbox/state", params={"person": self.who, "limit": 1}).json()
        views = reversed(shown["views"].get(self.who, []))
        found = [(view, [block["block_id"] for block in view["blocks"] if block["type"] == "input"]) for view in views]
        return [(view, asked) for view, asked in found if asked]

    def _written_anew(self, about: str) -> str:
        """The draft with the customer's own words in it."""
        with self.store.read() as session:
            complaint = complaints.by_ref(session, about.partition("|")[0])
            draft = drafts.current(session, complaint.id)
            assert draft is not None
            greeting, _line, rest = draft.body.partition("\n")
            says = "Vous écrivez" if draft.language == "fr" else "You write"
            return f"{greeting}\n{says} : « {complaint.mention.text[:150]} ». {rest}"

    def _answers(self) -> bool:
        try:
            return self.amends.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def waiting(self) -> list[tuple[str, str, str | None]]:
        """``(ts, button, option)`` of the cards with a draft."""
        with self.store.read() as session:
            query = (
                select(Card.ts, Draft)
                .join(Draft, Draft.complaint_id == Card.complaint_id)
                .where(Draft.state == DraftState.PROPOSED, Card.kind == "approval", Card.ts.is_not(None))
            )
            return [(str(ts), *self._button(draft)) for ts, draft in session.execute(query)]

    def _button(self, draft: Draft) -> tuple[str, str | None]:
        """One that said "tomorrow" before midnight needs a new draft, and one that the checks stop needs a person's."""
        self._tried[draft.id] += 1
        ends = approvals.promise_ends(draft)
        if ends is not None and ends < datetime.now(UTC):
            return "draft_more", f"draft_regenerate|{draft.complaint.ref}"
        return "draft_edit" if self._tried[draft.id] % TRIES == 0 else "draft_approve", None

    def _press(self, pressed: tuple[str, str, str | None]) -> None:
        ts, button, option = pressed
        try:
            answer = self.amends.click(self.who, {"ts": ts}, button, value=option)
        except (httpx.TransportError, json.JSONDecodeError):
            self.unanswered += 1  # the web process died under the click: they will click again
            return
        if answer.get("error"):  # the card has been drawn anew meanwhile and has no such button any more
            self.refused.append(str(answer["error"]))

    def count(self, query: Callable[[Session], Any]) -> Any:
        with self.store.read() as session:
            return query(session)
