"""What models were asked and what it cost: booked before the call, so that no crash and no crowd outspends a budget."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.context import Context
from bot.desk.models import ModelCall
from bot.drafting.model import prompt
from bot.drafting.model.answer import storable
from bot.drafting.model.client import Reply
from bot.settings import Settings
from bot.texts import _
from bot.voice import personal

ASKED = "asked"  # booked; what came of it is not known yet
OVER_BUDGET = "over_budget"
WHY_OVER_BUDGET = _("The budget for the model is used up.")
PER = 1_000_000  # prices are per million tokens
CHARACTERS_PER_TOKEN = 3  # at most so many in French and English: an estimate that is rather too high


class OverBudget(Exception):
    """The question might cost more than is left."""


@dataclass(frozen=True)
class Ledger:
    """The calls for one complaint (or none: ``complaint`` is None)."""

    context: Context
    complaint: int | None

    def begin(
        self, purpose: str, messages: Sequence[Mapping[str, str]], most_tokens: int, version: str = prompt.VERSION
    ) -> int:
        """Book a call at the most it can cost; its id, or :class:`OverBudget`. ``version``: of the instructions."""
        chosen, now = self.context.settings, self.context.now()
        asked = _estimated(messages)
        recorded = {"version": version, "messages": list(messages)}
        row: dict[str, Any] = {
            "complaint_id": self.complaint, "purpose": purpose, "model": chosen.openai_model[:80],
            "prompt": storable(personal.mask(json.dumps(recorded, ensure_ascii=False))), "answer": "",
            "outcome": ASKED, "problems": [], "tokens_in": 0, "tokens_out": 0,
            "cost": _cost(chosen, asked, most_tokens), "took": 0.0, "at": now,
            "drop_at": now + timedelta(days=chosen.llm_keep_days),
        }  # fmt: skip
        call = self.context.store.write(lambda session: _added(session, row))
        # Looked at after it was booked, and committed: of two that begin at once, each sees the other.
        if not self.context.store.write(lambda session: self._fits(session, now)):
            self.context.store.write(lambda session: _ended(session, call, outcome=OVER_BUDGET, cost=0.0))
            raise OverBudget
        return call

    def end(self, call: int, outcome: str, reply: Reply | None = None, problems: Sequence[str] = ()) -> None:
        """Note what came of a call. Without a reply nothing was paid for, as far as we know, unless it broke off."""
        values: dict[str, Any] = {"outcome": outcome, "problems": list(problems)}
        if reply is not None:
            tokens_in = reply.tokens_in if reply.tokens_in is not None else self._booked(call)
            tokens_out = reply.tokens_out if reply.tokens_out is not None else estimated_tokens(reply.text)
            values |= {
                "answer": storable(personal.mask(reply.text)), "tokens_in": tokens_in, "tokens_out": tokens_out,
                "cost": _cost(self.context.settings, tokens_in, tokens_out), "took": reply.took,
            }  # fmt: skip
        elif outcome not in ("timeout", "cut_off"):  # those may well be on the bill: they keep what was booked
            values["cost"] = 0.0
        self.context.store.write(lambda session: _ended(session, call, **values))

    def rename(self, call: int, outcome: str, problems: Sequence[str] = ()) -> None:
        """The answer came, and then turned out to be something else than it was noted as."""
        self.context.store.write(lambda session: _ended(session, call, outcome=outcome, problems=list(problems)))

    def _booked(self, call: int) -> int:
        with self.context.store.read() as session:
            return estimated_tokens(session.scalar(select(ModelCall.prompt).where(ModelCall.id == call)) or "")

    def _fits(self, session: Session, now: datetime) -> bool:
        chosen = self.context.settings
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if chosen.llm_daily_budget is not None and spent(session, since=midnight) > chosen.llm_daily_budget:
            return False
        limit = chosen.llm_complaint_budget
        return limit is None or self.complaint is None or spent(session, complaint=self.complaint) <= limit


class Tally:
    """Questions of one run of a command: nothing of them is stored, and the daily budget is the run's own."""

    def __init__(self, chosen: Settings) -> None:
        self._chosen = chosen
        self.costs: list[float] = []

    def begin(
        self, purpose: str, messages: Sequence[Mapping[str, str]], most_tokens: int, version: str = prompt.VERSION
    ) -> int:
        """Book a call at the most it can cost; its number, or :class:`OverBudget`."""
        del purpose, version
        cost, limit = _cost(self._chosen, _estimated(messages), most_tokens), self._chosen.llm_daily_budget
        if limit is not None and sum(self.costs) + cost > limit:
            raise OverBudget
        self.costs.append(cost)
        return len(self.costs) - 1

    def end(self, call: int, outcome: str, reply: Reply | None = None, problems: Sequence[str] = ()) -> None:
        """Note what a call cost, where the endpoint said so."""
        del problems
        if reply is not None and reply.tokens_in is not None and reply.tokens_out is not None:
            self.costs[call] = _cost(self._chosen, reply.tokens_in, reply.tokens_out)
        elif reply is None and outcome not in ("timeout", "cut_off"):
            self.costs[call] = 0.0

    def rename(self, call: int, outcome: str, problems: Sequence[str] = ()) -> None:
        """What a call turned out to be is the caller's to tell."""


def _cost(chosen: Settings, tokens_in: int, tokens_out: int) -> float:
    return (tokens_in * chosen.llm_price_in + tokens_out * chosen.llm_price_out) / PER


def _estimated(messages: Sequence[Mapping[str, str]]) -> int:
    return estimated_tokens("".join(message["content"] for message in messages))


def spent(session: Session, *, since: datetime | None = None, complaint: int | None = None) -> float:
    """What calls cost, since a moment or for a complaint; those under way count with the most they can cost."""
    query = select(func.coalesce(func.sum(ModelCall.cost), 0.0))
    if since is not None:
        query = query.where(ModelCall.at >= since)
    if complaint is not None:
        query = query.where(ModelCall.complaint_id == complaint)
    return float(session.scalar(query) or 0.0)


@dataclass(frozen=True)
class Total:
    """What all calls for one purpose with one outcome came to."""

    calls: int
    tokens_in: int
    tokens_out: int
    cost: float


def totals(session: Session) -> dict[tuple[str, str], Total]:
    """(Purpose, outcome) → what its calls came to, of all that are still on record."""
    summed = (
        func.coalesce(func.sum(column), 0) for column in (ModelCall.tokens_in, ModelCall.tokens_out, ModelCall.cost)
    )
    of = (ModelCall.purpose, ModelCall.outcome)
    rows = session.execute(select(*of, func.count(), *summed).group_by(*of))
    return {(row[0], row[1]): Total(row[2], int(row[3]), int(row[4]), float(row[5])) for row in rows}


def _added(session: Session, row: Mapping[str, Any]) -> int:
    call = ModelCall(**row)
    session.add(call)
    session.flush()
    return call.id


def _ended(session: Session, call: int, **values: Any) -> None:
    session.execute(update(ModelCall).where(ModelCall.id == call).values(**values))


def estimated_tokens(text: str) -> int:
    """About how many tokens ``text`` is, rather too many than too few."""
    return len(text) // CHARACTERS_PER_TOKEN + 1


def forget_old(session: Session, now: datetime) -> None:
    """Drop the questions and answers whose time is over (``AMENDS_MODEL_KEEP_DAYS``)."""
    session.execute(delete(ModelCall).where(ModelCall.drop_at <= now))
