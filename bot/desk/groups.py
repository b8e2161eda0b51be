"""Groups: other people with the same problem. Each stays a complaint of its own, with its own answer; the group says
that they are alike, why, and how many people tell of it. Whoever knows better takes one out, or puts two together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.desk import complaints, events, neighbours, recent, urgency
from bot.desk.models import Complaint, Group, Mention
from bot.desk.named import named
from bot.desk.people import Person
from bot.desk.vocabulary import ComplaintState, Refused
from bot.texts import _

LATELY = timedelta(days=14)  # between complaints of one problem
LOOKED_AT = 5  # neighbours of one complaint
PAIR = 2
MOST_MOVED = 10_000
SHOWN = 3  # references of a group on a card
COMPLAINT = Complaint.metadata.tables["complaint"]


@dataclass(frozen=True)
class Others:
    """The rest of a complaint's group: how many, some of them (the latest: reference and address of the post), and how
    many people they are in all."""

    count: int
    some: tuple[tuple[str, str], ...]
    authors: int


@dataclass(frozen=True)
class Joined:
    """``complaint`` turned out to be about the problem of ``other``; ``words``: what both name, as it is written."""

    complaint: Complaint
    other: Complaint
    group: Group
    words: tuple[str, ...]
    begins: bool  # the group
    earlier: bool  # ``other`` began before this batch


# Deciding, for a whole batch


def join_all(session: Session, beginning: Sequence[Complaint], now: datetime) -> list[Joined]:
    """Let each of the complaints that begin (and are in no session yet) join the group of its problem, if somebody else
    has told of it. :func:`tell` writes it down once they have their ids.

    However many begin: one look for what other processes opened, one for the neighbours, and where there are any, one
    for their groups and one for the people who are counted in them already.
    """
    near = _near(session, beginning, now)
    if not near:
        return []
    known = _known(session, {mention for found in near.values() for mention in list(found)[:LOOKED_AT]}, now)
    known |= {one.mention.id: one for one in beginning}
    pairs = [(one, other, words) for one in beginning for other, words in _neighbour(one, near, known)]
    of_other = _groups_of(session, [other for _one, other, _words in pairs])
    joined = list[Joined]()
    for one, other, words in pairs:
        group = of_other.get(other.mention.id)
        begins = group is None
        if group is None:
            group = Group(topic=other.playbook, begun_at=now, authors=1)
            of_other[other.mention.id] = group
        of_other[one.mention.id] = group
        one.grouped = {"ref": other.ref, "words": words}
        joined.append(Joined(one, other, group, tuple(words), begins, other.id is not None))
    session.add_all([joint.group for joint in joined if joint.begins])
    session.flush()
    _count_people(session, joined, now)
    for joint in joined:
        if joint.begins and joint.earlier:
            _place(session, [joint.other], joint.group.id)
        elif joint.begins:
            joint.other.group_id = joint.group.id
        joint.complaint.group_id = joint.group.id
    return joined


def tell(session: Session, joined: Sequence[Joined], now: datetime) -> None:
    """Write on the timelines who belongs together, and why."""
    for one in joined:
        said = ", ".join(f"“{word}”" for word in one.words)
        more = one.group.authors - PAIR
        events.record(
            session, one.complaint, "grouped_with_more" if more > 0 else "grouped", events.AMENDS, now,
            ref=one.other.ref, words=said, n=more,
        )  # fmt: skip
        if one.begins:
            events.record(session, one.other, "group_began", events.AMENDS, now, ref=one.complaint.ref, words=said)
    complaints.show_all(session, [one.other for one in joined if one.begins and one.earlier], now)


def _near(session: Session, beginning: Sequence[Complaint], now: datetime) -> dict[str, dict[str, list[str]]]:
    """Mention of a complaint → mentions of others that name the same things, and which, as they are written."""
    found: dict[str, dict[str, list[str]]] = {}
    if not beginning:
        return found
    index = neighbours.of(session)
    with index.lock:
        index.catch_up(session, now - LATELY)
        for one in beginning:
            words = named(one.mention.text, one.mention.title)
            near = index.near(one.playbook, words, now)
            near.pop(one.mention.id, None)
            if near:
                found[one.mention.id] = {who: [words[word] for word in shared] for who, shared in near.items()}
            index.add(one.mention.id, one.playbook, words, now)
    return found


def _known(session: Session, mention_ids: Collection[str], now: datetime) -> dict[str, Complaint]:
    query = select(Complaint).where(
        Complaint.mention_id.in_(mention_ids), Complaint.opened_at > now - LATELY,
        Complaint.state != ComplaintState.DISMISSED,
    )  # fmt: skip
    return {one.mention_id: one for one in session.scalars(query)}


def _neighbour(
    complaint: Complaint, near: Mapping[str, Mapping[str, list[str]]], known: Mapping[str, Complaint]
) -> list[tuple[Complaint, list[str]]]:
    """The nearest complaint of somebody else about the same, with what both name; or nothing."""
    for mention, words in list(near.get(complaint.mention.id, {}).items())[:LOOKED_AT]:
        other = known.get(mention)
        if other is None or _same_author(other, complaint):
            continue
        if neighbours.may_be_one(other.playbook, complaint.playbook):
            return [(other, words)]
    return []


def _groups_of(session: Session, found: Sequence[Complaint]) -> dict[str, Group]:
    """Mention of a complaint → its group; locked, for their people are counted now."""
    ids = sorted({one.group_id for one in found if one.group_id})
    if not ids:
        return {}
    query = select(Group).where(Group.id.in_(ids)).order_by(Group.id).with_for_update()
    groups = {one.id: one for one in session.scalars(query, execution_options={"populate_existing": True})}
    return {one.mention.id: groups[one.group_id] for one in found if one.group_id}


def _place(session: Session, members: Sequence[Complaint], group_id: int | None, **values: object) -> None:
    """Beside the complaint's version: whoever is clicking on its card meanwhile loses no race because of this."""
    ids = [one.id for one in members]
    session.execute(update(COMPLAINT).where(COMPLAINT.c.id.in_(ids)).values(group_id=group_id, **values))
    for one in members:
        for name, value in {"group_id": group_id, **values}.items():
            set_committed_value(one, name, value)


def _count_people(session: Session, joined: Sequence[Joined], now: datetime) -> None:
    """The groups have new members: whoever is in one already counts once, and what many say becomes more urgent."""
    handles = {one.complaint.mention.author_handle for one in joined}
    old = sorted({one.group.id for one in joined if not one.begins})
    query = select(Complaint.group_id, Mention.network, Mention.author_handle, Mention.author_name)
    query = query.join(Mention, Mention.id == Complaint.mention_id)
    query = query.where(Mention.author_handle.in_(handles), Complaint.group_id.in_(old))
    counted = {(row[0], recent.author_of(*row[1:])) for row in session.execute(query)} if old else set()
    counted |= {(one.group.id, author(one.other.mention)) for one in joined}
    before = {one.group.id: urgency.step(one.group.authors) for one in joined}
    for one in joined:
        person = one.group.id, author(one.complaint.mention)
        if person not in counted:
            one.group.authors += 1
            counted.add(person)
    session.flush()
    grown = {one.group.id for one in joined if urgency.step(one.group.authors) != before[one.group.id]}
    _weigh_again(session, sorted(grown), now)
    first = [one.other.id for one in joined if one.begins and one.earlier]
    urgency.mark(session, first, now)


def _weigh_again(session: Session, group_ids: Sequence[int], now: datetime) -> None:
    if not group_ids:
        return
    query = select(Complaint.id).where(Complaint.group_id.in_(group_ids), Complaint.state == ComplaintState.OPEN)
    urgency.mark(session, session.scalars(query.order_by(Complaint.id)).all(), now)


def author(mention: Mention) -> str:
    """Who counts as one person; all that nobody is named for count as one, for nobody can tell them apart."""
    return recent.author_of(mention.network, mention.author_handle, mention.author_name)


def _same_author(one: Complaint, other: Complaint) -> bool:
    here = author(one.mention)
    return bool(here) and here == author(other.mention)


# Looking


def of(session: Session, complaint: Complaint) -> Group | None:
    """The group of ``complaint``, or None where nobody else has told of its problem."""
    return session.get(Group, complaint.group_id) if complaint.group_id else None


def authors(session: Session, group: Group) -> int:
    """How many people are in ``group``, counted anew."""
    query = select(Mention.network, Mention.author_handle, Mention.author_name).join(
        Complaint, Complaint.mention_id == Mention.id
    )
    found = session.execute(query.where(Complaint.group_id == group.id).distinct())
    return len({recent.author_of(*row) for row in found})


def members(session: Session, group_id: int, most: int = 50) -> Sequence[Complaint]:
    """The complaints of a group, the latest first."""
    query = select(Complaint).where(Complaint.group_id == group_id).order_by(Complaint.id.desc()).limit(most)
    return session.scalars(query).all()


def others(session: Session, shown: Sequence[Complaint]) -> dict[int, Others]:
    """Complaint → the rest of its group, for those of ``shown`` that are in one; two statements for all of them."""
    wanted = {one.group_id for one in shown if one.group_id}
    if not wanted:
        return {}
    counts = select(Complaint.group_id, func.count(), Group.authors).join(Group, Group.id == Complaint.group_id)
    counts = counts.where(Complaint.group_id.in_(wanted)).group_by(Complaint.group_id, Group.authors)
    sizes = {group_id: (count, people) for group_id, count, people in session.execute(counts)}
    place = func.row_number().over(partition_by=Complaint.group_id, order_by=Complaint.id.desc()).label("place")
    ranked = select(Complaint.group_id, Complaint.ref, Mention.url, place).join(
        Mention, Mention.id == Complaint.mention_id
    )
    row = ranked.where(Complaint.group_id.in_(wanted)).subquery().c
    latest: dict[int, list[tuple[str, str]]] = {}
    few = select(row.group_id, row.ref, row.url).where(row.place <= SHOWN + 1).order_by(row.place)
    for group_id, ref, url in session.execute(few):
        latest.setdefault(group_id, []).append((ref, url))
    found = {}
    for one in shown:
        if one.group_id and one.group_id in sizes:
            some = tuple(pair for pair in latest[one.group_id] if pair[0] != one.ref)[:SHOWN]
            found[one.id] = Others(sizes[one.group_id][0] - 1, some, sizes[one.group_id][1])
    return found


# By hand


def ungroup(session: Session, complaint: Complaint, person: Person, now: datetime) -> None:
    """``person`` says that ``complaint`` is about something else than its group."""
    complaints.lock(session, complaint)
    group = of(session, complaint)
    if group is None:
        raise Refused(_("{ref} is in no group, so there is nothing to take it out of."), ref=complaint.ref)
    rest = [one for one in members(session, group.id) if one.id != complaint.id]
    _place(session, [complaint], None, grouped=None)
    events.record(session, complaint, "ungrouped", person.id, now, ref=rest[0].ref if rest else "")
    if len(rest) == 1:  # nobody else is left: this is no group any more
        _place(session, rest, None, grouped=None)
        events.record(session, rest[0], "ungrouped", person.id, now, ref=complaint.ref)
    _settle(session, group, [complaint, *rest], now)


def join(session: Session, complaint: Complaint, other: Complaint, person: Person, now: datetime) -> None:
    """``person`` says that ``complaint`` is about the same problem as ``other``: it joins the group of that one, with
    those that are in its own."""
    if complaint.id == other.id:
        raise Refused(_("That is one complaint; name two to say that they are about the same problem."))
    if complaint.group_id is not None and complaint.group_id == other.group_id:
        raise Refused(_("{ref} and {other} are in one group already."), ref=complaint.ref, other=other.ref)
    for one in sorted((complaint, other), key=lambda one: one.id):
        complaints.lock(session, one)
    left, group = of(session, complaint), of(session, other)
    if group is None:
        group = Group(topic=other.playbook, begun_at=now, authors=1)
        session.add(group)
        session.flush()
        _place(session, [other], group.id)
    moving = list(members(session, left.id, most=MOST_MOVED)) if left else [complaint]
    _place(session, moving, group.id)
    _place(session, [complaint], group.id, grouped={"ref": other.ref, "by": person.id})
    events.record(session, complaint, "joined_group", person.id, now, ref=other.ref)
    events.record(session, other, "joined_group", person.id, now, ref=complaint.ref)
    if left:
        left.authors = 0
    _settle(session, group, [complaint, other], now)


def _settle(session: Session, group: Group, shown: Sequence[Complaint], now: datetime) -> None:
    session.flush()
    group.authors = authors(session, group)
    _weigh_again(session, [group.id], now)
    urgency.mark(session, [one.id for one in shown], now)
    complaints.show_all(session, shown, now, urgency=1)
