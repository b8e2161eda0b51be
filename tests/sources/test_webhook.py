"""The webhook way out, against a real server that behaves in every bad way: each failure means the right thing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.sources import generic
from bot.sources.base import NotSent, Outgoing, Permanent, Posted, Unknown
from bot.sources.webhook import Webhook

REPLY = Outgoing(
    key="reply-K4M-1", text="Bonjour « Nadia » — désolée.", language="fr", approved_by="Léa",
    mention={"id": "m1", "url": "https://social.example/p/1", "text": "cassé"},
)  # fmt: skip
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    """A system that takes replies; ``answer`` says how it behaves."""

    answer: Answer
    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    behaviour = Receiver(status(201, {"url": "https://social.example/r/9"}))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            behaviour.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            behaviour.answer(self)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    behaviour.url = f"http://127.0.0.1:{server.server_port}/replies"
    yield behaviour
    behaviour.let_go.set()
    server.shutdown()
    server.server_close()


def status(code: int, body: object = None, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(raw)))
        request.end_headers()
        request.wfile.write(raw)

    return answer


def publish(receiver: Receiver, timeout: float = 5.0) -> Posted:
    return Webhook(receiver.url, "s3cret", timeout).publish(REPLY)


def test_the_reply_arrives_whole_and_its_signature_can_be_checked(receiver):
    assert publish(receiver) == Posted("https://social.example/r/9")
    ((headers, body),) = receiver.got
    assert headers["x-amends-signature"] == generic.signature("s3cret", headers["x-amends-timestamp"], body)
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {
        "reply": {"id": REPLY.key, "text": REPLY.text, "language": "fr"},
        "mention": REPLY.mention,
        "approved_by": "Léa",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>thanks", b"null", b"[]", b'"x"', b"\xff\xfe", {"url": None}, {"url": 7}, {"url": "javascript:x"},
     {"other": 1}, b"[" * 50_000, b"x" * 200_000],
    ids=lambda body: repr(body)[:14],
)  # fmt: skip
@pytest.mark.parametrize("code", [200, 201, 202])
def test_accepted_with_an_answer_that_says_nothing_is_still_posted(receiver, code, body):
    receiver.answer = status(code, body)
    assert publish(receiver) == Posted("https://social.example/p/1"), "the mention is the best place to look"


def test_no_content_is_posted(receiver):
    receiver.answer = lambda request: (request.send_response(204), request.end_headers())
    assert publish(receiver).url == "https://social.example/p/1"


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 410, 413, 422, 301, 302, 307, 308])
def test_a_refusal_or_a_redirection_is_for_a_person(receiver, code):
    receiver.answer = status(code, {"error": "no"}, Location=f"{receiver.url}/elsewhere")
    with pytest.raises(Permanent, match=str(code)):
        publish(receiver)
    assert len(receiver.got) == 1, "a signed reply follows nobody elsewhere"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), (None, None), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("soon", None), ("-5", None),
     ("\u00b2", None), ("9" * 400, None), ("999999999999999", None)],
)  # fmt: skip
def test_too_fast_is_tried_again_when_the_network_says(receiver, header, seconds):
    receiver.answer = status(429, {}, **({"Retry_After": header} if header else {}))
    with pytest.raises(NotSent) as outcome:
        publish(receiver)
    if seconds is None:
        assert outcome.value.retry_after is None or outcome.value.retry_after <= 86_400
    else:
        assert outcome.value.retry_after == seconds


@pytest.mark.parametrize("code", [500, 502, 503, 504, 599])
def test_a_broken_network_may_have_published(receiver, code):
    receiver.answer = status(code, {"error": "oops"}, Retry_After="3")
    with pytest.raises(Unknown, match=str(code)):
        publish(receiver)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def break_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(201)
    request.send_header("Content-Length", "100")
    request.end_headers()
    request.wfile.write(b'{"url": "https://soc')
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)


def speak_nonsense(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HELLO, WHO IS THIS?\r\n\r\n")
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("answer", [hang_up, speak_nonsense])
def test_no_answer_means_that_nobody_knows(receiver, answer):
    receiver.answer = answer
    with pytest.raises(Unknown):
        publish(receiver)


def test_an_answer_that_breaks_off_is_never_taken_for_not_sent(receiver):
    receiver.answer = break_off
    with pytest.raises(Unknown):
        publish(receiver)


def test_a_network_that_hangs_is_given_up(receiver):
    receiver.answer = lambda _request: receiver.let_go.wait(20) and None
    with pytest.raises(Unknown, match="ReadTimeout"):
        publish(receiver, timeout=0.3)


@pytest.mark.timeout(30)
def test_a_network_that_dribbles_is_given_up_too(receiver):
    def dribble(request: BaseHTTPRequestHandler) -> None:
        request.send_response(201)
        request.end_headers()
        while not receiver.let_go.wait(0.05):
            request.wfile.write(b" ")
            request.wfile.flush()

    receiver.answer = dribble
    assert publish(receiver, timeout=0.5).url == "https://social.example/p/1", "201 had been said"


def test_nobody_there_is_surely_not_sent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent, match="no connection"):
        Webhook(f"http://127.0.0.1:{port}/", "s", 2).publish(REPLY)


@pytest.mark.parametrize("url", ["http://nowhere.invalid/x", "http://[bad/"])
def test_no_such_place_is_surely_not_sent(url):
    with pytest.raises(NotSent):
        Webhook(url, "s", 2).publish(REPLY)


@pytest.mark.parametrize("url", ["", "http://a\x7f/", "http://a:b:c/", "gopher://127.0.0.1/x", "social.example"])
def test_no_address_is_for_a_person(url):
    with pytest.raises(Permanent, match="AMENDS_WEBHOOK_URL"):
        Webhook(url, "s", 2).publish(REPLY)


def test_the_key_is_the_same_on_every_try(receiver):
    receiver.answer = status(429)
    for _try in range(3):
        with pytest.raises(NotSent):
            publish(receiver)
    assert {headers["idempotency-key"] for headers, _body in receiver.got} == {REPLY.key}
    assert len({body for _headers, body in receiver.got}) == 1
