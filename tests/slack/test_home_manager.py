"""The manager's Home tab: its figures are the reports', and each number leads to the complaints behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.desk import figures, lists
from bot.desk.figures import telling
from bot.desk.lists import Asked
from bot.desk.models import Rollup, Surge
from bot.slack import home
from tests.desk.conftest import with_people
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE
from tests.slack.slacklike import eventually
from tests.slack.test_faces import parts
from tests.slack.test_home import buttons, home_of, press, read, words


@ONE_DATABASE
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_managers_figures_are_those_of_the_report(filled, book, clock, language):
    there = with_people(book, U0HEL={"language": language})
    with filled.app.store.read() as session:
        shown = words(home.view(session, there, home.Reader("U0HEL", "en"), clock()))
        for days in (1, 7, 28):
            found = figures.report(session, book, figures.last_days(book, days, clock()), [], clock())
            assert telling.coverage(found.all, language) in shown
            assert telling.period(found.period, language) in shown
            for metric in found.metrics:
                if found.all.kept(metric).n:
                    assert telling.rate(found.all.kept(metric), language) in shown
        assert telling.where_time_goes(found.all, language)[0] in shown
        standing = figures.standing(session, clock())
    for number in (standing.unanswered, standing.late, standing.backlog):
        assert str(number) in shown
    for load in standing.load[:6]:
        assert f": {load.at_work} + {load.waiting}" in shown


@ONE_DATABASE
def test_each_number_opens_its_list_and_the_list_turns_its_pages(filled, slack, book, clock):
    view = home_of(filled, slack, "U0HEL")
    (value,) = buttons(view, "home_list_unanswered")
    window = press(filled, slack, "U0HEL", view, "home_list_unanswered", value)
    seen = buttons(window, "home_card")
    while following := buttons(window, "home_list_next"):
        window = press(filled, slack, "U0HEL", window, "home_list_next", following[0], "views.update")
        seen += buttons(window, "home_card")
    with filled.app.store.read() as session:
        total = lists.count(session, book, Asked("unanswered"), clock())
    assert len(seen) == len(set(seen)) == total > lists.PAGE
    first = press(filled, slack, "U0HEL", window, "home_list_first", buttons(window, "home_list_first")[0],
                  "views.update")  # fmt: skip
    assert buttons(first, "home_card") == seen[: lists.PAGE]
    week = press(filled, slack, "U0HEL", first, "home_list_7", buttons(first, "home_list_7")[0], "views.update")
    found = figures.report
    with filled.app.store.read() as session:
        period = figures.last_days(book, 7, clock())
        assert len(buttons(week, "home_card")) == min(
            lists.PAGE, found(session, book, period, [], clock()).all.unanswered
        )


@ONE_DATABASE
def test_a_card_opened_in_a_list_leads_back_to_it(desk, slack, drafted):
    view = home_of(desk, slack, "U0SAM")
    window = press(desk, slack, "U0SAM", view, "home_list", buttons(view, "home_list")[0])
    ref = desk.complaint(drafted).ref
    card = press(desk, slack, "U0SAM", window, "home_card", ref, "views.update")
    assert buttons(card, "draft_approve")
    back = press(desk, slack, "U0SAM", card, "home_list_back", buttons(card, "home_list_back")[0], "views.update")
    assert back["blocks"] == window["blocks"]


@ONE_DATABASE
def test_by_team_venue_and_playbook_in_each_span_with_the_lists_behind(filled, slack):
    view = home_of(filled, slack, "U0HEL")
    for by, value in (("team", "Delivery"), ("venue", "Facebook"), ("playbook", "late-delivery")):
        (asked,) = buttons(view, f"home_board_{by}")
        window = press(filled, slack, "U0HEL", view, f"home_board_{by}", asked)
        assert words(window).count("sur") > 0 and "28 jours" in words(window), value
        menus = [part for _path, part in parts(window) if part.get("type") == "static_select"]
        chosen = menus[0]["options"][0]
        payload = signed.press_in("U0HEL", window, "home_list_of", "")
        payload["actions"][0] |= {"type": "static_select", "selected_option": chosen}
        before = len(slack.of("views.push"))
        filled.send(payload)
        behind = read(eventually(lambda before=before: slack.of("views.push")[before:])[-1]["view"])
        assert buttons(behind, "home_card")
        week = press(filled, slack, "U0HEL", window, "home_board_7", f"{by}|7", "views.update")
        assert "7 jours" in words(week)
    stages = press(filled, slack, "U0HEL", view, "home_stages", "28")
    assert "rédaction" in words(stages)


@ONE_DATABASE
def test_the_page_in_the_browser_is_offered_where_it_has_an_address(filled, slack, context):
    filled.app.settings.__dict__["public_url"] = "https://desk.example/"
    view = home_of(filled, slack, "U0HEL")
    window = press(filled, slack, "U0HEL", view, "home_list", Asked("load", owner="U0NOE", team="care").written())
    assert "https://desk.example/desk/queue?state=answered&amp;team=care&amp;owner=U0NOE" in words(window)
    queue = press(filled, slack, "U0HEL", view, "home_list", Asked("load", owner=lists.NOBODY).written())
    assert "owner=nobody" in words(queue)


@ONE_DATABASE
def test_surges_and_quiet_sources_are_named(filled, slack, clock):
    def happen(session):
        session.add(Surge(
            topic="late-delivery", number=1, at=clock() - timedelta(hours=2), hours=4, authors=30, expected=2, weeks=8,
            chance=1e-9, reasons=[], cooldown_until=clock() + timedelta(days=1),
        ))  # fmt: skip
        for back in range(6, 28):
            session.execute(insert(Rollup).values(
                metric="complaint", day=(clock() - timedelta(days=back)).date(), team="care", source="alerts<!here>",
                network="x", playbook="general", stakes="P3", count=3, met=3, breached=0, timed=0, seconds=0, spread={},
            ))  # fmt: skip

    filled.app.store.write(happen)
    view = home_of(filled, slack, "U0HEL")
    assert "Afflux des 7 derniers jours : 1" in words(view)
    assert "Sources muettes : 1" in words(view) and "alerts&lt;!here&gt; : rien depuis" in words(view)
    press(filled, slack, "U0HEL", view, "home_list", Asked("surge", number=1).written())
