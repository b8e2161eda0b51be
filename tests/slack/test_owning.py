"""Suggestions, action items and insights at the wire: buttons, windows, the message to an owner, the weekly message."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.desk import suggestions
from bot.desk.models import ActionItem, Complaint, Draft, Suggestion
from tests.desk import months
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import eventually
from tests.slack.test_faces import problems
from workers import rounds

pytestmark = ONE_DATABASE
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
IDEA = "Why not offer evening delivery? Half of us are at work when your van comes."


def opened(slack, method="views.open"):
    """The window that was opened last."""
    view = eventually(lambda: slack.of(method))[-1]["view"]
    slack.calls.clear()
    return json.loads(view) if isinstance(view, str) else view


def words(view):
    return json.dumps(view, ensure_ascii=False)


def messages_to(slack, place):
    found = []
    for message in slack.of("chat.postMessage"):
        if message["channel"] == place:
            blocks = message.get("blocks", "[]")
            found.append(message | {"blocks": json.loads(blocks) if isinstance(blocks, str) else blocks})
    return found


def buttons(message):
    rows = [e for block in message["blocks"] if block["type"] == "actions" for e in block["elements"]]
    beside = [block["accessory"] for block in message["blocks"] if "accessory" in block]
    return {(one["action_id"], one["value"]) for one in rows + beside}


@pytest.fixture
def weekly(desk, slack, clock, book):
    """The message of a Monday after an invented month."""
    clock.now = MONDAY
    said = months.invent(9, 300, MONDAY - timedelta(days=60), MONDAY)
    desk.app.store.write(lambda session: months.store(session, said, book=book))
    assert rounds.weekly(desk.app)
    desk.work()
    (message,) = messages_to(slack, "managers")
    return message


def test_the_weekly_message_has_numbers_a_next_step_and_buttons_and_nobodys_words(weekly, desk):
    shown = words(weekly["blocks"])
    assert "What keeps coming up" in shown and "*Next*" in shown and "Suggestions of critics" in shown
    assert ("action_open", "late-delivery") in buttons(weekly)
    assert ("suggestion_list", "-") in buttons(weekly)
    assert "Le livreur a laissé" not in shown, "no quotation"
    assert weekly["text"].startswith("What was said from 16 November to 22 November: ")
    assert not rounds.weekly(desk.app)


def test_the_weekly_message_is_in_the_language_of_the_channel(desk, slack, clock, book, context):
    from dataclasses import replace

    from tests.desk.conftest import with_desk

    french = with_desk(book, channels=book.desk.channels.model_copy(update={"language": "fr"}))
    app = replace(desk.app, book=lambda: french)
    clock.now = MONDAY
    said = months.invent(9, 120, MONDAY - timedelta(days=6), MONDAY)
    app.store.write(lambda session: months.store(session, said, book=book))
    assert rounds.weekly(app)
    desk.app = app
    desk.work()
    (message,) = messages_to(slack, "managers")
    assert message["text"].startswith("Ce qui s'est dit du 16 novembre au 22 novembre : ")
    assert "Ce qui revient" in words(message["blocks"]) and "keeps coming" not in words(message["blocks"])


def test_a_cause_becomes_an_action_item_with_one_click_and_a_window(weekly, desk, slack):
    desk.press("U0HEL", "action_open", "late-delivery", channel="C0MANAGE")
    view = opened(slack)
    assert view["callback_id"] == "action_open" and "Qu'est-ce qui doit changer" in words(view)
    values = {"what": "Warn by SMS", "owner": "U0IVY", "due": "2026-12-24"}
    refused = desk.send(signed.submission("U0HEL", view, values | {"due": "2026-11-01"}))
    assert "due" in refused.json()["errors"]
    assert desk.send(signed.submission("U0HEL", view, values)).text == ""
    assert count(desk.app, ActionItem, ActionItem.cause == "late-delivery") == 1
    desk.work()
    clock = desk.app.now
    clock.pass_(seconds=10)
    desk.work()
    (message,) = messages_to(slack, "U0IVY")
    assert "Warn by SMS" in words(message["blocks"])
    assert ("action_done", "1") in buttons(message)
    desk.press("U0HEL", "action_open", "late-delivery", channel="C0MANAGE")
    assert "Warn by SMS" in words(opened(slack)), "whoever comes second sees what is at work"


@pytest.mark.parametrize(("who", "said"), [("U0IVY", "community manager"), ("U0NOBODY", "not on this desk")])
def test_whoever_may_not_open_one_is_told_whom_to_ask(weekly, desk, slack, who, said):
    desk.press("U0HEL", "action_open", "late-delivery")
    view = opened(slack)
    answer = desk.send(signed.submission(who, view, {"what": "x", "owner": "U0IVY", "due": "2026-12-24"}))
    assert said in words(answer.json()["errors"])
    assert count(desk.app, ActionItem) == 0


def test_the_owner_says_done_and_others_are_refused(weekly, desk, slack):
    desk.press("U0HEL", "action_open", "late-delivery")
    view = opened(slack)
    desk.send(signed.submission("U0HEL", view, {"what": "Warn by SMS", "owner": "U0IVY", "due": "2026-12-24"}))
    desk.press("U0NOE", "action_done", "1")
    view = opened(slack)
    answer = desk.send(signed.submission("U0NOE", view, {"note": "done"}))
    assert "Ivy Ashdown" in words(answer.json()["errors"])
    assert desk.send(signed.submission("U0IVY", view, {"note": "SMS since today"})).text == ""
    assert count(desk.app, ActionItem, ActionItem.state == "done") == 1
    desk.press("U0IVY", "action_drop", "1")
    answer = desk.send(signed.submission("U0IVY", opened(slack), {"why": "no"}))
    assert "has noted this action item as done" in words(answer.json()["errors"])


def test_a_button_about_what_is_not_there_says_so(desk, slack):
    desk.press("U0HEL", "suggestion_give", "99")
    eventually(lambda: desk.work() or told(slack))
    assert told(slack) == ["Aucune suggestion ne porte le numéro 99."]


@pytest.mark.parametrize(
    ("typed", "callback", "shown"),
    [
        ("action late-delivery", "action_open", "initial_option"), ("actions", "action_list", "no action item yet"),
        ("suggestions", "suggestion_list", "No suggestion waits"), ("insights", "insights", "0 complaints by 0 people"),
    ],
)  # fmt: skip
def test_the_windows_open_by_command_too(desk, slack, typed, callback, shown):
    assert desk.send_form(signed.command("U0SAM", typed)).status_code == 200
    view = opened(slack)
    assert view["callback_id"] == callback
    assert shown in words(view)


def test_a_stranger_sees_no_list(desk, slack):
    assert "not on this desk" in desk.send_form(signed.command("U0NOBODY", "suggestions")).text
    assert slack.of("views.open") == []


def test_a_suggestion_walks_from_the_critic_to_its_owner_and_back(desk, slack, take, clock):
    """Found, given, told to the owner, answered; the draft says the answer, a person approves it, the critic knows."""
    take(text=IDEA, language="en", author={"handle": "omar.f", "name": "Omar Feld"})
    desk.work()
    assert rounds.owners(desk.app) == 1
    desk.send_form(signed.command("U0SAM", "suggestions"))
    listed = opened(slack)
    assert "evening delivery" in words(listed) and "waits for an owner" in words(listed)
    desk.send(signed.press_in("U0SAM", listed, "suggestion_give", "1"))
    view = opened(slack, "views.push")
    assert desk.send(signed.submission("U0SAM", view, {"owner": "U0IVY"})).text == ""
    clock.pass_(seconds=10)
    desk.work()
    (message,) = messages_to(slack, "U0IVY")
    assert message["text"] == "Waiting for you – suggestions to answer: 1"
    desk.press("U0IVY", "suggestion_answer", "1", channel="D0IVY")
    view = opened(slack)
    assert "English" in words(view)
    sent = {"verdict": "taken_up", "why": "Evening rounds start on 2 March in the whole city."}
    assert desk.send(signed.submission("U0IVY", view, sent)).text == ""
    desk.work()
    (known,) = [said for said in told(slack) if "has decided" in said]
    assert "(taken up): Evening rounds start on 2 March in the whole city. Its author does not know yet." in known
    with desk.app.store.read() as session:
        complaint = session.scalars(select(Complaint)).one()
        draft = session.scalars(select(Draft).order_by(Draft.number.desc())).first()
        assert "Evening rounds start on 2 March in the whole city." in draft.body
        assert "[[" not in draft.body
    desk.press("U0SAM", "draft_approve", desk.approve_value(complaint.id))
    clock.pass_(minutes=2)
    desk.work()
    assert count(desk.app, Draft, Draft.state == "published") == 1, told(slack)
    assert rounds.owners(desk.app) == 1
    assert count(desk.app, Suggestion, Suggestion.state == "told") == 1
    with desk.app.store.read() as session:
        assert suggestions.waiting(session) == {"new": 0, "asked": 0, "answered": 0}


def test_what_is_no_suggestion_is_set_aside_and_taken_up_again_in_the_list(desk, slack, take):
    take(text=IDEA, language="en")
    rounds.owners(desk.app)
    desk.press("U0SAM", "suggestion_drop", "1")
    desk.send(signed.submission("U0SAM", opened(slack), {"why": "A joke."}))
    desk.send_form(signed.command("U0SAM", "suggestions"))
    listed = opened(slack)
    assert "set aside by Sam Whitlock: A joke." in words(listed)
    desk.send(signed.press_in("U0SAM", listed, "suggestion_again", "1"))
    assert "waits for an owner" in words(opened(slack, "views.update"))


def test_an_owner_for_whom_nothing_waits_gets_no_message(desk, slack, take, clock):
    take(text=IDEA, language="en")
    rounds.owners(desk.app)
    desk.press("U0SAM", "suggestion_give", "1")
    view = opened(slack)
    desk.send(signed.submission("U0SAM", view, {"owner": "U0IVY"}))
    desk.press("U0SAM", "suggestion_drop", "1")
    desk.send(signed.submission("U0SAM", opened(slack), {"why": "A joke."}))
    clock.pass_(seconds=10)
    desk.work()
    assert messages_to(slack, "U0IVY") == []


def test_the_home_tab_names_what_waits_for_its_person(desk, slack, take):
    take(text=IDEA, language="en")
    rounds.owners(desk.app)
    desk.press("U0SAM", "suggestion_give", "1")
    desk.send(signed.submission("U0SAM", opened(slack), {"owner": "U0IVY"}))
    desk.send(signed.event({"type": "app_home_opened", "user": "U0IVY", "tab": "home", "channel": "D1"}))
    eventually(lambda: desk.work() or slack.of("views.publish"))
    view = slack.of("views.publish")[-1]["view"]
    view = json.loads(view) if isinstance(view, str) else view
    assert "Waiting for you – suggestions to answer: 1" in words(view)
    assert problems("home", view) == []
    home = view | {"id": "V0HOME", "type": "home"}
    desk.send(signed.press_in("U0IVY", home, "suggestion_list", "-"))
    assert "evening delivery" in words(opened(slack))
