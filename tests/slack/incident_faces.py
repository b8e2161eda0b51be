"""Every face of an incident, in every state, with kind and with hostile words; made by hand and never saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.desk.incidents import rooms, story
from bot.desk.incidents.batches import Ready
from bot.desk.incidents.figures import Figures
from bot.desk.models import Batch, Incident, IncidentEvent, Statement
from bot.desk.playbooks import Book
from bot.desk.vocabulary import IncidentState
from bot.slack.incidents import batch as batch_face
from bot.slack.incidents import cards, windows
from bot.slack.incidents.rows import Shown, ShownBatch

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STATES: list[dict[str, Any]] = [
    {},
    {"cluster": "victim", "next_word_at": NOW - timedelta(hours=1)},
    {"cluster": "preventable", "statement": 1, "waits": True},
    {"state": IncidentState.ANSWERING, "cluster": "accidental", "statement": 2, "revision": 2, "calm": True},
    {"state": IncidentState.ANSWERING, "cluster": "accidental", "statement": 3, "revision": 2, "waits": True},
    {"state": IncidentState.DECLARED, "cluster": "accidental", "statement": 2},  # withdrawn
    {"state": IncidentState.ENDED, "false_alarm": True},
    {"state": IncidentState.ENDED, "statement": 2, "revision": 2},
    {"state": IncidentState.REVIEWED, "statement": 2, "revision": 2, "review": True},
]


OPENED = (0, 4)  # the states whose windows are looked at: nothing written, and written anew


def incident(said: str, **fields: Any) -> Incident:
    """An incident whose every text is ``said``."""
    review = {"what": said[:2000], "change": said[:2000], "who": "U0GONE", "by": "2026-12-20"}
    return Incident(
        id=12, version=1, topic="late-delivery", title=said[:120] or "x", state=fields.get("state", "declared"),
        opened_at=NOW, opened_by="amends", why=_why(said, fields), usual=1.25, cluster=fields.get("cluster"),
        cluster_by="U0GONE", safety=said[:300], known=said[:500], done=said[:500], owner="U0HEL",
        next_word_at=fields.get("next_word_at"), revision=fields.get("revision"), next_telling_at=NOW,
        ended_at=NOW, ended_by="U0SAM", end_reason=said, false_alarm=fields.get("false_alarm", False),
        review=review if fields.get("review") else None, reviewed_by="U0HEL", reviewed_at=NOW, correlation="c",
        stopped_at=fields.get("stopped_at"), stopped_by="U0LEA",
    )  # fmt: skip


def _why(said: str, fields: dict[str, Any]) -> dict[str, Any]:
    reason = {"text": "It surges: {words}", "values": {"words": said[:500]}, "names": {}}
    return {"words": said[:1000]} if fields.get("statement") else {"reasons": [reason]}


def all_faces(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """``(name, kind, face)`` of each, as :func:`tests.slack.faces.all_faces` yields them."""
    from tests.slack import faces

    said, where = faces.WORDS[words], f"({language}, {words})"
    rows = faces.rows_of(book, language, words, failing=faces.ALL_FAIL, draft="proposed")
    for number, state in enumerate(STATES):
        shown = _shown(book, language, said, state, rows)
        yield f"incident {number} {where}", "message", cards.card(shown)
        about = rooms.REVIEW_MISSING if state.get("state") == IncidentState.ENDED else rooms.WHERE_IT_STANDS
        yield f"told {number} {where}", "message", cards.told(shown, about, ["U0HEL"])
        if number not in OPENED:
            continue
        for draw in (windows.cluster, windows.approve, windows.withdraw, windows.end, windows.review):
            yield f"{draw.__name__} {number} {where}", "modal", draw(shown)
        for opening in (True, False):
            yield f"write {number} {where}", "modal", windows.write(shown, shown.judged, opening=opening)
        for many in (0, 60):
            yield f"members {many} {where}", "modal", windows.members(shown, [rows.complaint] * many)
        data = {"count": 3, "ref": "K4M-7RX2", "revision": 2, "left": 1, "complaints": 9, "answered": 1, "waiting": 8,
                "cluster": "our accident", "owner": "U0HEL", "words": said, "why": said, "text": said,
                "known": said, "what": said}  # fmt: skip
        events = [
            IncidentEvent(incident_id=12, at=NOW, kind=kind, actor="U0HEL", data=data) for kind in story.SENTENCES
        ]
        yield f"tale {number} {where}", "modal", windows.tale(shown, events * 4)
    yield f"declare {where}", "modal", windows.declare(book, language)
    yield from _batches(book, language, said, where, rows)


def _shown(book: Book, language: str, said: str, state: dict[str, Any], rows: Any) -> Shown:
    statements = {
        code: Statement(
            id=1, incident_id=12, revision=state["statement"], language=code, text=(said or "x")[:2000], hash="x",
            written_by="U0LEA", written_at=NOW, approved_by=None if state.get("waits") else "U0HEL", approved_at=NOW,
            overrides={},
        )
        for code in ("en", "fr")
    } if state.get("statement") else {}  # fmt: skip
    waits = state.get("waits")
    return Shown(
        book, language, NOW, incident(said, **state),
        Figures(12, 11, 3, 8, 1, 2, 1.25, NOW, NOW, bool(state.get("calm"))),
        [rows.complaint] * 5, statements, dict.fromkeys(statements, rows.judged) if waits else {}, ["U0HEL"],
    )  # fmt: skip


def _batches(
    book: Book, language: str, said: str, where: str, rows: Any
) -> Iterator[tuple[str, str, dict[str, Any]]]:  # fmt: skip
    named = [
        {"complaint": 1, "ref": "K4M-7RX2", "why": "it carries a risk ({risks})", "values": {"risks": said[:200]}}
    ] * 20
    done = [*({"complaint": number, "ref": "K4M-7RX2", "why": None} for number in range(9)), *named]
    ready = [Ready(rows.complaint, rows.draft, "x")] * 20
    for index in range(20):  # each its own block_ids
        ready[index] = Ready(_numbered(rows.complaint, index), rows.draft, "x")
    items = [{"complaint": one.complaint.id, "draft": 7, "shown": "x"} for one in ready]
    asked = Batch(id=3, incident_id=12, revision=2, items=items, left_out=named, made_at=NOW, outcome=[])
    pressed = Batch(id=2, incident_id=12, revision=2, items=items, left_out=[], made_at=NOW, decided_by="U0LEA",
                    decided_at=NOW, outcome=done, done_at=NOW)  # fmt: skip
    running = Batch(id=2, incident_id=12, revision=2, items=items, left_out=[], made_at=NOW, decided_by="U0LEA",
                    decided_at=NOW, outcome=[])  # fmt: skip
    answering = incident(said, state=IncidentState.ANSWERING, revision=2)
    stopped = incident(said, state=IncidentState.ANSWERING, revision=2, stopped_at=NOW)
    shown = ShownBatch(book, language, NOW, answering, asked, ready)
    for name, one in {
        "asked": shown,
        "running": replace(shown, pressed=running, on_their_way=3),
        "stopped": replace(shown, incident=stopped, pressed=pressed, on_their_way=3),
        "done": replace(shown, batch=pressed, pressed=pressed),
        "held back": replace(shown, incident=incident(said)),
        "empty": replace(shown, ready=[]),
    }.items():
        yield f"batch {name} {where}", "message", batch_face.card(one)
        for page in (0, 9) if name == "asked" else ():
            yield f"batch {name} page {page} {where}", "modal", batch_face.window(one, page)


def _numbered(complaint: Any, number: int) -> Any:
    from bot.desk.models import Complaint

    copied = Complaint(**{column.key: getattr(complaint, column.key) for column in Complaint.__table__.columns})
    copied.id, copied.mention = number + 1, complaint.mention
    return copied
