"""A person's walk through the sandbox, in a real browser, against everything that ``amends up --sandbox`` starts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import ARTIFACTS, Amends, quick_playbooks, until

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("AMENDS_REQUIRE_BROWSER"), reason="needs Chromium (apt install chromium)"
    ),
]
LATE = (
    "Three weeks ago I ordered six cups from Brindelune for my sister's wedding. The parcel has been "
    "'in preparation' ever since and nobody answers my messages. The wedding is on Saturday."
)
TARD = (
    "Bonjour, j'ai commandé un service à thé il y a trois semaines et je n'ai toujours rien reçu. "
    "Le suivi n'a pas bougé depuis lundi. C'est pour l'anniversaire de ma mère…"
)
BROKEN = "Two of the four plates arrived broken, the box was hardly padded. Very disappointed, they were a present."


@pytest.fixture(scope="module")
def amends() -> Iterator[Amends]:
    with tempfile.TemporaryDirectory(prefix="am", dir="/tmp") as folder:
        started = Amends(Path(folder) / "h", PLAYBOOKS_DIR=str(quick_playbooks(Path(folder))))
        try:
            started.start()
            yield started
        finally:
            started.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield launched
        launched.close()


class Person:
    """Somebody at the page: who they are, where they look, what they press."""

    def __init__(self, page: Any, amends: Amends, shots: str) -> None:
        self.page = page
        self.amends = amends
        self._shots = shots
        self._count = 0

    def open(self, person: str, channel: str = "approvals") -> None:
        self.page.goto(f"{self.amends.address}/sandbox/#/{channel}")
        self.become(person)

    def become(self, person: str) -> None:
        self.page.locator("#you").click()
        self.page.locator(f".menu [data-person={person}]").click()
        if (got_it := self.page.locator("#hint-close")).is_visible():
            got_it.click()

    def go(self, channel: str) -> None:
        self.page.locator(f"#side a[data-channel={channel}]").click()
        expect(self.page.locator("#title")).to_contain_text(channel)

    def card(self, words: str) -> Any:
        return self.page.locator("#conversation article:not(.ephemeral)").filter(has_text=words)

    def press(self, card: Any, action: str) -> None:
        card.locator(f"[data-action-id={action}]").click()

    @property
    def modal(self) -> Any:
        return self.page.locator("#modal[open]")

    def field(self, block: str) -> Any:
        return self.modal.locator(f"[data-block-id={block}] :is(textarea, input)")

    def choose(self, card: Any, verb: str) -> None:
        """Choose an option of the menu behind "⋯"."""
        card.locator("[data-action-id=draft_more]").click()
        self.page.locator(f".menu [data-value^='{verb}|']").click()

    def approve(self, card: Any) -> None:
        """Approve; whoever does so for the first time reads the code of conduct."""
        answered = self.page.locator("#conversation article.ephemeral")
        before = answered.count()
        self.press(card, "draft_approve")
        code = self.page.locator("#modal[open][data-callback-id=conduct_acknowledge]")
        done = ("pproved by", "ublished")
        until(
            lambda: code.count() or answered.count() > before or any(word in card.inner_text() for word in done),
            "an answer to Approve",
        )
        if code.count():
            self.submit()
            expect(self.modal).to_have_count(0)

    def error(self, block: str) -> Any:
        return self.modal.locator(f"[data-block-id={block}] .error")

    def submit(self) -> None:
        self.modal.locator("button[type=submit]").click()

    def close_modal(self) -> None:
        self.modal.locator(".close").click()
        expect(self.modal).to_have_count(0)

    def whisper(self) -> Any:
        """The newest message that only this person sees."""
        return self.page.locator("#conversation article.ephemeral").last

    def shot(self, name: str) -> None:
        self._count += 1
        self.page.screenshot(path=ARTIFACTS / f"{self._shots}-{self._count:02}-{name}.png")


@pytest.fixture
def someone(browser: Any, amends: Amends, request: pytest.FixtureRequest) -> Iterator[Person]:
    ARTIFACTS.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1200, "height": 900}, timezone_id="Europe/Paris")
    context.set_default_timeout(20_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Person(page, amends, request.node.name.removeprefix("test_").partition("[")[0])
    context.close()
    assert errors == []


expect.set_options(timeout=20_000)


def complain(amends: Amends, number: str, **fields: Any) -> None:
    body = {
        "id": number,
        "network": "facebook",
        "url": f"https://social.example/facebook/{number}",
        "posted_at": (datetime.now(UTC) - timedelta(minutes=7)).isoformat(),
        "author": {"handle": number, "name": number.title(), "followers": 840},
    }
    answer = amends.send(body | fields)
    assert answer.status_code == 202, answer.text
    assert len(answer.json()["accepted"]) == 1


def published_for(amends: Amends, author: str) -> list[dict[str, Any]]:
    return [post["body"] for post in amends.site() if author in str(post["body"]["mention"].get("author"))]


def test_a_complaint_from_the_alert_to_the_resolution(amends: Amends, someone: Person) -> None:
    complain(amends, "orla.finch", text=LATE, author={"handle": "orla.finch", "name": "Orla Finch", "followers": 840})
    someone.open("U0SAM")
    card = someone.card("Late delivery — Orla Finch")
    expect(card).to_contain_text("sister's wedding")
    expect(card).to_contain_text("Draft 1")
    someone.shot("card")

    someone.press(card, "draft_edit")
    expect(someone.modal).to_contain_text("The customer wrote:")
    someone.field("body").fill("   ")
    someone.submit()
    expect(someone.error("body")).not_to_be_empty()
    someone.shot("empty-reply")
    words = (
        "Hi Orla,\nThree weeks of silence before a wedding is not what you should get from us, and I am sorry. "
        "I don't know yet why your six cups are still in preparation. "
        "I'm calling our warehouse now and will write to you here by 6 pm tomorrow."
    )
    someone.field("body").fill(words)
    someone.shot("edit")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(card).to_contain_text("Draft 2")
    expect(card).to_contain_text("Sam Whitlock")
    expect(card).to_contain_text("Three weeks of silence")
    someone.shot("version-two")

    someone.become("U0LEA")
    someone.approve(card)
    expect(card).to_contain_text("Published")
    expect(card).to_contain_text("approved by Léa Morel")
    someone.shot("published")
    assert [post["reply"]["text"] for post in published_for(amends, "orla.finch")] == [
        f"{words}\n— Léa, Brindelune customer care"
    ]
    someone.page.goto(f"{amends.address}/sandbox/site")
    post = someone.page.locator("article").filter(has_text="sister's wedding")
    expect(post).to_contain_text("Three weeks of silence")
    someone.shot("the-website")

    someone.open("U0NOE", "customer-service")
    ticket = someone.card("Orla Finch")
    expect(ticket).to_contain_text("Three weeks of silence")
    someone.press(ticket, "ticket_claim")
    expect(ticket).to_contain_text("Noé Garance takes care of it")
    someone.shot("claimed")

    someone.become("U0IVY")
    someone.press(ticket, "ticket_release")
    expect(someone.whisper()).to_contain_text("Noé Garance has this ticket")
    someone.shot("ivy-is-refused")

    someone.become("U0NOE")
    someone.press(ticket, "ticket_note")
    someone.field("note").fill("Warehouse: parcel left behind in bay 4, leaves with tonight's truck.")
    someone.submit()
    expect(ticket).to_contain_text("parcel left behind in bay 4")
    someone.press(ticket, "ticket_wait")
    someone.field("what").fill("her order number")
    someone.submit()
    expect(ticket).to_contain_text("Noé Garance waits for the customer: her order number")
    someone.shot("waiting")
    someone.press(ticket, "ticket_claim")
    expect(ticket).to_contain_text("Noé Garance takes care of it")

    someone.press(ticket, "ticket_resolve")
    someone.modal.locator("input[value=refused]").check()
    someone.field("done").fill("Express delivery to the wedding venue on Thursday, postage refunded")
    someone.field("line").fill("the parcel was found and reached the wedding in time")
    someone.submit()
    expect(someone.error("reason")).not_to_be_empty()
    someone.shot("a-refusal-needs-its-reason")
    someone.modal.locator("input[value=solved]").check()
    someone.field("explanation").fill("Her parcel had been left behind in bay 4.")
    someone.submit()
    expect(someone.modal).to_contain_text("convenez d'une autre date avec le client")
    someone.shot("what-we-said-comes-first")
    someone.close_modal()
    expect(ticket).to_contain_text("I'm calling our warehouse now")
    someone.press(ticket, "commitment_keep")
    expect(ticket.locator("[data-action-id=commitment_keep]")).to_have_count(0)
    someone.press(ticket, "ticket_resolve")
    someone.field("done").fill("Express delivery to the wedding venue on Thursday, postage refunded")
    someone.field("explanation").fill("Her parcel had been left behind in bay 4.")
    someone.field("line").fill("the parcel was found and reached the wedding in time")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(ticket).to_contain_text("Solved by Noé Garance")
    expect(ticket).to_contain_text("Express delivery to the wedding venue")
    expect(ticket).to_contain_text("Explained by Noé Garance")
    someone.shot("resolved")

    someone.open("U0SAM")
    line = someone.card("Closing line — Orla Finch")
    expect(line).to_contain_text("reached the wedding in time")
    someone.shot("closing-line")
    someone.approve(line)
    expect(line).to_contain_text("Published")
    until(lambda: len(published_for(amends, "orla.finch")) == 2, "the closing line to be public")
    someone.open("U0NOE", "customer-service")
    someone.press(ticket, "satisfaction_note")
    expect(someone.modal).to_contain_text("settled for you")
    someone.modal.locator("input[value='5']").check()
    someone.field("words").fill("She danced at the wedding.")
    someone.shot("satisfied")
    someone.submit()
    expect(ticket).to_contain_text("The customer gave 5 of 5")

    someone.go("approvals")
    expect(card).to_contain_text("solved by Noé Garance")
    someone.press(card, "complaint_timeline")
    expect(someone.modal).to_contain_text("Three weeks of silence before a wedding")
    expect(someone.modal).to_contain_text("parcel left behind in bay 4")
    expect(someone.modal).to_contain_text("her order number")
    someone.shot("timeline")
    someone.close_modal()


def test_the_same_in_french(amends: Amends, someone: Person) -> None:
    complain(amends, "ines_t", text=TARD, author={"handle": "ines_t", "name": "Inès Tavernier", "followers": 95})
    someone.open("U0LEA")
    expect(someone.page.locator("html")).to_have_attribute("lang", "fr")
    card = someone.card("Inès Tavernier")
    expect(card).to_contain_text("Bonjour Inès,")
    someone.press(card, "draft_edit")
    expect(someone.modal.locator("h2")).to_have_text("Modifier la réponse")
    someone.field("body").fill("")
    someone.submit()
    expect(someone.error("body")).to_have_text("Veuillez remplir ce champ obligatoire.")
    someone.shot("modifier")
    body = (
        "Bonjour Inès,\nTrois semaines sans votre service à thé : nous aurions dû vous prévenir, "
        "je suis désolée et je comprends votre inquiétude. "
        "Je ne sais pas encore ce qui bloque. J'appelle le dépôt maintenant et je vous écris ici demain avant 18 h."
    )
    someone.field("body").fill(body)
    someone.submit()
    expect(card).to_contain_text("Draft 2")
    someone.approve(card)
    expect(card).to_contain_text("Published")
    assert [post["reply"]["text"] for post in published_for(amends, "ines_t")] == [
        f"{body}\n— Léa, service client Brindelune"
    ]
    someone.shot("publie")

    someone.go("customer-service")
    ticket = someone.card("Inès Tavernier")
    someone.press(ticket, "ticket_claim")
    expect(someone.whisper()).to_be_visible()
    someone.shot("lea-ne-peut-pas-prendre-un-ticket")
    someone.become("U0NOE")
    someone.press(ticket, "ticket_claim")
    expect(ticket).to_contain_text("Noé Garance")
    someone.press(ticket, "ticket_resolve")
    someone.modal.locator("input[value=refused]").check()
    someone.field("done").fill("Remboursement intégral, confirmé par téléphone")
    someone.submit()
    expect(someone.error("reason")).to_contain_text("motivé")
    someone.shot("un-refus-demande-son-motif")
    someone.close_modal()
    someone.press(ticket, "commitment_renegotiate")
    someone.field("reason").fill("Le dépôt est fermé jusqu'à lundi")
    someone.field("told").fill("En message privé : « je vous rappelle lundi »")
    someone.shot("une-autre-date")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    expect(ticket).to_contain_text("Noé Garance")
    someone.press(ticket, "ticket_resolve")
    someone.field("done").fill("Remboursement intégral, confirmé par téléphone")
    someone.field("line").fill("le service a été remboursé hier")
    someone.submit()
    expect(ticket).to_contain_text("Remboursement intégral")
    someone.press(ticket, "complaint_timeline")
    expect(someone.modal).to_contain_text("je comprends votre inquiétude")
    expect(someone.modal).to_contain_text("Remboursement intégral")
    someone.shot("historique")
    someone.close_modal()


def test_a_site_without_a_way_in_is_answered_by_hand(amends: Amends, someone: Person) -> None:
    complain(amends, "bess-review", network="reviews", title="Broken on arrival", text=BROKEN, rating=2,
             url="https://reviews.example/r/42", author={"handle": "bess", "name": "Bess Okafor"})  # fmt: skip
    someone.open("U0SAM")
    card = someone.card("Bess Okafor")
    expect(card).to_contain_text("Draft 1")
    someone.press(card, "draft_edit")
    body = (
        "Hi Bess,\nTwo of your four plates arrived broken, and as a present: I am sorry. I don't know yet how the "
        "box was packed. I'm asking our packers now and will write to you here by 6 pm tomorrow."
    )
    someone.field("body").fill(body)
    someone.submit()
    expect(card).to_contain_text("Draft 2")
    someone.approve(card)
    expect(card).to_contain_text("Copy this text")
    copied = card.locator("pre")
    expect(copied).to_have_text(f"{body}\n— Sam, Brindelune customer care")
    expect(card.locator("[data-action-id=open_source]")).to_have_attribute("href", "https://reviews.example/r/42")
    someone.shot("copy-this")
    someone.press(card, "draft_posted")
    someone.field("url").fill("on the site")
    someone.submit()
    expect(someone.error("url")).to_contain_text("https://")
    someone.shot("no-address")
    someone.field("url").fill("https://reviews.example/r/42#answer")
    someone.submit()
    expect(card).to_contain_text("Published")
    expect(card.locator('a[href="https://reviews.example/r/42#answer"]')).to_be_visible()
    someone.shot("posted")
    assert published_for(amends, "bess") == []
    someone.go("customer-service")
    expect(someone.card("Bess Okafor")).to_be_visible()


def test_dismissed_and_restored(amends: Amends, someone: Person) -> None:
    complain(amends, "fan_of_cups", text="Where is my parcel? Oh wait, the neighbour has it. Love it, never mind!")
    someone.open("U0SAM")
    card = someone.card("never mind")
    expect(card).to_contain_text("Draft 1")
    someone.choose(card, "complaint_dismiss")
    someone.field("reason").fill("She found the parcel at her neighbour's.")
    someone.shot("dismiss")
    someone.submit()
    expect(card).to_contain_text("Dismissed by Sam Whitlock")
    expect(card).to_contain_text("at her neighbour's")
    someone.shot("dismissed")
    someone.press(card, "complaint_restore")
    expect(card.locator("[data-action-id=draft_approve]")).to_be_visible()
    someone.shot("restored")


def test_logged_at_the_counter(amends: Amends, someone: Person) -> None:
    someone.open("U0IVY")
    someone.page.locator("#composer .plus").click()
    someone.page.locator(".menu [data-callback-id=complaint_log]").click()
    expect(someone.modal).to_contain_text("Where was it said?")
    someone.field("name").fill("Mr Pell")
    someone.field("text").fill("The lamp he bought in Bath on Tuesday flickers and hums. He wants another one.")
    someone.shot("log")
    someone.submit()
    expect(someone.modal).to_have_count(0)
    card = someone.card("flickers and hums")
    expect(card).to_contain_text("logged by Ivy Ashdown")
    someone.shot("logged")
    someone.page.goto(f"{amends.address}/sandbox/#/messages")
    expect(someone.page.locator("#conversation article").last).to_contain_text("Logged.")


def test_a_blank_keeps_a_reply_back(amends: Amends, someone: Person) -> None:
    complain(amends, "blank", text="My order is late, as always. Where are my bowls?", author={"name": "Gwen Abbott"})
    someone.open("U0SAM")
    card = someone.card("Gwen Abbott")
    expect(card).to_contain_text("Draft 1")
    someone.press(card, "draft_edit")
    someone.field("body").fill(
        "Hi Gwen,\nI'm sorry that your bowls are late. I don't know yet why. They leave on [[the day]], and I'll "
        "write to you here by 6 pm tomorrow."
    )
    someone.submit()
    expect(card).to_contain_text("Draft 2")
    expect(card).to_contain_text("Still missing: the day")
    someone.approve(card)
    expect(someone.whisper()).to_contain_text("the day")
    someone.shot("a-blank")
    assert published_for(amends, "Gwen Abbott") == []


def test_a_message_typed_in_a_thread_reaches_nobody(amends: Amends, someone: Person) -> None:
    complain(amends, "quiet", text="Nobody answers the telephone in your Lyon shop, and my order is late.",
             author={"handle": "quiet", "name": "Paul Estève"})  # fmt: skip
    someone.open("U0SAM")
    card = someone.card("Paul Estève")
    expect(card).to_contain_text("Draft 1")
    before = len(amends.site())
    ts = card.get_attribute("data-ts")
    said = {"person": "U0SAM", "kind": "message", "channel": "approvals", "thread_ts": ts}
    amends.http.post("/sandbox/act", json=said | {"text": "what a nuisance, again the Lyon shop"})
    until(lambda: card.locator(".replies").count() == 1, "the thread")
    assert len(amends.site()) == before
    assert "nuisance" not in str(amends.site())
