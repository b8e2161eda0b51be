"""The Home tab: how few statements are read for it, and that everything at once fits, whatever people wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from bot.desk import lists, people
from bot.desk.lists import Asked
from bot.desk.models import Base, Commitment, Draft, Incident, Mention, Surge, Ticket
from bot.desk.vocabulary import Role
from bot.sandbox.blocks import problems_of_view
from bot.slack import home
from bot.slack.home import drawing, windows
from tests.desk import month
from tests.desk.conftest import with_people
from tests.slack import faces
from tests.slack.conftest import ONE_DATABASE
from tests.slack.test_faces import problems


def statements(store, book, user, clock, native=True):
    """How many statements drawing somebody's Home takes."""
    counted = []

    def count(_connection, _cursor, statement, *_rest):
        counted.append(statement)

    event.listen(store.engine, "before_cursor_execute", count)
    with store.read() as session:
        view = home.view(session, book, home.Reader(user, "en", native), clock())
    event.remove(store.engine, "before_cursor_execute", count)
    assert problems("home", view) == []
    return len(counted)


@pytest.mark.parametrize("user", ["U0LEA", "U0NOE", "U0HEL"])
def test_as_few_statements_for_a_thousand_complaints_as_for_ten(store, book, clock, user):
    def counted(number):
        store.write(lambda session: month.write(session, book, number, clock()))
        found = statements(store, book, user, clock), statements(store, book, user, clock, native=False)
        store.write(_nothing)
        return found

    tiny, few, many = counted(10), counted(200), counted(1000)
    assert few == many and tiny <= few
    assert max(many) <= 36


def _nothing(session):
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())


@ONE_DATABASE
@pytest.mark.parametrize("said", faces.WORDS)
@pytest.mark.parametrize("native", [True, False])
def test_everything_at_once_fits_for_whoever_has_every_role(store, book, clock, said, native):
    text = faces.WORDS[said]
    everything = with_people(book, U0NOE={"roles": [Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT, Role.MANAGER]})

    def fill(session):
        month.write(session, book, 60, clock())
        for mention in session.query(Mention):
            mention.text, mention.author_name, mention.author_handle = text, text[:300], text[:200]
        for row in session.query(Commitment):
            row.what, row.owner = text[:300], "U0NOE"
        session.query(Ticket).update({"waiting_for": text[:500], "state": "waiting"})
        for draft in session.query(Draft).limit(9):
            draft.state = "unknown"
        for number, topic in enumerate(list(book.playbooks)[:9]):
            session.add(Incident(
                topic=topic, title=text[:200], state="declared", opened_at=clock(), opened_by="U0HEL",
                why={"words": text[:2000]}, correlation=str(number),
            ))  # fmt: skip
            session.add(Surge(
                topic=topic, number=1, at=clock(), hours=4, authors=30, expected=2, weeks=8, chance=1e-9, reasons=[],
                cooldown_until=clock(),
            ))  # fmt: skip

    store.write(fill)
    with store.read() as session:
        for language in ("en", "fr"):
            there = with_people(everything, U0NOE={"language": language})
            reader = home.Reader("U0NOE", "en", native)
            view = home.view(session, there, reader, clock())
            assert problems("home", view) == [] and problems_of_view(view, "home") == []
            rest = home.rest(session, there, reader, clock())
            assert problems("modal", rest) == [] and problems_of_view(rest, "modal") == []
            person = people.allowed(there, "U0NOE", "oversee")
            desk = drawing.Desk(session, there, person, clock(), native)
            for kind in lists.KINDS:
                asked = Asked(kind, owner="U0NOE" if kind in ("mine", "promises") else "", number=1, days=28,
                              metric="first_response" if kind == "missed" else "")  # fmt: skip
                found = lists.page(session, there, replace(asked, days=asked.days * (kind == "missed")), clock())
                window = windows.listing(desk, asked, found, "https://desk.example")
                assert problems("modal", window) == [] and problems_of_view(window, "modal") == [], kind


@ONE_DATABASE
def test_what_several_roles_see_stands_there_once(store, book, clock):
    both = with_people(book, U0NOE={"roles": [Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT, Role.MANAGER, Role.ADMIN]})
    store.write(lambda session: month.write(session, book, 12, clock()))
    with store.read() as session:
        view = home.view(session, both, home.Reader("U0NOE", "en"), clock())
    titles = [b["text"]["text"].split(" :")[0] for b in view["blocks"] if b["type"] == "section"]
    heads = [one for one in titles if one.startswith("*")]
    assert len(heads) == len(set(heads))
