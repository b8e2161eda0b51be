"""A running complaint keeps its playbook, of whichever format it was when it began."""

from __future__ import annotations

import pytest

from bot.desk import complaints
from bot.desk.models import Complaint
from bot.desk.playbooks import Playbook
from bot.drafting import compose
from tests.conftest import TUESDAY

# What the first format froze into complaints.
OLD = {
    "name": "late-delivery",
    "title": {"en": "Late delivery", "fr": "Livraison en retard"},
    "applies": {"phrases": {"en": ["never arrived"], "fr": ["pas arrivé"]}},
    "team": "delivery",
    "first_response": {"target": "1h", "limit": "2h", "calendar": "always"},
    "resolution": None,
    "facts": {"object": {"en": {"your cups": ["cups"]}, "fr": {"vos tasses": ["tasses"]}}},
    "blanks": {"object": {"en": "what is late", "fr": "ce qui est en retard"},
               "subject": {"en": "the problem", "fr": "le problème"}},
    "promise": {"within": "5h", "calendar": "staffed"},
    "moves": {
        language: {
            "acknowledge": ["{object} {due_day}.", "{object}."], "own": ["B."], "explain": ["C."],
            "act": ["D{here} {by}."], "invite": [],
        }
        for language in ("en", "fr")
    },
    "version": "0123456789ab",
}  # fmt: skip
MENTION = {"title": "", "language": "fr", "network": "facebook", "name": "", "seed": "1"}


@pytest.fixture
def old(store, complaint):
    """A complaint that began under the first format."""

    def happening(session):
        found = session.get_one(Complaint, complaint)
        found.frozen, found.playbook_version = OLD, OLD["version"]

    store.write(happening)
    return complaint


def test_a_playbook_of_the_first_format_is_read(book, store, old):
    with store.read() as session:
        playbook = complaints.frozen_playbook(book, session.get_one(Complaint, old))
    assert playbook.commitment.within == "5h"
    assert playbook.sla.first_response.limit == "2h"
    assert playbook.sla.resolution is None
    assert playbook.facts["object"].label["fr"] == "ce qui est en retard"
    assert (playbook.strategy, playbook.approval.people, playbook.model) == ("own", 1, "may")


def test_it_drafts_as_it_did(book):
    playbook = Playbook.model_validate(OLD)
    said = compose.compose(book, playbook, MENTION | {"text": "mes tasses devaient arriver mardi"}, TUESDAY)
    assert "Vos tasses mardi. B. C. D ici" in said.body
    assert said.missing == []
    missing = compose.compose(book, playbook, MENTION | {"text": "rien"}, TUESDAY)
    assert missing.missing == ["ce qui est en retard"]


def test_its_clocks_keep_its_targets(book):
    playbook = Playbook.model_validate(OLD)
    assert book.target(playbook, "x", "first_response")[1].limit == "2h"
    assert book.target(playbook, "x", "resolution") == ("social networks", book.policy("x").resolution)


def test_what_is_frozen_today_is_read_again_as_it_was(book):
    for playbook in book.playbooks.values():
        frozen = book.dumped(playbook)
        again = Playbook.model_validate(frozen)
        for key in ("moves", "closing", "commitment", "sla", "approval", "facts", "slots", "grants", "version", "team"):
            assert getattr(again, key) == getattr(playbook, key), key
        assert not {"applies", "examples", "about"} & frozen.keys(), "what is over is not kept with every complaint"


def test_a_changed_file_leaves_a_running_complaint_alone(book, store, complaint):
    with store.read() as session:
        found = session.get_one(Complaint, complaint)
        today = book.playbooks["late-delivery"]
        newer = today.model_copy(update={"version": "ffffffffffff", "team": "care"})
        changed = type(book)(book.desk, {**book.playbooks, "late-delivery": newer}, book.lexicon)
        assert complaints.frozen_playbook(changed, found).team == "delivery"
        assert complaints.frozen_playbook(changed, found).version == today.version
        gone = type(book)(book.desk, {"general": book.playbooks["general"]}, book.lexicon)
        assert complaints.frozen_playbook(gone, found).moves == today.moves
