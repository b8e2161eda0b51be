"""The card says why this playbook applies: by what it says, by triage, or by what is known beside the words."""

from __future__ import annotations

import pytest

from bot.slack import triaged
from tests.slack.faces import rows_of


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("en", "out for delivery", "it says “out for delivery”"),
        ("fr", "out for delivery", "on y lit « out for delivery »"),
        ("en", "late-delivery", "triage takes it for that"),
        ("fr", "safety", "le tri l'a rangé là"),
        ("en", "venues", "by where it was said"),
        ("fr", "venues, rating", "d'après le lieu où c'est dit, la note donnée"),
    ],
)
def test_why_a_playbook_applies(book, language, reason, said):
    rows = rows_of(book, language, "kind")
    rows.complaint.playbook_reason = reason
    assert triaged.why_playbook(rows) == said
