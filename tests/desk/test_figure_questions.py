"""Figures that a person asks for in a few words: how they are read, and that nothing is counted in another way."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk import figures
from bot.desk.figures import Period, questions
from bot.desk.vocabulary import Refused

NETWORKS = ("facebook", "x", "google")
LAST = date(2026, 11, 24)


@pytest.fixture
def read(store, book, clock):
    def run(said):
        with store.read() as session:
            return questions.read(session, book, said, NETWORKS, clock())

    return run


@pytest.mark.parametrize(
    ("said", "by", "value", "first"),
    [
        ("", "team", "", date(2026, 10, 28)),
        ("7d", "team", "", date(2026, 11, 18)),
        ("today", "team", "", LAST),
        ("aujourd’hui", "team", "", LAST),
        ("semaine", "team", "", date(2026, 11, 23)),
        ("team", "team", "", date(2026, 10, 28)),
        ("team delivery 7d", "team", "delivery", date(2026, 11, 18)),
        ("équipe Service client 28j", "team", "care", date(2026, 10, 28)),
        ("Livraison", "team", "delivery", date(2026, 10, 28)),
        ("venue Facebook week", "venue", "facebook", date(2026, 11, 23)),
        ("google today", "venue", "google", LAST),
        ("playbook late-delivery 90d", "playbook", "late-delivery", date(2026, 8, 27)),
        ("guide", "playbook", "", date(2026, 10, 28)),
    ],
)
def test_a_question_is_read(read, said, by, value, first):
    found = read(said)
    assert (found.by, found.value, found.period) == (by, value, Period(first, LAST))
    assert questions.of_payload(found.written()) == found


@pytest.mark.parametrize(
    ("said", "named"),
    [("team nobody", "care, delivery"), ("venue nowhere", "facebook, google, x"), ("playbook nothing", "late-delivery"),
     ("nonsense", "delivery"), ("0d", "366"), ("999d", "366"), ("team delivery yesterday", "delivery")],
)  # fmt: skip
def test_what_there_is_none_of_is_refused_with_what_there_is(read, said, named):
    with pytest.raises(Refused) as refusal:
        read(said)
    for language in ("en", "fr"):
        assert named in refusal.value.said(language)


def test_a_network_that_the_figures_have_is_known_too(read, take, store, book):
    take(network="brickboard")
    while store.write(lambda session: figures.fold(session, book)):
        pass
    assert read("brickboard").value == "brickboard"


def test_the_answer_is_what_the_report_says(take, store, book, clock):
    take()
    take(text="My cup is broken, it came in pieces.", network="google", author={"handle": "tom"})
    clock.pass_(days=2)
    while store.write(lambda session: figures.fold(session, book)):
        pass
    with store.read() as session:
        period = figures.last_days(book, 7, clock())
        for by in ("team", "venue", "playbook"):
            report = figures.report(session, book, period, [by], clock())
            whole = questions.answer(session, book, questions.Question(by, "", period), clock())
            assert whole.line == report.all
            assert whole.standing.unanswered == 2
            assert sum(len(one.standing.oldest) for one in _each(session, book, by, period, report, clock())) == 2
            for line in report.lines:
                one = questions.answer(session, book, questions.Question(by, line.group[0], period), clock())
                assert one.line == line
                assert one.standing.unanswered == line.unanswered
        nothing = questions.answer(session, book, questions.Question("venue", "x", period), clock())
        assert nothing.standing.unanswered == 0
        assert nothing.line.unanswered == 0


def _each(session, book, by, period, report, now):
    return [
        questions.answer(session, book, questions.Question(by, line.group[0], period), now) for line in report.lines
    ]
