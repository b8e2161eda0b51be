"""Starting in order, keeping alive, stopping in reverse, leaving nothing behind: with real processes and signals."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import STAYS, Stage, alive, script, until

READY = "\nopen(os.path.join(os.environ['FOLDER'], NAME + '.ready'), 'w').close()\n" + STAYS
FAILS = "\nsay('started'); print('this is why it failed'); sys.exit(3)\n"


def entry(name: str, body: str = STAYS, **more: Any) -> dict[str, Any]:
    return {"name": name, "script": script(name, body), **more}


def ready(name: str, **more: Any) -> dict[str, Any]:
    return entry(name, READY, ready=f"{name}.ready", **more)


def house() -> list[dict[str, Any]]:
    """The shape of the real thing."""
    return [
        ready("queue"),
        entry("migrate", "say('started')", kind="step"),
        ready("web", late=True),
        entry("worker-chat", group="workers"),
        entry("worker-model", group="workers"),
        entry("beat"),
        entry("feed", "say('started')", kind="errand"),
    ]


def test_everything_starts_in_order_and_stops_in_reverse_with_the_queue_last(stage: Stage) -> None:
    stage.start(*house())
    until((stage.folder / "feed.done").exists, "the errand")
    until(lambda: len(stage.events("started")) == 7, "all processes")
    started = [name for _, name in stage.events("started")]
    assert started[:2] == ["queue", "migrate"]
    assert started.index("web") < started.index("feed")  # what it feeds; the others say so when they come to it

    stage.signal(signal.SIGINT)

    assert stage.ended() == 0
    stopped = [name for _, name in stage.events("stopped")]
    assert (stopped[0], set(stopped[1:3]), stopped[3:]) == ("beat", {"worker-chat", "worker-model"}, ["web", "queue"])
    assert [line for line in stage.output().splitlines() if line.startswith("✓ queue ready")]
    assert stage.output().rstrip().endswith("nothing is left running")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_other_ways_to_stop_are_as_orderly(stage: Stage, number: signal.Signals) -> None:
    stage.start(entry("web"), entry("beat"))
    stage.running()
    until(lambda: len(stage.events("started")) == 2, "both")
    stage.signal(number)
    assert stage.ended() == 0
    assert [name for _, name in stage.events("stopped")] == ["beat", "web"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_nothing_is_left_after_kill_9_of_the_supervisor(stage: Stage) -> None:
    stage.start(*house())
    stage.running()
    until(lambda: len(stage.events("started")) >= 6, "all processes")
    stage.signal(signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in stage.pids()), "all of them to be gone")
    assert stage.events("stopped") == []


def test_stopping_during_the_start_leaves_nothing(stage: Stage) -> None:
    stage.start(entry("web"), entry("slow", ready="never"))
    until(lambda: len(stage.events("started")) == 2, "both")
    stage.signal(signal.SIGINT)
    assert stage.ended() == 0
    assert "All of it runs." not in stage.output()


def test_what_ignores_the_wish_to_stop_is_killed_after_the_grace(stage: Stage) -> None:
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nsay('started')\nwhile True: time.sleep(60)"
    stage.start(entry("web"), entry("stubborn", stubborn), grace=0.3)
    until(lambda: len(stage.events("started")) == 2, "both")
    stage.running()
    stage.signal(signal.SIGINT)
    assert stage.ended() == 0
    assert "stubborn did not end within 0.3 s and was killed" in stage.output()
    assert ("stopped", "web") in stage.events()


def test_a_second_ctrl_c_kills_at_once(stage: Stage) -> None:
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nsay('started')\nwhile True: time.sleep(60)"
    stage.start(entry("web"), entry("stubborn", stubborn), grace=3600)
    until(lambda: len(stage.events("started")) == 2, "both")
    stage.running()
    stage.signal(signal.SIGINT)
    until(lambda: "Stopping" in stage.output(), "the first Ctrl-C to be seen")

    def gone() -> bool:  # again and again: an echo of the first within half a second is not a second
        stage.signal(signal.SIGINT)
        assert stage.supervisor is not None
        return stage.supervisor.poll() is not None

    until(gone, "the end")
    assert stage.ended() == 0


def test_what_a_process_started_is_swept_with_it(stage: Stage) -> None:
    family = "if os.fork() == 0:\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    say('started')\n" + (
        "    while True: time.sleep(60)\n" + STAYS
    )
    stage.start(entry("family", family))
    until(lambda: len(stage.events("started")) == 2, "parent and child")
    stage.running()
    stage.signal(signal.SIGINT)
    assert stage.ended() == 0


def test_a_dead_process_is_started_again_and_said_so(stage: Stage) -> None:
    stage.start(entry("web"), entry("beat"))
    stage.running()
    first = until(lambda: stage.pids("web"), "web")[0]
    os.kill(first, signal.SIGKILL)
    until(lambda: len(stage.events("started")) == 3, "the new one")
    assert alive(stage.pids("web")[-1])
    until(lambda: "web started again" in stage.output(), "the line")
    assert f"web ended, killed by SIGKILL; starting it again in 0.05 s. Its log: {stage.folder}" in stage.output()
    stage.signal(signal.SIGINT)
    assert stage.ended() == 0


def test_a_process_that_keeps_dying_stops_the_whole_and_shows_why(stage: Stage) -> None:
    stage.start(entry("queue"), entry("worker", FAILS, advice="Look at the settings."))
    assert stage.ended() == 1
    assert stage.events("started").count(("started", "worker")) == 5
    said = stage.output()
    assert "starting it again in 0.05 s" in said
    assert "starting it again in 0.1 s" in said
    assert "worker ended 5 times in a row, with exit code 3" in said
    assert "│ this is why it failed" in said
    assert f"The whole log: {stage.folder}/logs/worker.log" in said
    assert "Look at the settings." in said
    assert ("stopped", "queue") in stage.events()


def test_a_process_that_ends_before_it_is_ready_is_not_tried_again(stage: Stage) -> None:
    stage.start(entry("web", FAILS, ready="never"))
    assert stage.ended() == 1
    assert stage.events() == [("started", "web")]
    assert "web ended before it was ready, with exit code 3" in stage.output()


def test_a_process_that_is_never_ready_ends_the_start(stage: Stage) -> None:
    stage.start(entry("web", ready="never"), ready=0.3)
    assert stage.ended() == 1
    assert "web is not ready after 0 s: its file is missing" in stage.output()


def test_a_failed_step_ends_the_start_and_shows_its_last_lines(stage: Stage) -> None:
    stage.start(entry("queue"), entry("migrate", FAILS, kind="step"), entry("web"))
    assert stage.ended() == 1
    assert "migrate failed, with exit code 3" in stage.output()
    assert "│ this is why it failed" in stage.output()
    assert ("started", "web") not in stage.events()
    assert not (stage.folder / "migrate.done").exists()


def test_a_step_that_can_be_mended_is_run_once_more(stage: Stage) -> None:
    once = "say('started'); sys.exit(0 if os.path.exists(os.path.join(os.environ['FOLDER'], 'mended')) else 1)"
    stage.start(entry("migrate", once, kind="step", mend="mended"), entry("web"))
    stage.running()
    assert stage.events("started").count(("started", "migrate")) == 2
    assert "mended it" in stage.output()
    stage.signal(signal.SIGINT)
    assert stage.ended() == 0


def test_an_errand_that_keeps_failing_does_not_stop_the_rest(stage: Stage) -> None:
    stage.start(entry("web"), entry("feed", FAILS, kind="errand"))
    until(lambda: "feed is left undone; the rest goes on" in stage.output(), "the errand to be given up")
    assert alive(stage.pids("web")[-1])
    assert not (stage.folder / "feed.done").exists()
    stage.signal(signal.SIGINT)
    assert stage.ended() == 0


def test_a_command_that_does_not_exist_is_named(stage: Stage, start_with: Callable[[str], None]) -> None:
    start_with("/no/such/program")
    assert stage.ended() == 1
    assert "No such file or directory: '/no/such/program'" in stage.output()


@pytest.fixture
def start_with(stage: Stage) -> Callable[[str], None]:
    def start(program: str) -> None:
        stage.start(entry("queue"), {"name": "odd", "script": "", "program": program})

    return start
