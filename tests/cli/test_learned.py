"""``amends playbooks report``: what people changed, in words and as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk import drafts
from bot.desk.models import Complaint, Override
from bot.desk.vocabulary import DraftState

ACT = "J'interroge l'entrepôt et je vous dis ici, demain avant midi, ce qu'il en est."
OTHER = "J'appelle le dépôt et je vous dis ici, demain avant midi, ce qu'il en est."


@pytest.fixture
def published(store, clock, complaint):
    """Six replies of the last days: in four of them the same sentence was changed."""
    clock.now = datetime.now(UTC)

    def one(session, after):
        row, now = session.get_one(Complaint, complaint), clock()
        base = drafts.add_version(
            session,
            row,
            f"Bonjour, {ACT}",
            "fr",
            "playbook",
            now,
            commitments=[],
            why={"used": {"act": ACT}},
            show=False,
        )  # fmt: skip
        base.state = DraftState.SUPERSEDED
        session.flush()
        final = drafts.add_version(
            session, row, f"Bonjour, {after}", "fr", "U0LEA", now, commitments=[], why={}, made_from=base.number,
            show=False,
        )  # fmt: skip
        final.state, final.reply_text = DraftState.PUBLISHED, after
        session.flush()
        session.add(Override(draft_id=final.id, check="R14", passage="", reason="a long story", person="U0LEA", at=now))

    for after in [OTHER] * 4 + [ACT] * 2:
        store.write(lambda session, after=after: one(session, after))


def test_the_report_names_the_line_to_look_at(desk, published):
    said = desk("playbooks report")
    assert (said.code, said.err) == (0, "")
    assert "2 of 6 (33%) of the replies left as they were drafted" in said.out
    assert "Look at late-delivery.yaml:" in said.out
    assert "changed in 4 of 6 replies" in said.out
    assert "R14 set aside 6 times (100% of the replies)  ← too often" in said.out
    assert "Often put in, in 4 replies: “J'appelle le dépôt”".lower() in said.out.lower()


def test_as_json_it_says_the_same(desk, published):
    found = desk("playbooks report --days 7 --json").json
    assert (found["replies"], found["unchanged"]) == (6, 2)
    assert found["lines"][0]["changed"] == 4
    assert found["overrides"] == [
        {"check": "R14", "times": 6, "share": 1.0, "often": True, "reasons": ["a long story"]}
    ]  # fmt: skip


def test_a_desk_without_replies_says_so(desk):
    assert "none of the replies" in desk("playbooks report --days 1").out
    assert desk("playbooks report --days 0").code != 0
