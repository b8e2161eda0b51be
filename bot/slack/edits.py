"""Rewriting a reply: open its window, keep and judge each change, keep what was typed when the window closes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from bot.desk import approvals, commitments, complaints, drafts, outbox, people
from bot.desk import editing as desk_editing
from bot.desk.models import Complaint, Draft
from bot.desk.people import Person
from bot.slack import editing, payloads
from bot.slack.blocks import Block
from bot.slack.changes import Changes
from bot.slack.edge import Edge
from bot.slack.editing import KEPT, Window
from bot.slack.payloads import Body
from bot.slack.rows import judged_as_typed
from bot.voice.rubric import Judgement


class Edits:
    """The listeners of the window in which a reply is rewritten."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self._changes = Changes(edge)

    # Opening

    def open(self, body: Body, action: dict[str, Any]) -> None:
        """Edit was pressed; runs after the acknowledgement."""
        ref, user = action["value"].partition("|")[0], body["user"]["id"]
        self.edge.open_drawn(body, lambda: self._opened(ref, user))

    def _opened(self, ref: str, user: str) -> Block:
        context = self.edge.context

        def happening(session: Session) -> tuple[Block, Any]:
            book, now = context.book(), context.now()
            person, complaint = people.allowed(book, user, "approve"), complaints.by_ref(session, ref)
            latest = drafts.guard_changeable(session, book, complaint)
            number = latest.number if latest else 0
            opened = desk_editing.open_edit(session, complaint, person, number, now)
            shown = Window(number, KEPT, opened.number) if opened.body else Window(number)
            initial = opened.body or (latest.body if latest else "")
            view = self._drawn(session, complaint, person, shown, initial, initial=initial)
            return view, outbox.lanes_armed(session)

        view, lanes = context.store.write(happening)
        context.wake(*lanes)
        return view

    def _drawn(
        self, session: Session, complaint: Complaint, person: Person, shown: Window, typed: str, *, initial: str | None
    ) -> Block:
        """The window as it is with ``typed`` in its field."""
        rows = self.edge.rows(session, complaint, person.id).in_hand()
        rows = replace(rows, editors=[who for who in rows.editors if who != person.id])
        judged, promises = self._judged(session, complaint, person, rows.draft, typed)
        return editing.window(rows, shown, judged, initial=initial, promises=promises)

    def _judged(
        self, session: Session, complaint: Complaint, person: Person, draft: Draft | None, typed: str
    ) -> tuple[Judgement | None, list[Any]]:
        """What the checks say of what is typed, and what it promises."""
        if not typed.strip():
            return None, []
        book, now = self.edge.context.book(), self.edge.context.now()
        known, as_typed = approvals.known_of(session, book, complaint, [person], now), drafts.unwritten(complaint)
        playbook = complaints.frozen_playbook(book, complaint)
        if draft is not None:
            as_typed.language, as_typed.why, as_typed.commitments = draft.language, draft.why, draft.commitments
            as_typed.kind = draft.kind
        as_typed.commitments = commitments.noticed(book, playbook, complaint, as_typed, typed.strip(), now)
        return judged_as_typed(book, complaint, as_typed, typed, known, person), as_typed.commitments

    def afresh(self, body: Body, action: dict[str, Any]) -> None:
        """The person wants none of what they had typed before: the draft's own words come back."""
        ref, _bar, carried = action["value"].partition("|")
        context, user, shown = self.edge.context, body["user"]["id"], Window.of(carried).afresh()

        def happening(session: Session) -> Block:
            person, complaint = people.allowed(context.book(), user, "approve"), complaints.by_ref(session, ref)
            latest = drafts.guard_changeable(session, context.book(), complaint)
            desk_editing.forget(session, complaint, person)
            desk_editing.open_edit(session, complaint, person, shown.number, context.now())
            words = latest.body if latest else ""
            return self._drawn(session, complaint, person, shown, words, initial=words)

        view = context.store.write(happening)
        self._changes.drawn(body, view)

    # Typing

    def typed(self, ack: Ack, body: Body, action: dict[str, Any]) -> None:
        """A change in the field: kept and judged as soon as the one before it has been."""
        ack()
        self._changes.follow(body, action, self._take)

    def _take(self, body: Body, action: dict[str, Any]) -> Block:
        ref, _bar, carried = body["view"]["private_metadata"].partition("|")
        shown, words, user = Window.of(carried), action.get("value") or "", body["user"]["id"]
        context = self.edge.context

        def keep(session: Session) -> None:
            person, complaint = people.allowed(context.book(), user, "approve"), complaints.by_ref(session, ref)
            number = shown.kept_from if shown.began == KEPT else shown.number
            desk_editing.typed(session, complaint, person, number, words, context.now())

        context.store.write(keep)
        with context.store.read() as session:
            person, complaint = people.allowed(context.book(), user, "approve"), complaints.by_ref(session, ref)
            return self._drawn(session, complaint, person, shown, words, initial=None)

    # Closing

    def closed(self, ack: Ack, body: Body, view: dict[str, Any]) -> None:
        """Closed without being sent in: what was typed is kept for this person, if it was anything of their own."""
        ack()
        ref, _bar, carried = view["private_metadata"].partition("|")
        shown, user, context = Window.of(carried), body["user"]["id"], self.edge.context
        words = payloads.values(view).get(shown.field) or None  # Slack does not promise to tell it: typed() kept it

        def happening(session: Session) -> Any:
            person = people.person(context.book(), user)
            if person is None:
                return set()
            complaint, now = complaints.by_ref(session, ref), context.now()
            desk_editing.close_edit(session, complaint, person, now, words)
            latest = drafts.in_hand(session, complaint)
            if words is not None and latest is not None and words.strip() == latest.body.strip():
                desk_editing.forget(session, complaint, person)
            return outbox.lanes_armed(session)

        def close() -> None:
            context.wake(*context.store.write(happening))

        self.edge.within(body, close)
