"""One question to an endpoint that speaks OpenAI's protocol, bounded in time and size, never tried again by itself.

What goes wrong, and whether asking later can help:

====================================  ==============  ======
no answer in time, a trickle          timeout         no
no connection, hung up                unreachable     yes
429                                   rate_limited    yes, after ``Retry-After``
402, or 429 for want of money         no_balance      no
401, 403                              unauthorised    no
404                                   no_model        no
5xx                                   server_error    yes
another 4xx                           rejected        no
no JSON, no text, far too long        invalid         no
stopped for length                    cut_off         no
declined, content filter              refused         no
several of the first two in a row     resting         no
====================================  ==============  ======
"""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from bot.texts import _

OPENAI = "https://api.openai.com/v1"
CONNECT_SECONDS = 5.0
LONGEST_ANSWER = 1_000_000  # bytes
MOST_ADAPTATIONS = 3
# Parameters that endpoints may not know, and what to do without them.
SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?")  # of `Retry-After`
SCHEMA, NEW_LIMIT = "response_format", "max_completion_tokens"
FAILURES_TO_REST = 3
FIRST_REST, LONGEST_REST = 60.0, 600.0

WHY = {
    "timeout": _("The model did not answer in time."),
    "unreachable": _("The model could not be reached."),
    "rate_limited": _("The model has too much to do at the moment."),
    "no_balance": _("The model's account is empty."),
    "unauthorised": _("The model's endpoint did not accept the key."),
    "no_model": _("The endpoint does not know this model."),
    "server_error": _("The model's endpoint had an error."),
    "rejected": _("The model's endpoint did not take the question."),
    "invalid": _("The model's answer was not in the form that was asked for."),
    "cut_off": _("The model's answer was cut off."),
    "refused": _("The model declined to answer."),
    "resting": _("The model has not answered lately; it is tried again in a while."),
}
PASSING = frozenset({"unreachable", "rate_limited", "server_error"})


class Trouble(Exception):
    """No usable answer. ``outcome`` is one of :data:`WHY`; ``retry_after`` in seconds, where the endpoint said so."""

    def __init__(self, outcome: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome, self.detail, self.retry_after = outcome, detail, retry_after

    @property
    def passes(self) -> bool:
        """Whether asking again later can help."""
        return self.outcome in PASSING


@dataclass(frozen=True)
class Reply:
    """What came back: the text, what it cost in tokens (None where the endpoint did not say), seconds it took."""

    text: str
    tokens_in: int | None
    tokens_out: int | None
    took: float


@dataclass
class Endpoint:
    """Where a model answers. Remembers in this process what the endpoint does not know, and whether it is ailing."""

    model: str
    key: str = ""
    base_url: str = ""
    unknown: set[str] = field(default_factory=set)
    _failed: int = 0
    _rests_until: float = 0.0

    def ask(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any], timeout: float, most_tokens: int
    ) -> Reply:
        """One answer within ``timeout`` seconds in all, whatever the endpoint does, or :class:`Trouble`."""
        if time.monotonic() < self._rests_until:
            raise Trouble("resting")
        import openai  # noqa: F401 - half a second and much memory, which few need; not on the endpoint's time

        try:
            found = _within(timeout, lambda last: self._ask(messages, schema, last, most_tokens))
        except Trouble as trouble:
            self._note(trouble.outcome in ("timeout", "unreachable"))
            raise
        self._note(False)
        return found

    def _note(self, ailing: bool) -> None:
        """After some failures in a row a while of rest, so that a burst of complaints does not wait for each."""
        self._failed = self._failed + 1 if ailing else 0
        if self._failed >= FAILURES_TO_REST:
            rest = min(FIRST_REST * 2 ** (self._failed - FAILURES_TO_REST), LONGEST_REST)
            self._rests_until = time.monotonic() + rest

    def _ask(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any], last: float, most_tokens: int
    ) -> Reply:
        began = time.monotonic()
        for _adaptation in range(MOST_ADAPTATIONS):
            given = self._parameters(messages, schema, most_tokens)
            try:
                return _read(_post(self, given, last), time.monotonic() - began)
            except _Unknown as unknown:
                if unknown.parameter in self.unknown:
                    raise Trouble("rejected", unknown.parameter) from None
                self.unknown.add(unknown.parameter)
        raise Trouble("rejected", "parameters")

    def _parameters(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any], most_tokens: int
    ) -> dict[str, Any]:
        limit = "max_tokens" if NEW_LIMIT in self.unknown else NEW_LIMIT
        given: dict[str, Any] = {"model": self.model, "messages": list(messages), limit: most_tokens}
        if SCHEMA not in self.unknown:
            named = {"name": "answer", "strict": True, "schema": dict(schema)}
            given[SCHEMA] = {"type": "json_schema", "json_schema": named}
        return given


class _Unknown(Exception):
    """The endpoint does not know a parameter: ask again without it."""

    def __init__(self, parameter: str) -> None:
        super().__init__(parameter)
        self.parameter = parameter


def _within(timeout: float, ask: Any) -> Reply:
    """``ask(last moment)`` in a thread of its own: name look-ups and dripping headers obey no time-out otherwise."""
    last = time.monotonic() + timeout
    box: queue.SimpleQueue[Reply | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put(ask(last))
        except BaseException as error:
            box.put(error)

    threading.Thread(target=run, name="model", daemon=True).start()
    try:
        found = box.get(timeout=timeout)
    except queue.Empty:
        raise Trouble("timeout", "no end in sight") from None
    if isinstance(found, Reply):
        return found
    raise found if isinstance(found, Trouble) else Trouble("rejected", type(found).__name__) from found


def _post(endpoint: Endpoint, given: Mapping[str, Any], last: float) -> bytes:
    """The raw answer."""
    import httpx2
    import openai

    left = max(0.1, last - time.monotonic())
    client = openai.OpenAI(
        api_key=endpoint.key or "none",
        base_url=endpoint.base_url or OPENAI,
        max_retries=0,  # the outbox decides what is tried again, and when
        timeout=httpx2.Timeout(left, connect=min(CONNECT_SECONDS, left)),
    )
    try:
        with client, client.chat.completions.with_streaming_response.create(**given) as answer:
            return _bounded(answer.iter_bytes(), last)
    except openai.APITimeoutError as error:
        raise Trouble("timeout", type(error.__cause__).__name__) from error
    except openai.APIStatusError as error:
        raise _of_status(error) from error
    except (openai.APIConnectionError, httpx2.HTTPError) as error:
        cause = error.__cause__ or error
        late = isinstance(cause, httpx2.TimeoutException)
        raise Trouble("timeout" if late else "unreachable", type(cause).__name__) from error


def _bounded(chunks: Any, last: float) -> bytes:
    read = bytearray()
    for chunk in chunks:
        read += chunk
        if len(read) > LONGEST_ANSWER:
            raise Trouble("invalid", "endless")
        if time.monotonic() > last:
            raise Trouble("timeout", "a trickle")
    return bytes(read)


def _of_status(error: Any) -> Exception:
    """What an answer with an error's status means; see the table above."""
    status, said = error.status_code, f"{error.code or ''} {error.message}".lower()
    if status == 402 or (status == 429 and any(word in said for word in ("quota", "balance", "billing", "credit"))):
        return Trouble("no_balance", str(status))
    if status == 429:
        return Trouble("rate_limited", "429", _seconds(error.response.headers))
    if status in (401, 403):
        return Trouble("unauthorised", str(status))
    if status == 404:
        return Trouble("no_model", "404")
    if status >= 500:
        return Trouble("server_error", str(status), _seconds(error.response.headers))
    named = next((known for known in (SCHEMA, NEW_LIMIT) if known in said or known == error.param), None)
    if "json_schema" in said:
        named = SCHEMA
    return _Unknown(named) if named else Trouble("rejected", f"{status} {error.code or ''}".strip())


def _seconds(headers: Mapping[str, str]) -> float | None:
    """``Retry-After`` in seconds; it may be a date, which counts from the answer's own."""
    value = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(value):
        return float(value)
    try:
        moment, sent = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (moment - sent).total_seconds())
    except (ValueError, TypeError):  # neither a number nor a date, or one without a zone: we wait as long as usual
        return None


def _read(body: bytes, took: float) -> Reply:
    try:
        document = json.loads(body)
        choice = document["choices"][0]
        message = choice["message"]
        text, reason = message.get("content"), choice.get("finish_reason")
        usage = document.get("usage") or {}
        tokens = (_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))
        declined = message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Trouble("invalid", type(error).__name__) from error
    if declined or reason == "content_filter":
        raise Trouble("refused", "content filter" if reason == "content_filter" else "declined")
    if reason == "length":
        raise Trouble("cut_off", "length")
    if not isinstance(text, str) or not text.strip():
        raise Trouble("invalid", "no text")
    return Reply(text, *tokens, took)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None
