"""From the alert to the card in Slack, and from a click to its acknowledgement, while everything runs for real."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from tests.benchmarks import load, memory, places
from tests.benchmarks.figures import Figure, percentile
from tests.benchmarks.slack import TOKEN, Slack

RATE = 50.0
EASY = 10.0  # alerts a second that leave room: what one alert takes when it need not queue
BURST = 300
IN_FLIGHT = 16
CLICKERS = "U0NOE"
UNDECIDED = text("SELECT count(*) FROM card WHERE kind = 'approval' AND ts IS NULL AND folded_at IS NULL")
COMPLAINTS = text("SELECT count(*) FROM complaint")
FOLD_WAITS = text("SELECT count(*) FROM effect JOIN card ON effect.key = 'card:' || card.id"
                  " WHERE card.kind = 'fold' AND card.ts IS NULL")  # fmt: skip


def measure(server: str, *, quick: bool) -> list[Figure]:
    """On PostgreSQL, then on SQLite: memory at idle, steady alerts, clicks on top of them, a burst."""
    found = []
    for kind in ("PostgreSQL", "SQLite"):
        with ExitStack() as stack:
            folder = stack.enter_context(places.scratch())
            address = stack.enter_context(places.postgresql(server)) if kind == "PostgreSQL" else places.sqlite(folder)
            run = Run(kind, address, quick=quick)
            found += asyncio.run(run.everything(stack, folder))
    return found


class Run:
    """One Amends on one database, from its start to its stop."""

    def __init__(self, kind: str, address: str, *, quick: bool) -> None:
        self.kind, self.address = kind, address
        self.seconds = 10.0 if quick else 60.0
        self.clicking = 5.0 if quick else 15.0
        self.slack = Slack()
        self.port = places.free_port()
        self.sent: dict[str, float] = {}
        self._markers = _markers()

    async def everything(self, stack: ExitStack, folder: Path) -> list[Figure]:
        """Start, measure, stop."""
        port = await self.slack.start()
        environ = places.environment(
            folder / "home", self.port, DATABASE_URL=self.address, SLACK_BOT_TOKEN=TOKEN,
            SLACK_SIGNING_SECRET=places.SECRET, SLACK_API_URL=f"http://127.0.0.1:{port}/api/",
            AMENDS_WEBHOOK_URL=f"http://127.0.0.1:{port}/reply", AMENDS_WEBHOOK_SECRET="benchmark",
            PLAYBOOKS_DIR=str(places.playbooks(folder)),
        )  # fmt: skip
        log = folder / "up.log"
        running = stack.enter_context(places.process(["-m", "bot", "up"], environ, log))
        await asyncio.to_thread(places.await_answer, self.port, "/readyz", running, log)
        await asyncio.sleep(8)  # idle means idle: start-up work has ended
        figures = [memory.figure(f"memory at idle, all processes ({self.kind})", running.pid)]
        await self._shown(await self._steady(3.0))  # warm up
        figures += await self._cards(EASY, self.seconds / 3)
        figures += await self._cards(RATE, self.seconds, 100, 500)
        figures += await self._clicks()
        figures.append(await self._burst())
        await self.slack.stop()
        return figures

    async def _steady(self, seconds: float, rate: float = RATE) -> list[str]:
        numbered: dict[int, str] = {}

        def make(number: int) -> bytes:
            numbered[number] = next(self._markers)
            return load.alert(numbered[number])

        def sent(number: int) -> None:
            self.sent[numbered[number]] = time.perf_counter()

        outcome = await load.steady(self.port, make, rate, seconds, sent=sent)
        if outcome.wrong:
            raise RuntimeError(f"{outcome.wrong} alerts were not accepted")
        return list(numbered.values())

    async def _shown(self, markers: list[str], patience: float = 300.0) -> list[float]:
        """Seconds from each alert to its card."""
        deadline = time.monotonic() + patience
        while any(marker not in self.slack.carded for marker in markers):
            if time.monotonic() > deadline:
                missing = sum(marker not in self.slack.carded for marker in markers)
                raise RuntimeError(f"{missing} of {len(markers)} alerts have no card after {patience:.0f} s")
            await asyncio.sleep(0.05)
        return [self.slack.carded[marker] - self.sent[marker] for marker in markers]

    async def _cards(
        self, rate: float, seconds: float, p50: float | None = None, p99: float | None = None
    ) -> list[Figure]:
        markers = await self._steady(seconds, rate)
        waits = await self._shown(markers)
        took = max(self.slack.carded[marker] for marker in markers) - min(self.sent[marker] for marker in markers)
        aims = (p50, p99) if self._aimed else (None, None)
        name = f"alert to card at {rate:.0f}/s for {seconds:.0f} s ({self.kind})"
        return _milliseconds(name, waits, *aims, f"{len(markers) / took:.0f} cards/s")

    @property
    def _aimed(self) -> bool:
        return self.kind == "PostgreSQL"

    async def _clicks(self) -> list[Figure]:
        """Claims and releases of tickets, 16 in flight all the time, while alerts come in."""
        requests = self._presses(await self._tickets(IN_FLIGHT))
        calmly = await load.closed_loop(self.port, requests, 200, connections=1, seconds=self.clicking / 3)
        alerts = asyncio.create_task(self._steady(2 * self.clicking + 3))
        await asyncio.sleep(1)
        people = await load.steady(self.port, lambda _number: next(requests), IN_FLIGHT, self.clicking, wanted=200)
        flight = await load.closed_loop(self.port, requests, 200, connections=IN_FLIGHT, seconds=self.clicking)
        await self._shown(await alerts)
        if wrong := calmly.wrong + people.wrong + flight.wrong:
            raise RuntimeError(f"{wrong} clicks were not acknowledged")
        beside, aims = f"beside {RATE:.0f} alerts/s ({self.kind})", (10, 150) if self._aimed else (None, None)
        return [
            *_milliseconds(f"click to acknowledgement, one after the other ({self.kind})", calmly.waits, None, None),
            *_milliseconds(
                f"click to acknowledgement, {IN_FLIGHT} people, each one a second, {beside}", people.waits, *aims
            ),
            *_milliseconds(
                f"click to acknowledgement, {IN_FLIGHT} in flight all the time, {beside}",
                flight.waits, *aims, f"{flight.rate:.0f} clicks/s",
            ),
        ]  # fmt: skip

    async def _tickets(self, count: int) -> list[str]:
        """References of tickets made the usual way: alert, card, approval, publication."""
        # More than needed: all customers say the same here, and a reply too like the last ones is not published.
        markers = await self._steady(4 * count / RATE)
        await self._shown(markers)
        presses = [
            load.click("U0LEA", "draft_approve", self.slack.buttons[marker]["draft_approve"], "C0BENCH", number)
            for number, marker in enumerate(markers)
        ]
        await load.closed_loop(self.port, presses, 200, connections=4)
        deadline = time.monotonic() + 30
        while len(self._ticketed(markers)) < count:
            if time.monotonic() > deadline:
                raise RuntimeError("the tickets of approved replies did not arrive")
            await asyncio.sleep(0.05)
        return self._ticketed(markers)[:count]

    def _ticketed(self, markers: list[str]) -> list[str]:
        found = (self.slack.buttons[marker].get("ticket_claim") for marker in markers)
        return [value for value in found if value]

    def _presses(self, tickets: list[str]) -> Iterator[bytes]:
        for number in itertools.count():
            value = tickets[number % len(tickets)]
            action = "ticket_claim" if number // len(tickets) % 2 == 0 else "ticket_release"
            yield load.click(CLICKERS, action, value, "C0BENCH", number)

    async def _burst(self) -> Figure:
        """Seconds until each alert of a burst has its card, or stands in a fold that was shown."""
        engine = create_engine(self.address)
        before = _count(engine, COMPLAINTS)
        self.slack.limited = True
        requests = [load.alert(next(self._markers)) for _ in range(BURST)]
        started = time.perf_counter()
        await load.closed_loop(self.port, requests, 202)
        while not await asyncio.to_thread(_settled, engine, before + BURST):
            if time.perf_counter() - started > 120:
                raise RuntimeError("the burst was not carded or folded within two minutes")
            await asyncio.sleep(0.1)
        took = time.perf_counter() - started
        engine.dispose()
        name = f"burst of {BURST}, Slack at 1 message/s and channel: carded or folded ({self.kind})"
        note = f"{self.slack.refused} calls were told 429"
        return Figure(name, took, "s", 5.0 if self._aimed else None, note=note)


def _settled(engine: Engine, complaints: int) -> bool:
    done = _count(engine, COMPLAINTS) >= complaints and _count(engine, UNDECIDED) == 0
    return done and _count(engine, FOLD_WAITS) == 0


def _count(engine: Engine, query: object) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(query) or 0)  # type: ignore[call-overload]


def _milliseconds(name: str, waits: list[float], p50: float | None, p99: float | None, note: str = "") -> list[Figure]:
    return [
        Figure(f"{name}, {label}", percentile(waits, share) * 1000, "ms", aim, note=note)
        for label, share, aim in (("p50", 0.5, p50), ("p99", 0.99, p99))
    ]


def _markers() -> Iterator[str]:
    """Endless unique words of letters: a number could be taken for personal data and masked on the card."""
    tag = "".join(secrets.choice("bcdfghjkmnp") for _ in range(3))
    for letters in itertools.product("bcdfghjkmnpqrstvwxz", repeat=5):
        yield f"zq{tag}{''.join(letters)}"
