"""What holds for every text: the rubric never raises, shows exact passages, minds neither case nor accents nor glue."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice.rubric import Judgement, judge
from bot.voice.situation import Situation
from tests.conftest import examples

CUPS = "Colis reçu samedi : il manque deux tasses, et personne ne répond au téléphone."
GOOD_FR = (
    "Bonjour Nadia, deux tasses manquaient dans votre colis de samedi et personne n'a décroché. Je vous présente mes "
    "excuses : nous aurions dû compter avant de fermer le carton. Je renvoie les deux tasses aujourd'hui, vous les "
    "recevez jeudi, et je vous écris ici vendredi.\n— Léa, service client"
)
TRAIN = "7:40 cancelled again, no announcement on the platform, I missed my interview."
GOOD_EN = (
    "Hi Omar, your 7.40 was cancelled without a word on the platform and you missed your interview for it. I'm sorry, "
    "we should have announced it at 7. The crew list had a gap that nobody filled. I've asked for a spare driver from "
    "tomorrow and will write to you here by 6 pm on Friday. Sam, support"
)
BAD_FR = (
    "Bonjour, nous sommes désolés si cela a pu vous gêner. Suite à un incident technique, nos équipes font le "
    "nécessaire au plus vite. Votre satisfaction est notre priorité. L'équipe"
)
BAD_EN = (
    "Hello, sorry you feel that way. Due to technical issues we're looking into it. We value your feedback. You should "
    "have checked the address. Could you update your rating? Customer Care"
)
PIECES = st.sampled_from(
    [*GOOD_FR.split(), *BAD_FR.split(), *GOOD_EN.split(), *BAD_EN.split(), "\n", "— ", "^SK", "[[qui]]", "{x}", "😞",
     "#ok", "https://a.example/b", "06 39 98 47 12", "a@b.example", "50 €", "!!", "…", "’", "«", "»",
     "\u00a0", "\u200b", "@omar", "12:40"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=200)


def verdict(judgement: Judgement) -> dict[str, str]:
    """Check → level of what failed."""
    return {check.id: check.level for check in judgement.failing()}


def situations() -> st.SearchStrategy[Situation]:
    """Situations with and without everything that may be known."""
    return st.builds(
        Situation, complaint=TEXTS, title=st.just("") | TEXTS,
        language=st.sampled_from([None, "fr", "en", "de", "fr-FR"]),
        network=st.sampled_from(["", "x", "google", "facebook", "whatever"]),
        recent=st.lists(TEXTS, max_size=7).map(tuple), legal_hold=st.booleans(),
        approver=st.sampled_from([None, "Léa Morel", "^SK", "", "Omar"]),
        facts=st.none() | st.dictionaries(st.sampled_from(["cause", "cause_confirmed_by", "complete"]), TEXTS),
        grants=st.none() | st.just(()), commitments=st.none() | st.lists(TEXTS, max_size=2).map(tuple),
        serious=st.none() | st.booleans(), private_reason=st.none() | st.just("identity"),
    )  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, situations())
def test_any_text_in_any_situation(reply, situation):
    judgement = judge(reply, situation)
    assert [check.id for check in judgement.checks] == [f"R{n}" for n in range(1, 17)] + ["blank"]
    for check in judgement.checks:
        assert check.passage in reply
        assert check.level in ("block", "warn")
        for language in ("en", "fr"):
            why, mend = check.said(language)
            assert bool(why) is bool(mend) is not check.ok
    for score in (judgement.specific, judgement.accountable, judgement.human):
        assert 0 <= score <= 1
    assert judgement.passes is not any(not check.ok and check.level == "block" for check in judgement.checks)
    assert judge(reply, situation) == judgement


SAMPLES = [(GOOD_FR, CUPS), (BAD_FR, CUPS), (GOOD_EN, TRAIN), (BAD_EN, TRAIN)]


@pytest.mark.parametrize(("reply", "complaint"), SAMPLES)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("'", "‘"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("— ", "– "),
        lambda text: f"  {text}\n\n",
    ],
    ids=["curly", "opening", "decomposed", "no accents", "hard spaces", "short dash", "white space"],
)
def test_how_it_is_typed_changes_no_verdict(reply, complaint, change):
    before = verdict(judge(reply, Situation(complaint=complaint)))
    assert verdict(judge(change(reply), Situation(complaint=complaint))) == before
    assert verdict(judge(reply, Situation(complaint=change(complaint)))) == before


@pytest.mark.parametrize(("reply", "complaint"), SAMPLES)
def test_case_changes_no_verdict_but_shouting(reply, complaint):
    before = verdict(judge(reply, Situation(complaint=complaint)))
    assert verdict(judge(reply.lower(), Situation(complaint=complaint))) == before
    assert verdict(judge(reply, Situation(complaint=complaint.upper()))) == before
    shouted = verdict(judge(reply.upper(), Situation(complaint=complaint)))
    assert {**shouted, "R14": ""} == {**before, "R14": ""}
    assert shouted["R14"] == "warn"


def test_the_good_ones_pass_and_the_bad_ones_do_not():
    assert verdict(judge(GOOD_FR, Situation(complaint=CUPS, network="facebook"))) == {}
    assert verdict(judge(GOOD_EN, Situation(complaint=TRAIN, network="facebook"))) == {}
    assert set(verdict(judge(BAD_FR, Situation(complaint=CUPS)))) >= {"R1", "R2", "R3", "R4", "R7", "R9"}
    assert set(verdict(judge(BAD_EN, Situation(complaint=TRAIN)))) >= {"R1", "R2", "R3", "R4", "R7", "R9", "R11", "R16"}


TEMPLATES = [
    "We are sorry for the inconvenience caused. Your feedback is important and has been passed to the relevant team.",
    "Thank you for reaching out. We take this very seriously and strive to improve our service.",
    "Nous sommes désolés pour la gêne occasionnée. Vos commentaires sont précieux et nos équipes font le nécessaire.",
    "Merci pour votre message. Nous travaillons constamment à améliorer la qualité de nos services.",
]
GLUE = [
    "Hi Omar, {} I will write to you on Friday by 5 pm. Sam, support",
    "Hi Omar, about 7:40 on Tuesday: {} I have noted it today, 24 November. Sam Whitlock",
    "Bonjour Nadia, {} Je vous écris jeudi avant 17 h. Léa, service client",
    "Bonjour Nadia, pour samedi : {} J'ai noté tout cela aujourd'hui à 14 h.\n— Léa Morel",
]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("glue", GLUE)
def test_a_date_a_name_and_an_i_glued_onto_a_template_still_fail(template, glue):
    complaint = CUPS if "Bonjour" in glue else TRAIN
    judgement = judge(glue.format(template), Situation(complaint=complaint))
    assert not judgement.passes
    assert judgement.check("R1").level == "block" and not judgement.check("R1").ok
    assert judgement.specific < 0.35


def test_one_word_set_into_a_frame_is_seen_through():
    frame = (
        "Hi Omar, I'm sorry about your {}. I passed this to my colleagues today and will write by 5 pm tomorrow. Sam"
    )
    judgement = judge(frame.format("train"), Situation(complaint="My train was late and the heating was off"))
    assert not judgement.check("R1").ok
    recent = tuple(frame.format(word) for word in "ticket refund seat luggage bike coffee".split())
    framed = judge(
        frame.format("train"), Situation(complaint="My train was late and the heating was off", recent=recent)
    )
    assert not framed.check("R10").ok
    assert framed.specific < 0.1


@pytest.mark.parametrize(
    ("complaint", "reply"),
    [
        ("ma coomande de chaisses est arivée cassé", "Vos chaises sont arrivées cassées et la commande incomplète."),
        ("the delivry driver smahsed my lantern", "The driver smashed your lantern on delivery."),
        ("livré en retard mon package", "Your parcel came late."),
        ("jattend un coli depuis le 3", "Your parcel has been on the way since the 3rd."),
        ("REMBOURSEMENT TOUJOURS PAS RECU", "Votre remboursement n'est jamais arrivé sur votre compte."),
    ],
)
def test_typing_errors_and_mixed_languages_do_not_hide_the_problem(complaint, reply):
    assert judge(reply, Situation(complaint=complaint)).check("R1").ok


def test_individual_ranks_above_template_even_when_the_template_has_every_cue():
    template = (
        "Hi Omar, I'm sorry for the inconvenience caused on Tuesday. I have forwarded your comments to the relevant "
        "team today and I will write to you by 5 pm on Friday. Thank you for your patience. Sam, support"
    )
    assert _specific(GOOD_EN) > 2 * _specific(template)


def _specific(reply):
    return judge(reply, Situation(complaint=TRAIN)).specific


NASTY = [
    "a" * 20_000, "sorry " * 1_500, "we we " * 5_000, "' " * 10_000, "vous vous " * 3_000, "(" * 20_000, "a, " * 7_000,
    "je vous " * 3_000, "\n" * 20_000, "1 " * 3_000, "no no not " * 2_000, "du de la " * 2_500, "#" * 20_000,
]  # fmt: skip


@pytest.mark.timeout(100)
@pytest.mark.parametrize("nasty", NASTY, ids=lambda nasty: nasty[:9].strip())
def test_no_text_keeps_the_rubric_busy(nasty):
    judgement = judge(nasty, Situation(complaint=nasty[:5000], recent=(nasty[:5000],) * 3))
    assert not judgement.passes
