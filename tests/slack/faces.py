"""Every face that Amends shows in Slack, in every state, both languages, with kind and with hostile words.

``all_faces(book)`` yields ``(name, kind, face)`` with ``kind`` one of ``message`` and ``modal``. The rows are made by
hand and never saved: a face is a pure function of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

from bot.desk.differences import Op, differences
from bot.desk.digests import Untold
from bot.desk.drafts import Version
from bot.desk.models import Approval, Clock, Complaint, Draft, Event, Gesture, Mention, Ticket
from bot.desk.people import allowed
from bot.desk.playbooks import Book
from bot.desk.playbooks.playbook import Needed
from bot.desk.rehearsals import HINTS, Case
from bot.desk.timeline import SENTENCES
from bot.desk.vocabulary import ClockState, ComplaintState, DraftState, MentionState, Metric, TicketState
from bot.slack import (
    approving,
    cards,
    editing,
    glossing,
    judgement,
    modals,
    notices,
    rehearsing,
    steering,
    verbs,
    versions,
)
from bot.slack.rows import Folded, Rows
from bot.voice.rubric import Judgement
from bot.voice.situation import Check

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PING = "<!channel> <!here> <!everyone> <@U0LEA> <#C0APPROV> <!subteam^S1> @channel @here <!date^0^{date}|x>"
FORGED = "<https://evil.example|Brindelune> <https://evil.example> &lt;!channel&gt; [Brindelune](https://evil.example)"
MARKS = "*bold* _it_ ~gone~ `code` ```block``` > quote :rotating_light: \u2028 • 1. one"
ODD = "\x00\x01\x1b[31m\u202egnp.exe\u2066 مرحبا שלום 👩‍👩‍👧‍👦 ﷽ Z̷̢͎a̸͖lgo \ufeff\ud83d".encode("utf-8", "replace").decode()
WORDS = {
    "kind": "Bonjour, j'attends mes tasses depuis trois semaines.\nToujours rien reçu.",
    "empty": "",
    "blank": " \n\t ",
    "one letter": "a",
    "ping": PING,
    "forged": FORGED,
    "marks": MARKS,
    "odd": ODD,
    "hostile": f"{PING}\n{FORGED}\n{MARKS}\n{ODD}\n" * 20,
    "long": "Tout est cassé ! " * 1200,
    "all escaped": "<&>" * 7000,
    "emoji": "👩‍👩‍👧‍👦" * 900,
    "lines": "\n" * 5000,
    "unbroken": "x" * 20_000,
}
HOSTILE = [word for word in WORDS if word not in ("kind", "empty", "blank", "one letter")]


def rows_of(book: Book, language: str, words: str, **states: Any) -> Rows:
    """The rows of one complaint, every text of which is ``WORDS[words]``; name the states that matter."""
    said = WORDS[words]
    name = {"kind": "Nadia Orsel", "empty": "", "blank": "\u202e\x00 "}.get(words, said[:300])
    address = "https://social.example/p/1" if words == "kind" else f"https://evil.example/{said}"[:2000]
    mention = Mention(
        id="m1", source="generic", external_id="1", network=states.get("network", "facebook"), url=address,
        author_handle=name, author_name=name, author={}, title=said[:1000] if words != "kind" else "", text=said,
        language=states.get("spoken", "fr"), reach=2**61 if words != "kind" else 312, media=[], hints={},
        posted_at=NOW - timedelta(minutes=10), received_at=NOW, revision=states.get("revision", 1),
        state=states.get("mention", MentionState.COMPLAINT), reason="", correlation="c", logged_by=states.get("by"),
    )  # fmt: skip
    playbook = book.playbooks["late-delivery"] if isinstance(book.playbooks, dict) else book.playbooks[0]
    complaint = Complaint(
        id=1, version=1, ref="K4M-7RX2", mention_id="m1", state=states.get("complaint", ComplaintState.OPEN),
        playbook=playbook.name, playbook_version="1", playbook_reason="" if words == "empty" else said[:200],
        facts=_facts(states, said), frozen={"approval": {"manager_first": True}} if states.get("manager_first") else {},
        team=states.get("team", playbook.team), thread_revision=1, opened_at=NOW, correlation="c",
        dismissed_by="U0SAM", dismissed_reason=said, severity=states.get("severity"),
        playbook_by=states.get("playbook_by"),
    )  # fmt: skip
    complaint.mention = mention
    if states.get("manager_first"):
        playbook = playbook.model_copy(
            update={"approval": playbook.approval.model_copy(update={"manager_first": True})}
        )
    return Rows(
        book=book, language=language, now=NOW, complaint=complaint, mention=mention, playbook=playbook,
        draft=_draft(states, said), ticket=_ticket(states, said), clocks=_clocks(states),
        note=Event(id=1, kind="note", actor="U0NOE", at=NOW, data={"text": said}) if states.get("note") else None,
        further=[mention] * states.get("further", 0),
        judged=_judged(states, said), asks_model=states.get("asks_model", False),
        editors=states.get("editors", ()), gestures=_gestures(states, said),
        given=[Approval(id=1, draft_id=7, person=who, at=NOW, hash="x") for who in states.get("given", ())],
    )  # fmt: skip


def _facts(states: dict[str, Any], said: str) -> dict[str, Any]:
    kept = {"value": said[:500] or "x", "by": "U0NOE", "at": NOW.isoformat(), "confirmed_by": None}
    return dict.fromkeys(states.get("facts", ()), kept)


def _judged(states: dict[str, Any], said: str) -> Judgement | None:
    """Every check: ``failing`` (id → level) of them fail."""
    failing = states.get("failing")
    if failing is None:
        return None
    why = "Nothing at hand says this: it is in neither the complaint nor the confirmed facts."
    passage, mend = said[:2000], "Confirm it in the case, or take it out."
    checks = tuple(
        Check(name, failing.get(name, "block"), name not in failing, passage if name in failing else "", why, mend)
        for name in judgement.CHECK_NAMES
    )
    return Judgement(checks, 0.4, 1.0, 0.0)


def _gestures(states: dict[str, Any], said: str) -> list[Gesture]:
    return [
        Gesture(
            id=number, complaint_id=1, kind=kind, amount=1500 if decision != "refused" else None, currency="EUR",
            why=said, asked_by="U0LEA", asked_at=NOW, beyond_authority=True, due_at=NOW + timedelta(minutes=30),
            decision=decision, decided_by=decision and "U0HEL", decided_at=decision and NOW, reason=said,
        )
        for number, (kind, decision) in enumerate(states.get("gestures", ()), start=1)
    ]  # fmt: skip


def _draft(states: dict[str, Any], said: str) -> Draft | None:
    state = states.get("draft")
    if state is None:
        return None
    body = (said or "Bonjour [[name]],")[:3000]
    signed = f"{body}\n— Léa, service client Brindelune"
    return Draft(
        id=7, version=1, complaint_id=1, number=3, state=state, body=body, language="fr",
        written_by=states.get("written_by", "playbook"),
        commitments=[{"said": "demain 18 h", "by": NOW.isoformat()}, {"said": body[:200], "by": NOW.isoformat()}],
        why=states.get("why", {}), created_at=NOW, changed_at=NOW, target={}, approved_by="U0LEA", approved_at=NOW,
        reply_text=None if state == DraftState.PROPOSED and not states.get("given") else signed,
        edit_of=states.get("edit_of"), edit_size=0.25 if states.get("edit_of") else None,
        publish_at=NOW + timedelta(seconds=20) if states.get("held") else None,
        published_at=NOW if state == DraftState.PUBLISHED else None,
        published_url=f"https://evil.example/{said}"[:2000] if state == DraftState.PUBLISHED else None,
        problem=said[:1000] if state in WITH_PROBLEM and not states.get("held") else None,
    )  # fmt: skip


def _ticket(states: dict[str, Any], said: str) -> Ticket | None:
    state = states.get("ticket")
    if state is None:
        return None
    return Ticket(
        id=1, version=1, complaint_id=1, state=state, team="delivery", opened_at=NOW, waiting_for=said[:500],
        owner=None if state == TicketState.QUEUED else states.get("owner", "U0NOE"),
        outcome=states.get("outcome", "solved"), outcome_reason=said, done_what=said[:3000], done_on="2026-11-24",
        reopened=states.get("reopened", 0),
    )  # fmt: skip


def _clocks(states: dict[str, Any]) -> list[Clock]:
    return [
        Clock(
            id=number, complaint_id=1, metric=metric, round=1, state=states.get("clock", ClockState.RUNNING),
            due_at=NOW + timedelta(hours=states.get("due_in", 2)), warned_at=states.get("warned"),
            breached_at=states.get("breached"), started_at=NOW, warn_at=NOW,
        )
        for number, metric in enumerate(Metric)
    ]  # fmt: skip


WITH_PROBLEM = (DraftState.UNKNOWN, DraftState.FAILED, DraftState.APPROVED)
ALL_FAIL = {name: "block" if number % 2 else "warn" for number, name in enumerate(judgement.CHECK_NAMES)}
ALL_GESTURES = [("voucher", None), ("replacement", None), ("a kind of before", "granted"), ("refund", "refused")]
WHY = {
    "edited": 2,
    "change": {"number": 2, "kind": "warmer", "words": PING},
    "voided": "the customer deleted the post",
    "undone": "U0SAM",
    "chosen_by": "U0LEA",
    "model": "the language model did not answer in time",
}
SLOTS = {
    f"slot_{type_}": Needed(
        type=type_, filled_by="agent", label={"en": f"what {type_}", "fr": f"quoi {type_}"}, before="reply",
        private=type_ == "reference", confirmed=type_ in ("text", "yes_no"),
        choices={"depot": {"en": "at the depot", "fr": "au dépôt"}, "lost": {"en": "lost", "fr": "perdu"}}
        if type_ == "choice" else {},
    )
    for type_ in ("text", "number", "money", "date", "time", "reference", "place", "yes_no", "choice")
}  # fmt: skip
APPROVAL_STATES: list[dict[str, Any]] = [
    {},
    *({"draft": state} for state in DraftState),
    *({"draft": state, "network": "reviews"} for state in DraftState),
    {"draft": DraftState.PROPOSED, "written_by": "U0SAM", "revision": 3, "further": 4, "warned": NOW},
    {"draft": DraftState.PROPOSED, "mention": MentionState.GONE, "due_in": -1, "by": "U0NOE"},
    {"draft": DraftState.PROPOSED, "failing": {}, "severity": "blame"},
    {"draft": DraftState.PROPOSED, "failing": {"R9": "warn", "R4": "warn"}, "editors": ["U0SAM", "U0GONE"]},
    {"draft": DraftState.PROPOSED, "failing": ALL_FAIL, "gestures": ALL_GESTURES, "editors": ["U0LEA"], "why": WHY,
     "edit_of": 2, "written_by": "U0LEA", "further": 4, "facts": ["order_number", "cause"], "playbook_by": "U0HEL"},
    {"draft": DraftState.PROPOSED, "failing": {}, "severity": "blame", "given": ["U0SAM"]},
    {"draft": DraftState.APPROVED, "held": True, "given": ["U0SAM", "U0LEA"]},
    {"draft": DraftState.APPROVED, "held": True, "gestures": ALL_GESTURES},
    {"draft": DraftState.PROPOSED, "failing": {}, "asks_model": True},
    {"manager_first": True, "gestures": ALL_GESTURES[:1]},
    {"draft": DraftState.WITHDRAWN, "complaint": ComplaintState.DISMISSED, "clock": ClockState.STOPPED},
    {"draft": DraftState.PUBLISHED, "complaint": ComplaintState.ANSWERED, "ticket": TicketState.WAITING,
     "clock": ClockState.MET, "network": "shop", "spoken": "unknown"},
    {"draft": DraftState.PUBLISHED, "complaint": ComplaintState.RESOLVED, "ticket": TicketState.RESOLVED,
     "clock": ClockState.BREACHED, "breached": NOW, "network": "<!channel>", "spoken": "<!here>"},
]  # fmt: skip
TICKET_STATES: list[dict[str, Any]] = [
    *({"ticket": state, "further": 4, "note": True, "reopened": 2} for state in TicketState),
    {"ticket": TicketState.RESOLVED, "outcome": "refused", "clock": ClockState.PAUSED},
    {"ticket": TicketState.CLAIMED, "owner": "U0GONE", "team": "a team that was dissolved"},
    {"ticket": TicketState.QUEUED, "team": "a team that was dissolved", "mention": MentionState.GONE},
]


def all_faces(book: Book) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every face in every state; see the module."""
    for language, words in product(("en", "fr"), WORDS):
        where = f"{language}, {words}"
        for number, states in enumerate(APPROVAL_STATES):
            yield (
                f"approval {number} ({where})",
                "message",
                cards.approval(rows_of(book, language, words, **states)),
            )
        for number, states in enumerate(TICKET_STATES):
            shown = rows_of(book, language, words, draft=DraftState.PUBLISHED, **states)
            yield f"ticket {number} ({where})", "message", cards.ticket(shown)
        yield from _modals(book, language, words)
        yield from _lists(book, language, words)


def _modals(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for action, states in product(verbs.OPENS, ({}, {"draft": DraftState.PROPOSED, "ticket": TicketState.CLAIMED})):
        shown = rows_of(book, language, words, **states)
        yield f"{action} ({language}, {words})", "modal", verbs.OPENS[action](shown)
    yield from _windows(book, language, words)
    said = WORDS[words]
    yield f"log ({language}, {words})", "modal", modals.log(language)
    seen = modals.log(language, text=said, name=said, url=said, key="slack:C0:1")
    yield f"log a message ({language}, {words})", "modal", seen
    for repeated in (1, 5):
        happened = [_event(kind, said) for kind in SENTENCES] * repeated
        story = modals.story(rows_of(book, language, words), happened)
        yield f"timeline of {len(happened)} ({language}, {words})", "modal", story


@cache
def _changes(words: str) -> list[tuple[Op, str]]:
    said = WORDS[words]
    return differences(said[:1000], said[:700] + " x")


def _version(states: dict[str, Any], words: str, index: int) -> Version:
    draft = _draft({"draft": DraftState.SUPERSEDED} | states, WORDS[words])
    assert draft is not None
    draft.number, draft.state = index + 2, DraftState.SUPERSEDED
    return Version(draft, index or None, _changes(words) if index else [])


def _windows(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    said, where = WORDS[words], f"({language}, {words})"
    for number, states in enumerate(APPROVAL_STATES[-11:-3:2]):
        rows = rows_of(book, language, words, **{"failing": ALL_FAIL} | states)
        for shown in (editing.Window(3), editing.Window(3, editing.KEPT, 2), editing.Window(3, editing.AFRESH)):
            yield (
                f"edit {number} {shown.began} {where}",
                "modal",
                editing.window(rows, shown, rows.judged, initial=said),
            )
            yield f"edit {number} {shown.began} anew {where}", "modal", editing.window(rows, shown, rows.judged)
        yield f"no facts {number} {where}", "modal", steering.fill(rows)
        filled = replace(rows, playbook=rows.playbook.model_copy(update={"slots": SLOTS}))
        yield f"facts {number} {where}", "modal", steering.fill(filled)
        yield f"gesture {number} {where}", "modal", steering.gesture(rows, allowed(book, "U0HEL", "log"))
        yield f"refuse {number} {where}", "modal", steering.refuse(rows, 1)
        yield f"more {number} {where}", "modal", steering.more(rows)
        versioned = [_version(states, words, index) for index in range(14)]
        yield f"versions {number} {where}", "modal", versions.window(rows, versioned, ":white_check_mark: x")
    checks = [check for check in rows_of(book, language, words, failing=ALL_FAIL).judged.checks if not check.ok]
    yield f"reasons {where}", "modal", approving.reasons(language, "K4M-7RX2|7:x:1", said, checks)
    yield f"one reason {where}", "modal", approving.reasons(language, "K4M-7RX2|7:x:1", said, checks[:1])
    yield f"code {where}", "modal", approving.code(book, language, "K4M-7RX2|7:x:1")
    yield f"code alone {where}", "modal", approving.code(book, language)
    yield f"code known {where}", "modal", approving.code(book, language, known=True)
    parts = [("The customer wrote:", said[:2900], ""), ("The draft says:", None, "")]
    yield f"gloss {where}", "modal", glossing.window(language, parts)
    yield f"notice {where}", "modal", modals.loading(language)
    yield from _rehearsals(book, language, words)


def _rehearsals(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    said, where = WORDS[words], f"({language}, {words})"
    rows = rows_of(book, language, words, failing=ALL_FAIL)
    case = Case(rows.complaint, said, said, stirred=True)
    yield f"rehearsal {where}", "modal", rehearsing.practice(language, case, None)
    yield f"rehearsal judged {where}", "modal", rehearsing.practice(language, case, rows.judged)
    for times in (1, 7):
        view = rehearsing.verdict(language, case, said, rows.judged, [*HINTS.values()], times)
        yield f"verdict {times} {where}", "modal", view


def _event(kind: str, said: str) -> Event:
    data = dict.fromkeys(("text", "reason", "why", "what", "done", "after", "url", "playbook", "team", "metric"), said)
    return Event(id=1, kind=kind, actor="U0LEA", at=NOW, data=data | {"number": 3, "outcome": "solved", "on": "x"})


def _lists(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    complaint = rows_of(book, language, words).complaint
    clock = _clocks({"breached": NOW})[0]
    for number in (0, 1, 10, 11, 300):
        items = [Folded(complaint, NOW if index % 2 else None) for index in range(number)]
        yield f"fold of {number} ({language}, {words})", "message", cards.fold(items, language)
        told = [Untold(clock, complaint)] * number
        yield f"digest of {number} ({language}, {words})", "message", notices.digest(book, told, NOW)
