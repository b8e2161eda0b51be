"""Every face that Amends shows in Slack, in every state, both languages, with kind and with hostile words.

``all_faces(book)`` yields ``(name, kind, face)`` with ``kind`` one of ``message`` and ``modal``. The rows are made by
hand and never saved: a face is a pure function of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

from bot.desk import actions
from bot.desk.differences import Op, differences
from bot.desk.digests import Untold
from bot.desk.groups import Others
from bot.desk.hotlines import Standing
from bot.desk.insights import Cause, Insights, Persona, Recurring, change
from bot.desk.insights.counting import Counted, Handled
from bot.desk.insights.personas import Remedy
from bot.desk.learning import Learned
from bot.desk.listening import Week
from bot.desk.models import (
    Abstention,
    ActionItem,
    Approval,
    Clock,
    Closure,
    Commitment,
    Complaint,
    Draft,
    Event,
    Gesture,
    Mention,
    Satisfaction,
    Suggestion,
    Ticket,
)
from bot.desk.people import allowed
from bot.desk.playbooks import Book
from bot.desk.playbooks.playbook import Needed
from bot.desk.rehearsals import HINTS, Case
from bot.desk.rewritings import Version
from bot.desk.samples import Aside, Reviewed
from bot.desk.timeline import SENTENCES
from bot.desk.vocabulary import (
    ActionState,
    ClockState,
    CommitmentState,
    ComplaintState,
    DraftState,
    MentionState,
    Metric,
    SuggestionState,
    TicketState,
)
from bot.slack import (
    approving,
    cards,
    deadlines,
    discarded,
    editing,
    ended,
    glossing,
    grouped,
    heard,
    judgement,
    modals,
    notices,
    owned,
    rehearsing,
    steering,
    verbs,
    versions,
    weekly,
)
from bot.slack.home import windows
from bot.slack.rows import Folded, Rows
from bot.voice.rubric import Judgement
from bot.voice.situation import Check
from tests.slack import crew_faces, found_faces, home_faces, incident_faces

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
        triage=_triage(states, said),
    )  # fmt: skip
    playbook = book.playbooks["late-delivery"] if isinstance(book.playbooks, dict) else book.playbooks[0]
    complaint = Complaint(
        id=1, version=1, ref="K4M-7RX2", mention_id="m1", state=states.get("complaint", ComplaintState.OPEN),
        playbook=playbook.name, playbook_version="1", playbook_reason="" if words == "empty" else said[:200],
        facts=_facts(states, said), frozen={"approval": {"manager_first": True}} if states.get("manager_first") else {},
        team=states.get("team", playbook.team), thread_revision=1, opened_at=NOW, correlation="c",
        dismissed_by="U0SAM", dismissed_reason=said, severity=states.get("severity"),
        playbook_by=states.get("playbook_by"), stakes=states.get("stakes") or ("P2" if "triaged" in states else None),
        priority=70,
        weighed={"parts": {"stakes": 60, "same problem": 10}}, group_id=1 if states.get("others") else None,
        grouped=states.get("grouped") or {"ref": "M7X-2RK4", "words": [said[:300], said[:300]]},
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
        further=[mention] * states.get("further", 0), others=_others(states, address), hotline=_called(states, name),
        incident=states.get("incident"), held_back=states.get("held_back", False),
        judged=_judged(states, said), asks_model=states.get("asks_model", False),
        editors=states.get("editors", ()), gestures=_gestures(states, said),
        abstention=_abstention(states, said), closure=_closure(states, said), question=_question(states, said),
        promised=_promised(states, said), line=_line(states, said), line_judged=_judged(states, said),
        given=[Approval(id=1, draft_id=7, person=who, at=NOW, hash="x") for who in states.get("given", ())],
    )  # fmt: skip


def _closure(states: dict[str, Any], said: str) -> Closure | None:
    if "line" not in states:
        return None
    refused = states.get("outcome") == "refused"
    return Closure(
        id=1, complaint_id=1, episode=1, level=1, outcome=states.get("outcome", "solved"), done_what=said[:3000],
        done_on="2026-11-24", reason=said if refused else None, recourse=said if refused else None, gestures=[],
        began_at=NOW, closed_at=NOW, hand_offs=2, repeated=3, explanation=said or "x", explained_by="U0GONE",
        decided_by="U0NOE", line=states["line"], line_why=said, line_by="U0SAM", watch_until=NOW,
        put_right_at=NOW if states.get("score") else None,
    )  # fmt: skip


def _question(states: dict[str, Any], said: str) -> Satisfaction | None:
    if "score" not in states:
        return None
    return Satisfaction(
        id=1, complaint_id=1, closure_id=1, text=said or "x", asked_at=NOW, by_hand=True, score=states["score"] or None,
        sent_at=NOW if states["score"] is not None else None, words=said,
    )  # fmt: skip


def _promised(states: dict[str, Any], said: str) -> list[Commitment]:
    return [
        Commitment(
            id=number, complaint_id=1, what=said[:300], said=said[:300] or "x", due_at=NOW - timedelta(hours=number),
            owner="U0GONE", state=state, created_at=NOW, broken_at=None,
        )
        for number, state in enumerate(states.get("promised", ()), start=1)
    ]  # fmt: skip


def _line(states: dict[str, Any], said: str) -> Draft | None:
    found = _draft(states | {"draft": states["line_state"]}, said) if "line_state" in states else None
    if found is not None:
        found.id, found.kind = 8, "closing"
    return found


def _others(states: dict[str, Any], address: str) -> Others | None:
    count = states.get("others", 0)
    some = tuple((f"M7X-2RK{number}", address) for number in range(min(count, 3)))
    return Others(count, some, count) if count else None


def _called(states: dict[str, Any], name: str) -> Standing | None:
    if "called" not in states:
        return None
    return Standing(name, NOW, states["called"], NOW if states["called"] else None)


def _abstention(states: dict[str, Any], said: str) -> Abstention | None:
    needs = states.get("abstention")
    until = NOW + timedelta(days=7) if needs == "watch" else None
    if not needs:
        return None
    return Abstention(id=1, mention_id="m1", needs=needs, reason=said, person="U0SAM", at=NOW, until=until)


def _triage(states: dict[str, Any], said: str) -> dict[str, Any] | None:
    """A decision with a second opinion that points to passages of whatever was said, or without one."""
    if "triaged" not in states:
        return None
    opinion: dict[str, Any] = {"why": "The model did not answer in time."}
    if states["triaged"] == "opinion":
        opinion = {"kind": "complaint", "stakes": "P1", "risks": ["safety", "minors"], "abusive": True,
                   "reasons": [said[:200]] * 3, "changed": []}  # fmt: skip
    place = {"text": "Place: {ground}; it does not speak to us.", "values": {}, "names": {"ground": said[:100]}}
    return {
        "kind": "complaint", "confidence": 0.5, "doubtful": True, "reasons": [], "asked_risks": ["legal"],
        "arousal": "high", "abusive": True, "ground": "consumers", "solicited": False, "place": place,
        "opinion": opinion,
    }  # fmt: skip


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


HOURS = {"name": PING, "zone": "Europe/Paris", "holidays": "FR", "named": {"2026-11-25": PING * 9},
         "week": {day: ["09:00-09:01", "10:00-18:00:07"] for day in ("mon", "tue", "wed", "thu", "fri")}}  # fmt: skip
PAUSES = [
    {"from": f"2026-11-24T0{hour}:00:00+00:00", "to": f"2026-12-2{hour}T08:30:00+00:00", "reason": PING, "capped": True}
    for hour in range(9)
]


def _clocks(states: dict[str, Any]) -> list[Clock]:
    return [
        Clock(
            id=number, complaint_id=1, metric=metric, round=1, state=states.get("clock", ClockState.RUNNING),
            due_at=NOW + timedelta(hours=states.get("due_in", 2)), warned_at=states.get("warned"),
            breached_at=states.get("breached"), started_at=NOW, warn_at=NOW, pauses=PAUSES,
            policy={"name": PING * 9, "warn": 3600, "limit": 7200, "most_paused": 90_000, "calendar": HOURS},
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
    {"draft": DraftState.WITHDRAWN, "complaint": ComplaintState.ABSTAINED, "clock": ClockState.PAUSED,
     "abstention": "watch"},
    {"draft": DraftState.WITHDRAWN, "complaint": ComplaintState.ABSTAINED, "clock": ClockState.STOPPED,
     "abstention": "do_not_engage", "triaged": "doubted"},
    {"draft": DraftState.PROPOSED, "triaged": "opinion"},
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
    {"manager_first": True, "gestures": ALL_GESTURES[:1], "called": None, "others": 70, "stakes": "P1"},
    {"draft": DraftState.PROPOSED, "called": "U0HEL", "others": 1, "grouped": {"ref": "M7X-2RK4", "by": "U0GONE"}},
    {"draft": DraftState.WITHDRAWN, "complaint": ComplaintState.DISMISSED, "clock": ClockState.STOPPED},
    {"draft": DraftState.PUBLISHED, "complaint": ComplaintState.ANSWERED, "ticket": TicketState.WAITING,
     "clock": ClockState.MET, "network": "shop", "spoken": "unknown"},
    {"draft": DraftState.PUBLISHED, "complaint": ComplaintState.RESOLVED, "ticket": TicketState.RESOLVED,
     "clock": ClockState.BREACHED, "breached": NOW, "network": "<!channel>", "spoken": "<!here>"},
]  # fmt: skip
INCIDENT = incident_faces.incident("kind")
APPROVAL_STATES[:0] = [
    {"incident": INCIDENT, "held_back": True},
    {"incident": INCIDENT, "held_back": True, "draft": DraftState.PROPOSED, "failing": ALL_FAIL},
    {"incident": INCIDENT, "draft": DraftState.PROPOSED, "failing": {}},
]
TICKET_STATES: list[dict[str, Any]] = [
    *({"ticket": state, "further": 4, "note": True, "reopened": 2} for state in TicketState),
    {"ticket": TicketState.RESOLVED, "outcome": "refused", "clock": ClockState.PAUSED},
    {"ticket": TicketState.CLAIMED, "owner": "U0GONE", "team": "a team that was dissolved"},
    {"ticket": TicketState.QUEUED, "team": "a team that was dissolved", "mention": MentionState.GONE},
    {"ticket": TicketState.CLAIMED, "promised": list(CommitmentState), "gestures": ALL_GESTURES, "line": "wanted"},
    *({"ticket": TicketState.RESOLVED, "outcome": outcome, "line": line, "score": score}
      for outcome, line, score in (("solved", "wanted", None), ("refused", "published", 0), ("solved", "skipped", 2))),
]  # fmt: skip
STATES_OF_WINDOWS: list[dict[str, Any]] = [
    {},
    {"draft": DraftState.PROPOSED, "ticket": TicketState.CLAIMED},
    {"draft": DraftState.PUBLISHED, "ticket": TicketState.CLAIMED, "promised": list(CommitmentState), "line": "wanted",
     "score": None, "gestures": ALL_GESTURES, "facts": ["cause", "outcome"]},
]  # fmt: skip
LINE_STATES: list[dict[str, Any]] = [
    {"line": "skipped"},
    {"line": "wanted"},
    {"line": "wanted", "complaint": ComplaintState.ANSWERED},
    *({"line": "wanted", "line_state": state} for state in DraftState),
    *({"line": "wanted", "line_state": state, "network": "reviews"} for state in DraftState),
    {"line": "published", "line_state": DraftState.PUBLISHED},
    {"line": "wanted", "line_state": DraftState.PROPOSED, "failing": ALL_FAIL},
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
        for number, states in enumerate(LINE_STATES):
            resolved = {"complaint": ComplaintState.RESOLVED, "ticket": TicketState.RESOLVED} | states
            shown = rows_of(book, language, words, draft=DraftState.PUBLISHED, **resolved)
            yield f"closing line {number} ({where})", "message", ended.line(shown)
        yield from _modals(book, language, words)
        yield from _lists(book, language, words)
        yield from incident_faces.all_faces(book, language, words)
        yield from crew_faces.all_faces(rows_of, book, language, words)
        yield from found_faces.all_faces(rows_of, book, language, words, WORDS[words])
        yield from found_faces.figures_asked_for(book, language, words, WORDS[words])


def _modals(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for action, states in product(verbs.OPENS, STATES_OF_WINDOWS):
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
    for number, states in enumerate(APPROVAL_STATES[-12:-4:2]):
        rows = rows_of(book, language, words, **{"failing": ALL_FAIL} | states)
        for shown in (editing.Window(3), editing.Window(3, editing.KEPT, 2), editing.Window(3, editing.AFRESH)):
            yield (
                f"edit {number} {shown.began} {where}",
                "modal",
                editing.window(rows, shown, rows.judged, initial=said),
            )
            yield f"edit {number} {shown.began} anew {where}", "modal", editing.window(rows, shown, rows.judged)
        yield f"card over Home {number} {where}", "modal", windows.card(rows, of_list="kind=late", said=said[:1500])
        yield f"no facts {number} {where}", "modal", steering.fill(rows)
        filled = replace(rows, playbook=rows.playbook.model_copy(update={"slots": SLOTS}))
        yield f"facts {number} {where}", "modal", steering.fill(filled)
        yield f"gesture {number} {where}", "modal", steering.gesture(rows, allowed(book, "U0HEL", "log"))
        yield f"refuse {number} {where}", "modal", steering.refuse(rows, 1)
        yield f"more {number} {where}", "modal", steering.more(rows)
        yield f"deadlines {number} {where}", "modal", deadlines.window(rows)
        versioned = [_version(states, words, index) for index in range(14)]
        yield f"versions {number} {where}", "modal", versions.window(rows, versioned, ":white_check_mark: x")
    rows = rows_of(book, language, words, ticket="waiting", promised=["open", "noticed"])
    yield from home_faces.of_lists(book, language, rows, said, NOW, where)
    for others in (0, 1, 70):
        rows = rows_of(book, language, words, others=others)
        members = [rows_of(book, language, words).complaint for _ in range(others)]
        for number, member in enumerate(members):
            member.id = number + 1
        yield f"group of {others} {where}", "modal", grouped.window(rows, members)
        yield f"more of {others} {where}", "modal", steering.more(rows)
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
    data = dict.fromkeys(
        ("text", "reason", "why", "what", "done", "after", "url", "playbook", "team", "metric", "recourse", "told",
         "explanation", "words", "said"), said,
    )  # fmt: skip
    return Event(id=1, kind=kind, actor="U0LEA", at=NOW, data=data | {"number": 3, "outcome": "solved", "on": "x"})


def _lists(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    complaint = rows_of(book, language, words).complaint
    clock = _clocks({"breached": NOW})[0]
    for number in (0, 1, 10, 11, 300):
        items = [Folded(complaint, NOW if index % 2 else None) for index in range(number)]
        yield (
            f"fold of {number} ({language}, {words})",
            "message",
            cards.fold(items[: cards.FOLD_SHOWS], len(items), language),
        )
        told = [Untold(clock, complaint)] * number
        yield f"digest of {number} ({language}, {words})", "message", notices.digest(book, told, NOW)
    yield from _discards(book, language, words)
    yield from _listening(book, language, words)


def _discards(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    channels = book.desk.channels.model_copy(update={"language": language})
    there = replace(book, desk=book.desk.model_copy(update={"channels": channels}))
    asides = [_aside(book, language, words, number) for number in range(10)]
    for number, more in ((0, 0), (1, 0), (10, 0), (10, 9990)):
        message = discarded.digest(there, asides[:number], more)
        yield f"discards {number} and {more} ({language}, {words})", "message", message
    for start, reviewed in ((0, Reviewed(0, 0)), (5, Reviewed(120, 7))):
        message = discarded.sample(there, asides[start : start + 5], reviewed)
        yield f"sample from {start} ({language}, {words})", "message", message


def _aside(book: Book, language: str, words: str, number: int) -> Aside:
    """Set aside for some reason; found right, restored, deleted, a complaint for another reason."""
    mention = rows_of(book, language, words).mention
    said, mention.id = WORDS[words], f"{number:036}"
    mention.reason = said
    reason = {"text": "It reads like {kind}: {words}.", "values": {"words": said}, "names": {"kind": "praise"}}
    mention.triage = {"doubtful": True, "reasons": [reason]} if number % 2 else None
    mention.state = {7: MentionState.COMPLAINT, 8: MentionState.GONE, 9: MentionState.COMPLAINT}.get(
        number, MentionState.DISCARDED
    )
    if number == 7:
        return Aside(mention, ref="K4M-7RX2", restored_by="U0LEA")
    if number == 9:
        return Aside(mention, ref="K4M-7RX2")
    return Aside(mention, found_right_by="<!channel>" if number == 6 else None)


def _listening(book: Book, language: str, words: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The weekly message, insights, and what somebody owns, in every state."""
    where = f"({language}, {words})"
    channels = book.desk.channels.model_copy(update={"language": language})
    there = replace(book, desk=book.desk.model_copy(update={"channels": channels}))
    suggestions = [_suggestion(book, language, words, state) for state in SuggestionState] * 4
    items = [_action(WORDS[words], state) for state in ActionState] * 4
    for number in (0, 20):
        shown = owned.Owned(book, language, NOW, suggestions[:number], items[:number], {1: "K4M-7RX2"}, {1: 3})
        yield f"suggestions {number} {where}", "modal", _ids(owned.suggestion_list(shown))
        yield f"actions {number} {where}", "modal", _ids(owned.action_list(shown))
        waiting = replace(shown, suggestions=[suggestions[1]] * number, items=[items[0]] * number)
        if (message := owned.message(waiting)) is not None:
            yield f"owner's message {where}", "message", _ids(message)
        for step in ("late", "rising", "quiet"):
            week = _week(book, items, number, WORDS[words], step)
            learned = Learned(NOW, NOW, 0, 0, (), (), (), (), (), 0, {})
            yield f"weekly {number} {step} {where}", "message", weekly.message(there, week, learned)
    heard_of = _insights(book, WORDS[words], 24)
    yield f"insights {where}", "modal", heard.window(book, heard_of, language, 28)
    yield f"open an action {where}", "modal", owned.opening(book, "late-delivery", items, language, NOW)
    yield f"action done {where}", "modal", owned.done(items[0], language)
    yield f"action dropped {where}", "modal", owned.drop(items[0], language)
    one = suggestions[2]
    for name, view in (
        ("give", owned.give(book, one, language)), ("answer", owned.answer(one, language)),
        ("told", owned.told(one, language)), ("set aside", owned.set_aside(one, language)),
    ):  # fmt: skip
        yield f"suggestion {name} {where}", "modal", view


def _ids(face: dict[str, Any]) -> dict[str, Any]:
    """Rows of the same number stand in one list here only: their blocks would have the same names."""
    for number, block in enumerate(face["blocks"]):
        if "block_id" in block:
            block["block_id"] += f"-{number}"
    return face


def _suggestion(book: Book, language: str, words: str, state: SuggestionState) -> Suggestion:
    said = WORDS[words]
    return Suggestion(
        id=1, mention_id="m1", state=state, noted_at=NOW, owner="U0IVY", due_at=NOW, answer="declined",
        why=said[:500] if state != SuggestionState.NEW else None, answered_by="<!channel>", told_by="U0LEA",
        mention=rows_of(book, language, words).mention,
    )  # fmt: skip


def _action(said: str, state: ActionState) -> ActionItem:
    found = actions.Effect(change(40, 400, 10, 200), 8, 4, 5.0, 2.5) if state == ActionState.MEASURED else None
    return ActionItem(
        id=1, cause="late-delivery" if state == ActionState.OPEN else "a cause <!channel> of before", what=said[:500],
        owner="<!here>", due_at=NOW - timedelta(days=1), state=state, opened_by="U0LEA", opened_at=NOW,
        note=said[:1000] if state != ActionState.OPEN else None, effect=asdict(found) if found else None,
    )  # fmt: skip


def _insights(book: Book, said: str, number: int) -> Insights:
    """``number`` causes, whose words are ``said`` (they are letters only, in truth)."""
    words = tuple(Recurring(said[:40], 9, 30, 3) for _word in range(5))
    remedies = (Remedy("voucher", 3, 1), Remedy("", 2, 0), Remedy("refused", 1, 0), Remedy("<!here>", 1, 0))
    changes = (None, change(3, 20, 1, 20), change(90, 900, 40, 400), change(9, 900, 40, 400), change(90, 900, 2, 400))
    causes = [
        Cause(
            name, 40, 30, 400, 4000, 90, changes[place % 5], (("social", Counted(9, 8)),), (("xx", Counted(9, 8)),),
            (("a team <!channel> of before", Counted(9, 8)),), Handled(9, 8, 7, 6, 5), 3.25, remedies, words,
        )
        for place, name in enumerate([*book.playbooks, "<!channel>"][:number])
    ]  # fmt: skip
    personas = [Persona(one.playbook, "social", "high", "xx", 9, 8, 30, remedies) for one in causes]
    since = NOW - timedelta(days=7)
    return Insights(since, NOW, 4000, 900, 400, 4 if number else 0, Counted(900, 900), tuple(causes), tuple(personas),
                    Counted(3, 3), 900, {"kind": 3, "topic": 2, "<!channel>": 1} if number else {})  # fmt: skip


def _week(book: Book, items: list[ActionItem], number: int, said: str, step: str) -> Week:
    found = _insights(book, said, number)
    late = items[:number] if step == "late" else []
    at_work = frozenset() if step == "rising" else frozenset(one.playbook for one in found.causes)
    return Week(found, found.causes, {"new": number, "asked": 1 if number else 0, "answered": 0}, None, late,
                items[:number], items[3 : 3 + number], at_work, Reviewed(40 if number else 0, 7), NOW)  # fmt: skip
