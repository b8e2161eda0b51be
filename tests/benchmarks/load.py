"""A lean HTTP client (raw sockets, kept alive, requests built beforehand): it shares the machine with the measured."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.places import SECRET

CONNECTIONS = 32


@dataclass
class Outcome:
    """What came back: seconds per request, and how many answers had another status than wanted."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A whole HTTP request."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def alert(marker: str, text: str = "") -> bytes:
    """A signed generic alert with the id ``marker``."""
    body = json.dumps({
        "id": marker, "network": "facebook", "url": f"https://social.example/p/{marker}",
        "author": {"handle": f"h{marker}", "name": "Nadia Orsel", "followers": 312},
        "text": text or f"Bonjour, j'attends mes tasses depuis trois semaines, toujours rien reçu. {marker}",
        "posted_at": datetime.now(UTC).isoformat(), "language": "fr",
    }).encode()  # fmt: skip
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return post(
        "/alerts/generic",
        body,
        {
            "Content-Type": "application/json",
            "X-Amends-Timestamp": stamp,
            "X-Amends-Signature": f"sha256={mac}",
        },
    )


def click(user: str, action: str, value: str, channel: str, number: int) -> bytes:
    """A signed press of a button, as Slack sends it (https://docs.slack.dev/reference/interaction-payloads)."""
    payload: dict[str, Any] = {
        "type": "block_actions", "api_app_id": "A0BENCH", "token": "", "trigger_id": f"{number}.1.x",
        "team": {"id": "T0BENCH", "domain": "bench"}, "user": {"id": user, "username": user, "team_id": "T0BENCH"},
        "channel": {"id": channel, "name": "bench"}, "container": {"type": "message", "channel_id": channel},
        "actions": [{
            "type": "button", "action_id": action, "block_id": "actions", "value": value,
            "action_ts": f"{time.time():.6f}{number}", "text": {"type": "plain_text", "text": action},
        }],
    }  # fmt: skip
    body = urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return post(
        "/slack/events",
        body,
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mac}",
        },
    )


class Connection(asyncio.Protocol):
    """One kept-alive connection; :meth:`ask` sends a request and waits for the whole answer."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._received = b""
        self._answer: asyncio.Future[int] | None = None
        self.closed = False  # servers hang up on connections that rest for some seconds

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        if len(body) >= length and self._answer is not None and not self._answer.done():
            self._received = b""
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server hung up"))

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        self._transport.close()


async def connect(port: int, count: int) -> list[Connection]:
    """``count`` connections to ``port`` of loopback."""
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(Connection, "127.0.0.1", port) for _ in range(count)]
    return [protocol for _transport, protocol in made]


async def closed_loop(
    port: int,
    requests: Iterable[bytes],
    wanted: int,
    *,
    connections: int = CONNECTIONS,
    seconds: float | None = None,
) -> Outcome:
    """Each connection sends the next of ``requests`` as soon as its last was answered, until ``seconds`` are over."""
    queue: Iterator[bytes] = iter(requests)
    outcome, started = Outcome(), time.perf_counter()
    until = None if seconds is None else started + seconds

    async def one(connection: Connection) -> None:
        for request in queue:
            begun = time.perf_counter()
            if until is not None and begun >= until:
                return
            status = await connection.ask(request)
            outcome.waits.append(time.perf_counter() - begun)
            outcome.wrong += status != wanted

    made = await connect(port, connections)
    await asyncio.gather(*(one(connection) for connection in made))
    outcome.seconds = time.perf_counter() - started
    for connection in made:
        connection.close()
    return outcome


async def steady(
    port: int,
    make: Callable[[int], bytes],
    rate: float,
    seconds: float,
    *,
    wanted: int = 202,
    sent: Callable[[int], None] = lambda _number: None,
) -> Outcome:
    """``rate`` requests a second whether or not earlier ones were answered; ``sent(number)`` just before each."""
    outcome, started = Outcome(), time.perf_counter()
    idle = await connect(port, CONNECTIONS)
    under_way: set[asyncio.Task[None]] = set()

    async def one(connection: Connection, request: bytes) -> None:
        begun = time.perf_counter()
        outcome.wrong += await connection.ask(request) != wanted
        outcome.waits.append(time.perf_counter() - begun)
        idle.append(connection)

    for number in range(int(rate * seconds)):
        request = make(number)
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        while idle and idle[-1].closed:
            idle.pop()
        connection = idle.pop() if idle else (await connect(port, 1))[0]
        sent(number)
        task = asyncio.create_task(one(connection, request))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    outcome.seconds = time.perf_counter() - started
    for connection in idle:
        connection.close()
    return outcome
