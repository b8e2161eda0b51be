"""Every button, option and window that is drawn is listened to, and nothing is listened to that is never drawn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from bot.slack import buttons, listeners, verbs
from bot.slack.edge import Edge
from bot.slack.home.parts import BOARD, CARD, LIST, REST, TIME
from tests.slack import faces
from tests.slack.test_faces import parts

# Drawn by the outbox or for one person, and so not among the faces: the fold's rows are; these are in their own tests.
ELSEWHERE = {"card_unfold", "card_unfold_next", "action_list"}
NOBODY_SENDS_IN = {
    "complaint_timeline", "draft_versions", "complaint_more", "complaint_group", "notice", "rehearsal_over",
    "draft_gloss", "insights", "suggestion_list", "action_list", "batch_read", "incident_members", "incident_story",
    "ticket_more", "deadline_explain", "complaints_found", *(LIST, CARD, BOARD, REST, TIME),
}  # fmt: skip


class Recorder:
    """Stands for the Bolt app: what is registered, by kind."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        def register(what: Any, **_listeners: Any) -> Callable[..., None]:
            self.heard[kind].append(what)
            return lambda *_a, **_k: None

        return register


@pytest.fixture(scope="module")
def heard() -> dict[str, set[Any]]:
    recorder = Recorder()
    listeners.hear(recorder, Edge.__new__(Edge))
    found = recorder.heard
    assert isinstance(found["action"][-1], re.Pattern), "the last listener takes what no other one knows"
    assert all(len(named) == len(set(named)) for kind, named in found.items()), "registered twice"
    heard = {kind: {one for one in named if isinstance(one, str)} for kind, named in found.items()}
    return heard | {"patterns": [one for one in found["action"][:-1] if isinstance(one, re.Pattern)]}


@pytest.fixture(scope="module")
def drawn(book: Any) -> list[tuple[str, str, dict[str, Any]]]:
    return [face for face in faces.all_faces(book) if "kind)" in face[0]]


def test_every_button_is_listened_to_and_the_other_way_round(heard, drawn):
    found = {part["action_id"] for _name, _kind, face in drawn for _path, part in parts(face) if "action_id" in part}
    found -= {"value"}  # a field that only matters when its window is sent in
    found |= set(buttons.MENU_LABELS)
    of_home = {name for name in found for pattern in heard["patterns"] if pattern.match(name)}
    assert found - heard["action"] - of_home == set()
    assert all(any(map(pattern.match, found)) for pattern in heard["patterns"])
    assert buttons.MENU in found
    assert heard["action"] - found - ELSEWHERE == set()


def test_every_option_of_a_menu_does_what_a_button_of_its_name_does(drawn):
    options = {
        option["value"].partition("|")[0]
        for _name, _kind, face in drawn
        for _path, part in parts(face)
        if part.get("type") == "overflow"
        for option in part["options"]
    }
    assert options == set(buttons.MENU_LABELS)
    assert options <= {*verbs.BUTTONS, *verbs.OPENS, *verbs.LOOKS, "complaint_timeline"}


def test_every_window_is_listened_to_and_the_other_way_round(heard, drawn):
    found = {face["callback_id"] for _name, kind, face in drawn if kind == "modal" and "submit" in face}
    closed = {face["callback_id"] for _name, kind, face in drawn if kind == "modal" and face.get("notify_on_close")}
    assert found == heard["view"] | heard["view_submission"]
    assert closed == heard["view_closed"]
    looked_at = {face["callback_id"] for _name, kind, face in drawn if kind == "modal" and "submit" not in face}
    assert looked_at - found <= NOBODY_SENDS_IN


def test_a_card_has_at_most_five_buttons_in_a_row(drawn):
    for name, kind, face in drawn:
        rows = [block for block in face["blocks"] if kind == "message" and block["type"] == "actions"]
        assert all(len(block["elements"]) <= 5 for block in rows), name
