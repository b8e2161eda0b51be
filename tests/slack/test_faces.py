"""Every face is one that Slack takes, and no word of a customer can ping anybody or forge a link in it."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.desk.models import Ticket
from bot.slack import cards, home, modals
from bot.slack.text import escaped, inline, link, plain_words
from tests.slack import faces, node
from tests.slack.conftest import ONE_DATABASE

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# A message's blocks may hold about 13,200 characters in all (slackapi/bolt-js issue 2509: msg_blocks_too_long).
MOST_IN_ALL = 13_000
LONGEST = {"title": 24, "submit": 24, "close": 24, "confirm": 30, "deny": 30}
TOKEN = re.compile(r"<[^<>]*>")
OURS = re.compile(
    r"<@U0HEL>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>|]*>|<!date\^\d+\^\{time_secs\}\|[^<>|]*>|<https?://[^\s<>|]+\|[^<>|]*>"
)


@pytest.fixture(scope="session")
def shown(book: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Every face."""
    return list(faces.all_faces(book))


def parts(face: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in ``face`` with the key it stands under."""
    if isinstance(face, dict):
        yield path, face
        for key, value in face.items():
            yield from parts(value, key)
    elif isinstance(face, list):
        for value in face:
            yield from parts(value, path)


def problems_of_text(path: str, part: dict[str, Any]) -> Iterator[str]:
    """A text object's own rules (https://docs.slack.dev/reference/block-kit/composition-objects/text-object)."""
    text = part["text"]
    most = LONGEST.get(path, 3000)
    if not 1 <= len(text) <= most:
        yield f"{path}: {len(text)} characters of {most}"
    if part["type"] == "plain_text" and (not text or "\x00" in text):
        yield f"{path}: empty or not printable"
    if part["type"] == "mrkdwn":
        rest = OURS.sub("", text)
        if "<" in rest or ">" in rest:
            yield f"{path}: mark-up that is not ours: {TOKEN.findall(rest)[:2] or rest[:80]}"
        if re.search(r"&(?!amp;|lt;|gt;)", OURS.sub("", text)):
            yield f"{path}: an entity cut in two"


LIMITS = [  # (type, key, most characters)
    ("header", "text", 150), ("button", "text", 75), ("section", "text", 3000), ("input", "label", 2000),
    ("input", "hint", 2000),
]  # fmt: skip


def problems_of_part(path: str, part: dict[str, Any]) -> Iterator[str]:
    """Lengths that Slack documents for blocks and elements."""
    kind = part.get("type")
    if kind in ("plain_text", "mrkdwn"):
        yield from problems_of_text(path, part)
    for of, key, most in LIMITS:
        if kind == of and key in part and len(part[key]["text"]) > most:
            yield f"{of}.{key}: {len(part[key]['text'])} characters"
    for key, most in {
        "value": 2000,
        "url": 3000,
        "block_id": 255,
        "action_id": 255,
        "private_metadata": 3000,
    }.items():
        if isinstance(part.get(key), str) and len(part[key]) > most:
            yield f"{kind}.{key}: {len(part[key])} characters"
    if kind == "plain_text_input" and len(part.get("initial_value", "")) > part["max_length"]:
        yield "initial_value is longer than max_length"
    if kind == "actions" and not 1 <= len(part["elements"]) <= 25:
        yield f"{len(part['elements'])} buttons"
    if kind == "context" and not 1 <= len(part["elements"]) <= 10:
        yield f"{len(part['elements'])} elements in a context"
    if kind in ("rich_text_quote", "rich_text_preformatted") and not all(e["text"] for e in part["elements"]):
        yield "an empty rich text"


def problems(kind: str, face: dict[str, Any]) -> list[str]:
    """Everything that Slack would not take, or that a customer's words could do."""
    found = [problem for path, part in parts(face) for problem in problems_of_part(path, part)]
    if not 1 <= len(face["blocks"]) <= MOST_BLOCKS[kind]:
        found.append(f"{len(face['blocks'])} blocks")
    ids = Counter(block["block_id"] for block in face["blocks"] if "block_id" in block)
    found += [f"block_id {name} {times} times" for name, times in ids.items() if times > 1]
    for block in face["blocks"]:
        actions = Counter(part["action_id"] for _path, part in parts(block) if "action_id" in part)
        found += [f"action_id {name} {times} times" for name, times in actions.items() if times > 1]
    if kind == "message":
        found += list(problems_of_text("text", {"type": "mrkdwn", "text": face["text"]}))
        size = sum(len(part["text"]) for _path, part in parts(face["blocks"]) if isinstance(part.get("text"), str))
        size += sum(len(part["url"]) for _path, part in parts(face["blocks"]) if "url" in part)
        found += [f"{size} characters in all"] if size > MOST_IN_ALL else []
    return found


def test_every_face_keeps_slacks_limits_and_no_word_becomes_markup(shown):
    wrong = {name: found for name, kind, face in shown if (found := problems(kind, face))}
    assert not wrong, list(wrong.items())[:5]
    assert len(shown) > 1500


def test_slacks_own_library_takes_every_face(shown):
    each = {json.dumps(block): (name, block) for name, _kind, face in shown for block in face["blocks"]}
    for name, block in each.values():  # a tenth of all: the same ones come again from face to face
        (known,) = Block.parse_all([block])
        assert known is not None, name
        known.to_dict()  # validates
    for _name, kind, face in shown:
        if kind != "message":
            View(**face | {"blocks": face["blocks"][:1]}).to_dict()


@pytest.mark.node
def test_every_face_fits_the_types_that_slack_publishes(shown):
    node.required()
    lines = "".join(json.dumps({"name": name, "kind": kind, "face": face}) + "\n" for name, kind, face in shown)
    command = ["node", "check-faces.mjs"]
    answer = subprocess.run(command, cwd=node.FOLDER, input=lines, capture_output=True, text=True, timeout=110)
    assert answer.returncode == 0, answer.stderr[-2000:]
    *wrong, last = (json.loads(line) for line in answer.stdout.splitlines())
    assert last == {"seen": len(shown)}
    assert wrong == []


def test_the_checks_find_what_is_wrong():
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    for bad in (
        {"text": "x", "blocks": [section] * 51},
        {"text": "<!channel>", "blocks": [section]},
        {
            "text": "x",
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<https://a.example|a>b>"}}],
        },
        {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a &am"}}]},
        {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
        {"text": "x", "blocks": [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]},
    ):
        assert problems("message", bad)
    assert problems("message", {"text": "x", "blocks": [section]}) == []


def test_the_reply_to_approve_is_shown_whole(book):
    words = ("Bonjour. " * 400)[:2990] + "la fin"
    rows = faces.rows_of(book, "en", "kind", draft="proposed")
    rows.draft.body = words
    assert "la fin" in json.dumps(cards.approval(rows))
    rows.draft.state, rows.draft.reply_text = "approved", words + "\n— Léa"
    assert "— Léa" in json.dumps(cards.approval(rows), ensure_ascii=False)
    assert "— Léa" in json.dumps(cards.ticket(faces.rows_of(book, "en", "kind", draft="approved", ticket="queued")),
                                 ensure_ascii=False)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_title_and_no_button_is_cut(shown, language):
    for name, kind, face in shown:
        if language not in name or "kind" not in name:
            continue
        short = [part["text"]["text"] for _path, part in parts(face) if part.get("type") == "button"]
        short += [face[key]["text"] for key in ("title", "submit", "close") if kind == "modal" and key in face]
        assert not [label for label in short if label.endswith("…")], name


@ONE_DATABASE
@pytest.mark.parametrize("words", faces.WORDS)
def test_the_home_tab_is_one_that_slack_takes(store, book, clock, take, words):
    text = faces.WORDS[words]
    for number in range(15):
        who = {"handle": f"{text[:200]}{number}", "name": text[:300]}
        said = f"{text[:19_000]} {1000 + number}"  # each with a number of their own: else it would be a copy
        take(text=said, author=who, url=f"https://social.example/{number}")

    def queue(session):
        for number in range(1, 16):
            session.add(Ticket(complaint_id=number, state="claimed", team="care", owner="U0NOE", opened_at=clock()))

    store.write(queue)
    with store.read() as session:
        for user in ("U0LEA", "U0NOE", "U0SAM", "<!channel>"):
            face = home.view(session, book, home.Reader(user, "en"), clock())
            assert problems("home", face) == []


def test_a_face_without_a_name_says_somebody(book):
    for words in ("empty", "blank"):
        assert "somebody" in json.dumps(cards.approval(faces.rows_of(book, "en", words)))


@pytest.mark.parametrize("words", faces.HOSTILE)
def test_words_inside_mrkdwn_are_only_words(words):
    said = faces.WORDS[words]
    for shown in (escaped(said), inline(said, 200)):
        assert "<" not in shown and ">" not in shown and "\x00" not in shown
    assert not set("*_~`") & set(inline(said, 500))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/x?a=1&b=2", True), ("HTTPS://A.example", True), ("javascript:alert(1)", False),
        ("https://a.example/>|<!channel>", True), ("https://a.example/\n<!here>", True), ("", False),
        ("https://a.example/" + "x" * 3000, False),
    ],
)  # fmt: skip
def test_an_address_cannot_break_out_of_its_link(url, linked):
    made = link(url, "see <!channel>")
    assert made.startswith("<") is linked
    assert made.count("<") == made.count(">") == int(linked)


def test_a_slack_message_reads_as_it_was_typed():
    assert plain_words("a &lt;b&gt; &amp;amp; <https://x.example|x> <#C1|shop> <!here>") == "a <b> &amp; x shop !here"


def test_a_modal_keeps_what_was_typed_in_a_message_of_any_length():
    view = modals.log("fr", text="x" * 9000)
    field = next(block for block in view["blocks"] if block.get("block_id") == "text")
    assert len(field["element"]["initial_value"]) == field["element"]["max_length"]
