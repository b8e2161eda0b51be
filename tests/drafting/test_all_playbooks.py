"""Five hundred drafts over all playbooks, both languages and many networks: each passes every check that blocks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from bot.desk import playbooks
from bot.drafting import compose
from bot.drafting.variety import Memory
from bot.voice import form
from tests.conftest import ROOT, TUESDAY

BOOK = playbooks.load(ROOT / "playbooks")
ANSWERED = [name for name, playbook in BOOK.playbooks.items() if playbook.engages]
NETWORKS = ["x", "facebook", "reviews", "instagram", "google", "mastodon", "shop", "telegram"]
NAMES = ["Nadia Orsel", "", "Émile Z", "x_not_a_bot_x"]
DRAFTS = 500
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


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ANSWERED)
def test_every_draft_passes_every_check_that_blocks(name, language):
    memory = Memory()
    failed = []
    for said in told(name, language):
        draft = compose.compose(BOOK, BOOK.playbooks[name], said, TUESDAY, memory.of(name, language))
        assert isinstance(draft, compose.Composition)
        memory.of(name, language).add(draft.used)
        assert_promises_stand(draft)
        # Where a fact is missing a person has to go over it: what is missing may be what a check looks for.
        if not draft.missing:
            assert form.too_long(draft.body, said["network"], BOOK.desk.voice.limits) is None
            failed += [(said["text"], draft.body, check) for check in draft.judgement.failing("block")]
    assert not failed, failed[:3]


def assert_promises_stand(draft: compose.Composition) -> None:
    """Every promise is in the text, word for word, and is kept with its time."""
    for promise in draft.commitments:
        assert promise["said"] in promise["what"]
        assert promise["what"] in draft.body
        assert promise["until"] <= promise["by"]
