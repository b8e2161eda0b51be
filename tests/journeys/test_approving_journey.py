"""Approving well, in a real browser: the code of conduct once, live checks, reasons, undo, two people, versions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import ARTIFACTS, Amends, quick_playbooks, until
from .test_sandbox_journey import LATE, TARD, Person, browser, complain, expect, published_for
from .test_sandbox_journey import pytestmark as pytestmark

__all__ = ["browser"]
GOOD = (
    "Hi Orla,\nThree weeks without your six cups, and a wedding on Saturday: I'm sorry. I don't know yet why they are "
    "still in preparation. I'm calling our warehouse now and will write to you here by 6 pm tomorrow."
)
WARNED = (
    "Hi Orla,\nThree weeks without your six cups, and a wedding on Saturday: I'm sorry. "
    "It was due to a technical issue. I'm calling our warehouse now and will write to you here by 6 pm tomorrow."
)
BENCH = (
    "Hi Mo,\nTwo weeks without your garden bench, and no word about it: I'm sorry. I don't know yet where it is. "
    "I'm calling our warehouse now and will write to you here by 6 pm tomorrow."
)
STOPPED = "Hi Orla,\nThank you for your message. We value your feedback and will look into it as soon as possible."


@pytest.fixture(scope="module")
def amends() -> Iterator[Amends]:
    with tempfile.TemporaryDirectory(prefix="am", dir="/tmp") as folder:
        books = quick_playbooks(Path(folder), hold_seconds=6)
        started = Amends(Path(folder) / "h", PLAYBOOKS_DIR=str(books))
        try:
            started.start()
            yield started
        finally:
            started.close()


@pytest.fixture
def someone(browser: Any, amends: Amends, request: pytest.FixtureRequest) -> Iterator[Person]:
    ARTIFACTS.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1200, "height": 1100}, timezone_id="Europe/Paris")
    context.set_default_timeout(20_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Person(page, amends, request.node.name.removeprefix("test_"))
    context.close()
    assert errors == []


def choose(someone: Person, card: Any, verb: str) -> None:
    """Choose an option of the menu behind "⋯"."""
    card.locator("[data-action-id=draft_more]").click()
    someone.page.locator(f".menu [data-value^='{verb}|']").click()


def acknowledge(someone: Person) -> None:
    expect(someone.modal).to_contain_text("Critics are not enemies")
    someone.submit()
    expect(someone.modal).to_have_count(0)


def everywhere(someone: Person, name: str) -> None:
    """The same in the light, in the dark, and at a telephone's width."""
    for scheme in ("light", "dark"):
        someone.page.emulate_media(color_scheme=scheme)
        someone.shot(f"{name}-{scheme}")
    someone.page.set_viewport_size({"width": 390, "height": 844})
    someone.shot(f"{name}-telephone")
    someone.page.set_viewport_size({"width": 1200, "height": 1100})
    someone.page.emulate_media(color_scheme="light")


def test_one_approves_with_live_checks_and_takes_it_back(amends: Amends, someone: Person) -> None:
    complain(amends, "orla.finch", text=LATE, author={"handle": "orla.finch", "name": "Orla Finch", "followers": 840})
    someone.open("U0SAM")
    card = someone.card("Orla Finch")
    expect(card).to_contain_text("Where it comes from")
    everywhere(someone, "card")

    someone.press(card, "draft_edit")
    field = someone.field("body")
    field.fill(STOPPED)
    expect(someone.modal).to_contain_text("to mend")
    expect(someone.modal).to_contain_text("Nothing in it names what this person complained about")
    expect(field).to_have_value(STOPPED)
    everywhere(someone, "stopped")
    field.press("End")
    field.press_sequentially(" And more words, typed while the checks come and go, must all be there.", delay=25)
    expect(field).to_have_value(STOPPED + " And more words, typed while the checks come and go, must all be there.")
    field.fill(WARNED)
    expect(someone.modal).to_contain_text("with a reason for each warning (1)")
    expect(someone.modal).to_contain_text("You promise")
    someone.shot("warned")
    someone.close_modal()

    someone.become("U0LEA")
    expect(card).not_to_contain_text("due to a technical issue")
    someone.become("U0SAM")
    someone.press(card, "draft_edit")
    expect(someone.modal).to_contain_text("What you had typed is here again")
    expect(someone.field("body")).to_have_value(WARNED)
    expect(card).to_contain_text("Sam Whitlock is rewriting this")
    someone.shot("typed-before")
    someone.submit()
    expect(card).to_contain_text("Draft 2")
    expect(card).to_contain_text("To look at")

    someone.press(card, "draft_approve")
    expect(someone.modal).to_contain_text("Critics are not enemies")
    everywhere(someone, "code")
    someone.submit()
    expect(someone.modal).to_contain_text("Approve all the same?")
    everywhere(someone, "reasons")
    someone.field("R3").fill("The warehouse told me so on the telephone; the customer was told too.")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(card).to_contain_text("It goes out at")
    everywhere(someone, "held")
    someone.press(card, "approval_undo")
    expect(card).to_contain_text("took the approval back")
    assert published_for(amends, "orla.finch") == []

    someone.press(card, "draft_edit")
    someone.field("body").fill(GOOD)
    expect(someone.modal).to_contain_text("Nothing stands against it")
    expect(someone.modal).to_contain_text("You promise “by 6 pm")
    someone.modal.locator("[data-block-id=then] input").check()
    everywhere(someone, "good")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(card).to_contain_text("Published")
    (post,) = published_for(amends, "orla.finch")
    assert post["reply"]["text"].startswith(GOOD)
    someone.press(card, "complaint_timeline")
    expect(someone.modal).to_contain_text("set the warning of check R3 aside")
    someone.shot("timeline")
    someone.close_modal()


def test_other_words_versions_and_two_people(amends: Amends, someone: Person) -> None:
    complain(amends, "ines_t", text=TARD, author={"handle": "ines_t", "name": "Inès Tavernier", "followers": 95})
    someone.open("U0LEA")
    card = someone.card("Inès Tavernier")
    expect(card).to_contain_text("Draft 1")
    someone.press(card, "draft_reject")
    someone.modal.locator("input[value=warmer]").check()
    everywhere(someone, "demander")
    someone.submit()
    expect(card).to_contain_text("Draft 2")
    choose(someone, card, "draft_versions")
    expect(someone.modal).to_contain_text("Version 1")
    everywhere(someone, "versions")
    someone.modal.locator("[data-action-id=draft_use]").last.click()
    expect(someone.modal).to_contain_text("de nouveau proposée")
    someone.close_modal()
    expect(card).to_contain_text("Draft 3")

    choose(someone, card, "complaint_more")
    everywhere(someone, "plus")
    someone.modal.locator("[data-action-id=complaint_grade]").click()
    someone.modal.locator("input[value=blame]").check()
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(card).to_contain_text("Two people approve this reply")
    someone.press(card, "draft_approve")
    someone.submit()  # the code of conduct
    expect(someone.modal).to_have_count(0)
    expect(card).to_contain_text("has approved these words")
    everywhere(someone, "one-of-two")
    someone.press(card, "draft_approve")
    expect(someone.whisper()).to_contain_text("Sam Whitlock")
    someone.become("U0SAM")
    someone.approve(card)
    expect(card).to_contain_text("Published")
    someone.shot("published-by-two")

    choose(someone, card, "complaint_timeline") if card.locator("[data-action-id=draft_more]").count() else None
    someone.become("U0LEA")


def test_a_gesture_beyond_ones_authority_and_another_playbook(amends: Amends, someone: Person) -> None:
    complain(amends, "gwen", text="My order is late, as always. Where are my bowls?", author={"name": "Gwen Abbott"})
    someone.open("U0SAM")
    card = someone.card("Gwen Abbott")
    expect(card).to_contain_text("Draft 1")
    choose(someone, card, "complaint_more")
    someone.modal.locator("[data-action-id=gesture_ask]").click()
    someone.modal.locator("[data-block-id=kind] select").select_option("voucher")
    someone.field("amount").fill("40")
    someone.field("why").fill("Third late order in a row, she says.")
    everywhere(someone, "gesture")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(card).to_contain_text("Sam Whitlock asks for: voucher 40.00 EUR")
    someone.press(card, "gesture_grant")
    expect(someone.whisper()).to_contain_text("beyond what you may grant")
    everywhere(someone, "asked")
    someone.become("U0HEL")
    someone.page.goto(f"{amends.address}/sandbox/#/messages")
    asked = someone.page.locator("#conversation article").filter(has_text="bon d'achat")
    expect(asked).to_contain_text("Gwen Abbott")
    someone.shot("helene-is-asked")
    asked.locator("[data-action-id=gesture_grant]").click()
    someone.open("U0SAM")
    expect(card).to_contain_text("granted by Hélène Duvivier")
    choose(someone, card, "playbook_choose")
    expect(someone.modal).to_contain_text("applies now")
    someone.modal.locator("select").select_option("damaged-item")
    everywhere(someone, "playbook")
    someone.submit()
    expect(card).to_contain_text("chosen by Sam Whitlock")
    someone.shot("another-playbook")


def answered(amends: Amends, someone: Person) -> None:
    """One complaint is answered: there is something to rehearse on, whichever tests this process has run before."""
    text = "My garden bench was promised for Monday two weeks ago. Nothing has come, and nobody tells me when it will."
    complain(amends, "mo.teller", text=text, author={"handle": "mo.teller", "name": "Mo Teller", "followers": 12})
    someone.open("U0SAM")
    card = someone.card("Mo Teller")
    expect(card).to_contain_text("Draft 1")
    someone.press(card, "draft_edit")
    someone.field("body").fill(BENCH)
    someone.submit()
    expect(card).to_contain_text("Draft 2")
    someone.press(card, "draft_approve")
    until(lambda: someone.modal.count() or "It goes out at" in card.inner_text(), "the code of conduct, or its going")
    if someone.modal.count():
        someone.submit()
    expect(card).to_contain_text("Published")


def test_somebody_rehearses(amends: Amends, someone: Person) -> None:
    answered(amends, someone)
    someone.become("U0IVY")
    box = someone.page.locator("#composer textarea")
    box.fill("/amends help")
    box.press("Enter")
    expect(someone.whisper()).to_contain_text("rehearse")
    everywhere(someone, "help")
    box.fill("/amends rehearse")
    box.press("Enter")
    expect(someone.modal).to_contain_text("nothing is published")
    expect(someone.modal).not_to_contain_text("Mo Teller")
    someone.field("reply").fill("Thank you for your message. We take this very seriously.")
    expect(someone.modal).to_contain_text("to mend")
    everywhere(someone, "rehearsal")
    before = len(amends.site())
    someone.submit()
    expect(someone.modal).to_contain_text("How to calm this person down")
    expect(someone.modal).to_contain_text("What was really answered then")
    everywhere(someone, "verdict")
    someone.modal.locator("[data-action-id=rehearsal_next]").click()
    expect(someone.field("reply")).to_have_value("")
    someone.close_modal()
    until(lambda: len(amends.site()) == before, "nothing to be published")
