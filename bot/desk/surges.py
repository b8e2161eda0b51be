"""Surges: topics of which more people complain than ever at this time of the week. Found by a scan, recorded once.

What is usual is read from the database once an hour and kept in this process's memory; what is seen now is asked each
time. Two scans at once cannot both record a surge: its number within the topic is unique, and the loser looks again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, case, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.desk import complainants, samples
from bot.desk.models import Complainant, Complaint, Surge, Topic
from bot.desk.playbooks import Book
from bot.desk.vocabulary import ComplaintState
from bot.triage import surges
from bot.triage.deciding import Reason
from bot.triage.surges import NOBODY, STRETCHES, Rules, Seen, Stretch, Told
from bot.triage.usual import DAYS, LONGEST_HOURS, WEEKS, History

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = timedelta(hours=LONGEST_HOURS)


# Finding them


def scan(session: Session, book: Book, now: datetime) -> Sequence[Surge]:
    """Record the surges that begin now, and return them.

    Three statements, two where hardly anybody complains of anything; once an hour three more, to learn what is usual.
    """
    rules, read = rules_of(book), _with_topics(session, book, _read(session, now), now)
    history, known = read.history, read.history.known(rules.weeks)
    if not known:
        return []
    seen = seen_now(session, known, now)
    settled = read.settled(now, rules.weeks)
    topics = {topic for topic, _source in seen if topic in settled and _most(seen, topic) >= rules.least_authors}
    if not topics:
        return []
    last, ends = _last(session, now), _ends(book, now)
    found = []
    for topic in sorted(topics):
        told, most_hours = _cooling(last.get(topic), now)
        what = surges.look(history, topic, seen, ends, rules, told, most_hours)
        if what is not None:
            found.append(_recorded(session, topic, what, now, book.desk.surges.cools_for))
    session.flush()
    return found


def learn(session: Session, now: datetime) -> None:
    """Read what is usual, where that is to be read, so that :func:`scan` keeps no writer waiting for it."""
    _read(session, now)


def rules_of(book: Book) -> Rules:
    """What counts as a surge at this desk."""
    chosen = book.desk.surges
    return Rules(chosen.least_authors, chosen.weeks, chosen.sensitivity)


def _most(seen: Seen, topic: str) -> int:
    """Distinct people in the longest stretch."""
    return sum(counts[-1] for (of, _source), counts in seen.items() if of == topic)


def seen_now(session: Session, sources: Sequence[str], now: datetime) -> dict[tuple[str, str], tuple[int, ...]]:
    """(topic, source) → distinct authors in each stretch that ends now. Each author counts once, in one source: of
    whoever wrote several times the latest says in which stretches they are."""
    minute = complainants.minute_of(now)
    latest = (
        select(
            Complainant.topic, func.min(Complainant.source).label("source"), func.max(Complainant.minute).label("at")
        )
        .where(Complainant.minute > minute - round(LONGEST_HOURS * 60), Complainant.minute <= minute)
        .where(Complainant.live, Complainant.source.in_(sources))
        .group_by(Complainant.topic, Complainant.author)
        .subquery()
    )
    counts = [func.sum(case((latest.c.at > minute - round(hours * 60), 1), else_=0)) for hours in STRETCHES]
    query = select(latest.c.topic, latest.c.source, *counts).group_by(latest.c.topic, latest.c.source)
    return {(topic, source): tuple(map(int, numbers)) for topic, source, *numbers in session.execute(query)}


def _last(session: Session, now: datetime) -> dict[str, Surge]:
    """Topic → its last surge, as far as that still matters."""
    query = select(Surge).where(Surge.cooldown_until > now - LONGEST).order_by(Surge.number)
    return {surge.topic: surge for surge in session.scalars(query)}


def _cooling(last: Surge | None, now: datetime) -> tuple[Told | None, float]:
    """What has been told of and is not over, and how far back what is new may reach, in hours."""
    if last is None:
        return None, LONGEST_HOURS
    if now < last.cooldown_until:
        return Told(last.authors, last.hours), _hours(now - last.at)
    return None, _hours(now - last.cooldown_until)


def _hours(length: timedelta) -> float:
    return length / timedelta(hours=1)


def _ends(book: Book, now: datetime) -> list[float]:
    """The same moment of the week on the desk's clock in each past week, in hours from 1970: when the clocks change,
    people's habits change with them."""
    local = samples.local_time(book, now)
    wall = local.replace(tzinfo=None)
    return [
        (wall - timedelta(weeks=week)).replace(tzinfo=local.tzinfo).timestamp() / 3600 for week in range(1, WEEKS + 1)
    ]


def _recorded(session: Session, topic: str, what: surges.Found, now: datetime, cooldown: timedelta) -> Surge:
    before = session.scalar(select(func.max(Surge.number)).where(Surge.topic == topic))
    usual = what.stretch.usual
    surge = Surge(
        topic=topic, number=(before or 0) + 1, at=now, hours=what.stretch.hours, authors=what.stretch.authors,
        expected=usual.mean if usual else math.nan, weeks=usual.weeks if usual else 0, chance=what.chance,
        reasons=[reason.as_json() for reason in what.reasons], cooldown_until=now + cooldown,
    )  # fmt: skip
    session.add(surge)
    return surge


# What is usual


@dataclass(frozen=True)
class _Read:
    """What was read, at which hour, the newest complaint of which it knows, and since when there is which topic."""

    history: History
    hour: int
    newest: int
    topics: Mapping[str, datetime]

    def settled(self, now: datetime, weeks: int) -> set[str]:
        """Topics that are old enough: complaints that go to a new playbook went elsewhere before."""
        return {topic for topic, since in self.topics.items() if since <= now - timedelta(weeks=weeks)}


_OF: WeakKeyDictionary[Pool, _Read] = WeakKeyDictionary()  # for readers and writers of one database alike
_OF_LOCK = Lock()


def _read(session: Session, now: datetime) -> _Read:
    """What is usual, read once an hour, and anew when old complaints were imported meanwhile."""
    hour, pool = int(now.timestamp() // 3600), session.connection().engine.pool
    with _OF_LOCK:
        read = _OF.get(pool)
    if read is None or read.hour != hour or _has_grown_behind(session, read, now):
        newest = session.scalar(select(func.max(Complainant.complaint_id))) or 0
        topics = {topic.name: topic.since for topic in session.scalars(select(Topic))}
        read = _kept(session, _Read(_history(session, hour), hour, newest, topics))
    return read


def _kept(session: Session, read: _Read) -> _Read:
    # Asked before the lock: a session that begins may wait for another's transaction, which may wait for the lock.
    pool = session.connection().engine.pool
    with _OF_LOCK:
        _OF[pool] = read
    return read


def _with_topics(session: Session, book: Book, read: _Read, now: datetime) -> _Read:
    """Write down which playbooks are new; those of the first day count as if they had always been there."""
    new = dict.fromkeys(book.playbooks.keys() - read.topics.keys(), now if read.topics else ALWAYS)
    if not new:
        return read
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    rows = [{"name": name, "since": since} for name, since in sorted(new.items())]
    session.execute(insert(Topic).on_conflict_do_nothing(index_elements=["name"]), rows)
    return _kept(session, replace(read, topics={**read.topics, **new}))


def _has_grown_behind(session: Session, read: _Read, now: datetime) -> bool:
    before = complainants.minute_of(now - complainants.LIVE)
    query = select(Complainant.complaint_id).where(Complainant.complaint_id > read.newest, Complainant.minute < before)
    return session.scalar(query.order_by(Complainant.complaint_id).limit(1)) is not None


def _history(session: Session, hour: int) -> History:
    each = (
        select(Complainant.source, Complainant.topic, Complainant.author, (Complainant.minute // 60).label("hour"))
        .where(Complainant.minute >= (hour - 24 * DAYS) * 60)
        .distinct()
        .subquery()
    )
    counted = (each.c.source, each.c.topic, each.c.hour)
    return History(hour, session.execute(select(*counted, func.count()).group_by(*counted)))


# Telling of them


def reasons(surge: Surge) -> list[Reason]:
    """Why it is one, in sentences."""
    return [Reason(**reason) for reason in surge.reasons]


def since(session: Session, start: datetime | None) -> Sequence[Surge]:
    """The surges that were recorded since ``start``, the newest first."""
    query = select(Surge).order_by(Surge.at.desc(), Surge.id.desc())
    return session.scalars(query.where(Surge.at >= start) if start else query).all()


def complaints_of(session: Session, surge: Surge, limit: int) -> Sequence[Complaint]:
    """Complaints that are part of ``surge`` and wait for an answer, the most urgent first."""
    end = complainants.minute_of(surge.at)
    query = (
        select(Complaint)
        .join(Complainant, Complainant.complaint_id == Complaint.id)
        .where(Complainant.minute > end - round(surge.hours * 60), Complainant.minute <= end)
        .where(Complainant.live, Complainant.topic == surge.topic, Complaint.state == ComplaintState.OPEN)
    )
    return session.scalars(query.order_by(Complaint.priority.desc(), Complaint.id).limit(limit)).all()


@dataclass(frozen=True)
class Standing:
    """How much is said of what at a moment. ``topics``: topic → what is seen and what is usual in each stretch;
    ``sources``: source → weeks of its history that say what is usual."""

    topics: Mapping[str, Sequence[Stretch]]
    sources: Mapping[str, float]
    weeks: int


def standing(session: Session, book: Book, now: datetime) -> Standing:
    """What is usual and what is seen now, by topic; of topics that are heard of at all."""
    rules, history, ends = rules_of(book), _read(session, now).history, _ends(book, now)
    known = history.known(rules.weeks)
    seen = seen_now(session, known, now) if known else {}
    heard = {topic for topic, _source in seen} | {topic for name in known for topic in history.sources[name].topics}
    topics = {topic: _stretches(history, topic, seen, ends, rules) for topic in sorted(heard)}
    return Standing(topics, {name: source.weeks for name, source in sorted(history.sources.items())}, rules.weeks)


def _stretches(history: History, topic: str, seen: Seen, ends: Sequence[float], rules: Rules) -> list[Stretch]:
    found = []
    for place, hours in enumerate(STRETCHES):
        usual = history.usual(topic, ends, hours, rules.weeks, {})
        authors = sum(seen.get((topic, name), NOBODY)[place] for name in (usual[1] if usual else history.sources))
        found.append(Stretch(hours, authors, usual[0] if usual else None))
    return found
