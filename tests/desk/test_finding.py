"""Finding complaints: how a question is read, what fits, in which order, page by page, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.desk import finding, references, seeing
from bot.desk.finding import Sought, looking
from bot.desk.finding.asked import MOST_PARTS, STATES, plain
from bot.desk.models import Complaint
from bot.desk.vocabulary import ComplaintState, Refused, TicketState

NETWORKS = ("x", "facebook", "google")


def read(said: str) -> Sought:
    return finding.read(said, NETWORKS)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("K4M-7RX7", Sought(parts=("K4M-7RX7",))),
        ("k4m", Sought(parts=("K4M",))),
        ("7rx7", Sought(parts=("7RX7",))),
        ("-7RX7", Sought(parts=("-7RX7",))),
        ("2024", Sought(words=("2024",))),  # an order, a year: never a reference by itself
        ("ref:2024", Sought(parts=("2024",))),
        ("@Nadia", Sought(handles=("Nadia",))),
        ("auteur:nadia", Sought(handles=("nadia",))),
        ("facebook late", Sought(networks=("facebook",), words=("late",))),
        ('"facebook" late', Sought(words=("facebook", "late"))),
        ("« pas reçu » attente", Sought(words=("pas reçu",), states=(TicketState.WAITING,))),
        ("state:open réseau:telegram", Sought(states=(ComplaintState.OPEN,), networks=("telegram",))),
        ("Résolues", Sought(states=(ComplaintState.RESOLVED,))),
        ("https://shop.example", Sought(words=("https://shop.example",))),
        ("100%", Sought(words=("100%",))),
    ],
)
def test_a_question_is_read(said, understood):
    assert read(said) == understood


@pytest.mark.parametrize(
    "said", ["", "  ", "a", "@n", '""', "state:nonsense", "ref:nonsense", "x" * 201, "aa " * (MOST_PARTS + 1)]
)
def test_what_says_nothing_is_refused_with_what_to_do(said):
    with pytest.raises(Refused) as refusal:
        read(said)
    assert refusal.value.said("en") != refusal.value.said("fr")


@given(said=some.text(max_size=60))
def test_any_question_is_read_or_refused(said):
    try:
        found = read(said)
    except Refused as refusal:
        assert refusal.said("fr")
    else:
        assert found != Sought()


@given(ref=some.integers().map(lambda _number: references.draw()))
def test_a_reference_is_found_by_its_beginning_and_its_end(ref):
    assert ref in references.ending(ref[4:])
    assert len(references.ending(ref[4:])) == 289
    for length in (3, 4, 5, 6):
        start = references.beginning(ref.replace("-", "").lower()[:length])
        assert start is not None
        assert ref.startswith(start)


def test_states_are_found_without_their_accents():
    assert all(name == plain(name) for name in STATES)


# What fits


@pytest.fixture
def filled(take, clock):
    """Three complaints of three people, an hour between them; their references, the oldest first."""
    said = [
        {"text": "Ma commande n'est jamais arrivée, j'ai reçu un colis vide.", "author": {"handle": "nadia.o"}},
        {"text": "The cup is cracked, 100% cracked_cup.", "network": "google",
         "author": {"handle": "Tom_B", "name": "Tom Birch"}},
        {"text": "Colis perdu, RETARD de trois semaines.", "author": {"handle": "lise"}, "network": "x"},
    ]  # fmt: skip
    for one in said:
        take(**one)
        clock.pass_(hours=1)


@pytest.fixture
def look(store, filled):
    """The authors of what is found: ``look("late")``."""

    def run(said, scope=None, after=""):
        with store.read() as session:
            page = finding.find(session, read(said), scope, after)
            return [one.complaint.mention.author_handle for one in page.found]

    return run


@pytest.mark.parametrize(
    ("said", "handles"),
    [
        ("colis", ["lise", "nadia.o"]),  # the newest first
        ("recu", ["nadia.o"]),  # accents and capitals do not matter
        ("retard SEMAINES", ["lise"]),
        ("100%", ["Tom_B"]),  # LIKE's signs are signs
        ("cracked_cup", ["Tom_B"]),
        ("crackedXcup", []),
        ("%", None),
        ("@lise", ["lise"]),
        ("@LISE", ["lise"]),
        ("@nad", ["nadia.o"]),
        ("@na%", []),
        ("@Tom_", ["Tom_B"]),
        ("@birch", []),
        ("@tom", ["Tom_B"]),  # the beginning of a name is found as well
        ("google", ["Tom_B"]),
        ("google facebook", ["Tom_B", "nadia.o"]),
        ("google colis", []),
        ("open", ["lise", "Tom_B", "nadia.o"]),
        ("dismissed", []),
        ("queued", []),
    ],
)
def test_what_fits_is_found(look, said, handles):
    if handles is None:
        with pytest.raises(Refused):
            look(said)
    else:
        assert look(said) == handles


def test_it_is_found_by_its_reference_and_each_part_of_it(store, look):
    with store.read() as session:
        refs = session.scalars(select(Complaint.ref).order_by(Complaint.id)).all()
    for ref, handle in zip(refs, ("nadia.o", "Tom_B", "lise"), strict=True):
        for said in (ref, ref.lower(), f"ref:{ref[:3]}", f"ref:{ref[:5]}", f"ref:{ref[4:]}"):
            assert handle in look(said)


def test_what_looks_like_part_of_a_reference_may_be_a_word(take, look):
    take(text="My K4M lamp never came.", author={"handle": "kim"})
    assert "kim" in look("k4m")


def test_an_agent_finds_what_is_their_teams_or_their_own(store, book, noe, look):
    scope = seeing.scope_of(book, noe)
    with store.read() as session:
        rows = session.scalars(select(Complaint).order_by(Complaint.id.desc()))
        theirs = [row.mention.author_handle for row in rows if row.team in scope.teams]
    assert look("open", scope) == theirs
    assert look("open", seeing.Scope("U0NOE", ("care",))) != look("open", seeing.Scope("U0NOE", ("delivery",)))
    assert look("open", seeing.Scope("U0NOE", ())) == []


def test_pages_hold_ten_and_none_is_seen_twice_or_missed(store, take, clock):
    for number in range(23):
        take(text=f"Colis perdu numéro {number}.", author={"handle": f"p{number}"})
        if number % 3 == 0:  # several are opened in the same moment
            clock.pass_(minutes=1)
    seen, after, sizes = [], "", []
    while True:
        with store.read() as session:
            page = finding.find(session, read("colis"), None, after)
            seen += [one.complaint.id for one in page.found]
            sizes.append(len(page.found))
        after = page.following
        if not after:
            break
    assert sizes == [10, 10, 3]
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 23


def test_a_look_ends_somewhere_says_where_and_goes_on_from_there(store, filled, look, clock, monkeypatch):
    monkeypatch.setattr(looking, "WINDOW", 2)
    monkeypatch.setattr(looking, "AT_ONCE", 1)
    with store.read() as session:
        page = finding.find(session, read("vide"), None)
        assert page.found == []
        assert page.back_to == clock() - timedelta(hours=2)
        further = finding.find(session, read("vide"), None, page.following)
        assert [one.complaint.mention.author_handle for one in further.found] == ["nadia.o"]
        assert finding.find(session, read("@nadia"), None).back_to is None  # from an index: nothing is left out


def test_when_too_many_begin_so_more_of_it_is_asked_for(take, look, monkeypatch):
    take(text="Lost.", author={"handle": "tomas"})
    monkeypatch.setattr(looking, "MOST_NAMED", 1)
    with pytest.raises(Refused, match="More than 1"):
        look("@to")


@pytest.mark.parametrize("after", ["nonsense", "_", "9" * 40 + "_1", "5_x"])
def test_a_key_that_is_none_begins_at_the_newest(look, after):
    assert look("colis", after=after) == ["lise", "nadia.o"]
