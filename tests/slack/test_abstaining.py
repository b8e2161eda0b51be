"""Watching, or not engaging, from the card: the menu opens a window, the card says who decided what until when."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.desk import complaints, outbox
from bot.desk.models import Abstention, Mention
from bot.desk.vocabulary import ComplaintState
from bot.slack import home
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import eventually
from workers import rounds

pytestmark = ONE_DATABASE


def card(slack):
    return json.dumps(slack.in_channel("approvals")[-1], ensure_ascii=False)


def window(desk, slack, ref, user="U0SAM"):
    before = len(slack.of("views.open"))
    desk.send(signed.option(user, f"complaint_abstain|{ref}"))
    eventually(lambda: len(slack.of("views.open")) > before)
    return slack.of("views.open")[-1]["view"]


def test_from_the_menu_to_the_card_and_back(desk, slack, drafted, clock):
    ref = desk.complaint(drafted).ref
    view = window(desk, slack, ref)
    assert view["callback_id"] == "complaint_abstain"
    day = next(one["element"] for one in view["blocks"] if one.get("block_id") == "until")
    assert day["initial_date"] == (clock() + timedelta(days=7)).date().isoformat()
    answer = desk.send(signed.submission("U0SAM", view, {"needs": "do_not_engage", "reason": "It feeds on answers."}))
    assert answer.status_code == 200 and answer.text in ("", "{}")
    desk.work()
    assert desk.complaint(drafted).state == ComplaintState.ABSTAINED
    shown = card(slack)
    assert "We do not engage, until" in shown and "Decided by Sam Whitlock: It feeds on answers." in shown
    assert "paused until it is taken up again" in shown
    assert "draft_approve" not in shown and "complaint_engage" in shown
    desk.press("U0LEA", "complaint_engage", ref)
    desk.work()
    assert desk.complaint(drafted).state == ComplaintState.OPEN
    assert "draft_approve" in card(slack)
    desk.press("U0LEA", "complaint_engage", ref)
    desk.work()
    (sentence,) = told(slack)
    assert sentence.startswith("Personne n'a décidé de ne pas intervenir ici ; la réclamation est ouverte")


def test_what_is_in_the_way_stands_at_its_field(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    view = window(desk, slack, ref)
    answer = desk.send(
        signed.submission("U0SAM", view, {"needs": "watch", "until": "2026-11-01", "reason": "Too early to say."})
    )
    assert answer.json()["response_action"] == "errors"
    assert "begun already" in answer.json()["errors"]["until"]
    refused = desk.send(signed.submission("U0NOE", view, {"needs": "watch", "reason": "x"}))
    assert "community manager" in json.dumps(refused.json())
    assert count(desk.app, Abstention) == 0


def test_where_nobody_asked_us_the_card_says_so_and_offers_to_watch(desk, slack, drafted):
    def unasked(session):
        found = complaints.by_ref(session, desk.complaint(drafted).ref)
        mention = session.get_one(Mention, found.mention_id)
        mention.triage = {"kind": "complaint", "ground": "consumers", "solicited": False}
        found.stakes = "P3"
        complaints.show(session, found, desk.app.now())
        return outbox.lanes_armed(session)

    desk.app.store.write(unasked)
    desk.work()
    shown = card(slack)
    assert "Nobody asked us, and customers are among themselves here" in shown
    assert "customers' own ground, not said to us" in shown
    assert f"complaint_abstain|{desk.complaint(drafted).ref}" in shown
    view = window(desk, slack, desk.complaint(drafted).ref)
    needs = next(one["element"] for one in view["blocks"] if one.get("block_id") == "needs")
    assert needs["initial_option"]["value"] == "watch"


def test_the_home_lists_it_and_on_its_day_people_are_told(desk, slack, drafted, clock, book):
    view = window(desk, slack, desk.complaint(drafted).ref)
    desk.send(signed.submission("U0SAM", view, {"needs": "watch", "until": "2026-12-01", "reason": "See who joins."}))
    desk.work()
    with desk.app.store.read() as session:
        shown = json.dumps(home.view(session, book, home.Reader("U0SAM", "en"), clock()), ensure_ascii=False)
    assert "Watched, or not engaged with: 1" in shown and "Sam Whitlock: See who joins." in shown
    assert rounds.wake(desk.app) == 0
    clock.pass_(days=7)
    assert rounds.wake(desk.app) == 1
    clock.pass_(seconds=10)
    desk.work()
    reminded = json.dumps(slack.of("chat.postMessage"), ensure_ascii=False)
    assert "This was left alone until now: answer it, or decide anew" in reminded
    assert "Why now: the day named for it has come." in reminded
    assert "draft_approve" in card(slack)
