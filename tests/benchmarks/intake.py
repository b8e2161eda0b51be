"""Durable intake: single signed alerts, each committed before its 202, against a bare endpoint and one INSERT each."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bot.up import queue
from tests.benchmarks import load, places
from tests.benchmarks.figures import Figure, median

MOST_A_SECOND = 60_000  # more than any of them answers: how many requests are prepared


def measure(server: str, *, quick: bool) -> list[Figure]:
    """Rounds of A B C D, A B C D, …; medians of the rounds."""
    rounds, seconds = (2, 2.0) if quick else (5, 4.0)
    with ExitStack() as stack:
        folder = stack.enter_context(places.scratch())
        address = stack.enter_context(places.postgresql(server))
        socket = _queue(stack, folder)
        plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        sqlite = places.sqlite(folder)
        ports = {
            "bare": stack.enter_context(_bare(folder, "bare", "")),
            "insert": stack.enter_context(_bare(folder, "insert", plain)),
            "postgresql": stack.enter_context(_web(folder, "postgresql", address, socket)),
            "sqlite": stack.enter_context(_web(folder, "sqlite", sqlite, socket)),
        }
        rates: dict[str, list[float]] = {name: [] for name in ports}
        for name, port in ports.items():
            _round(name, port, 0.5)  # warm up
        for _round_number in range(rounds):
            for name, port in ports.items():
                rates[name].append(_round(name, port, seconds))
        _prove_durable(address, sqlite)
    return _figures({name: median(found) for name, found in rates.items()})


def _queue(stack: ExitStack, folder: Path) -> str:
    socket = folder / "q.sock"
    running = queue.start(folder / "queue", socket)
    stack.callback(running.wait)
    stack.callback(running.terminate)
    queue.wait(socket, 10)
    return f"unix://{socket}?db=0"


def _round(name: str, port: int, seconds: float) -> float:
    tag = secrets.token_hex(4)
    count = int(MOST_A_SECOND * seconds)
    requests = [load.alert(f"{tag}{number}") for number in range(count)]
    outcome = asyncio.run(load.closed_loop(port, requests, 202, seconds=seconds))
    if outcome.wrong or len(outcome.waits) >= count:
        raise RuntimeError(f"{name}: {outcome.wrong} wrong answers, {len(outcome.waits)} of {count} requests used")
    return outcome.rate


@contextmanager
def _bare(folder: Path, name: str, database: str) -> Iterator[int]:
    port, log = places.free_port(), folder / f"{name}.log"
    words = ["-m", "uvicorn", "tests.benchmarks.bare:app", "--port", str(port), "--no-access-log"]
    words += ["--log-level", "warning"]
    environ = places.environment(folder, port, BARE_DATABASE=database)
    with places.process(words, environ, log) as running:
        places.await_answer(port, "/", running, log)
        yield port


@contextmanager
def _web(folder: Path, name: str, database: str, redis: str) -> Iterator[int]:
    port, log = places.free_port(), folder / f"{name}.log"
    environ = places.environment(folder, port, DATABASE_URL=database, REDIS_URL=redis)
    with places.process(["-m", "bot", "web"], environ, log) as running:
        places.await_answer(port, "/healthz", running, log)
        yield port


def _prove_durable(*addresses: str) -> None:
    """A benchmark that stored nothing would be fast, too."""
    for address in addresses:
        engine = create_engine(address)
        with engine.connect() as connection:
            assert (connection.scalar(text("SELECT count(*) FROM alert")) or 0) > 1000, f"no alerts in {address}"
        engine.dispose()


def _figures(rate: dict[str, float]) -> list[Figure]:
    named = {
        "bare": "bare endpoint with the signature check",
        "insert": "the same with one INSERT each (asyncpg, PostgreSQL)",
        "postgresql": "Amends on PostgreSQL",
        "sqlite": "Amends on SQLite, synchronous=FULL",
    }
    found = [Figure(f"intake: {named[name]}", rate[name], "/s", better="higher") for name in named]
    ratios = (("postgresql", "insert", 1.5), ("postgresql", "bare", 0.5), ("sqlite", "postgresql", 0.6))
    return found + [
        Figure(f"intake: {of} against {to}", rate[of] / rate[to], "×", aim, "higher") for of, to, aim in ratios
    ]
