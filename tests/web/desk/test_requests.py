"""What a request may do: forms of this visit only, headers on everything, each role its pages, words never mark-up."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from bot.desk.models import Complaint, Event, Mention, Ticket, Visit

PAGES = ("/desk/overview", "/desk/queue", "/desk/incidents", "/desk/incidents/1", "/desk/playbooks", "/desk/audit")
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' {{ 7*7 }} {% raw %}"


def chosen(store):
    with store.read() as session:
        return session.execute(select(Visit.language, Visit.theme)).one()


FOREIGN: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({"seal": ""}, {}),
    ({"seal": "0" * 64}, {}),
    ({"seal": "é" * 8}, {}),
    ({}, {"Sec-Fetch-Site": "cross-site"}),
    ({}, {"Sec-Fetch-Site": "same-site"}),
    ({}, {"Origin": "https://elsewhere.example"}),
)


@ONE_DATABASE
def test_a_form_from_elsewhere_changes_nothing(manager, store):
    manager.get("/desk/queue")
    for fields, headers in FOREIGN:
        assert manager.post("/desk/choose", {"language": "en", **fields}, **headers).status_code == 403
        assert manager.post("/desk/leave", fields, **headers).status_code == 403
    assert chosen(store) == ("", "")
    assert manager.get("/desk/queue").status_code == 200


@ONE_DATABASE
def test_the_seal_of_another_visit_is_worth_nothing(house, manager, store):
    other = house.somebody().sign_in("U0SAM")
    other.get("/desk/queue")
    manager.seal = other.seal
    assert manager.post("/desk/choose", {"theme": "dark"}).status_code == 403


@ONE_DATABASE
def test_a_link_alone_changes_nothing(manager):
    for path in ("/desk/choose?theme=dark", "/desk/leave"):
        assert manager.get(path).status_code == 405
    assert manager.get("/desk/queue").status_code == 200


@ONE_DATABASE
def test_a_body_that_is_too_long_or_no_form_is_refused_in_words(manager):
    manager.get("/desk/queue")
    long = manager.http.post("/desk/choose", data={"seal": manager.seal, "language": "x" * 20_000})
    many = manager.http.post("/desk/choose", content=b"a=1&" * 3_000)
    odd = manager.http.post("/desk/choose", content=b"\xff\xfe")
    assert [answer.status_code for answer in (long, many, odd)] == [403, 403, 403]


def test_language_and_theme_are_kept_with_the_visit(manager, store):
    assert '<html lang="fr">' in manager.text("/desk/queue")
    back = manager.post(
        "/desk/choose", {"language": "en", "back": "/desk/queue?state=open"}, Origin=str(manager.http.base_url)
    )
    assert (back.status_code, back.headers["location"]) == (303, "/desk/queue?state=open")
    manager.post("/desk/choose", {"theme": "dark"})
    manager.post("/desk/choose", {"theme": "purple", "language": "xx"})
    assert chosen(store) == ("en", "dark")
    assert '<html lang="en" data-theme="dark">' in manager.text("/desk/queue")


@ONE_DATABASE
def test_it_leads_back_into_the_desk_only(manager):
    manager.get("/desk/queue")
    for back in ("https://elsewhere.example/", "//elsewhere.example", "/desk.elsewhere.example", "javascript:1", ""):
        answer = manager.post("/desk/choose", {"theme": "dark", "back": back})
        assert answer.headers["location"] == "/desk", back


@ONE_DATABASE
def test_every_answer_carries_the_headers(house, manager, refs):
    outside = house.somebody()
    answers = [
        manager.get(path) for path in (*PAGES, f"/desk/complaints/{refs[0]}", "/desk/queue.csv", "/desk/incidents/99")
    ]
    answers += [outside.get("/desk"), outside.get("/desk/enter/x"), outside.http.post("/desk/enter/x")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"].startswith("noindex")


@ONE_DATABASE
def test_no_page_holds_script_or_style_of_its_own(manager, refs):
    for path in (*PAGES, f"/desk/complaints/{refs[0]}"):
        text = manager.text(path)
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son\w+=|javascript:", text), path


@ONE_DATABASE
def test_files_are_served_by_name_and_nothing_else(house):
    outside = house.somebody()
    page = outside.get("/desk").text
    for address in re.findall(r'(?:href|src)="(/desk/static/[^"]+)"', page):
        found = outside.get(address)
        assert found.status_code == 200
        assert found.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in found.headers["cache-control"]
    for wrong in ("/desk/static/..%2fpages.py", "/desk/static/%2e%2e/door.py", "/desk/static/base.html"):
        assert outside.get(wrong).status_code == 404


# Who sees what

OVERSEEN = ("/desk/overview", "/desk/incidents", "/desk/incidents/1", "/desk/playbooks")
AUDITED = ("/desk/audit", "/desk/audit.csv", "/desk/queue.csv")
MAY: dict[str, tuple[str, ...]] = {  # person → pages that are refused
    "U0HEL": (),
    "U0SAM": AUDITED,
    "U0NOE": (*OVERSEEN, *AUDITED),
}


@ONE_DATABASE
@pytest.mark.parametrize("person", MAY)
def test_each_role_has_its_pages(house, refs, person):
    somebody = house.somebody().sign_in(person)
    for path in (*PAGES, "/desk/audit.csv", "/desk/queue.csv"):
        assert somebody.get(path).status_code == (403 if path in MAY[person] else 200), path
    shown = set(re.findall(r'<li><a href="(/desk/\w+)"', somebody.text("/desk/queue")))
    assert shown == {path for path in PAGES if path not in MAY[person] and path.count("/") == 2}
    begins = somebody.get("/desk").headers["location"]
    assert begins == ("/desk/queue" if person == "U0NOE" else "/desk/overview")


def test_an_agent_sees_their_teams_complaints_and_their_own_and_no_others(house, refs, store, book, monkeypatch):
    noe = book.desk.people["U0NOE"].model_copy(update={"teams": ["delivery"]})
    monkeypatch.setitem(book.desk.people, "U0NOE", noe)
    somebody = house.somebody().sign_in("U0NOE")
    with store.read() as session:
        others = session.scalars(select(Complaint).where(Complaint.team == "care")).all()
        mine = session.scalars(
            select(Complaint.ref).join(Ticket).where(Ticket.owner == "U0NOE", Complaint.team == "care")
        ).first()
        hers = session.scalars(
            select(Complaint.ref).join(Ticket).where(Ticket.owner == "U0IVY", Complaint.team == "care")
        ).first()
        teams = set(session.scalars(select(Complaint.ref).where(Complaint.team == "delivery")))
        own = set(session.scalars(select(Complaint.ref).join(Ticket).where(Ticket.owner == "U0NOE")))
    assert len(others) > 10
    assert somebody.get(f"/desk/complaints/{mine}").status_code == 200
    refused = somebody.get(f"/desk/complaints/{hers}")
    assert refused.status_code == 404
    assert "autre équipe" in refused.text
    seen: set[str] = set()
    path = "/desk/queue?state=all&sort=newest"
    while path:
        text = somebody.text(path)
        seen |= set(re.findall(r"/desk/complaints/([\w-]+)", text))
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following[1] if following else ""
    assert seen == teams | own


# Words are words


def test_what_people_write_never_becomes_mark_up_and_is_masked(manager, store, refs):
    def happening(session):
        one = session.scalars(select(Complaint).where(Complaint.ref == refs[3])).one()
        words = f"{HOSTILE} call 06 12 34 56 78, card 4111 1111 1111 1111, me@mail.example"
        session.execute(
            update(Mention)
            .where(Mention.id == one.mention_id)
            .values(
                text=words, author_name=HOSTILE, author_handle=HOSTILE, network="<b>x</b>", url="javascript:alert(3)"
            )
        )
        session.add(Event(complaint_id=one.id, at=one.opened_at, kind="note", actor="U0NOE", data={"text": words}))

    store.write(happening)
    for path in (
        f"/desk/complaints/{refs[3]}",
        "/desk/audit?kind=note",
        "/desk/queue?state=all&sort=age",
        "/desk/queue?text=%3Cscript%3Ealert(9)",
    ):
        raw = manager.get(path).text
        assert "<script>alert" not in raw
        assert "<img src=x" not in raw
        assert "<b>x</b>" not in raw
        assert 'href="javascript' not in raw
        assert "49" not in re.findall(r"alert\(2\)&gt;[^{]*", raw)
        for secret in ("06 12 34 56 78", "4111 1111", "me@mail.example"):
            assert secret not in raw
    assert "{{ 7*7 }}" in manager.text(f"/desk/complaints/{refs[3]}")


@ONE_DATABASE
def test_what_does_not_exist_is_said_in_words(manager):
    for path in ("complaints/nothing", "complaints/K4M-7RX2", "incidents/99", "incidents/x", f"incidents/{'9' * 20}"):
        answer = manager.get(f"/desk/{path}")
        assert answer.status_code == 404, path
        assert 'class="warning"' in answer.text


@ONE_DATABASE
def test_an_empty_desk_has_pages_too(house):
    somebody = house.somebody().sign_in("U0HEL")
    for path in (page for page in PAGES if page != "/desk/incidents/1"):
        assert somebody.get(path).status_code == 200, path
