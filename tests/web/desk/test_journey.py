"""A manager's way through every page in a real browser: both languages, both themes, a telephone, the keyboard, axe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ARTIFACTS
from tests.web.desk.conftest import House, Somebody

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
AXE = Path(__file__).parents[2] / "node" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAGES = {
    "overview": "/desk/overview?days=28", "queue": "/desk/queue", "incidents": "/desk/incidents",
    "incident": "/desk/incidents/1", "playbooks": "/desk/playbooks?days=28", "audit": "/desk/audit",
}  # fmt: skip
TITLES = {
    "en": {"overview": "Overview", "queue": "Queue", "incidents": "Incidents", "audit": "Audit log"},
    "fr": {"overview": "Vue d'ensemble", "queue": "File", "incidents": "Incidents", "audit": "Journal"},
}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("AMENDS_REQUIRE_BROWSER"), reason="needs Chromium (apt install chromium)"
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
Visit = Callable[..., Any]
UNFOLD = "for (const each of document.querySelectorAll('main details')) each.open = true"
MISSING = "/desk/complaints/nothing"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, house: House) -> Iterator[Visit]:
    """A new browser window; nothing may be complained of on its console."""
    troubles: list[str] = []
    contexts: list[Any] = []

    def opened(**options: Any) -> Any:
        context = browser.new_context(base_url=house.address, **{"viewport": DESKTOP, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: troubles.append(said.text) if said.type == "error" and "404" not in said.text else None,
        )
        page.on(
            "response", lambda one: troubles.append(one.url) if one.status > 399 and MISSING not in one.url else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles


def come_in(page: Any, somebody: Somebody, person: str = "U0HEL") -> None:
    """Through the link that Slack shows."""
    page.goto(somebody.link(person))
    page.get_by_role("button").click()
    page.wait_for_url("**/desk/**")


def choose(page: Any, field: str, value: str) -> None:
    """A language or a theme, from the menu."""
    page.locator("details.me > summary").click()
    page.locator(f'button[name="{field}"][value="{value}"]').click()
    page.wait_for_load_state()


def violations(page: Any, rules: list[str] = RULES) -> list[str]:
    """What axe finds, with what is hidden in details opened."""
    if not AXE.exists():
        if os.environ.get("AMENDS_REQUIRE_NODE"):
            raise AssertionError("axe-core is not installed: npm ci in tests/node")
        pytest.skip("needs axe-core (npm ci in tests/node)")
    page.evaluate(UNFOLD)
    page.evaluate(AXE.read_text(encoding="utf-8"))  # the policy of the page lets no script in from elsewhere
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def shoot(page: Any, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"desk-{name}.png", full_page=True)


def every_page(refs: list[str]) -> dict[str, str]:
    return {**PAGES, "complaint": f"/desk/complaints/{refs[-20]}", "refused": MISSING}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_manager_walks_through_every_page_in_both_themes(visit, house, refs, language):
    page = visit()
    come_in(page, house.somebody())
    choose(page, "language", language)
    for theme in ("light", "dark"):
        choose(page, "theme", theme)
        for name, path in every_page(refs).items():
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("html").get_attribute("data-theme") == theme
            if name in TITLES[language]:
                assert page.locator("h1").inner_text() == TITLES[language][name]
                assert page.title() == f"{TITLES[language][name]} · Amends"
            if language == "en":  # what differs in dark is how well it is seen
                assert not violations(page, RULES if theme == "light" else ["color-contrast"]), f"{name}, {theme}"
            shoot(page, f"{name}-{language}-{theme}")
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="Sign out" if language == "en" else "Se déconnecter", exact=True).click()
    assert page.get_by_text("/amends desk").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_nothing_runs_over_the_edge(visit, house, refs, scheme):
    page = visit(viewport=TELEPHONE, color_scheme=scheme)
    page.goto(house.somebody().link("U0HEL"))
    assert not violations(page)
    shoot(page, f"enter-telephone-{scheme}")
    come_in(page, house.somebody())
    for name, path in every_page(refs).items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], name
        shoot(page, f"{name}-telephone-{scheme}")  # before what is folded is opened
        page.evaluate(UNFOLD)
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], name


def test_filters_pages_and_a_complaint_by_hand(visit, house, refs):
    page = visit()
    come_in(page, house.somebody(), "U0SAM")
    page.get_by_role("link", name="Queue").click()
    page.get_by_label("State").select_option("all")
    page.get_by_label("Order").select_option("age")
    page.get_by_role("button", name="Show").click()
    first = page.locator(".item a.ref").all_inner_texts()
    assert len(first) == 50
    page.get_by_role("link", name="The next 50").click()
    second = page.locator(".item a.ref").all_inner_texts()
    assert not set(first) & set(second)
    assert first + second == refs[:100]
    page.get_by_label("Reference or author").fill(refs[7].lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**text=*")
    page.get_by_role("link", name=refs[7]).click()
    assert refs[7] in page.locator("h1").inner_text()
    page.get_by_text("The arithmetic").first.click()
    assert page.locator(".deadline table").first.is_visible()


def test_the_keyboard_is_enough(visit, house, refs):
    page = visit()
    page.goto(house.somebody().link("U0SAM"))
    page.wait_for_function("document.activeElement.matches('button.main')")  # nobody needs to look for it
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/overview")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached: set[str] = set()
    for _step in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none" or page.evaluate("document.activeElement === document.body")
    assert "/desk/queue?state=open" in reached
    assert "SUMMARY" in reached
    page.goto("/desk/queue")
    page.locator("details.me > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu").is_visible()


def test_it_works_without_javascript(visit, house, refs):
    page = visit(java_script_enabled=False)
    page.goto(house.somebody().link("U0HEL"))
    page.locator("button.main").click()
    page.wait_for_url("**/desk/overview")
    page.locator("details.me > summary").click()
    page.locator('button[name="language"][value="en"]').click()
    page.goto("/desk/queue")
    assert page.locator("h1").inner_text() == "Queue"
    assert page.locator(".item").count() > 3


def test_news_comes_by_itself_and_disturbs_nobody(visit, house, refs, context):
    from bot.desk.models import Complaint

    page = visit()
    page.clock.install()
    come_in(page, house.somebody(), "U0SAM")
    page.goto("/desk/queue?state=open")
    ref = page.locator(".item a.ref").first.inner_text()
    context.store.write(lambda session: session.query(Complaint).filter_by(ref=ref).update({"state": "answered"}))
    page.locator(".item a.ref").first.focus()
    page.clock.run_for(31_000)  # somebody is on it: nothing moves under their hands
    assert page.locator(".item a.ref").first.inner_text() == ref
    page.evaluate("document.activeElement.blur()")
    with page.expect_response("**/desk/queue?state=open"):
        page.clock.run_for(31_000)
    page.wait_for_function("ref => !document.body.innerText.includes(ref)", arg=ref)
