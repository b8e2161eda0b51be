"""``amends up`` itself, with the real processes: one instance, one port, nothing left behind, data found again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import PATIENCE, Amends, alert, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def amends(home: Path) -> Iterator[Amends]:
    made = Amends(home)
    yield made
    made.close()


def test_started_used_stopped_and_started_again(amends: Amends, home: Path) -> None:
    amends.start()
    assert amends.said().count("http://") == 1
    for name in ("queue", "web", "worker-chat", "worker-model", "beat"):
        assert amends.pid(name), name
    assert amends.send(alert(1, text="The blue bowl of my order is missing.")).status_code == 202
    card = until(amends.cards, "the card")[0]

    second = amends.launch()  # the same data, on the same port
    assert second.wait(PATIENCE) == 1
    assert "already runs on this data" in amends.said()
    assert amends.http.get("/readyz").status_code == 200

    elsewhere = Amends(home.parent / "other")
    elsewhere.port = amends.port
    elsewhere._environ["PORT"] = str(amends.port)
    other = elsewhere.launch()  # other data, but the port is taken
    assert other.wait(PATIENCE) == 1
    assert f"Port {amends.port} is already in use" in elsewhere.said()

    family = amends.ours()
    assert len(family) >= 6
    amends.popen.send_signal(signal.SIGINT)  # Ctrl-C
    assert amends.ended() == 0
    assert "nothing is left running" in amends.said()
    assert {pid: command for pid, command in amends.ours().items() if pid in family} == {}

    amends.start()
    assert "data found in" in amends.said()
    assert [message["ts"] for message in amends.cards()] == [card["ts"]]
    assert amends.send(alert(1)).json()["duplicates"] == 1
    assert amends.send(alert(2, text="And the red one is cracked.")).status_code == 202
    until(lambda: len(amends.cards()) == 2, "the second card")


def test_nothing_outlives_a_supervisor_that_was_killed(amends: Amends) -> None:
    amends.start()
    family = set(amends.ours())
    amends.popen.kill()
    amends.popen.wait()

    def gone() -> bool:
        return not [pid for pid in family if _runs(pid)]

    until(gone, "its processes to end")
    amends.start()  # the data folder and the port are free
    assert amends.http.get("/readyz").status_code == 200


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
