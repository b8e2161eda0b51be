"""Which clock starts and ends when: what happens to a complaint, told to its clocks.

First response and resolution run from the start. Once we have answered, the customer has a right to news at set
intervals; when they write again, to a further answer. All of them end with the resolution; a breach stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import sla
from bot.desk.models import Clock, Complaint
from bot.desk.playbooks import Book, Playbook
from bot.desk.vocabulary import FROM_THE_START, ComplaintState, Metric

HELD_WHILE_WAITING = (Metric.RESOLUTION, Metric.UPDATE)  # unless the policy says most_paused: 0m


def begin(session: Session, book: Book, playbook: Playbook, complaint: Complaint, since: datetime) -> list[Clock]:
    """The complaint begins: the clocks that run from when the customer wrote."""
    return [sla.start(session, book, playbook, complaint, metric, since) for metric in FROM_THE_START]


def answered(session: Session, book: Book, playbook: Playbook, complaint: Complaint, at: datetime) -> None:
    """Our reply is public since ``at``: the first response is given, the next news is due."""
    _end(session, complaint, Metric.FIRST_RESPONSE, at)
    _again(session, book, playbook, complaint, Metric.UPDATE, at)


def customer_wrote(session: Session, book: Book, playbook: Playbook, complaint: Complaint, at: datetime) -> None:
    """The customer wrote at ``at``. After our reply that wants a next response; the oldest unanswered word counts."""
    if complaint.state == ComplaintState.ANSWERED and not sla.running(session, complaint.id, Metric.NEXT_RESPONSE):
        _again(session, book, playbook, complaint, Metric.NEXT_RESPONSE, at)


def responded(session: Session, book: Book, playbook: Playbook, complaint: Complaint, at: datetime) -> None:
    """We wrote to the customer again at ``at``, in public or in private: that is the next response, and news."""
    _end(session, complaint, Metric.NEXT_RESPONSE, at)
    if complaint.state == ComplaintState.ANSWERED:
        _end(session, complaint, Metric.UPDATE, at)
        _again(session, book, playbook, complaint, Metric.UPDATE, at)


def waits(session: Session, complaint: Complaint, at: datetime, reason: str) -> None:
    """It is the customer's turn: what the policies let wait is paused."""
    for metric in HELD_WHILE_WAITING:
        if clock := sla.running(session, complaint.id, metric):
            sla.pause(clock, at, reason)


def goes_on(session: Session, complaint: Complaint, at: datetime) -> None:
    """It is our turn again."""
    for metric in HELD_WHILE_WAITING:
        if clock := sla.running(session, complaint.id, metric):
            sla.resume(clock, at)


def resolved(session: Session, complaint: Complaint, at: datetime) -> None:
    """It is put right. What we said we would do keeps its own clocks until it is kept, or overtaken."""
    for metric in (Metric.RESOLUTION, Metric.NEXT_RESPONSE, Metric.UPDATE):
        _end(session, complaint, metric, at)


def closing_wanted(session: Session, book: Book, playbook: Playbook, complaint: Complaint, at: datetime) -> None:
    """It is resolved, and those who read along are to hear so."""
    _again(session, book, playbook, complaint, Metric.CLOSING, at)


def closing_said(session: Session, complaint: Complaint, at: datetime) -> None:
    """The closing line is public since ``at``."""
    _end(session, complaint, Metric.CLOSING, at)


def closing_over(session: Session, complaint: Complaint, at: datetime) -> None:
    """A person decided that there is none, or it was taken up again: the promise no longer applies."""
    if clock := sla.running(session, complaint.id, Metric.CLOSING):
        sla.stop(clock, at)


def reopened(session: Session, book: Book, playbook: Playbook, complaint: Complaint, at: datetime) -> None:
    """It is not solved after all: new rounds, and the old ones stay as they ended."""
    closing_over(session, complaint, at)
    sla.restart(session, book, playbook, complaint, Metric.RESOLUTION, at)
    _again(session, book, playbook, complaint, Metric.UPDATE, at)


def _end(session: Session, complaint: Complaint, metric: Metric, at: datetime) -> None:
    if clock := sla.running(session, complaint.id, metric):
        sla.end(clock, at)


def _again(
    session: Session, book: Book, playbook: Playbook, complaint: Complaint, metric: Metric, at: datetime
) -> None:
    """A new round of ``metric``, where somebody promises it."""
    if sla.promised(book, playbook, complaint, metric) is not None:
        sla.restart(session, book, playbook, complaint, metric, at)
