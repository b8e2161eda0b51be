"""Other people with the same problem: found as complaints begin, said why, counted once each, undone by a person."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from sqlalchemy import event, select

from bot.desk import alerts, complaints, events, groups, mentions, neighbours, timeline
from bot.desk.models import Complaint, Group
from bot.desk.vocabulary import Refused
from bot.sources import generic
from tests.conftest import alert_body

LIFT = [
    "L'ascenseur du quai 4 est encore en panne, impossible de monter avec le fauteuil de ma mère",
    "Toujours pas d'ascenseur quai 4 ce matin, trois étages à pied avec deux valises",
    "quai 4 ascenseur HS depuis lundi et personne pour aider, merci bien",
    "Encore l'ascenseur en rade au quai 4 !!! c'est une honte",
]
ELSEWHERE = "L'ascenseur du parking Nord est sale et sent mauvais"


AGAIN = [
    "bloqué, la poussette sur le dos",
    "mort, merci pour mon genou",
    "fermé à 7 h, encore raté mon train",
    "toujours en travaux ? Depuis mars !",
    "coincé avec huit personnes dedans",
    "qui sent le brûlé et qui s'arrête",
    "hors service, ma grand-mère pleure",
    "en rideau, les escaliers glissent",
    "jamais réparé, honteux",
    "affiche complet, c'est une blague",
    "dont la porte reste ouverte",
    "muet, le bouton ne répond plus",
]


@pytest.fixture
def told(take, store):
    """Let somebody tell of a problem: ``told(text, "omar")``; the complaint."""

    def tell(text, handle, **fields):
        mention = take(text=text, language="fr", author={"handle": handle, "name": handle.title()}, **fields)
        with store.read() as session:
            return session.scalars(select(Complaint).where(Complaint.mention_id == mention)).one()

    return tell


def now(store, complaint):
    with store.read() as session:
        return session.get_one(Complaint, complaint.id)


def test_others_with_the_same_problem_stay_themselves_and_belong_together(told, store, book):
    first = told(LIFT[0], "ines")
    assert first.group_id is None
    second, third = told(LIFT[1], "omar"), told(LIFT[2], "zoe")
    other = told(ELSEWHERE, "paul")
    assert other.group_id is None
    assert now(store, first).group_id == second.group_id == third.group_id is not None
    assert len({first.id, second.id, third.id}) == 3, "nobody is swallowed"
    assert third.grouped == {"ref": second.ref, "words": ["quai 4", "ascenseur"]}
    with store.read() as session:
        group = groups.of(session, third)
        assert (group.authors, groups.authors(session, group)) == (3, 3)
        assert [one.id for one in groups.members(session, group.id)] == [third.id, second.id, first.id]
        shown = groups.others(session, [session.get_one(Complaint, first.id), other])
        assert (shown[first.id].count, shown[first.id].authors) == (2, 3)
        assert [ref for ref, _url in shown[first.id].some] == [third.ref, second.ref]
        assert other.id not in shown
        said = [timeline.words(one, book, "en")[0] for one in events.of_complaint(session, second.id)]
        assert f"The same problem as {first.ref}, of somebody else: both name “ascenseur”, “quai 4”" in said
        said = [timeline.words(one, book, "fr")[0] for one in events.of_complaint(session, first.id)]
        assert any(second.ref in one and "Quelqu'un d'autre" in one for one in said)


def test_who_writes_ten_times_is_one_of_the_people(told, store, clock, act_on):
    told(LIFT[0], "ines")
    second = told(LIFT[1], "omar")
    act_on(second, lambda _s, c: setattr(c, "answered_at", clock()))  # so that the next one is a complaint of its own
    clock.pass_(hours=1)
    again = told(LIFT[2], "omar", posted_at=clock().isoformat())
    assert again.group_id == second.group_id
    with store.read() as session:
        assert session.get_one(Group, again.group_id).authors == 2


@pytest.fixture
def act_on(store):
    return lambda complaint, verb: store.write(lambda s: verb(s, s.get_one(Complaint, complaint.id)))


def test_one_is_taken_out_and_put_back_by_hand(told, store, clock, lea, act_on):
    first, second, third = (told(LIFT[n], who) for n, who in enumerate(["ines", "omar", "zoe"]))
    act_on(second, lambda s, c: groups.ungroup(s, c, lea, clock()))
    assert now(store, second).group_id is None
    assert now(store, second).grouped is None
    with store.read() as session:
        assert session.get_one(Group, third.group_id).authors == 2
        assert events.last_of_kind(session, second.id, "ungrouped").actor == lea.id
    with pytest.raises(Refused, match="no group"):
        act_on(second, lambda s, c: groups.ungroup(s, c, lea, clock()))
    act_on(second, lambda s, c: groups.join(s, c, s.get_one(Complaint, first.id), lea, clock()))
    assert now(store, second).group_id == now(store, first).group_id
    assert now(store, second).grouped == {"ref": first.ref, "by": lea.id}
    for other in (second, first):
        with pytest.raises(Refused):
            act_on(second, lambda s, c, other=other: groups.join(s, c, s.get_one(Complaint, other.id), lea, clock()))


def test_of_two_nobody_is_left_in_a_group_alone(told, store, clock, lea, act_on):
    first, second = told(LIFT[0], "ines"), told(LIFT[1], "omar")
    act_on(first, lambda s, c: groups.ungroup(s, c, lea, clock()))
    assert now(store, first).group_id is now(store, second).group_id is None


def test_two_groups_become_one_by_hand(told, store, clock, lea, act_on):
    first, second = told(LIFT[0], "ines"), told(LIFT[1], "omar")
    heat = "Chauffage coupé chambre 212, fenêtre qui ferme mal, on gèle"
    third, fourth = told(heat, "zoe"), told("chambre 212 toujours pas de chauffage, il fait 14 degrés", "paul")
    assert third.group_id is None
    assert fourth.group_id not in (None, second.group_id)
    act_on(fourth, lambda s, c: groups.join(s, c, s.get_one(Complaint, second.id), lea, clock()))
    ids = {now(store, one).group_id for one in (first, second, third, fourth)}
    assert ids == {second.group_id}
    with store.read() as session:
        assert session.get_one(Group, second.group_id).authors == 4


def test_a_dismissed_one_and_one_of_last_month_are_no_company(told, store, clock, book, lea, act_on):
    first = told(LIFT[0], "ines")
    act_on(first, lambda s, c: complaints.dismiss(s, book, c, lea, "spam", clock()))
    second = told(LIFT[1], "omar")
    assert second.group_id is None
    clock.pass_(days=20)
    assert told(LIFT[2], "zoe", posted_at=clock().isoformat()).group_id is None


def test_a_whole_batch_costs_the_same_few_statements(store, book, clock, told):
    told(LIFT[0], "ines")
    said: list[str] = []

    def happening(session, texts):
        for number, text in enumerate(texts):
            body = alert_body(text=text, language="fr", author={"handle": f"h{len(texts)}x{number}"})
            alerts.store(
                session.connection(), [alerts.row(generic.parse("generic", json.dumps(body).encode())[0], clock())]
            )
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
        said.clear()
        return mentions.take_all(session, book, read, clock())

    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    places = [f"quai 4 ascenseur {how}" for how in AGAIN]
    opened = store.write(lambda session: happening(session, places))
    assert len(opened) > 6
    assert len({one.group_id for one in opened}) == 1
    looks = Counter(one.split(" \nFROM")[0] for one in said if one.startswith("SELECT") and "group_id" in one)
    assert max(looks.values()) <= 4, looks
    assert sum("UPDATE complaint_group" in one for one in said) == 1


def test_what_another_process_opened_is_found(told, store):
    told(LIFT[0], "ines")
    neighbours._OF.pop(store.engine)  # another process begins
    assert told(LIFT[1], "omar").group_id is not None


def test_what_was_undone_leaves_nothing_behind(told, store, book, clock):
    """A transaction that lost a race and was run anew: what it filed names nobody."""

    class LostRace(Exception):
        pass

    def happening(session):
        body = alert_body(text=LIFT[0], language="fr", author={"handle": "ghost"})
        alerts.store(
            session.connection(), [alerts.row(generic.parse("generic", json.dumps(body).encode())[0], clock())]
        )
        read = [(alert, generic.read(alert.payload)) for alert in alerts.unread(session, 100)]
        mentions.take_all(session, book, read, clock())
        raise LostRace

    with pytest.raises(LostRace):
        store.write(happening)
    assert told(LIFT[1], "omar").group_id is None
    assert told(LIFT[2], "zoe").group_id is not None
