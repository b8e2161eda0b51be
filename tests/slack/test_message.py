"""Logging a message as a complaint: all that it may be made of becomes words, in the window of both languages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.slack.message import origin_of, words_of
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE
from tests.slack.slacklike import eventually


def rich(*pieces):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(pieces)}]}


def text(said):
    return {"type": "text", "text": said}


SECTION = {
    "type": "section",
    "text": {"type": "mrkdwn", "text": "*Nadia*: &lt;never&gt; again <https://a.example|here>"},
}
UNFURLED = {
    "from_url": "https://social.example/p/9", "author_name": "Nadia Orsel", "title": "A post",
    "text": "Still no parcel.", "fallback": "Nadia Orsel: Still no parcel.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "Lost &amp; angry <@U0LEA>"}, "Lost & angry @U0LEA"),
        ({"text": "No parcel", "blocks": [rich(text("No "), text("parcel"))]}, "No parcel"),  # Slack writes both
        ({"text": "", "blocks": [rich(text("Only "), {"type": "link", "url": "https://a.example"})]},
         "Only https://a.example"),
        ({"text": "New alert", "blocks": [{"type": "header", "text": text("Review")}, SECTION]},
         "New alert\n\nReview\n*Nadia*: <never> again here"),
        ({"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "Stars: 1"}]},
                     {"type": "context", "elements": [{"type": "plain_text", "text": "Google"}, {"type": "image"}]},
                     {"type": "image", "alt_text": "a broken cup"}, {"type": "divider"}]},
         "Stars: 1\nGoogle\na broken cup"),
        ({"blocks": [{"type": "rich_text", "elements": [
            {"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": [text("late")]},
                                                    {"type": "rich_text_section", "elements": [text("broken")]}]},
            {"type": "rich_text_quote", "elements": [text("never again "),
                                                     {"type": "emoji", "name": "rage", "unicode": "1f621"}]}]}]},
         "• late\n• broken\nnever again 😡"),
        ({"text": "See <https://social.example/p/9>", "attachments": [UNFURLED]},
         "See https://social.example/p/9\n\nA post\nStill no parcel."),
        ({"subtype": "bot_message", "text": "", "attachments": [{"fallback": "1 star: never again"}]},
         "1 star: never again"),
        ({"attachments": [{"pretext": "Alert", "fields": [{"title": "Who", "value": "Nadia"}],
                           "blocks": [SECTION]}]},
         "Alert\nWho: Nadia\n*Nadia*: <never> again here"),
        ({"attachments": [{"is_share": True, "message_blocks": [{"message": {"blocks": [rich(text("Shared"))]}}]}]},
         "Shared"),
        ({"text": "", "files": [{"name": "cup.jpg"}, {"title": "Re: order", "filetype": "email",
                                                      "plain_text": "It is broken."}]},
         "[cup.jpg]\nIt is broken.\n[Re: order]"),
        ({"files": [{"name": "a.m4a", "transcription": {"status": "complete", "preview": {"content": "I am angry"}}}]},
         "I am angry\n[a.m4a]"),
        ({}, ""),
        ({"text": None, "blocks": "x", "attachments": [None], "files": {}}, ""),
    ],
)  # fmt: skip
def test_a_message_becomes_words(message, words):
    assert words_of(message) == words


def test_the_address_is_the_post_that_is_shown_not_a_colleagues_message():
    assert origin_of({"attachments": [UNFURLED]}) == ("https://social.example/p/9", "Nadia Orsel")
    share = {"is_share": True, "from_url": "https://x.slack.com/archives/C1/p1", "author_name": "Léa"}
    assert origin_of({"attachments": [share]}) == ("", "")
    assert origin_of({"attachments": [{"title_link": "javascript:alert(1)", "author_name": "x"}]}) == ("", "")
    assert origin_of({}) == ("", "")


JSON = some.recursive(
    some.none() | some.integers() | some.text(max_size=8) | some.sampled_from(["rich_text", "section", "text"]),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(
                ["type", "text", "blocks", "elements", "attachments", "files", "fields", "message_blocks", "message",
                 "unicode", "transcription", "name", "title", "from_url"]
            ),
            inner, max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(message=some.dictionaries(some.sampled_from(["text", "blocks", "attachments", "files"]), JSON))
def test_no_shape_of_a_message_breaks_it(message):
    assert isinstance(words_of(message), str)
    assert all(isinstance(part, str) for part in origin_of(message))


@ONE_DATABASE
@pytest.mark.parametrize(("user", "title"), [("U0SAM", "Log a complaint"), ("U0LEA", "Noter une réclamation")])
def test_a_bots_message_without_text_is_logged_with_its_words_and_its_address(desk, slack, user, title):
    made = signed.message_action(user, "complaint_log_message", "")
    made["message"] |= {"subtype": "bot_message", "bot_id": "B1", "attachments": [UNFURLED]}
    del made["message"]["user"]
    desk.send(made)
    view = eventually(lambda: slack.of("views.open"))[-1]["view"]
    view = json.loads(view) if isinstance(view, str) else view
    assert view["title"]["text"] == title
    given = {block["block_id"]: block["element"].get("initial_value") for block in view["blocks"]}
    assert given["text"] == "A post\nStill no parcel."
    assert (given["name"], given["url"]) == ("Nadia Orsel", "https://social.example/p/9")
