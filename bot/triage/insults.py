"""Swearing, a sign of arousal, and what is said to hurt a person. A reply repeats neither."""

from __future__ import annotations

from bot.triage.wordlist import WordList

SWEARING = WordList(
    en="""fuck*, motherfuck*, shit, shits, shite, shitty, shitshow, bullshit*, horseshit, crap, crappy, crapp*,
    bastard*, bitch*, asshole*, arsehole*, arse, ass, dickhead*, dick, prick, pricks, cunt*, wank*, tosser*,
    twat*, bollocks, bloody, damn, damned, goddamn*, dammit, piss, pissed, piss off, pissing, wtf, ffs, stfu, bs,
    screw you, screwed, sod off, bugger*, moron*, idiot*, imbecil*, cretin*, retarded, dumbass*, dumb, scum,
    scumbag*, douchebag*, jackass*, muppet*, arsed, slut*, whore*, fag*, turd*, knobhead*, pillock*, wazzock*,
    numpty, plonker*""",
    fr="""merd*, emmerd*, putain*, ptn, putin de, pute*, bordel, bordels, con, conne, cons, connes, connard*,
    conard*, connass*, conass*, connerie*, conneri*, conner*, enculé*, encul*, enfoiré*, enfoir*, salaud*, salop*,
    salope*, batard*, foutre, foutu*, foutage, fout*, foutez*, fdp, fils de pute*, tg, ntm, nique*, niqu*, chier,
    chiant*, chiotte*, chie, fait chier, faites chier, bouffon*, crétin*, cretin*, idiot*, imbécile*, imbecil*,
    débile*, debile*, abruti*, tocard*, guignol*, branleur*, branlé*, bande de*, ta gueule, vos gueules, gueule,
    couille*, cul, raclure*, trou du cul, ducon, gogol*, pétasse*, grognasse*, boulet*, nuls a chier""",
)  # fmt: skip

ATTACKS = WordList(
    en="""retard, retards, retarded, spastic*, spaz, spacker*, mong, mongs, inbred*, p ki, pki, paki*, pakis,
    nigg*, n gger*, ngger*, coon, coons, chink*, gook*, wog, wogs, wetback*, raghead*, towelhead*, kike*, yid,
    gyppo*, pikey*, gypsies, dirty foreign*, filthy foreign*, go back to your, back where they came, back where
    you came, send them back, send them home, deport*, faggot*, fggot*, fags, poof, poofter*, dyke, dykes,
    lezzer*, tranny, trannies, shemale*, slag, slags, slut*, whore*, hoe, skank*, bimbo*, tart, tits, knockers,
    cow, fat cow, fat pig, fat lump, fat ugly, ugly cow, old hag, hag, cunt, cunts, c nt, cnt, bitch, bitches, b
    tch, btch, scumbag*, scum, subhuman*, vermin, cockroaches, rats, rat faced, parasite*, leech*, filth, trash,
    garbage human, human garbage, waste of oxygen, waste of space, waste of skin, brain dead, braindead,
    braincell*, brain cell*, two brain cells, brain of a, iq of, thick as, too stupid to, monkeys, apes, animals,
    savages, gets cancer, get cancer, got cancer, hope you die, hope he dies, hope she dies, hope they die, drop
    dead, kill yourself, kys, kill yourselves, hang yourself, go die, should die, deserve to die, put down, be
    shot, be sterilised, drowned at birth, aborted, family dies, worthless, nobody, minimum wage, know your place,
    your mum, your mother""",
    fr="""bougnoul*, bugnoul*, ugnoule*, bicot*, bcot, negro*, negre*, ngres, n gres, bamboula*, bounty, macaque*,
    singes, guenon*, youpin*, youtre*, feuj*, chinetoque*, niakou*, bridee, brides, sale arabe*, sale noir*, sale
    juif*, sale etranger*, sales etranger*, gitan*, romano*, manouche*, sale race, rentre dans ton, retourne dans
    ton, rentre chez toi, renvoyez, dans leur pays, dans son pays, dans ton pays, pd, pede*, pdale, pedale*,
    tapette*, tafiole*, tarlouze*, tantouze*, gouine*, travelo*, trisomique*, trisome*, mongol*, mongolien*,
    gogol*, attarde*, debile mental*, autiste*, consanguin*, degenere*, pute, putes, pte, salope*, slope,
    pouffiasse*, poufiasse*, petasse*, ptasse, grognasse*, connasse*, cnnasse, connard*, cnnard, c nnard, batard*,
    btard, encule*, fdp, fils de pute, fils de chien, grosse vache, grosse truie, grosse dinde, gros porc, gros
    tas, gros lard, vieille peau, vieille bique, thon, boudin, mocheté, laideron, nichons, sous merde, sous
    merdes, sous homme*, vermine*, parasite*, raclure*, dechet*, cafards, rats, ordure*, gachis d'oxygene, deux
    neurones, un neurone, qi d', qi de, decerebre*, sans cerveau, creve, crevez, qu'il creve, qu'elle creve, kil
    creve, crever, cancer, va mourir, va te pendre, va crever, suicide toi, suicidez vous, jette toi, faudrait le
    piquer, faudrait la piquer, a piquer, a abattre, fallait le noyer, fallait la noyer, retourne a la cuisine,
    smicard*, reste a ta place, ta mere, ta race, nique ta""",
)  # fmt: skip
