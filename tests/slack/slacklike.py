"""A small Slack on a local port: it remembers calls and messages, and answers what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Arguments = dict[str, Any]
Answer = tuple[int, dict[str, str], dict[str, Any]]
CHANNELS = {"approvals": "C0APPROV", "customer-service": "C0TICKET", "managers": "C0MANAGE"}


def refuse(error: str) -> Answer:
    """Slack's way to say no."""
    return 200, {}, {"ok": False, "error": error}


def too_fast(seconds: int) -> Answer:
    """Slack's rate limit (https://docs.slack.dev/apis/web-api/rate-limits)."""
    return 429, {"Retry-After": str(seconds)}, {"ok": False, "error": "ratelimited"}


@dataclass
class SlackLike:
    """Its state. ``rule`` may answer a call in its place; ``before`` runs first (to wait, for example)."""

    calls: list[tuple[str, Arguments]] = field(default_factory=list)
    messages: dict[tuple[str, str], Arguments] = field(default_factory=dict)
    rule: Callable[[str, Arguments], Answer | None] = lambda _method, _arguments: None
    after: Callable[[str, Arguments], Answer | None] = lambda _method, _arguments: None
    address: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)  # (who may see it, what it holds)
    _uploads: list[bytes] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    def of(self, method: str) -> list[Arguments]:
        """The arguments of every call of ``method``."""
        return [arguments for name, arguments in self.calls if name == method]

    def counted(self) -> Counter[str]:
        """How often each method was called."""
        return Counter(name for name, _arguments in self.calls)

    def in_channel(self, name: str) -> list[Arguments]:
        """The messages that stand in a channel, oldest first."""
        return [message for (channel, _ts), message in sorted(self.messages.items()) if channel == CHANNELS[name]]

    def answer(self, method: str, arguments: Arguments) -> Answer:
        """What Slack says."""
        with self._lock:
            self.calls.append((method, arguments))
        told = self.rule(method, arguments)
        if told is None:
            with self._lock:
                told = 200, {}, {"ok": True} | self._do(method, arguments)
            told = self.after(method, arguments) or told
        return told

    def _do(self, method: str, arguments: Arguments) -> dict[str, Any]:
        channel = CHANNELS.get(str(arguments.get("channel")), arguments.get("channel"))
        if method == "chat.postMessage":
            ts = f"{1764000000 + len(self.messages)}.{len(self.messages):06d}"
            self.messages[(str(channel), ts)] = arguments | {"ts": ts}
            return {"channel": channel, "ts": ts}
        if method == "chat.update":
            key = (str(channel), arguments["ts"])
            if key not in self.messages:
                return {"ok": False, "error": "message_not_found"}
            self.messages[key] = arguments
            return {"channel": channel, "ts": arguments["ts"]}
        if method == "conversations.list":
            return {"channels": [{"id": id_, "name": name} for name, id_ in CHANNELS.items()]}
        if method == "conversations.history":
            found = [message for (where, _ts), message in self.messages.items() if where == channel]
            return {"messages": found[::-1], "has_more": False}
        if method == "chat.getPermalink":
            return {"permalink": f"https://brindelune.slack.com/archives/{channel}/p{arguments['message_ts']}"}
        if method == "conversations.open":
            return {"channel": {"id": f"D{arguments['users']}"}}
        if method == "files.getUploadURLExternal":
            return {"upload_url": self.address.replace("/api/", "/upload/1"), "file_id": f"F{len(self._uploads)}"}
        if method == "files.completeUploadExternal":
            self.files.append((arguments["channel_id"], self._uploads[-1]))
            return {"files": [{"id": "F0"}]}
        return {}

    def _keep(self, uploaded: bytes) -> None:
        with self._lock:
            self._uploads.append(uploaded)

    def start(self) -> SlackLike:
        """Listen on a free port of this machine."""
        slack = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                sent_in = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path.startswith("/upload/"):
                    slack._keep(sent_in)
                    sent_in = b""
                raw = sent_in.decode()
                given = json.loads(raw) if raw.startswith("{") else dict(parse_qsl(raw))
                status, headers, body = slack.answer(self.path.rpartition("/")[2], given)
                sent = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(sent)),
                }.items():
                    self.send_header(name, value)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/api/"
        return self

    def stop(self) -> None:
        """Close the port."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()


def eventually(found: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The first true answer of ``found``, or a failure after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return answer
