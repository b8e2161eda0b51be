"""Figures in Slack: charts and tables that Slack takes, the same in words, and words alone where it takes none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.desk.figures import Count, Line, Period, Report, Stage, Sum
from bot.desk.figures.digests import Digest
from bot.desk.figures.standing import Broken, Load, Standing, Waiting
from bot.sandbox.blocks import problems_of_blocks
from bot.slack import figured
from tests.conftest import TUESDAY

DAYS = Period(date(2026, 11, 16), date(2026, 11, 22))


def line(team: str, met: int, late: int) -> Line:
    sums = {
        "first_response": Sum(count=met + late, met=met, breached=late, timed=met + late, seconds=3600 * (met + late)),
        Count.COMPLAINT: Sum(count=met + late + 2, met=met + late),
        **{stage: Sum(count=40, timed=40, seconds=40 * 600 * (number + 1)) for number, stage in enumerate(Stage)},
    }
    return Line((team,), sums)


def digest(team: str = "") -> Digest:
    lines = [line("care", 38, 2), line("delivery", 20, 20)]
    report = Report(DAYS, ("team",), lines[1], lines, line("", 39, 1), {("delivery",): line("delivery", 39, 1)},
                    ["first_response"])  # fmt: skip
    standing = Standing(
        [2], [Waiting("K4M-7RX2", "general", "care", "<!channel> & co", TUESDAY)] * 9, 1,
        [Load("U0NOE", "care", 3, 1), Load("", "delivery", 2, 0)],
        [Broken("M7X-2RK4", "call <@U0LEA> back", "U0NOE", TUESDAY)] * 9, TUESDAY,
    )  # fmt: skip
    return Digest(team, report, standing, lines[1], line("", 39, 1))


def in_language(book, language):
    channels = book.desk.channels.model_copy(update={"language": language})
    return replace(book, desk=book.desk.model_copy(update={"channels": channels}))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("team", ["", "delivery"])
def test_slack_takes_it_and_words_say_the_same(book, language, team):
    told = figured.message(in_language(book, language), digest(team))
    assert problems_of_blocks(told["blocks"]) == []
    kinds = [block["type"] for block in told["blocks"]]
    assert kinds.count("data_visualization") == 1
    assert kinds.count("data_table") == (0 if team else 1)
    plain = figured.in_words(told)
    assert not {block["type"] for block in plain["blocks"]} & figured.NATIVE
    words = json.dumps(plain, ensure_ascii=False)
    assert "M7X-2RK4" in words
    assert "<!channel>" not in words  # a customer's network, a promise's words: they ping nobody
    assert "<@U0LEA>" not in words
    assert ("20 of 40" if language == "en" else "20 sur 40") in words
    assert "n\u00a0=\u00a040" in words


def test_the_worst_team_stands_first_in_the_table(book):
    told = figured.message(in_language(book, "en"), digest())
    table = next(block for block in told["blocks"] if block["type"] == "data_table")
    assert [row[0]["text"] for row in table["rows"]] == ["Team", "Delivery", "Customer care"]
    assert table["rows"][1][1]["text"] == "50% (n=40)"


def test_one_next_step_and_it_is_in_the_notification(book):
    told = figured.message(in_language(book, "en"), digest())
    assert "Next: tell the customers whose promise is overdue" in told["text"]
    calm = replace(digest(), standing=Standing([], [], 0, [], [], TUESDAY))
    assert "kept less often than before" in figured.message(in_language(book, "en"), calm)["text"]


def test_long_names_are_cut_to_what_slack_takes(book):
    chart = figured.bars("t" * 80, ["a" * 40] * 30, {"s" * 40: [1.5] * 30})
    assert problems_of_blocks([chart]) == []
    assert problems_of_blocks([figured.table("c", [["h"] * 2, *[["", "x"]] * 300])]) == []
