"""``/amends find`` at the wire: a window with ten complaints, the next ten in it, what is refused, and for whom."""

from __future__ import annotations

import json

import pytest

from bot.slack import found
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, told
from tests.slack.slacklike import eventually
from tests.slack.test_faces import problems

pytestmark = ONE_DATABASE


def window(slack, method="views.open"):
    """The window that was drawn last."""
    view = eventually(lambda: slack.of(method))[-1]["view"]
    slack.calls.clear()
    return json.loads(view) if isinstance(view, str) else view


def looked(desk, slack, user, said):
    assert desk.send_form(signed.command(user, said)).status_code == 200
    view = window(slack)
    assert problems("modal", view) == []
    return view


def words(view):
    return json.dumps(view, ensure_ascii=False)


def button(view, action):
    return next(
        (one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]
         if one["action_id"] == action), None,
    )  # fmt: skip


def refs(view):
    return [b["accessory"]["value"] for b in view["blocks"] if b.get("accessory", {}).get("type") == "button"]


@pytest.fixture
def many(take, clock):
    for number in range(12):
        take(text=f"My parcel number {number} is lost.", author={"handle": f"p{number}", "name": f"Person {number}"})
        clock.pass_(minutes=1)


def test_ten_are_shown_then_the_next_ten_in_the_same_window_and_back(desk, slack, many):
    view = looked(desk, slack, "U0SAM", "find parcel")
    first = refs(view)
    assert len(first) == 10
    assert "Person 11" in words(view["blocks"][1])
    assert button(view, found.FIRST) is None
    more = button(view, found.MORE)
    assert more["text"]["text"] == "The next ten"
    desk.send(signed.press_in("U0SAM", view, found.MORE, more["value"]))
    later = window(slack, "views.update")
    assert len(refs(later)) == 2
    assert not set(refs(later)) & set(first)
    assert button(later, found.MORE) is None
    desk.send(signed.press_in("U0SAM", later, found.FIRST, button(later, found.FIRST)["value"]))
    assert refs(window(slack, "views.update")) == first


def test_the_timeline_of_what_was_found_opens_on_top(desk, slack, many):
    view = looked(desk, slack, "U0SAM", "find @p3")
    (ref,) = refs(view)
    desk.send(signed.press_in("U0SAM", view | {"type": "modal"}, "complaint_timeline", ref))
    assert ref in words(window(slack, "views.push"))


def test_it_says_how_the_question_was_read_in_french_too(desk, slack, many):
    view = looked(desk, slack, "U0LEA", "chercher facebook « lost » ouverte")
    said = view["blocks"][0]["text"]["text"]
    assert "réseau : *Facebook*" in said
    assert "mots : *« lost »*" in said
    assert view["title"]["text"] == "Réclamations trouvées"


def test_what_is_not_found_says_what_to_try(desk, slack, many):
    view = looked(desk, slack, "U0SAM", "find zebra")
    assert "Nothing fits" in words(view)
    assert "What to try" in words(view)
    view = looked(desk, slack, "U0LEA", "find zébra")
    assert "Rien ne correspond" in words(view)
    assert "À essayer" in words(view)


@pytest.mark.parametrize(("user", "said", "why"), [("U0SAM", "find", "Say what to look for"),
                                                    ("U0LEA", "find état:nul", "Il n'y a pas d'état")])  # fmt: skip
def test_what_cannot_be_looked_for_is_said(desk, slack, user, said, why):
    desk.send_form(signed.command(user, said))
    eventually(lambda: desk.work() or told(slack))
    assert why in told(slack)[-1]


def test_an_agent_is_told_that_other_teams_are_left_out(desk, slack, many):
    assert "another team's are not looked through" in words(looked(desk, slack, "U0IVY", "find parcel"))
    assert "not looked through" not in words(looked(desk, slack, "U0SAM", "find parcel"))


def test_a_stranger_finds_nothing(desk, slack, many):
    assert "not on this desk yet" in desk.send_form(signed.command("U0STRANGER", "find parcel")).text
    assert slack.of("views.open") == []


def test_personal_data_and_pings_stay_out_of_it(desk, slack, take):
    take(text="Call me on 06 12 34 56 78 <!channel> about the parcel", author={"handle": "zoe", "name": "<!here>"})
    shown = words(looked(desk, slack, "U0SAM", "find parcel"))
    assert "06 12 34 56 78" not in shown
    assert "<!channel>" not in shown
    assert "<!here>" not in shown
