"""What is known about a case and a brand changes what a check says; what is unknown is never held against a reply."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.voice import form
from bot.voice.rubric import judge
from bot.voice.situation import Brand, Check, Grant, Situation

LAMP = "Lamp ordered on 3 November for £45, arrived with a crack. Wrote twice, no answer."
REPLY = (
    "Hi Ada, your lamp came with a crack and two messages went unanswered. I'm sorry, we should have replied on the "
    "first day. {} I've put a new one on tonight's van and will write to you here on Friday by noon. Tom, support"
)


def of(check: str, reply: str, **known: object) -> Check:
    """What ``check`` says about ``reply``."""
    return judge(reply, Situation(**{"complaint": LAMP, **known})).check(check)  # type: ignore[arg-type]


def said(sentence: str) -> str:
    return REPLY.format(sentence)


def test_the_reply_of_these_tests_is_right_in_itself():
    assert judge(said(""), Situation(complaint=LAMP, network="facebook")).failing() == []


# ---- R3: causes


CAUSE = "The box was packed without its inner frame, so the glass took the blow."


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (None, None),
        ({"cause": "packed without the inner frame", "cause_confirmed_by": "Ines"}, None),
        ({"cause": "packed without the inner frame", "cause_confirmed_by": None}, "block"),
        ({"cause": "packed without the inner frame"}, "block"),
        ({"cause": None}, "block"),
        ({"parcel": "left on Monday"}, None),
    ],
)
def test_a_cause_needs_somebody_who_confirmed_it(facts, level):
    check = of("R3", said(CAUSE), facts=facts)
    assert (None if check.ok else check.level) == level


def test_a_confirmed_cause_must_be_told():
    facts = {"cause": "conveyor belt jammed at Leeds", "cause_confirmed_by": "Ines"}
    check = of("R3", said(""), facts=facts)
    assert not check.ok and check.level == "warn"
    assert "conveyor belt jammed" in check.said("en")[1]
    assert of("R3", said("The conveyor belt at Leeds jammed and your lamp fell."), facts=facts).ok
    assert of("R3", said("I don't know yet why it broke."), facts=facts).ok


def test_a_vague_cause_that_is_explained_is_none():
    assert of("R3", said("It was due to a technical problem: the scanner read every label twice.")).ok
    assert not of("R3", said("It was due to a technical problem.")).ok


# ---- R4: commitments


def test_a_promise_must_be_among_the_commitments_once_these_are_known():
    promise = "I will call you by 5 pm on Friday."
    alone = f"Sorry, your lamp came cracked. {promise} Tom"
    assert of("R4", alone).ok
    assert of("R4", alone, commitments=("call you by 5 pm on Friday",)).ok
    check = of("R4", alone, commitments=())
    assert (check.ok, check.level, check.passage) == (False, "warn", promise)


@pytest.mark.parametrize(
    ("complaint", "reply", "ok"),
    [
        (
            "How do I get a receipt for the lamp?",
            "Hi Ada, you can print the receipt from the page of the order. Tom",
            True,
        ),
        (
            "Comment avoir la facture de la lampe ?",
            "Bonjour, vous pouvez imprimer la facture depuis la commande. Léa",
            True,
        ),
        (LAMP, "Hi Ada, you can print the receipt from the page of the order. Tom", False),
        ("How do I get a receipt?", "Hi Ada, we're looking into it. Tom", False),
    ],
)
def test_a_plain_answer_to_a_question_needs_no_promise(complaint, reply, ok):
    assert of("R4", reply, complaint=complaint).ok is ok


def test_a_suggestion_needs_no_apology():
    reply = "Hi Ada, a dimmer is a good idea. I've put it on the list for the spring lamps today. Tom"
    assert of("R2", reply, complaint="It would be nice if the lamp came with a dimmer.").ok
    assert not of("R2", reply, complaint="No dimmer, and it arrived broken!").ok


# ---- R7: who signs


@pytest.mark.parametrize("signed", ["Tom, support", "Tom Hale", "— Tom", "^TH", "-TH", "T. Hale", "Kind regards, Tom"])
def test_the_approver_signs_by_name_or_initials(signed):
    assert of("R7", f"Sorry, your lamp came cracked.\n{signed}", approver="Tom Hale").ok


@pytest.mark.parametrize("signed", ["Sam, support", "^SW", "The Team", "Customer Care", "", "Halecraft"])
def test_nobody_else_does(signed):
    check = of("R7", f"Sorry, your lamp came cracked.\n{signed}", approver="Tom Hale", brand=Brand(name="Halecraft"))
    assert not check.ok


@pytest.mark.parametrize(
    "reply",
    ["Hi, I'm Tom from the lamp team. Sorry.", "Tom here, sorry about the lamp.", "Je suis Tom, du service lampes."],
)
def test_an_introduction_counts_as_a_signature(reply):
    assert of("R7", reply, approver="Tom Hale").ok
    assert not of("R7", reply, approver="Ada Bell").ok


def test_anybody_who_may_sign_may():
    assert of("R7", "Sorry, your lamp came cracked. Ines", signers=("Tom Hale", "Ines Roca")).ok
    assert not of("R7", "Sorry, your lamp came cracked. Bob", signers=("Tom Hale", "Ines Roca")).ok


# ---- R8: language and register


@pytest.mark.parametrize(
    ("language", "complaint", "reply", "ok"),
    [
        (
            "de",
            "Die Lampe ist kaputt angekommen und niemand hat mir geantwortet",
            "We are sorry that the lamp is broken",
            False,
        ),
        (
            None,
            "Die Lampe ist kaputt angekommen und niemand hat mir geantwortet",
            "Nous sommes désolés pour la lampe",
            False,
        ),
        ("fr", "lampe HS", "We are sorry that your lamp is broken and will write", False),
        (None, "lampe HS", "We are sorry that your lamp is broken and will write", True),
        (
            None,
            "la lampe est arrivée cassée, the box was open and nobody answers my mails",
            "We are sorry that it is so",
            True,
        ),
        (
            None,
            "la lampe est arrivée cassée, the box was open and nobody answers my mails",
            "Nous sommes désolés pour vous",
            True,
        ),
        ("fr-FR", "lampe HS", "Nous sommes désolés pour votre lampe", True),
    ],
)
def test_the_customers_language(language, complaint, reply, ok):
    assert of("R8", reply, language=language, complaint=complaint).ok is ok


@pytest.mark.parametrize(
    ("complaint", "reply", "allowed", "ok"),
    [
        ("tu m'as livré une lampe cassée", "Désolée, ta lampe repart demain.", True, True),
        ("tu m'as livré une lampe cassée", "Désolée, ta lampe repart demain.", False, False),
        ("vous m'avez livré une lampe cassée", "Désolée, ta lampe repart demain.", True, False),
        ("vous m'avez livré une lampe cassée", "Désolée, votre lampe repart demain, dis-moi si ça va.", True, False),
        ("vous m'avez livré une lampe", "« tu te débrouilles » : vous n'auriez jamais dû entendre cela.", True, True),
        ("vous m'avez livré une lampe", "Le ton employé n'était pas digne de vous.", True, True),
    ],
)
def test_tu_and_vous(complaint, reply, allowed, ok):
    assert of("R8", reply, complaint=complaint, brand=Brand(tu_allowed=allowed)).ok is ok


# ---- R9 and R10: what was written lately


def test_a_sentence_of_many_recent_replies_is_worn():
    worn = "Our glass lamps are checked by hand in the workshop before they leave."
    recent = tuple(
        f"Hi {name}, about your {thing}. {worn} Tom" for name, thing in zip("ABCDEFGH", "abcdefgh", strict=True)
    )
    check = of("R9", said(worn), recent=recent)
    assert not check.ok and check.passage == worn
    assert of("R9", said(worn), recent=recent[:3]).ok  # too few to speak of a habit


@pytest.mark.parametrize(
    ("kept", "level"), [(1.0, "block"), (0.95, "block"), (0.8, "warn"), (0.5, None), (0.0, None)], ids=str
)
def test_copies(kept, level):
    words = said("").split()
    same = round(kept * len(words))
    recent = " ".join(
        ["Hi Ada,", *words[2:same], *"otherwise this one ends in words of its own here".split()[: len(words) - same]]
    )
    check = of("R10", said(""), recent=("Something else altogether.", recent))
    assert (None if check.ok else check.level) == level
    if level:
        assert check.values["other"] == recent


def test_another_name_and_signature_make_no_other_reply():
    other = said("").replace("Ada", "Omar").replace("Tom", "Ines")
    assert not of("R10", said(""), recent=(other,)).ok


# ---- R12: authority


@pytest.mark.parametrize(
    ("sentence", "grants", "ok"),
    [
        ("We are refunding the lamp today.", None, True),
        ("We are refunding the lamp today.", (), False),
        ("We are refunding the lamp today.", (Grant("refund"),), True),
        ("We are refunding the lamp today.", (Grant("voucher", Decimal(20)),), False),
        ("I'll refund you £60 today.", None, False),
        ("I've refunded the £45 you paid.", None, True),
        ("I've refunded the £45 you paid.", (Grant("refund", Decimal(50)),), True),
        ("I've refunded the £45 you paid.", (Grant("refund", Decimal(20)),), False),
        ("You'll get a voucher for 20 euros.", (Grant("voucher", Decimal(20)),), False),
        ("You'll get a voucher for 20 euros.", (Grant("voucher", Decimal(20), public=True),), True),
        ("You'll get a voucher for 30 euros.", (Grant("voucher", Decimal(20), public=True),), False),
        ("We cannot refund the lamp before it is back.", (), True),
        ("I can't promise that it will never happen again.", (), True),
        ("It will never happen again.", (Grant("refund"),), False),
        ("The refund you are waiting for is with our bank.", (), True),
    ],
)
def test_what_may_be_promised(sentence, grants, ok):
    assert of("R12", said(sentence), grants=grants).ok is ok


# ---- R14: form


@pytest.mark.parametrize(
    ("network", "length", "level"),
    [("x", 240, None), ("x", 241, "warn"), ("x", 280, "warn"), ("x", 281, "block"), ("twitter", 281, "block"),
     ("facebook", 500, None), ("facebook", 501, "warn"), ("google", 900, None), ("google", 901, "warn"),
     ("google", 4001, "block"), ("trustpilot", 99, "warn"), ("trustpilot", 100, None), ("", 9000, None)],
)  # fmt: skip
def test_length(network, length, level):
    check = of("R14", ("lamp " * 2000)[: length - 1] + ".", network=network)
    assert (None if check.ok else check.level) == level


def test_a_brand_may_have_its_own_length_emoji_and_domains():
    long = "lamp " * 60
    assert of("R14", long, network="x", brand=Brand(limits={"x": 25_000})).ok
    assert not of("R14", "Sorry 😊", brand=Brand(emoji=False)).ok
    assert of("R14", "Sorry 😊", brand=Brand()).ok
    ours = Brand(domains=("halecraft.example",))
    assert of("R14", "See https://help.halecraft.example/lamps", brand=ours).ok
    assert (
        of("R14", "See https://nothalecraft.example/lamps", brand=ours).passage == "https://nothalecraft.example/lamps"
    )
    assert not of("R14", "See https://bit.ly/3xYz").ok


@pytest.mark.parametrize(
    ("complaint", "serious", "ok"),
    [("my son was burned by the lamp", None, False), ("the lamp is late", None, True),
     ("the lamp is late", True, False), ("je me suis brûlée", None, False),
     ("my son was burned by the lamp", False, True)],
)  # fmt: skip
def test_emoji_on_what_is_serious(complaint, serious, ok):
    check = of("R14", "Sorry 🙏", complaint=complaint, serious=serious)
    assert check.ok is ok
    assert ok or (check.level, check.passage) == ("block", "🙏")


@pytest.mark.parametrize(
    "text", ["Sorry #lamps", "Sorry, THIS IS NOT RIGHT", "Sorry!!!", "https://a.example/1 https://a.example/2"]
)
def test_loud_forms(text):
    assert not of("R14", text).ok


@pytest.mark.parametrize("text", ["ticket #4471", "the USA and the UK", "Really?!", "Votre TGV INOUI", "Sorry!"])
def test_quiet_forms(text):
    assert of("R14", text).ok


# ---- R6 and R15: what is shown and what is traced


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("Write to support@halecraft.example", True),
        ("Write to ada.bell@mail.example", False),
        ("Call us on 0800 123 4567", True),
        ("I'll call you on 07700 900123", False),
        ("Your order no. HC-204881 leaves today", False),
        ("Please send us a DM. I'll need your order number.", True),
        ("Please send us a DM. Give us your order number here.", False),
        ("Your order leaves by 5 pm", True),
    ],
)
def test_personal_data(text, ok):
    assert of("R6", text).ok is ok


@pytest.mark.parametrize(
    ("text", "known", "ok"),
    [
        ("Your parcel reached Lyon this morning at 6.40.", {}, False),
        ("Your parcel reached Lyon this morning at 6.40.", {"facts": {"scan": "Lyon, this morning 6:40"}}, True),
        ("I see you've been a customer since 2015.", {}, False),
        ("I see you've been a customer since 2015.", {"facts": {"since": 2015}}, True),
        ("I can see that your lamp was ordered on 3 November.", {}, True),
        ("You wrote five times.", {"complaint": "I wrote three times about the lamp"}, False),
        ("You wrote three times.", {"complaint": "I wrote 3 times about the lamp"}, True),
        ("The frame was missing since Tuesday.", {}, True),
        ("The frame was missing since Tuesday.", {"facts": {"complete": True, "cause": "frame missing"}}, False),
        (
            "The frame was missing since Tuesday.",
            {"facts": {"complete": True, "cause": "frame missing, Tuesday"}},
            True,
        ),
        ("Your parcel arrives in Lyon by 6 pm tomorrow.", {}, True),
    ],
)
def test_facts_are_traced(text, known, ok):
    assert of("R15", text, **known).ok is ok


def test_a_source_may_be_the_playbook():
    text = "Our records show that the Duskline series was recalled on 14 May."
    assert not of("R15", text).ok
    assert of("R15", text, sources=("The Duskline series was recalled on 14 May.",)).ok


def test_banned_phrases_of_a_brand_are_boilerplate():
    brand = Brand(banned=("Glow on!",))
    check = of("R9", said("Glow on!"), brand=brand)
    assert not check.ok and check.passage == "Glow on!"
    assert of("R9", said("Glow on!")).ok


def test_generic_words_of_a_brand_name_nothing():
    complaint = "The lamp. The lamp!"
    assert of("R1", "Your lamp is a lamp.", complaint=complaint).ok
    assert not of("R1", "Your lamp is a lamp.", complaint=complaint, brand=Brand(generic=("lamps",))).ok


@pytest.mark.parametrize("network", sorted(form.SOFT_LIMITS))
@pytest.mark.parametrize("language", ["en", "fr", None])
def test_what_is_read_to_the_end_is_never_longer_than_what_the_network_takes(network, language):
    soft, most = form.soft_limit(network, {}, language), form.limit(network, {})
    assert soft is not None
    assert most is None or soft <= most
