"""What names a problem: its things in other words, what went wrong told in a clause, and what the house calls it."""

from __future__ import annotations

import pytest

from bot.voice.rubric import judge
from bot.voice.situation import Brand, Situation

FRAME = "You write about {thing}, and it deserves an answer. I'm sorry. I'll write to you here by 3 pm tomorrow. Ann"


def names(reply: str, complaint: str, **known: object) -> bool:
    """Whether R1 has nothing to say against the reply."""
    return judge(reply, Situation(complaint=complaint, **known)).check("R1").ok  # type: ignore[arg-type]


@pytest.mark.parametrize("thing", ["being taken over", "your identity document", "a message left on read"])
def test_what_the_house_calls_a_thing_of_the_complaint_names_it(thing):
    complaint = "xyzzy, again"
    assert names(FRAME.format(thing=thing), complaint, named=[thing])
    assert not names(FRAME.format(thing="what you met"), complaint, named=[thing])


def test_what_the_house_calls_the_kind_of_complaint_names_it():
    reply = "Hello, this delivery should have been with you, and I'm sorry. I'll tell you here by 4 pm today. Ann"
    assert names(reply, "Paid £6.99 for next day. Day four now", topic=["Late delivery"])
    assert not names(
        "Hello, we care about what you write. I'm sorry. I'll tell you here by 4 pm today. Ann",
        "Paid £6.99 for next day. Day four now",
        topic=["Late delivery"],
    )


def test_what_a_team_is_called_is_no_reason_to_overlook_it():
    brand = Brand(name="Brindelune", services=["Delivery", "Livraison"])
    reply = "Bonjour, le livreur n'avait pas à crier. Toutes mes excuses. Je vous écris ici demain avant 10 h. Léa"
    assert names(reply, "votre livreur m'a crié dessus", brand=brand)


@pytest.mark.parametrize(
    ("complaint", "reply"),
    [
        ("five mails, no reply, ever", "You should have had an answer, and you had none. I'm sorry. By 3 pm. Ann"),
        ("ça sonne dans le vide", "Personne ne vous a répondu, je vous présente mes excuses. À 15 h ici. Léa"),
        ("asked for salad, got chips", "That is not what you ordered. I'm sorry. It comes by 3 pm today. Ann"),
        ("\"at your age\" she said to me", "No one should be spoken to that way. I'm sorry. By 3 pm here. Ann"),
    ],
)  # fmt: skip
def test_what_went_wrong_may_be_told_without_a_thing(complaint, reply):
    assert names(reply, complaint)
    assert not names(reply, "the paint is peeling off my new door")


@pytest.mark.parametrize(
    ("reply", "blames"),
    [
        ("Vous avez bien fait de nous écrire tout de suite. Je regrette la chute. Léa", False),
        ("Vous avez bien fait une erreur de saisie. Léa", True),
        ("You should have known before paying, sorry. Ann", False),
        ("Sorry, but you should have known before paying. Ann", True),
        ("Je vous présente mes excuses : vous auriez dû trouver du respect. Léa", False),
        ("Désolée, mais vous auriez dû vérifier l'heure. Léa", True),
        ("Il vous reste 40 € à votre charge, voici pourquoi. Léa", False),
    ],
)
def test_thanks_and_what_we_failed_to_tell_are_no_blame(reply, blames):
    found = judge(reply, Situation(complaint="une chute dans l'escalier")).check("R11")
    assert (not found.ok) == blames


@pytest.mark.parametrize(
    ("complaint", "reply"),
    [
        ("my kitchen flooded six weeks ago", "Water on the floor for that long: I'm sorry. Alan comes by noon. Ann"),
        ("£4.99 to £8.99 overnight. bye", "The price went up without a word. I'm sorry. By noon here. Ann"),
        ("chequier commandé 3x", "Votre carnet de chèques est au guichet, pardon. Léa"),
        ("waited 3 wks for specs", "Your glasses should not take three weeks. I'm sorry. They are here by noon. Ann"),
    ],
)
def test_a_thing_in_another_word_of_its_trade_names_it(complaint, reply):
    assert names(reply, complaint)


@pytest.mark.parametrize("said", ["Your comment is noted.", "This is what you didn't want.", "It wasn't us, pardon."])
def test_words_that_hold_sentences_together_name_nothing(said):
    assert not names(f"{said} I'm sorry. Ann", "is this a joke? it isn't, it wasn't, pardon")


@pytest.mark.parametrize(
    ("signature", "signed"),
    [
        ("Take care, Jo", True),
        ("À demain, Jo", True),
        ("Bien cordialement, Jo Lund, responsable de salle", True),
        ("Jo.", True),
        ("Sorry again.", False),
        ("See you soon, hopefully on time", False),
    ],
)
def test_closing_words_before_a_name(signature, signed):
    found = judge(f"Sorry about the cold bus. It runs again since 9. {signature}", Situation(complaint="cold bus"))
    assert found.check("R7").ok == signed


@pytest.mark.parametrize(
    ("promise", "kept"),
    [
        ("Our restorer can look at it on Thursday.", True),
        ("We have been looking into it since Thursday.", False),
        ("We are looking into it.", False),
    ],
)
def test_looking_at_it_on_a_named_day_can_be_kept(promise, kept):
    found = judge(f"I'm sorry about the dresser. {promise} Ann", Situation(complaint="a scratched dresser"))
    assert (found.check("R4").level != "block" or found.check("R4").ok) == kept


@pytest.mark.parametrize(
    ("reply", "conditional"),
    [
        ("Le bouchon est resté ouvert. Toutes mes excuses, ça aurait pu coûter le moteur. Léa", False),
        ("Toutes mes excuses pour la gêne que cela aurait pu causer. Léa", True),
    ],
)
def test_what_might_have_followed_is_no_condition(reply, conditional):
    found = judge(reply, Situation(complaint="voyant d'huile allumé, bouchon oublié")).check("R2")
    assert (not found.ok) == conditional


@pytest.mark.parametrize(
    ("reply", "invents"),
    [
        ("Désolé, le 7 h 40 a été supprimé, le 7 h 52 a été ajouté. Léa", False),
        ("Désolé, votre 7 h 52 a été supprimé. Léa", True),
    ],
)
def test_a_number_beside_the_customers_own_is_another_one(reply, invents):
    found = judge(reply, Situation(complaint="train de 7h40 supprimé")).check("R15")
    assert (not found.ok and found.level == "block") == invents


@pytest.mark.parametrize(
    ("reply", "asks"),
    [
        ("Le second trajet, je l'enlève de la note. Désolé. Noé", False),
        ("Pouvez-vous enlever cet avis ? Noé", True),
    ],
)
def test_what_we_take_off_the_bill_asks_nobody_to_take_back_a_review(reply, asks):
    found = judge(reply, Situation(complaint="deux trajets facturés, camion trop petit")).check("R16")
    assert (not found.ok) == asks
