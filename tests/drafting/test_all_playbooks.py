"""Five hundred drafts over all playbooks, both languages and many networks: each passes every check that blocks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from bot.desk import drafts, playbooks
from bot.drafting import compose
from bot.drafting.variety import Memory
from bot.voice import form
from tests.conftest import ROOT, TUESDAY

BOOK = playbooks.load(ROOT / "playbooks")
ANSWERED = [name for name, playbook in BOOK.playbooks.items() if playbook.engages]
NETWORKS = ["x", "facebook", "reviews", "instagram", "google", "mastodon", "shop", "telegram"]
NAMES = ["Nadia Orsel", "", "Émile Z", "x_not_a_bot_x"]
DRAFTS = 500
ON_X = 40
EACH = -(-DRAFTS // (2 * len(ANSWERED)))  # of each playbook and language


def told(name: str, language: str) -> Iterator[compose.Said]:
    """Mentions that the playbook takes, at many places and by many people."""
    texts = [e for kind, code, _n, e in BOOK.playbooks[name].examples.each() if (kind, code) == ("takes", language)]
    for number, example in zip(range(EACH), itertools.cycle(texts), strict=False):
        yield {
            "text": example.text, "title": example.title, "language": language,
            "network": NETWORKS[number % len(NETWORKS)], "name": NAMES[number % len(NAMES)],
            "seed": f"{name}:{language}:{number}", "cleared": True,
        }  # fmt: skip


@pytest.fixture(scope="module")
def written() -> list[tuple[compose.Said, compose.Composition]]:
    """Every mention with its draft."""
    found, memory = [], Memory()
    for name, language in itertools.product(ANSWERED, ("en", "fr")):
        for said in told(name, language):
            recent = memory.of(name, language)
            draft = compose.compose(BOOK, BOOK.playbooks[name], said, TUESDAY, recent)
            assert isinstance(draft, compose.Composition)
            recent.add(draft.used)
            found.append((said, draft))
    assert len(found) >= DRAFTS
    return found


def test_every_draft_passes_every_check_that_blocks(written):
    """Where a fact is missing a person has to go over it: what is missing may be what a check looks for."""
    whole = [(said, draft) for said, draft in written if not draft.missing]
    assert len(whole) > 0.97 * len(written)
    failed = [
        (check.id, said["text"], draft.body) for said, draft in whole for check in draft.judgement.failing("block")
    ]
    assert failed == []


def test_every_draft_fits_its_network_and_keeps_its_promises(written):
    for said, draft in written:
        assert_promises_stand(draft)
        if not draft.missing:
            signed = drafts.signed_by_longest_name(BOOK, draft.body, said["language"])
            assert form.too_long(signed, said["network"], BOOK.desk.voice.limits) is None


def test_nobody_is_told_the_same_words_as_somebody_else(written):
    """Nobody but who sees a blank: the facts that make the difference are still missing."""
    bodies = [draft.body.split("\n", 1)[1] for _said, draft in written if not draft.missing]
    assert len(set(bodies)) == len(bodies)


@pytest.mark.parametrize(("name", "language"), list(itertools.product(ANSWERED, ("en", "fr"))))
def test_what_is_said_on_x_is_read_to_the_end(name, language):
    """Too long is a warning, and who approves one has to write down why: at most one in twenty."""
    texts = [e for kind, code, _n, e in BOOK.playbooks[name].examples.each() if (kind, code) == ("takes", language)]
    memory, most = Memory(), form.soft_limit("x", BOOK.desk.voice.limits, language)
    over = []
    for number, example in zip(range(ON_X), itertools.cycle(texts), strict=False):
        said: compose.Said = {
            "text": example.text, "title": example.title, "language": language, "network": "x",
            "name": NAMES[number % len(NAMES)], "seed": f"{name}:{number}", "cleared": True,
        }  # fmt: skip
        recent = memory.of(name, language)
        draft = compose.compose(BOOK, BOOK.playbooks[name], said, TUESDAY, recent, judging=False)
        assert isinstance(draft, compose.Composition)
        recent.add(draft.used)
        signed = drafts.signed_by_longest_name(BOOK, draft.body, language)
        over += [draft.body] if form.length(signed, "x") > most else []
    assert len(over) <= ON_X // 20, over


def assert_promises_stand(draft: compose.Composition) -> None:
    """Every promise is in the text, word for word, and is kept with its time."""
    for promise in draft.commitments:
        assert promise["said"] in promise["what"]
        assert promise["what"] in draft.body
        assert promise["until"] <= promise["by"]
