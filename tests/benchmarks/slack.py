"""A stand-in for Slack that takes no time: it answers every call, and notes when which card arrived."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from typing import Any

TOKEN = "xoxb-benchmark"
MARKER = re.compile(r"zq[a-z]{8}")
MESSAGES = ("chat.postMessage", "chat.update")


class Slack:
    """Answers on a port of loopback. With ``limited`` it takes one message a second and channel, as Slack does."""

    def __init__(self) -> None:
        self.limited = False
        self.carded: dict[str, float] = {}  # marker → when its draft was shown
        self.buttons: dict[str, dict[str, str]] = {}  # marker → action_id → value, as last drawn
        self.messages = 0
        self.refused = 0
        self._last: dict[str, float] = defaultdict(float)
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                path = head.split(b" ", 2)[1].decode()
                writer.write(self._answer(path.rpartition("/")[2], body))
                await writer.drain()
                if b"connection: close" in head.lower():
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, method: str, body: bytes) -> bytes:
        sent = json.loads(body) if body.startswith(b"{") else {}
        channel = str(sent.get("channel", "C0BENCH"))
        if method in MESSAGES:
            if self.limited and self._too_fast(channel):
                self.refused += 1
                return _http("429 Too Many Requests", {"ok": False, "error": "ratelimited"}, "Retry-After: 1\r\n")
            self._note(sent)
        ts = sent.get("ts") or f"{time.time():.6f}"
        return _http(
            "200 OK",
            {"ok": True, "channel": channel, "ts": ts, "messages": [], "url": "https://reply.example"},
        )

    def _too_fast(self, channel: str) -> bool:
        now = time.monotonic()
        if now - self._last[channel] < 1.0:
            return True
        self._last[channel] = now
        return False

    def _note(self, sent: dict[str, Any]) -> None:
        arrived = time.perf_counter()
        self.messages += 1
        found = MARKER.search(json.dumps(sent.get("blocks", "")))
        buttons = {
            element["action_id"]: str(element.get("value", ""))
            for block in sent.get("blocks", [])
            for element in block.get("elements", [])
            if isinstance(element, dict) and "action_id" in element
        }
        if found and buttons:
            self.buttons.setdefault(found[0], {}).update(buttons)
            if "draft_approve" in buttons:
                self.carded.setdefault(found[0], arrived)


def _http(status: str, answer: dict[str, Any], more: str = "") -> bytes:
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
