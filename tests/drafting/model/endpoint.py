"""A raw HTTP endpoint that answers as it is told: in order, late, in drops, cut off, or with garbage."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What the endpoint does with one request: it is given the handler and the request's body.
Act = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class Scripted:
    """``acts`` are done one after the other, the last one again and again; ``asked`` keeps what was sent."""

    url: str = ""
    acts: list[Act] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def will(self, *acts: Act) -> None:
        """Do these from now on."""
        self.acts[:] = acts

    def mention(self, number: int = -1) -> dict[str, Any]:
        """The document of one question."""
        found: dict[str, Any] = json.loads(self.asked[number]["messages"][1]["content"])
        return found


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    handler.send_response(status)
    for name, value in {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def completion(text: Any, finish: str = "stop", **message: Any) -> dict[str, Any]:
    """What OpenAI's protocol answers."""
    said = {"role": "assistant", "content": text} | message
    return {
        "id": "c1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020},
    }  # fmt: skip


def says(text: Any, finish: str = "stop", **message: Any) -> Act:
    return lambda handler, _asked: send(handler, 200, json.dumps(completion(text, finish, **message)).encode())


def answers(of: Callable[[dict[str, Any]], str]) -> Act:
    """Answer with what ``of`` makes of the question."""
    return lambda handler, asked: send(handler, 200, json.dumps(completion(of(asked))).encode())


def fails(status: int, code: str = "", message: str = "no", headers: dict[str, str] | None = None, **more: Any) -> Act:
    body = json.dumps({"error": {"message": message, "type": "error", "code": code, "param": None} | more}).encode()
    return lambda handler, _asked: send(handler, status, body, headers)


def raw(body: bytes, status: int = 200) -> Act:
    return lambda handler, _asked: send(handler, status, body)


def hangs(scripted: Scripted) -> Act:
    def act(_handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
        scripted.over.wait(60)

    return act


def drips(scripted: Scripted, *, headers: bool) -> Act:
    """One byte now and then, for ever: each arrives in time, the whole never does."""

    def act(handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        handler.wfile.write(b"X-Slow: " if headers else b"Content-Length: 100000\r\n\r\n")
        while not scripted.over.wait(0.05):
            handler.wfile.write(b" " if not headers else b"x")
            handler.wfile.flush()

    return act


def hangs_up(handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
    handler.wfile.write(
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"choices": ['
    )
    handler.wfile.flush()
    handler.connection.close()


def floods(scripted: Scripted) -> Act:
    def act(handler: BaseHTTPRequestHandler, _asked: dict[str, Any]) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while not scripted.over.is_set():
            handler.wfile.write(b" " * 65_536)

    return act


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that waits no longer hangs up."""


@contextmanager
def serving() -> Iterator[Scripted]:
    """The endpoint, as long as the context lasts."""
    found = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(asked)
            found.headers.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
            act = found.acts[min(len(found.asked), len(found.acts)) - 1]
            act(self, asked)
            self.close_connection = True

        def log_message(self, *words: Any) -> None:
            """Nothing on the screen."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    yield found
    found.over.set()
    server.shutdown()
    server.server_close()


@contextmanager
def silence() -> Iterator[str]:
    """An address at which nobody listens."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
