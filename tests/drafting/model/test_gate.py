"""The gate: good words pass, and nothing does that neither the desk nor the customer said."""

from __future__ import annotations

import pytest

from bot.drafting.model import gate, prompt
from bot.drafting.model.task import Change, task_of
from tests.drafting.model.cases import BOOK, composed, good, refused, task

LANGUAGES = ["en", "fr"]
EN, FR = task("en"), task("fr")
BY = {"en": EN.commitments[0]["said"], "fr": FR.commitments[0]["said"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_wording_passes(language):
    assert refused(task(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_composed_words_pass_whatever_the_playbook(language):
    for playbook in BOOK.playbooks.values():
        for example in playbook.examples.takes.get(language, []):
            text = example if isinstance(example, str) else example.text
            draft = composed(text, language, playbook=playbook.name)
            mention = {"text": text, "title": "", "network": "facebook", "name": "Nadia Orsel"}
            asked = task_of(BOOK, playbook, mention, draft)
            if asked.missing:
                continue  # a blank is for somebody to fill, and no words
            assert gate.failures(asked, dict(asked.moves), prompt.REWORD) == [], draft["body"]


ACCEPTED = [
    ("en", "acknowledge", "Nobody at the shop answers the phone, and your dinner service still hasn't arrived."),
    ("en", "acknowledge", "You were expecting your dinner service on Tuesday. That is very frustrating."),
    ("en", "own", "I'm so sorry: we should have told you."),
    ("en", "unknown", "I can't tell you yet what went wrong, and I won't pretend to know."),
    ("fr", "acknowledge", "Vous attendez vos tasses depuis trois semaines. C'est vraiment trop long."),
    ("fr", "own", "C'était à nous de vous prévenir : je vous présente toutes mes excuses."),
    ("en", "own", "I'm sorry. You have every right to be angry."),
    ("en", "own", "I'm sorry. I know how frustrating this is."),
    ("fr", "own", "Je vous présente mes excuses. Vous avez raison, c'est inacceptable."),
    ("fr", "unknown", "Je ne peux pas encore vous dire où cela coince."),
]


@pytest.mark.parametrize(("language", "move", "words"), ACCEPTED)
def test_the_same_said_otherwise_passes(language, move, words):
    found = gate.failures(task(language), good(task(language)) | {move: words}, prompt.REWORD)
    known = {"pretend"}  # a word that stands nowhere is refused even where it does no harm
    assert [failure for failure in found if failure.passage not in known] == []


# What a model adds out of nothing: (language, move, words, one of the kinds of failure it must be refused for).
INVENTED = [
    # numbers, days, times
    ("en", "acknowledge", "You have been waiting four weeks for your dinner service.", "number"),
    ("en", "acknowledge", "You have been waiting 2 days for your dinner service.", "number"),
    ("en", "act", f"I'm tracing it with the depot and will write to you here {BY['en']}, or on Friday.", "word"),
    ("en", "act", "I'm tracing it with the depot and will write to you here by 9 am tomorrow.", "commitment"),
    ("en", "act", f"I'm tracing it with the depot and will write to you here {BY['en']}, twice.", "number"),
    ("fr", "acknowledge", "Vous attendez vos tasses depuis cinq semaines.", "number"),
    ("fr", "acknowledge", "Vous attendez vos tasses depuis trois mois.", "number"),
    ("fr", "act", "J'interroge l'entrepôt et je vous dis ici, lundi, ce qu'il en est.", "commitment"),
    ("fr", "act", f"J'interroge l'entrepôt et je vous dis ici, {BY['fr']}, à 9 h, ce qu'il en est.", "number"),
    ("en", "act", f"I'm tracing it with the depot and will write to you here {BY['en']} and on Tuesday.", "word"),
    ("fr", "act", f"J'interroge l'entrepôt et je vous dis ici, {BY['fr']} et trois semaines.", "number"),
    # amounts and gifts
    ("en", "own", "I'm sorry. Here is 50 euros.", "promise"),
    ("en", "own", "I'm sorry, and the next delivery is free.", "promise"),
    ("en", "act", f"I'm tracing it with the depot and will refund you here {BY['en']}.", "promise"),
    ("en", "acknowledge", "You will get a voucher for your dinner service.", "promise"),
    ("en", "acknowledge", "Your dinner service will be replaced.", "promise"),
    ("en", "unknown", "I don't know yet, but this will never happen again.", "promise"),
    ("fr", "own", "Je vous présente mes excuses et je vous offre la livraison.", "promise"),
    ("fr", "act", f"Je vous rembourse et je vous écris ici {BY['fr']}.", "promise"),
    ("fr", "acknowledge", "Vos tasses vous seront remboursées.", "promise"),
    ("fr", "own", "Je vous présente mes excuses, cela ne se reproduira plus.", "promise"),
    ("fr", "own", "Je vous présente mes excuses. Voici un geste commercial.", "promise"),
    # what is said to have happened
    ("en", "act", f"I've found your dinner service at the depot and will write to you here {BY['en']}.", "status"),
    ("en", "act", f"The depot found it. I will tell you here {BY['en']} what they found.", "status"),
    ("en", "acknowledge", "Your dinner service has been delivered to your shop in Leeds.", "promise"),
    ("en", "acknowledge", "Your dinner service arrived on Tuesday.", "promise"),
    ("en", "own", "I'm sorry. I have written to you already.", "status"),
    ("en", "unknown", "I know what is holding it up.", "denial"),
    ("fr", "act", f"J'ai retrouvé vos tasses et je vous écris ici {BY['fr']}.", "status"),
    ("fr", "acknowledge", "Vos tasses sont arrivées à Lyon.", "promise"),
    ("fr", "own", "Je vous présente mes excuses, je vous ai écrit.", "deed"),
    ("fr", "unknown", "Je sais où cela coince.", "denial"),
    # the same in plain words
    ("en", "own", "I'm sorry. Your order is on its way.", "word"),
    ("en", "invite", "Your order is here: please send me the order number by direct message.", "status"),
    ("en", "act", f"It is with the depot. I will write to you here {BY['en']}.", "status"),
    ("en", "acknowledge", "You have your dinner service.", "status"),
    ("en", "acknowledge", "Your dinner service is with you now.", "status"),
    ("en", "own", "I'm sorry. Everything is clear now.", "status"),
    ("fr", "acknowledge", "Vous avez vos tasses maintenant.", "status"),
    ("fr", "acknowledge", "Vos tasses sont ici.", "status"),
    ("fr", "act", f"L'envoi est à l'entrepôt et je vous écris ici {BY['fr']}.", "status"),
    ("fr", "own", "Je vous présente mes excuses, tout est bon.", "status"),
    ("en", "acknowledge", "We have your dinner service.", "deed"),
    ("en", "own", "I'm sorry. You can have it.", "promise"),
    ("en", "own", "I'm sorry. Anything you need is yours.", "promise"),
    ("en", "act", f"The depot has it. I will write to you here {BY['en']}.", "status"),
    ("en", "act", f"The depot is responsible. I will write to you here {BY['en']}.", "status"),
    ("en", "own", "I'm sorry. I know where it is.", "status"),
    ("en", "own", "I'm sorry. We know who did it.", "status"),
    ("en", "acknowledge", "Nobody should trust Brindelune.", "blame"),
    ("en", "own", "I'm sorry. You should have expected this.", "blame"),
    ("fr", "acknowledge", "Nous avons vos tasses.", "deed"),
    ("fr", "own", "Je vous présente mes excuses. Tout est à vous.", "promise"),
    ("fr", "own", "Je vous présente mes excuses. Je crois que vous les avez.", "promise"),
    ("fr", "own", "Je vous présente mes excuses. Je sais où elles sont.", "status"),
    ("fr", "acknowledge", "Vos tasses sont là.", "status"),
    # causes
    ("en", "unknown", "I don't know yet whether the strike is holding it up.", "word"),
    ("fr", "unknown", "Je ne sais pas encore si la grève bloque tout.", "word"),
    # what we say we do
    ("en", "act", f"I'll call you and write to you here {BY['en']}.", "deed"),
    ("en", "own", "I'm sorry. I will send you a letter.", "deed"),
    ("fr", "act", f"Je vous appelle et je vous écris ici {BY['fr']}.", "deed"),
    ("fr", "own", "Je vous présente mes excuses. Nous vous contacterons.", "deed"),
    ("fr", "own", "Je vous présente mes excuses, vous recevrez tout.", "deed"),
    # names and places
    ("en", "act", f"I'm asking Kevin at the depot and will tell you here {BY['en']} what they found.", "name"),
    ("en", "own", "I'm sorry. Brindlemoon let you down.", "word"),
    ("fr", "own", "Monsieur Vasseur vous présente ses excuses.", "name"),
    # the customer's words in our mouth, or turned on others
    ("en", "acknowledge", "Nobody at our shop in Leeds answers the phone.", "quotation"),
    ("en", "acknowledge", "You should phone the shop in Leeds.", "quotation"),
    ("en", "acknowledge", "I took a day off work for your dinner service.", "quotation"),
    ("fr", "acknowledge", "Nous sommes partis avec vos tasses.", "quotation"),
    # insults
    ("en", "acknowledge", "You call us idiots about your dinner service.", "word"),
    ("fr", "acknowledge", "Vous dites que nous sommes des escrocs.", "word"),
    # blame, in words that invent nothing
    ("en", "own", "I'm sorry, but you are wrong.", "blame"),
    ("en", "acknowledge", "Your dinner service: that is your own mistake.", "blame"),
    ("fr", "own", "Je vous présente mes excuses, mais vous avez tort.", "blame"),
    ("fr", "own", "Je vous présente mes excuses pour votre erreur.", "blame"),
    # addresses, mark-up, odd characters, personal data
    ("en", "invite", "Please send the order number to help@brindelune.example by direct message.", "characters"),
    ("en", "invite", "Please see www.brindelune.example and send the order number by direct message.", "address"),
    ("en", "own", "I'm **sorry**.", "characters"),
    ("en", "own", "I'm sorry #fail.", "characters"),
    ("en", "own", "I'm sorry <b>.", "characters"),
    ("en", "own", "I'm sorry 😊.", "characters"),
    ("en", "own", "I'm s\u200borry.", "characters"),
    ("en", "own", "I'm ѕorry.", "characters"),  # a Cyrillic letter
    ("en", "own", "I'm sorry ５０.", "characters"),  # wide figures
    ("en", "own", "I'm sorry.\x00", "characters"),
    ("en", "own", "I'm sorry \ud800.", "characters"),
    ("en", "own", "I'm sorry. Ring 0612345678.", "personal"),
    # another language
    ("en", "own", "Je vous présente mes excuses pour tout ce qui est arrivé avec votre commande.", "word"),
    ("fr", "own", "I am truly sorry for everything that happened with your order.", "word"),
    # the instructions
    ("en", "own", "I'm sorry. A person reads and approves every word before it leaves.", "instructions"),
]


@pytest.mark.parametrize(("language", "move", "words", "kind"), INVENTED)
def test_what_nobody_said_is_refused(language, move, words, kind):
    assert kind in refused(task(language), **{move: words})


def test_the_commitment_must_be_said_once_word_for_word():
    assert "commitment" in refused(EN, act="I'm tracing it with the depot and will write to you here.")
    twice = f"I'm tracing it with the depot and will write to you here {BY['en']}, {BY['en']}."
    assert "commitment" in refused(EN, act=twice)


def test_a_number_of_the_customer_is_no_deadline_of_ours():
    asked = task("fr", "J'attends mes tasses depuis trois semaines, toujours rien. Rappelez-moi demain à 9 h !")
    act = f"J'interroge l'entrepôt et je vous dis ici, {asked.commitments[0]['said']}, demain à 9 h, ce qu'il en est."
    assert "number" in refused(asked, act=act)


def test_a_demand_of_the_customer_is_no_promise_of_ours():
    said = "My dinner service was due on Tuesday and still hasn't arrived. Refund me 80 pounds today, you owe it!"
    asked = task("en", said)
    for words in ("You get a refund of 80 pounds today.", "Your refund comes today.", "We owe you 80 pounds.",
                  "You are owed a refund today.", "Refund you today."):  # fmt: skip
        assert refused(asked, acknowledge=words)


def test_a_cause_counts_once_a_person_names_it():
    words = "The printer jammed and your label went missing."
    without = task("en", change=Change("other_cause", "", "U0LEA"))
    named = task("en", change=Change("other_cause", words, "U0LEA"))
    assert "word" in refused(without, own=f"I'm sorry. {words}")
    assert refused(named, own=f"I'm sorry. {words}") == set()


def test_what_the_customer_said_comes_back_with_the_same_yes_or_no():
    asked = task("en", "The table was due on Tuesday. It was never shipped, and the driver shouted at me.")
    assert "status" in refused(asked, acknowledge="Your table was shipped on Tuesday.")
    assert "status" not in refused(asked, acknowledge="Your table was never shipped.")
    assert "status" not in refused(asked, acknowledge="The driver shouted at you.")


def test_a_refusal_names_the_words():
    failure, *_others = gate.failures(EN, good(EN) | {"own": "I'm sorry. This was sabotage."}, prompt.REWORD)
    assert failure.passage == "sabotage"
    assert failure.said("fr") == "Rien n'appuie « sabotage »."
