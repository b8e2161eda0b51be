"""Buttons, modals, shortcuts and events: every refused click explains itself, in the language of the person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.desk import events
from bot.desk.models import Alert, Complaint, Draft, Effect, Event, Handled, Mention
from bot.slack import manifest, verbs
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import eventually, refuse
from tests.slack.test_requests import opened

pytestmark = ONE_DATABASE


def said(desk, slack):
    """What a press led to, once the workers ran."""
    desk.work()
    return told(slack)


def test_an_unknown_button_says_so(desk, slack, drafted):
    before = count(desk.app, Event)
    assert desk.press("U0SAM", "draft_of_another_version", "K4M-7RX2").status_code == 200
    (sentence,) = said(desk, slack)
    assert "older card" in sentence
    assert count(desk.app, Event) == before


@pytest.mark.parametrize(
    ("user", "action", "role", "whom"),
    [
        ("U0NOE", "draft_approve", "responsable de communauté", "Léa Morel"),
        ("U0IVY", "draft_approve", "community manager", "Léa Morel"),
        ("U0SAM", "ticket_claim", "support agent", "Noé Garance"),
        ("U0LEA", "ticket_claim", None, "Noé Garance"),
    ],
)
def test_a_missing_role_names_the_role_and_whom_to_ask_in_the_persons_language(
    desk, slack, drafted, user, action, role, whom
):
    value = desk.approve_value(drafted) if action == "draft_approve" else desk.complaint(drafted).ref
    desk.press(user, action, value)
    (sentence,) = said(desk, slack)
    assert whom in sentence
    french = user in ("U0NOE", "U0LEA")
    assert ("This needs" not in sentence) is french
    if role and not french:
        assert role in sentence


def test_a_stranger_learns_how_to_join_the_desk(desk, slack, drafted):
    desk.press("U0STRANGER", "draft_approve", desk.approve_value(drafted))
    (sentence,) = said(desk, slack)
    assert "U0STRANGER" in sentence and "desk.yaml" in sentence
    assert count(desk.app, Draft, Draft.state == "approved") == 0


@pytest.mark.parametrize(("user", "word"), [("U0LEA", "référence"), ("U0SAM", "reference")])
def test_a_reference_that_does_not_exist_is_told_in_the_persons_language(desk, slack, drafted, user, word):
    desk.press(user, "complaint_restore", "ZZZ-ZZZZ")
    (sentence,) = said(desk, slack)
    assert word in sentence


def test_the_second_of_two_people_is_told_who_won(desk, slack, drafted):
    value = desk.approve_value(drafted)
    desk.press("U0SAM", "draft_approve", value)
    desk.press("U0LEA", "draft_approve", value)
    (sentence,) = said(desk, slack)
    assert "Sam Whitlock" in sentence
    assert slack.of("chat.postEphemeral")[0]["user"] == "U0LEA"


def test_what_people_wrote_cannot_ping_from_a_refusal(desk, slack, drafted):
    view = opened(desk, slack, "U0SAM", "complaint_dismiss", desk.complaint(drafted).ref)
    desk.send(signed.submission("U0SAM", view, {"reason": "<!channel> <https://evil.example|look>"}))
    desk.press("U0LEA", "draft_approve", "x|y".replace("x", desk.complaint(drafted).ref))
    (sentence,) = said(desk, slack)
    assert "<!" not in sentence and "<http" not in sentence and "&lt;!channel&gt;" in sentence


@pytest.mark.parametrize("where", [{}, {"thread_ts": "1764.5"}, {"subtype": "message_changed"}, {"bot_id": "B0AMENDS"}])
def test_typing_in_a_channel_or_a_thread_does_nothing(desk, slack, drafted, where):
    before = (
        count(desk.app, Event),
        count(desk.app, Effect),
        count(desk.app, Alert),
        count(desk.app, Handled),
    )
    calls = len(slack.calls)
    message = {
        "type": "message",
        "channel": "C0APPROV",
        "user": "U0SAM",
        "text": "@customer sorry!",
        "ts": "1764.6",
    }
    assert desk.send(signed.event(message | where)).status_code == 200
    desk.work()
    assert (
        count(desk.app, Event),
        count(desk.app, Effect),
        count(desk.app, Alert),
        count(desk.app, Handled),
    ) == before
    assert slack.calls[calls:] == []


@pytest.mark.parametrize(("user", "title"), [("U0LEA", "Léa Morel"), ("U0NOE", "Noé Garance"), ("U0NEW", "desk.yaml")])
def test_opening_the_home_tab_publishes_it(desk, slack, drafted, user, title):
    desk.send(signed.event({"type": "app_home_opened", "user": user, "channel": "D0", "tab": "home", "event_ts": "1"}))
    desk.work()
    published = slack.of("views.publish")[-1]
    assert published["user_id"] == user
    assert title in json.dumps(published["view"], ensure_ascii=False)
    desk.send(signed.event({"type": "app_home_opened", "user": user, "tab": "messages", "event_ts": "2"}))
    desk.work()
    assert len(slack.of("views.publish")) == 1


def form_of(slack):
    view = eventually(lambda: slack.of("views.open"))[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def test_a_complaint_is_logged_by_the_global_shortcut(desk, slack):
    assert desk.send(signed.shortcut("U0NOE", "complaint_log")).status_code == 200
    view = form_of(slack)
    words = {"network": "shop", "name": "Madame Orsel", "text": "Le pied de ma table est fendu.", "url": ""}
    assert desk.send(signed.submission("U0NOE", view, words)).text == ""
    desk.work()
    with desk.app.store.read() as session:
        mention = session.query(Mention).one()
        assert (mention.text, mention.author_name, mention.logged_by) == (
            words["text"],
            "Madame Orsel",
            "U0NOE",
        )
        assert session.query(Complaint).count() == 1
    assert len(told(slack)) == 1
    assert "Madame Orsel" in json.dumps(slack.in_channel("approvals"))


def test_a_message_is_logged_once_however_many_people_log_it(desk, slack):
    text = "Vu : &lt;3 semaines&gt; sans nouvelles &amp; <https://forum.example/p?a=1&amp;b=2|le fil> <@U0LEA>"
    for person in ("U0NOE", "U0IVY"):
        slack.calls.clear()
        desk.send(signed.message_action(person, "complaint_log_message", text))
        view = form_of(slack)
        assert desk.send(signed.submission(person, view, {})).text == ""
    desk.work()
    with desk.app.store.read() as session:
        mention = session.query(Mention).one()
    assert mention.text == "Vu : <3 semaines> sans nouvelles & le fil @U0LEA"
    assert mention.url.startswith("https://brindelune.slack.com/archives/C0SHOP/")
    assert any("logged before" in sentence for sentence in told(slack))


def test_an_empty_complaint_or_a_wrong_address_stands_at_its_field(desk, slack):
    desk.send(signed.shortcut("U0LEA", "complaint_log"))
    view = form_of(slack)
    assert set(desk.send(signed.submission("U0LEA", view, {"text": "  "})).json()["errors"]) == {"text"}
    wrong = {"text": "Cassé", "url": "javascript:alert(1)"}
    assert set(desk.send(signed.submission("U0LEA", view, wrong)).json()["errors"]) == {"url"}
    assert count(desk.app, Alert) == 0


def test_a_stranger_cannot_log(desk, slack):
    for made in (
        signed.shortcut("U0STRANGER", "complaint_log"),
        signed.message_action("U0STRANGER", "complaint_log_message", "Never again!"),
    ):
        slack.calls.clear()
        desk.send(made)
        (sentence,) = eventually(lambda: said(desk, slack))
        assert "U0STRANGER" in sentence
        assert slack.of("views.open") == []
    desk.send(signed.shortcut("U0SAM", "complaint_log"))  # a window of before, or of somebody else
    answer = desk.send(signed.submission("U0STRANGER", form_of(slack), {"text": "x"})).json()
    assert "U0STRANGER" in next(iter(answer["errors"].values()))
    assert count(desk.app, Alert) == 0


def test_a_timeline_of_a_hundred_events_opens(desk, slack, drafted, store, clock):
    def many(session):
        complaint = session.get_one(Complaint, drafted)
        for number in range(100):
            at = clock() + timedelta(seconds=number)
            events.record(session, complaint, "note", "U0NOE", at, text=f"note {number} " + "x" * 3000)

    store.write(many)
    view = opened(desk, slack, "U0SAM", "complaint_timeline", desk.complaint(drafted).ref)
    assert len(view["blocks"]) <= 100
    assert "note 99" in json.dumps(view)
    assert "earlier lines" in json.dumps(view)


@pytest.mark.parametrize("action", verbs.OPENS)
def test_every_window_opens_and_carries_its_complaint(desk, slack, drafted, action):
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0LEA", action, ref)
    assert view["callback_id"] == action
    assert view["private_metadata"].startswith(ref)


def test_a_window_that_came_too_late_asks_to_press_again(desk, slack, drafted):
    slack.rule = lambda method, _arguments: refuse("expired_trigger_id") if method == "views.open" else None
    desk.press("U0SAM", "draft_edit", desk.complaint(drafted).ref)
    (sentence,) = eventually(lambda: said(desk, slack))
    assert "Press the button again" in sentence


def test_the_shortcuts_of_the_manifest_are_the_ones_that_are_listened_to(desk, slack):
    for entry in manifest.build()["features"]["shortcuts"]:
        slack.calls.clear()
        made = (
            signed.shortcut("U0SAM", entry["callback_id"])
            if entry["type"] == "global"
            else signed.message_action("U0SAM", entry["callback_id"], "Never again!")
        )
        assert desk.send(made).status_code == 200
        assert form_of(slack)["callback_id"] == "complaint_log"
