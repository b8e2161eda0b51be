"""Swearing and insults: a sign of arousal, and words that a reply never repeats."""

from __future__ import annotations

from bot.triage.wordlist import WordList

SWEARING = WordList(
    en="""fuck*, motherfuck*, shit, shits, shite, shitty, shitshow, bullshit*, horseshit, crap, crappy, crapp*,
    bastard*, bitch*, asshole*, arsehole*, arse, ass, dickhead*, dick, prick, pricks, cunt*, wank*, tosser*,
    twat*, bollocks, bloody, damn, damned, goddamn*, dammit, piss, pissed, piss off, pissing, wtf, ffs, stfu,
    bs, screw you, screwed, sod off, bugger*, moron*, idiot*, imbecil*, cretin*, retarded, dumbass*, dumb, scum,
    scumbag*, douchebag*, jackass*, muppet*, arsed, slut*, whore*, fag*, turd*, knobhead*, pillock*, wazzock*,
    numpty, plonker*""",
    fr="""merd*, emmerd*, putain*, ptn, putin de, pute*, bordel, bordels, con, conne, cons, connes, connard*, conard*,
    connass*, conass*, connerie*, conneri*, conner*, enculé*, encul*, enfoiré*, enfoir*, salaud*, salop*,
    salope*, batard*, foutre, foutu*, foutage, fout*, foutez*, fdp, fils de pute*, tg, ntm, nique*, niqu*,
    chier, chiant*, chiotte*, chie, fait chier, faites chier, bouffon*, crétin*, cretin*, idiot*, imbécile*,
    imbecil*, débile*, debile*, abruti*, tocard*, guignol*, branleur*, branlé*, bande de*, ta gueule, vos
    gueules, gueule, couille*, cul, raclure*, trou du cul, ducon, gogol*, pétasse*, grognasse*, boulet*, nuls a
    chier""",
)  # fmt: skip
