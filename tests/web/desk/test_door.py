"""The way in: a link for one person, once, for five minutes; then a short visit that ends when it must."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.desk import visits
from bot.desk.models import DoorLink, Visit
from bot.desk.vocabulary import Refused
from bot.settings import load
from bot.web.desk import openid
from tests.conftest import TUESDAY


def test_a_link_lets_its_person_in_and_the_cookie_is_kept_from_everything_else(house, refs):
    somebody = house.somebody()
    knocked = somebody.get(somebody.link("U0HEL"))
    assert knocked.status_code == 200
    assert "Hélène Duvivier" in knocked.text
    answer = somebody.http.post(somebody.link("U0HEL"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/desk" in cookie
    assert "max-age=28800" in cookie
    assert "secure" not in cookie  # plain http on this machine
    assert somebody.get("/desk/overview").status_code == 200


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_behind_https_the_cookie_is_secure_and_of_this_host_alone(house, monkeypatch):
    monkeypatch.setattr(type(house.context.settings), "door", "https://amends.example")
    somebody = house.somebody()
    answer = somebody.http.post(somebody.link("U0HEL"))
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-amends_desk=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie
    assert answer.headers["strict-transport-security"]


def test_looking_at_a_link_does_not_use_it_and_using_it_does(house, context):
    somebody, other = house.somebody(), house.somebody()
    link = somebody.link("U0SAM")
    for _preview in range(3):
        assert other.get(link).status_code == 200
    assert somebody.http.post(link).status_code == 303
    for again in (other.get(link), other.http.post(link)):
        assert again.status_code == 403
        assert "has been used" in again.text
    assert other.get("/desk").status_code == 401


def test_a_link_is_over_after_five_minutes(house, clock):
    somebody = house.somebody()
    link = somebody.link("U0SAM")
    clock.pass_(minutes=5, seconds=1)
    assert somebody.get(link).status_code == 403
    assert somebody.http.post(link).status_code == 403


def test_a_link_is_good_until_the_last_second_of_its_five_minutes(house, clock):
    somebody = house.somebody()
    link = somebody.link("U0SAM")
    clock.pass_(minutes=5)
    assert somebody.http.post(link).status_code == 303


def test_a_guessed_link_lets_nobody_in(house):
    assert house.somebody().http.post("/desk/enter/" + "A" * 43).status_code == 403


def test_a_link_lets_in_nobody_else_than_its_person(house, refs):
    """Whoever is signed in already and opens somebody else's link is told whose it is, and is that person then."""
    somebody = house.somebody().sign_in("U0NOE")
    link = somebody.link("U0HEL")
    assert "Hélène Duvivier" in somebody.get(link).text
    held = somebody.http.cookies["amends_desk"]
    assert somebody.http.post(link).status_code == 303
    assert "Hélène Duvivier" in somebody.text("/desk/queue")
    before = house.somebody(cookies={"amends_desk": held})
    assert before.get("/desk/queue").status_code == 401  # the visit that the link took the place of is over


def test_whoever_is_not_on_the_desk_gets_no_link(store, book, clock):
    with pytest.raises(Refused, match="not on this desk"):
        store.write(lambda session: visits.invite(session, book, "U0STRANGER", clock()))


def test_nothing_that_opens_the_door_is_kept(house, store):
    somebody = house.somebody()
    link = somebody.link("U0HEL")
    somebody.http.post(link)
    with store.read() as session:
        kept = [*session.scalars(select(DoorLink.hash)), *session.scalars(select(Visit.hash))]
    assert len(kept) == 2
    assert link.rpartition("/")[2] not in kept
    assert somebody.http.cookies["amends_desk"] not in kept


def test_of_many_who_use_a_link_at_once_one_gets_in(store, book, clock):
    token = store.write(lambda session: visits.invite(session, book, "U0SAM", clock()))
    outcomes: list[str] = []

    def enter() -> None:
        try:
            outcomes.append(store.write(lambda session: visits.enter(session, book, token, clock())) and "in")
        except Refused:
            outcomes.append("out")

    threads = [threading.Thread(target=enter) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] + ["out"] * 7


# While they are there


def test_a_visit_is_over_after_an_hour_in_which_nothing_happens(manager, clock):
    clock.pass_(minutes=59)
    assert manager.get("/desk/queue").status_code == 200
    clock.pass_(minutes=59)
    assert manager.get("/desk/queue").status_code == 200
    clock.pass_(hours=1, seconds=1)
    assert manager.get("/desk/queue").status_code == 401


def test_a_page_that_looks_for_news_by_itself_does_not_keep_a_visit_alive(manager, clock):
    for _half_hour in range(2):
        clock.pass_(minutes=30)
        assert manager.get("/desk/queue", **{"X-Amends-Refresh": "1"}).status_code == 200
    clock.pass_(seconds=1)
    assert manager.get("/desk/queue", **{"X-Amends-Refresh": "1"}).status_code == 401


def test_a_visit_is_over_after_eight_hours_whatever_happens(manager, clock):
    for _half_hour in range(16):
        clock.pass_(minutes=30)
        assert manager.get("/desk/incidents").status_code == 200
    clock.pass_(seconds=1)
    assert manager.get("/desk/incidents").status_code == 401


def test_whoever_leaves_the_desk_is_out_at_once_and_their_links_are_worth_nothing(house, manager, roles):
    link = manager.link("U0HEL")
    roles("U0HEL")
    assert manager.get("/desk/overview").status_code == 401
    assert house.somebody().http.post(link).status_code == 403


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(manager, roles):
    assert manager.get("/desk/audit").status_code == 200
    roles("U0HEL", "community_manager")
    refused = manager.get("/desk/audit")
    assert refused.status_code == 403
    assert "Hélène" not in refused.text.partition("</header>")[2]
    assert 'class="warning"' in refused.text
    assert manager.get("/desk/overview").status_code == 200
    roles("U0HEL", "support_agent")
    assert manager.get("/desk/overview").status_code == 403


def test_who_signs_out_is_out_even_for_whoever_has_copied_the_cookie(house, manager):
    manager.get("/desk/queue")
    thief = house.somebody(cookies=dict(manager.http.cookies))
    assert thief.get("/desk/queue").status_code == 200
    left = manager.post("/desk/leave")
    assert left.status_code == 200
    assert 'amends_desk=""' in left.headers["set-cookie"]
    assert thief.get("/desk/queue").status_code == 401
    assert manager.get("/desk/queue").status_code == 401


def test_signing_out_everywhere_ends_every_visit_of_this_person_and_nobody_elses(house, manager):
    elsewhere, other = house.somebody().sign_in("U0HEL"), house.somebody().sign_in("U0SAM")
    waiting = manager.link("U0HEL")
    manager.get("/desk/queue")
    manager.post("/desk/leave", {"everywhere": "1"})
    assert elsewhere.get("/desk/queue").status_code == 401
    assert house.somebody().http.post(waiting).status_code == 403
    assert other.get("/desk/queue").status_code == 200


def test_old_links_and_visits_are_dropped_when_somebody_comes(store, book, clock):
    token = store.write(lambda session: visits.invite(session, book, "U0SAM", clock()))
    store.write(lambda session: visits.enter(session, book, token, clock()))
    clock.pass_(days=91)
    store.write(lambda session: visits.invite(session, book, "U0SAM", clock()))
    with store.read() as session:
        assert len(session.scalars(select(DoorLink)).all()) == 1
        assert session.scalars(select(Visit)).all() == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_token_and_no_state_that_somebody_makes_up_opens_slacks_door(token, state):
    assert isinstance(openid.claims_of(token), dict)
    with pytest.raises(Refused):
        openid.SlackDoor(load({})).finish("held", {"state": state, "code": "1"}, TUESDAY)
