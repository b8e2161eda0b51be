"""How stirred up somebody is: anger, fear and disgust are high; sadness and disappointment low.

Documented rules, not a model: shouting (CAPITALS, "!!!"), swearing and words of each feeling. What says nothing of it
is None, and a text that says both is high: whoever shouts their disappointment is stirred up.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.triage.insults import SWEARING
from bot.triage.kinds import Arousal
from bot.triage.wordlist import WordList
from bot.triage.words import plain_words

HIGH = WordList(
    en="""angry, anger, furious, fuming, livid, outraged, outrage*, enraged, rage, raging, mad, seething, infuriat*,
    appalled, appalling, disgust*, revolting, repuls*, sickening, sick of, vile, filthy, scared, afraid,
    terrified, terrifying, frightened, frightening, frightful, worried sick, panic*, unsafe, dangerous, fed up,
    had enough, had it with, last straw, beyond a joke, disgrac*, shameful, scandal*, ridiculous, insane,
    unbelievable, outrageous, absolute joke, a joke, how dare, unacceptable, inexcusable, intolerable, thieves,
    scam*, liar*, crook*, robbery, hate, hated, never again, pathetic, boiling, steaming, at my wits end, my
    blood""",
    fr="""colère, en colère, furieu*, enrag*, rage, fou de rage, folle de rage, hors de moi, excédé*, exaspér*,
    énervé*, agac*, ulcéré*, indign*, révolt*, scandal*, inadmissible*, inacceptable*, intolérable*,
    inqualifiable*, honteu*, c'est une honte, la honte, quelle honte, dégoût*, degout*, écoeur*, écœur*,
    répugn*, immond*, dégueulasse*, crade*, peur, terrifi*, effray*, angoiss*, paniqu*, dangereu*, marre, ras le
    bol, raz le bol, plus que marre, j'en ai assez, ça suffit, c'en est trop, la goutte d'eau, voleur*, escroc*,
    arnaqu*, menteur*, mensong*, se moque de, se foutent, vous foutez, se fout de, se fiche de, vous vous
    moquez, foutage*, plus jamais, lamentable*, minable*, pitoyable*, n'importe quoi, délirant, incroyable mais
    vrai, saoulé*, soulé*, à bout, je bous, déteste, hallucinant*""",
)  # fmt: skip
LOW = WordList(
    en="""sad, sadly, sadden*, sadness, disappoint*, dissapoint*, disapoint*, let down, gutted, heartbroken, upset,
    sorry to say, unfortunately, a pity, a shame, such a shame, unhappy, discourag*, disheart*, lost faith,
    resigned, expected better, expected more, used to love, tired, exhaust*, in tears, cried, crying, regret*,
    hoped""",
    fr="""triste*, tristesse, attrist*, déçu*, deçu*, décevant*, decu*, decev*, déception*, déceptions, dommage,
    hélas, malheureusement, navr*, peiné*, dépité*, déprim*, découragé*, decourag*, désol*, désappoint*,
    désabus*, résign*, regrett*, en larmes, pleuré, pleurer, espérais mieux, attendais mieux, je m'attendais à
    mieux, mal au coeur, j'espérais, fatigué*, épuisé*, chagrin*, lassé*, lassitude""",
)  # fmt: skip
SHOUTED_WORD = re.compile(r"\b[^\W\d_a-zß-öø-ÿ]{4,}\b")
LETTER = re.compile(r"[^\W\d_]")
FACES = re.compile(r"[😠😡🤬😤👿💢🤮🤢]")
SAD_FACES = re.compile(r"[😢😭😞😔😟🙁☹💔😕😿😥]")
SHOUTED_WORDS, SHOUTED_SHARE, LEAST_LETTERS = 2, 0.6, 12
CRIES = re.compile(r"!\s?!\s?!|\?\s?!\s?[!?]|!\s?\?")
MANY_CRIES = 4


@lru_cache(maxsize=64)  # the reproach in it is looked for right afterwards
def arousal(text: str, language: str) -> Arousal | None:
    """``high``, ``low``, or None when nothing in ``text`` says so. ``language``: en, fr or unknown (both)."""
    plain = plain_words(text)
    if SWEARING.stands_in(plain, language) or HIGH.stands_in(plain, language) or FACES.search(text) or shouts(text):
        return "high"
    return "low" if LOW.stands_in(plain, language) or SAD_FACES.search(text) else None


def shouts(text: str) -> bool:
    """Several words in capitals (abbreviations are shorter), most of the text in capitals, or a row of "!!!"."""
    if "!" in text and (text.count("!") >= MANY_CRIES or CRIES.search(text)):
        return True
    if sum(map(str.isupper, text)) < SHOUTED_WORDS:  # as in most texts
        return False
    letters = LETTER.findall(text)
    mostly = len(letters) >= LEAST_LETTERS and sum(map(str.isupper, letters)) >= SHOUTED_SHARE * len(letters)
    return mostly or sum(map(str.isupper, SHOUTED_WORD.findall(text))) >= SHOUTED_WORDS
