"""One booked question: whatever becomes of it is noted in the ledger."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.drafting.model import prompt
from bot.drafting.model.client import Endpoint, Reply, Trouble
from bot.drafting.model.prompt import Message


class Books(Protocol):
    """Where questions are booked: the installation's ledger, or the tally of one run of a command."""

    def begin(
        self, purpose: str, messages: Sequence[Mapping[str, str]], most_tokens: int, version: str = prompt.VERSION
    ) -> int:
        """Book a call; its id, or :class:`bot.drafting.model.ledger.OverBudget`."""

    def end(self, call: int, outcome: str, reply: Reply | None = None, problems: Sequence[str] = ()) -> None:
        """Note what came of it."""

    def rename(self, call: int, outcome: str, problems: Sequence[str] = ()) -> None:
        """It turned out to be something else."""


def asked(
    endpoint: Endpoint,
    books: Books,
    purpose: str,
    messages: Sequence[Message],
    schema: Mapping[str, Any],
    last: float,
    most_tokens: int,
    version: str = prompt.VERSION,
) -> tuple[int, Reply]:
    """``(record, answer)`` of one question that must be answered by ``last`` (of :func:`time.monotonic`)."""
    call = books.begin(purpose, messages, most_tokens, version)
    try:
        reply = endpoint.ask(messages, schema, max(0.1, last - time.monotonic()), most_tokens)
    except Trouble as trouble:
        books.end(call, trouble.outcome, problems=[trouble.detail])
        raise
    books.end(call, "answered", reply)
    return call, reply
