"""What a model is asked: the draft in its moves, and the facts with their sources."""

from __future__ import annotations

from bot.drafting.model.task import WHOLE, task_of, waits_for_fact
from tests.drafting.model.cases import BOOK, SAID, composed, task

PLAYBOOK = BOOK.playbooks["late-delivery"]
MENTION = {"text": SAID["fr"], "title": "", "network": "facebook"}
BODY = "Bonjour Nadia,\nVous attendez du colis depuis trois semaines. Pardon. C'est à nous. Je vous écris demain."
VARIANTS = {
    "acknowledge": "Vous attendez de {object} depuis {duration}.",
    "own": "Pardon. C'est à nous.",
    "act": "Je vous écris {by}.",
}


def moves(said):
    draft = {"body": BODY, "language": "fr", "commitments": [], "said": said}
    return dict(task_of(BOOK, PLAYBOOK, MENTION, draft).moves)


def test_moves_are_told_apart_by_the_variants_they_were_made_of():
    assert moves(VARIANTS) == {
        "acknowledge": "Vous attendez du colis depuis trois semaines.",
        "own": "Pardon. C'est à nous.",
        "act": "Je vous écris demain.",
    }


def test_what_does_not_add_up_is_one_part():
    whole = BODY.partition("\n")[2]
    for said in (None, {}, {"own": "Pardon."}, VARIANTS | {"ask": "Quand ?"}, VARIANTS | {"own": ""}):
        assert moves(said) == {WHOLE: whole}


def test_each_fact_has_its_source():
    asked = task("fr", filled={"nothing": "x"})
    sources = {fact.what: fact.source for fact in asked.facts}
    assert sources["duration"] == "mention"
    assert sources["commitment"] == "commitment"
    assert sources["brand"] == "desk"
    assert "nothing" not in sources
    assert asked.greeting == "Bonjour Nadia,"
    assert asked.body(asked.moves) == composed(SAID["fr"], "fr")["body"]


def test_what_the_composer_found_is_not_looked_for_again():
    asked = task("fr", facts={"object": "votre théière", "by": "demain", "name": "Nadia"})
    assert [fact.text for fact in asked.facts if fact.source == "mention"] == ["votre théière"]


def test_a_blank_that_only_a_person_can_fill_is_waited_for():
    general = BOOK.playbooks["general"]
    label = general.facts["subject"].label["fr"]
    assert not waits_for_fact(general, [label], "fr"), "the model names the problem in the customer's own words"
    assert waits_for_fact(general, ["la cause"], "fr")
