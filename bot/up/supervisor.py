"""Starts the processes in order, keeps them alive, stops them in reverse order, and leaves none behind.

One thread, nothing heavy imported. It sleeps until a signal or a child's end wakes it.
"""

from __future__ import annotations

import contextlib
import itertools
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from bot.up.errors import StartError
from bot.up.processes import Child, Process, how
from bot.up.screen import Screen

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ECHO = 0.5  # seconds; one Ctrl-C may reach us twice (from the terminal and from a wrapper) and is still one


@dataclass(frozen=True)
class Timing:
    """All in seconds, except ``quick_deaths``. ``ready``: how long a process may take until it is ready."""

    back_off: Sequence[float] = (1, 2, 4, 8, 16, 30)
    quick: float = 10.0  # a process that lives shorter has died quickly…
    quick_deaths: int = 5  # …and after so many in a row the whole is stopped
    grace: float = 10.0  # between SIGTERM and SIGKILL
    ready: float = 60.0
    poll: float = 0.1


class _Stop(Exception):
    """Somebody asked us to stop."""


class Supervisor:
    """Runs ``processes`` in ``environ``, each with a log in ``logs``. Use once, in the main thread."""

    def __init__(
        self,
        processes: Sequence[Process],
        *,
        environ: Mapping[str, str],
        logs: Path,
        screen: Screen,
        timing: Timing | None = None,
    ) -> None:
        self.children = [Child(process, logs) for process in processes]
        self._environ = environ
        self._logs = logs
        self._screen = screen
        self._timing = timing or Timing()
        self._asked: float | None = None
        self._at_once = False
        self._ready_once: set[str] = set()
        self._wake, self._waker = socket.socketpair()

    def run(self, announce: Callable[[], None]) -> int:
        """Start all, call ``announce``, stay until asked to stop. 0 after an orderly stop, else 1."""
        self._logs.mkdir(parents=True, exist_ok=True)
        code = 0
        with self._signals():
            try:
                self._start_all(announce)
                self._watch()
            except _Stop:
                self._screen.note("Stopping… (Ctrl-C again to stop at once)")
            except StartError as error:
                self._screen.bad(str(error))
                code = 1
            finally:
                self._stop_all()
        self._screen.good("Stopped; nothing is left running")
        return code

    # Starting

    def _start_all(self, announce: Callable[[], None]) -> None:
        began = time.monotonic()
        for child in self.children:
            if child.process.kind == "step":
                self._run_step(child)
            elif child.process.kind == "service":
                self._start(child)
                if not child.process.late:
                    self._await_ready(child)
        for child in self.children:
            if child.process.late:
                self._await_ready(child)
        self._screen.good("everything runs", time.monotonic() - began)
        announce()
        for child in self.children:
            if child.process.kind == "errand":
                self._start(child)

    def _start(self, child: Child) -> None:
        try:
            child.start(self._environ)
        except OSError as error:
            raise StartError(f"{child.title} cannot be started: {error}") from error

    def _run_step(self, child: Child) -> None:
        """Run a step to its end; a failed one once more if it can be mended."""
        code = self._once(child)
        if code and child.process.mend and (changed := child.process.mend()):
            self._screen.warn(changed)
            code = self._once(child)
        if code:
            self._screen.bad(f"{child.title} failed, {how(code)}", child.last_lines())
            raise self._given_up(child, "Amends did not start.")
        self._screen.good(child.title, time.monotonic() - child.started)
        self._finish(child)

    def _once(self, child: Child) -> int:
        self._start(child)
        while (code := child.ended()) is None:
            self._screen.waiting(f"{child.title}  {time.monotonic() - child.started:.0f} s")
            self._pause(self._timing.poll)
        return code

    def _await_ready(self, child: Child) -> None:
        """Wait until ``child`` says that it is ready, while the others are kept alive."""
        ready = child.process.ready
        while ready is not None and (why := ready()):
            waited = time.monotonic() - child.started
            if waited > self._timing.ready:
                self._screen.bad(f"{child.title} is not ready after {waited:.0f} s: {why}", child.last_lines())
                raise self._given_up(child, "Amends did not start.")
            self._screen.waiting(f"{child.title}  {waited:.0f} s")
            self._look_after_all()
            self._pause(self._timing.poll)
        self._ready_once.add(child.name)
        seconds = time.monotonic() - child.started if ready else None
        self._screen.good(f"{child.title} {'ready' if ready else 'started'}", seconds)

    # Watching

    def _watch(self) -> None:
        while True:
            self._look_after_all()
            due = [child.restart_at for child in self.children if child.restart_at is not None]
            self._pause(max(0.0, min(due) - time.monotonic()) if due else None)

    def _look_after_all(self) -> None:
        for child in self.children:
            if child.restart_at is not None and child.restart_at <= time.monotonic():
                self._start(child)
                self._screen.note(f"{child.title} started again")
            elif (code := child.ended()) is not None:
                self._bury(child, code)

    def _bury(self, child: Child, code: int) -> None:
        """A process has ended by itself: be content, start it again later, or give up."""
        if child.process.kind == "errand" and code == 0:
            self._finish(child)
            return
        if child.process.ready and child.name not in self._ready_once:
            self._screen.bad(f"{child.title} ended before it was ready, {how(code)}", child.last_lines())
            raise self._given_up(child, "Amends did not start.")
        quick = time.monotonic() - child.started < self._timing.quick
        child.deaths = child.deaths + 1 if quick else 1
        if quick and child.deaths >= self._timing.quick_deaths:
            self._screen.bad(f"{child.title} ended {child.deaths} times in a row, {how(code)}", child.last_lines())
            if child.process.kind == "errand":
                child.finished = True
                self._screen.warn(f"{child.title} is left undone; the rest goes on. Its log: {child.log}")
                return
            raise self._given_up(child, "Amends stops.")
        delay = self._timing.back_off[min(child.deaths, len(self._timing.back_off)) - 1]
        child.restart_at = time.monotonic() + delay
        self._screen.warn(f"{child.title} ended, {how(code)}; starting it again in {delay:g} s. Its log: {child.log}")

    def _finish(self, child: Child) -> None:
        child.finished = True
        if child.process.done:
            child.process.done()

    def _given_up(self, child: Child, outcome: str) -> StartError:
        advice = f"\n{child.process.advice}" if child.process.advice else ""
        return StartError(f"{outcome} The whole log: {child.log}{advice}")

    # Stopping

    def _stop_all(self) -> None:
        """The last started first. Nothing below may raise: every process is gone after it."""
        groups = itertools.groupby(reversed(self.children), key=lambda child: child.process.group or child.name)
        for _, members in groups:
            running = [child for child in members if child.popen is not None]
            for child in running:
                child.terminate()
            deadline = time.monotonic() + self._timing.grace
            while running and not self._at_once and time.monotonic() < deadline:
                running = [child for child in running if child.ended() is None]
                if running:
                    self._screen.waiting(f"stopping {', '.join(child.title for child in running)}")
                    self._sleep(self._timing.poll)
            for child in running:
                if not self._at_once:
                    self._screen.warn(f"{child.title} did not end within {self._timing.grace:g} s and was killed")
                child.kill()

    # Signals

    def _pause(self, seconds: float | None) -> None:
        """Sleep until ``seconds`` are over, a child has ended, or we are asked to stop (:class:`_Stop`)."""
        if self._asked is None:
            self._sleep(seconds)
        if self._asked is not None:
            raise _Stop

    def _sleep(self, seconds: float | None) -> None:
        if select.select([self._wake], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                self._wake.recv(4096)

    def _on_stop(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked is None:
            self._asked = now
        elif number == signal.SIGINT and now - self._asked > ECHO:
            self._at_once = True

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Our handlers while we run; afterwards a late Ctrl-C is ignored, for the program is about to end.

        SIGHUP stays ignored under nohup.
        """
        numbers = [n for n in STOPPING if n == signal.SIGINT or signal.getsignal(n) != signal.SIG_IGN]
        for number in numbers:
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only so that it wakes us
        self._wake.setblocking(False)
        self._waker.setblocking(False)
        previous = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(previous)
            for number in numbers:
                signal.signal(number, signal.SIG_IGN)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._wake.close()
            self._waker.close()
