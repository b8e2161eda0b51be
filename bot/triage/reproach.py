"""How hard a reproach is: four levels by face threat.

After the strategies that pragmatics finds in complaints: a hint or a question (none), annoyance or ill consequences
(disapproval), somebody of ours named as the one who failed (accusation), a judgement on us or on what we are (blame).
Documented rules, not a model; the hardest level that a text reaches is its level.
"""

from __future__ import annotations

import re

from bot.triage import arousal as feelings
from bot.triage.insults import SWEARING
from bot.triage.kinds import Severity
from bot.triage.wordlist import WordList
from bot.triage.words import plain_words

BLAME = WordList(
    en="""thief, thieves, thieving, steal*, stole, stolen from me by you, scam, scams, scammer*, scammed, fraud*,
    crook*, con artist*, rip off*, ripoff*, ripped off, robbed, robbery, robbing, liar*, lying to, lied to, you
    lied, you lie, your lies, criminal*, dishonest*, deceitful, deceptive, shame on, ashamed, shameful,
    shameless, disgrace*, incompeten*, useless, clueless, negligen*, your fault, you are to blame, your mistake,
    you ruined, ruined, how dare, cowards, parasites, crooks, greedy, greed, joke of a company, cowboys, avoid
    at all costs, avoid this, boycott*, worst company, worst service, worst experience, do not buy, don't buy,
    do not use, never buy, stay away, steer clear, couldn't care less, don't care, you don't give a, contempt,
    heartless, cruel, racist*, sexist*, unprofessional, charlatan*, cheat*, cheated""",
    fr="""voleu*, vol pur, volé par, escro*, arnaqu*, menteu*, mensong*, mentez, menti, malhonnêt*, malhonn*, filou*,
    voyou*, bandit*, criminel*, honte à vous, honteu*, la honte, une honte, quelle honte, vous devriez avoir
    honte, incompéten*, incompet*, incapable*, nuls, nullité*, bande d'amateurs, travail d'amateur*,
    amateurism*, bon à rien, bons à rien, bande de*, négligen*, votre faute, par votre faute, votre erreur, vous
    avez gâché, gâché*, vous osez, comment osez, irrespect*, mépris*, foutage*, vous foutez, vous vous foutez,
    vous vous fichez, vous vous moquez, vous moquez, se moque*, se foutent, se fout de, à fuir, fuyez, à éviter,
    évitez, boycott*, pire société, pire service, pires, racket*, racist*, sexist*, charlatan*, profiteur*, sans
    scrupule*, sans-gêne, aucun respect, je m'en fous, cupid*""",
)  # fmt: skip
DISAPPROVAL = WordList(
    en="""annoy*, irritat*, frustrat*, dissatisf*, unsatisf*, unhappy, unimpressed, not impressed, not happy, poor,
    poorly, bad, terrible, horrible, awful, dreadful, atrocious, appalling, abysmal, unacceptable, inexcusable,
    inadmissible, intolerable, ridiculous, absurd, nonsense, rubbish, garbage, trash, joke, nightmare, shambles,
    mess, chaos, pathetic, lousy, mediocre, substandard, worst, worse, waste of, wasted, pointless, not good
    enough, not acceptable, not ok, not okay, wrong, broken, fed up, sick of, tired of, had enough, seriously,
    come on, unreal, unbelievable, a shame, too long, too expensive, too slow, overpriced, impossible, once
    again, yet again, third time, second time, because of this, thanks to this, missed my, had to cancel, had to
    pay, cost me, lost a day, day off, never again, last time, no way, nobody, no one, still no, still nothing,
    still not, still waiting, no answer, no reply, no response, ignored, thanks for nothing, expected better,
    expected more, not what""",
    fr="""énerv*, enerv*, agac*, irrit*, frustr*, exaspér*, exasper*, insatisf*, mécontent*, mecontent*, pas content*,
    mauvais*, médiocre*, nul, zéro, horrible*, affreu*, terrible*, catastroph*, cata, désastr*, desastr*,
    lamentable*, déplorable*, deplorable*, pitoyable*, minable*, inacceptable*, inadmissible*, intolérable*,
    anormal*, pas normal*, abus*, absurde*, ridicule*, n'importe quoi, aberrant*, cauchemar*, bazar, pagaille,
    galère*, galere*, honnêtement, sérieusement, franchement, marre, ras le bol, j'en ai assez, ça suffit, trop
    long*, trop lent*, trop cher*, hors de prix, impossible, encore une fois, une fois de plus, deuxième fois,
    troisième fois, perdu une journée, perte de temps, obligé*, j'ai dû, plus jamais, dernière fois, personne
    ne, plus personne, toujours rien, toujours pas, toujours aucun*, aucune réponse, aucune nouvelle, sans
    réponse, sans nouvelle*, injoignable*, bravo et merci, merci pour rien, je m'attendais à, inutile*, pas
    sérieux, pas professionnel, pire, bidon, scandal*, c'est dommage, raté, ratée, gâch*""",
)  # fmt: skip
# Somebody of ours is named, and what they did or left undone.
ACCUSED = {
    "en": re.compile(
        r" (?:you|u|you guys|you people|y all|your (?:\w+ ){1,2}) ?"
        r"(?:\w+ ){0,1}(?:never|haven t|havent|didn t|didnt|don t|dont|won t|wont|can t|cant|couldn t|failed|fail|"
        r"lost|forgot|"
        r"charged|overcharged|cancelled|canceled|promised|told me|said|ignored|ignore|refuse|refused|refuses|"
        r"sent me|sold|"
        r"took|kept|keep|broke|damaged|delivered|left me|left my|let me|let us|hung up|closed|blocked|deleted|changed|"
        r"took my|owe|have (?:not|never|lost|broken|charged|ignored|taken|sent|sold|cancelled|forgotten)|"
        r"was (?:rude|late|useless|aggressive|condescending)|were (?:rude|late|useless|aggressive)|shouted|yelled|"
        r"insulted) "
    ),
    "fr": re.compile(
        r" (?:vous (?:ne |n |m |me |nous )?(?:avez|aviez|êtes|etes|refusez|ignorez|facturez|prelevez|promettez|dites|"
        r"annulez|repondez|tenez|perdez|vendez|raccrochez|gardez|livrez|envoyez|laissez|faites)"
        r"|t as|tu (?:as|m as|n as)|vos? (?:\w+ ){1,2}(?:m a|m ont|n a|n ont|ne |a |ont |est (?:nul|desagreable|"
        r"malpoli|"
        r"impoli|agressif|agressive)|etait|etaient|refuse|raccroche)"
        r"|(?:le|la|votre) (?:vendeuse?|livreur|livreuse|conseiller|conseillere|serveur|serveuse|chauffeur|agent|"
        r"technicien|"
        r"hotesse|guichetier|caissiere?|steward) (?:m a|n a|a|etait|ne|refuse))"
    ),
}  # fmt: skip


def severity(text: str, language: str) -> Severity:
    """The hardest level that ``text`` reaches. ``language``: en, fr or unknown (both)."""
    plain = plain_words(text)
    if BLAME.stands_in(plain, language) or _insults(plain, language):
        return "blame"
    if any(ACCUSED[code].search(plain) for code in ACCUSED if language in (code, "unknown")):
        return "accusation"
    if DISAPPROVAL.stands_in(plain, language) or feelings.arousal(text, language):
        return "disapproval"
    return "none"


def _insults(plain: str, language: str) -> bool:
    """Swearing at us ("you idiots") blames; swearing at the thing ("bloody lamp") does not."""
    hits = SWEARING.found(plain, language)
    named = r"(?:you|your|u|vous|bande de|tas de|espece de)(?: \w+){0,2} "
    return any(re.search(rf" {named}{re.escape(hit.rstrip('*'))}", plain) for hit in hits)
