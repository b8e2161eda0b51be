"""Words of what is done to a person: hurt, threatened, in distress, a child, treated as less."""

from __future__ import annotations

from bot.triage.wordlist import WordList

SAFETY = WordList(
    en="""hurt*, injur*, wound*, bleed*, bled, blood*, burn*, burnt, scald*, blister*, rash, rashes, hives,
    swell*, swollen, stitch*, bruis*, broken arm, broken leg, broken wrist, broken tooth, chipped tooth,
    fracture*, concuss*, hospital*, a e, er visit, emergency room, ambulance*, paramedic*, doctor*, gp, dentist*,
    poison*, vomit*, throw up, threw up, throwing up, sick all, been sick, food poison*, diarrh*, nause*, allerg*,
    anaphyla*, epipen, chok*, suffocat*, faint*, passed out, unconscious, collapsed, dizzy, fire, on fire, caught
    fire, flames, smoke, smoking, sparks, sparked, explod*, explos*, melted, overheat*, electric shock,
    electrocut*, shock, gas leak, fumes, carbon monoxide, mould, mold, asbestos, glass in, metal in, plastic in,
    screw in, nail in, maggot*, cockroach*, rat, rats, mice, brake*, brakes failed, airbag, seat belt, steering,
    wheel came, crash*, accident*, nearly killed, almost killed, could have died, could have killed, death trap,
    dangerous, unsafe, hazard*, recall*, slipped, tripped, fell, fell off, fall, trapped, stuck in the lift,
    drown*, cut my, cut her, cut his, sliced, lost a finger, eye, eyes, skin, wrong medication, wrong dose,
    overdose, expired, out of date, contaminat*, swallow*, side effect*, infection, miscarr*, pregnan*, casualty,
    in a e, a and e, ward, surgery, operated, sling, crutches, plaster, x ray, xray, numb, sepsis, infected,
    scar*, weep*, welts, lump, swelling, dislocat*, sprain*, whiplash, seizure, wheez*, asthma*, inhaler*,
    nebuliser*, insulin, paracetamol, overdosed, tingl*, zapped, jolt, belt off, live wire*, bare wire*, wiring,
    alarm went, alarm going, smoulder*, scorch*, singed, charred, flammable, went bang, went off in, blew up,
    burst, shatter*, snapped, sheared, gave way, gave out, came loose, came off, tipped over, unpegged, unsecured,
    padlocked, fire exit, fire door, no lifeguard, no barrier, no handrail, no warning, ice on, wet floor, icy,
    bald tyre*, seatbelt*, no belts, ditch, skidd*, swerv*, on his phone while, drunk, raw, undercooked, pink
    inside, off meat, mouldy, staple, razor, blade, splinter*, shard*, bed bug*, bites, fleas, damp and,
    legionella, salmonella, e coli, gas smell, smell of gas, smells of gas, smell gas, bulg*, too hot to, boiling,
    tipped, crush*, hit my head, hit his head, hit her head, on the head, knocked out, break your neck, break
    their neck, break a leg, somebody will get, someone will get, going to get hurt, missed my head, missed me by,
    by an inch, near miss""",
    fr="""bless*, blessure*, saign*, sang, brul*, cloque*, bouton*, plaque*, eczema, urticaire, gonfl*, enfl*,
    suture*, points de suture, bleu*, bras cass*, jambe cass*, poignet*, dent cass*, fractur*, commotion, hopital,
    hosto, hospitalis*, urgence*, samu, pompier*, ambulance*, medecin, docteur, dentiste, intoxi*, empoison*,
    vomi*, gerb*, malade*, diarrh*, nause*, allergi*, anaphyla*, oedeme, etouff*, avale*, evanoui*, malaise, tomb*
    dans les pommes, vertige*, feu, pris feu, prend feu, flamme*, fumee, fume, etincelle*, explos*, explose,
    fondu*, surchauff*, electrocut*, decharge, court circuit, jus, fuite de gaz, odeur de gaz, monoxyde, moisi*,
    amiante, morceau de verre, bout de verre, verre dans, metal dans, plastique dans, vis dans, asticot*, cafard*,
    rat, rats, souris, punaise*, frein*, airbag, ceinture, direction, roue, accident*, crash, failli mourir,
    failli tuer, aurait pu mourir, aurait pu tuer, danger*, risque*, rappel, gliss*, tomb*, chute, chut*, coinc*,
    bloque dans l'ascenseur, noy*, coupe le, coup* au, coupure, doigt*, oeil, yeux, peau, mauvais medicament,
    mauvaise dose, perime*, contamin*, infection, salmonel*, enceinte, platre, attelle, perf, perfusion, operé*,
    oper*, bequille*, attele, radio, engourdi*, infect*, cicatrice*, suint*, enflé*, luxation, entorse, coup du
    lapin, convuls*, asthm*, ventoline, nebulis*, insuline, doliprane, fourmill*, chataigne, coup de jus, fil a
    nu, fils a nu, fils denudes, roussi, cramé, brulant*, bouillant*, ebouillant*, inflammable, peté dans, pete
    dans, a pete, a explose, eclate*, casse net, cassé net, a lache, ont lache, a cede, decroche*, bascul*,
    renvers*, pas fixe, cadenass*, issue de secours, porte coupe feu, maitre nageur, sans barriere, sans rampe,
    sans panneau, sol mouille, verglas, verglace, pneu lisse, ceintures, fosse, derap*, sur son telephone, bourré,
    ivre, alcoolise*, cru, crue, pas cuit, rose a coeur, avarie*, moisissure*, agrafe, lame, echarde*, eclat de,
    eclats de, punaises de lit, puces, piqures, bouffé par, legionel*, listeria, e coli, ca sent le gaz, sent le
    gaz, bombé*, gonfle, ecras*, projet*, a la tete, sur la tete, assomm*, se rompre le cou, quelqu'un va se, va
    finir par, a deux doigts, failli y passer, failli y rester, y passer, y rester, intoxiqu*, col du femur,
    femur, coccyx, cheville, machoire, epaule, cotes, clavicule, plaie, points, agraf*, smur, reanimation, rea""",
)  # fmt: skip
THREAT = WordList(
    en="""kill you, kill him, kill her, kill them, kill someone, gonna kill, i ll kill, beat you, beat him, beat
    the, smash your, smash his, smash her, smash the, smash up, break your, break his, break her, knife, knives,
    gun, guns, shoot, shot, bullet, bullets, bomb, bombs, burn it down, burn the place, burn down, torch, petrol,
    baseball bat, bat, hammer, acid, punch, slap, stab, strangle, throttle, hang you, put you in, put him in, put
    her in, hospital, ambulance, regret it, you ll regret, watch your back, watch out, i know where, know where
    you, where you live, where you park, when you close, when you finish, wait for you, wait for him, wait for
    her, waiting outside, outside your, come round, coming for you, come for you, come down there, find you, find
    him, find her, your family, your kids, your house, your car, your windows, dead man, you re dead, gonna pay
    for, make you pay, consequences, last warning, won t be so nice, i will find, i ll find, gonna find, hunt you,
    hunt him, hunt her, ima find, slit, slash*, brick through, windows in, put his windows, put the windows,
    teeth, jaw, face in, smash ur, walk again, in a wheelchair, body bag, life insurance, sleep well, sleep tight,
    i can see you, see you soon, see you at, see you tonight, see you tomorrow, which branch you, where she works,
    where he works, when he clocks, when she clocks, clocks off, when you clock, pay you a visit, pay a visit,
    visit to your, come and see you, my brothers, my cousins, the lads, security on the door, you d better, you
    better, or else, see what happens, what happens to, someone s getting hurt, somebody s getting, getting hurt,
    get hurt, you asked for it, wrong bloke, wrong person to, don t make threats, not a threat, promise you, that
    s a promise, deserve a bullet, need a bullet, should be shot, should shoot, lined up, against a wall, burns
    down, burn with, petrol bomb, molotov, gasoline, lighter, matches, machete, crowbar, punch his, punch her,
    deck him, knock him out, knock his, knock your, batter, kick his, kick your, kick the, do him in, do you in,
    rip his, rip your, tear your, choke you, choke him, wring, neck, skull, kneecap*, break your legs, u r dead,
    ur dead""",
    fr="""te tuer, le tuer, la tuer, les tuer, vous tuer, tuer quelqu'un, crever, buter, fumer, defoncer, peter la
    gueule, casser la gueule, casse la gueule, casser les dents, peter les dents, exploser la, mettre une balle,
    balle dans, couteau, flingue, fusil, tirer dessus, bombe, foutre le feu, mettre le feu, cramer, bruler,
    essence, batte, marteau, acide, gifle, baffe, claque, taper, cogner, etrangler, planter, pendre, regretter, tu
    vas voir, vous allez voir, vous verrez, fais gaffe, faites gaffe, attention a vous, je sais ou, sais ou tu, ou
    tu habites, ou vous habitez, ou tu te gares, quand tu fermes, a la sortie, je t'attends, je vous attends,
    j'attends dehors, a la fermeture, je passe, je viens, je debarque, on va venir, on arrive, vous retrouver, te
    retrouver, la retrouver, le retrouver, ta famille, tes gosses, vos enfants, vos vitres, ta voiture, ton
    magasin, morte, mort, derniere sommation, dernier avertissement, prevenez, ca va mal finir, mal se passer, ca
    va saigner, il va comprendre, elle va comprendre, jvais te, jvai te, je vais te, je vais vous, jvais vous,
    jvou, jte, jvais venir, je vais venir, jvai venir, venir vous trouver, venir te trouver, vous trouver, te
    trouver, le trouver, la trouver, jarrive, jarive, jdebarque, je descends, jdescends, jdescend, mes freres, mes
    cousins, mes potes, a plusieurs, ton adresse, vos adresse, votre adresse, vo adresse, l'adresse de, sait ou
    vous, sais ou vous, sait ou, ou tu bosses, ou tu travailles, quelle agence, quelle heure tu, quelle heure
    vous, tu finis, tu sors, vous fermez, a ce soir, a bientot, dors bien, dormez bien, dors tranquille, assurance
    vie, brancard, fauteuil roulant, remarch*, marchera plus, sac mortuaire, cercueil, ramasser tes, tes dents,
    tes os, tes jambes, les genoux, la machoire, la tete, la nuque, une balle, des balles, merite une, meritent
    une, contre un mur, aligner, peloton, pneus, creve vos, crever vos, crever tes, rayer, pare brise, vitrine,
    vitres, brique, pave, barre de fer, machette, cutter, lame, cocktail molotov, allumette, briquet, faire
    sauter, tout faire sauter, faire peter, tout casser, tout peter, on casse tout, eclater, jvais l'eclater,
    demonter, massacrer, tabasser, saigner, egorger, fracasser, defonc*, tu vas comprendre, tu vas regretter, tu
    vas payer, vous allez payer, vous allez regretter, vous allez comprendre, on va se voir, on se retrouvera, on
    se reverra, te retrouverai, vous retrouverai, t mort, t es mort, vs etes morts, etes morts, mal finir, mal
    tourner, fais gaffe a, fais attention a, surveille, prends garde, c'est une promesse, je menace pas, ne menace
    jamais, pas une menace, tu l'auras voulu, mauvaise personne, le mauvais client, regler ca, regle ca, entre
    hommes""",
)  # fmt: skip
SELF_HARM = WordList(
    en="""suicid*, kill myself, killing myself, end my life, ending my life, end it all, end it, take my life, own
    life, want to die, wish i was dead, better off dead, better off without me, not be here, don t want to be
    here, no point living, no point anymore, no reason to live, can t go on, can t do this anymore, can t take it
    anymore, can t cope, had enough of life, give up on life, done with life, hurt myself, harm myself, self
    harm*, cut myself, overdose, pills, jump off, jump in front, bridge, rope, goodbye, last message, nobody would
    miss, no one would miss, tired of living, dark place, dark thoughts, nothing left, nobody left, sleep forever,
    not wake up, stop existing, top myself, topping myself, off myself, offing myself, see the point, what s the
    point, no point in, the point in being, being here, be around, won t be around, wont be around, be here by,
    want it to stop, just want it to stop, make it stop, gone by, if i was gone, if i wasn t here, letters to the,
    written letters, note for my, counted out, tablets, razor, wrists, into a wall, in front of a, off the bridge,
    on the bridge, under a train, tracks, not wake, sleep and not, give in, had enough, i m finished, nothing to
    live, keeping me going, kept me going, live like this, cant live, can t live, don t want to live, dont want to
    live, unalive, kms, forgive me, look after my, take care of my, quickest way, ending things, no way out, only
    way out, die""",
    fr="""suicid*, me tuer, m'en finir, en finir, finir avec la vie, mettre fin a mes jours, mettre fin, plus
    envie de vivre, envie de mourir, veux mourir, vouloir mourir, mieux mort, mieux morte, mieux sans moi, plus la
    force, plus de force, a quoi bon, plus de raison de vivre, plus gout a rien, plus gout, j'en peux plus, peux
    plus, tiens plus, plus envie de me lever, plus envie, me faire du mal, me couper, me foutre en l'air, foutre
    en l'air, me pendre, corde, pont, sauter, sous le train, sous un train, medicaments, cachets, adieu, dernier
    message, manquerai a personne, manquerais a personne, disparaitre, fatigue de vivre, idees noires, me
    reveiller, plus etre la, plus la, dormir pour toujours, plus rien a perdre, m'effacer, me foutre en lair,
    foutre en lair, jveu mourir, jveux mourir, veux plus vivre, veu plus vivre, peux plus vivre, peu plu vivre, de
    vivre, plus envie d'etre, plu envie, plu la force, pas la force, la force de, continuer a, pourquoi je
    continue, je continue, pourquoi continuer, me tenait debout, tenir debout, c'est fini pour moi, fini pour moi,
    je serai plus la, serai plus la, serais plus la, serai pas la, serai loin, quand je serai plus, si je
    disparais, disparaissais, personne verrait, verra la difference, lettre aux enfants, ecrit aux enfants, ecrit
    a mes, une lettre pour, scarifi*, me scarifie, me taillader, veines, lame de rasoir, cachets sur, la boite de,
    boites de, somniferes, le platane, un platane, un arbre, par la fenetre, du balcon, du toit, balustrade,
    rails, sur les rails, metro, la rame, le vide, plus me reveiller, pas me reveiller, endormir, que ca s'arrete,
    s'arrete, que ca cesse, prenez soin, pardonnez, pardon a, occupez vous de mes, mieux sans, sans moi, a qui
    manquer, tout arreter, arreter la, au bout, a bout, au fond du trou, me supprimer, passer a l'acte, pensees
    noires, tout noir""",
)  # fmt: skip
MINORS = WordList(
    en="""my son, my daughter, my child*, my kid, my kids, my baby, my toddler, toddler*, baby, babies, infant*,
    child, children, kid, kids, year old, yr old, yo, schoolgirl*, schoolboy*, underage, under age, minor, minors,
    teen*, grandson, granddaughter, niece, nephew, nursery, creche, school, playground, pram, pushchair, stroller,
    cot, babysit*, alone, unattended, left alone, on her own, on his own, wandered, lost, missing, touched, photos
    of, pictures of, filmed, sexual*, porn, groom*, explicit, adult content, alcohol, beer, vodka, vape*,
    cigarettes, knife, served, my lad, my lass, little lad, little boy, little girl, little one, daughter, son,
    grandchild*, godson, godchild*, pupil*, kindergarten, daycare, childmind*, nanny, club, summer camp, camp,
    coach, lifeguard, teacher*, unaccompanied, collected by, walked out, let him, let her, sold to, sold vapes,
    sold my, in uniform, no id, no ids, without id, didn t ask for id, betting, gambling, loot box*, messaging my,
    texting the, dm ing my, snap, nudes, naked, changing room, filming the, swallowed, in his mouth, in her mouth,
    high chair, highchair, car seat, buckle, harness, months old, mths, y o, yr, yrs, 5yo, 4yo, 3yo, 2yo, 1yo,
    6yo, 7yo, 8yo""",
    fr="""mon fils, ma fille, mon enfant, mes enfants, mon bebe, bebe*, nourrisson, petit, petite, mon petit, ma
    petite, gamin*, gosse*, enfant*, gosses, mineur*, ado, ados, adolescent*, collegien*, lyceen*, eleve*,
    ecolier*, ans, mois, petit fils, petite fille, neveu, niece, creche, ecole, maternelle, nounou, poussette,
    landau, lit bebe, seul, seule, tout seul, toute seule, sans surveillance, perdu, perdue, disparu*, touche,
    attouchement*, photos de, filme*, sexuel*, porno*, alcool, biere, vodka, puff, vapot*, cigarette*, clope*,
    couteau, vendu a, ma puce, mon loulou, ma louloute, mon bout de chou, mon bb, bb, mes petits, le petit, la
    petite, les petits, les gosses, les gamins, fille, fils, petits enfants, filleul*, 6e, 5e, 4e, 3e, cm1, cm2,
    ce1, ce2, cp, periscolaire, centre aere, colo, colonie, animateur*, animatrice*, entraineur, maitresse,
    moniteur, maitre nageur, assistante maternelle, club enfant*, accompagne*, recupere par, laisse partir, laisse
    sortir, est sorti, est sortie, vendu a mon, vendu a ma, vend a, vendez a, piece d'identite, sans carte, paris
    sportifs, jeux d'argent, ecrit a ma, ecrit a mon, textos, snap, nudes, nue, nus, vestiaire*, filmait, filmer
    les, avale, dans sa bouche, a la bouche, chaise haute, siege auto, boucle, sangle, an, 10 ans, 11 ans, 12 ans,
    13 ans, 14 ans, 15 ans, 3 ans, 4 ans, 5 ans, 6 ans, 7 ans, 8 ans, 9 ans, 2 ans, puffs, college*, lycee*, cour de
    recre""",
)  # fmt: skip
DISCRIMINATION = WordList(
    en="""racis*, racist*, race, black, blacks, asian*, arab*, muslim*, islam*, jew*, jewish, hijab*, headscarf,
    veil, turban, niqab, foreign*, immigrant*, migrant*, accent, where i m from, where are you from, go back to,
    my name, my surname, skin, colour, color, dark skin*, gypsy, roma, traveller*, gay, lesbian, queer, trans,
    transgender, homophob*, transphob*, pronoun*, boyfriend, girlfriend, husband and, wife and, two men, two
    women, two mums, two dads, sexis*, misogyn*, woman, women, girl, girls, love, sweetheart, darling, groped,
    grope*, touched my, harass*, wheelchair*, disab*, disabled, blind, deaf, autis*, guide dog, assistance dog,
    ramp, accessible, pregnan*, breastfeed*, too old, my age, old people, fat, overweight, discriminat*, profil*,
    followed me round, followed me around, security followed, searched my, checked my bag, my bag only, only one
    asked, people like you, your kind, you people, your sort, religion, originally, where i m really, really from,
    speak english, speak properly, learn english, good english, too dark, afro, hair like, type of hair, hair
    type, slanty, monkey*, brown, white couple*, white people, white friend*, white customers, only one, only
    ones, everyone else, nobody else, random check, random search, randomly selected, beard, mosque, ramadan,
    halal, kippah, yarmulke, sikh*, hindu*, polish, romanian, chinese, indian, pakistani*, african, irish, accent
    on, my accent, mimick*, mocked, imitat*, stammer, stutter, dwarf, crutches, step free, lift for, assistance,
    service dog, hearing, sign language, my husband instead, speak to my husband, speak to your husband, is there
    a man, a man to, little lady, young lady, calm down love, babies, maternity, over 40, over 40s, over 50, young
    and dynamic, at your age, for your age, older people, same sex, partner and i, twin beds, twin room, two beds,
    appropriate for two, deadname*, wrong name, sir or, called me sir, called him her, misgender*, people like us,
    like us, your people, our kind, of your, locals only, families only, not our clientele, dress code, not
    tonight, travellers""",
    fr="""racis*, raciste*, race, noir, noire, noirs, black, arabe*, maghreb*, rebeu*, renoi*, musulman*, islam*,
    juif, juive, juifs, voile*, hijab, foulard, turban, niqab, etranger*, immigre*, migrant*, accent, d'ou je
    viens, d'ou tu viens, rentre chez, retourne dans, mon nom, mon prenom, nom de famille, peau, couleur de peau,
    couleur, tsigane*, rom, roms, gitan*, gens du voyage, gay, gays, lesbienne*, homo, homos, pd, trans,
    transgenre, homophob*, transphob*, mon copain, ma copine, mon mari, deux hommes, deux femmes, deux mamans,
    deux papas, sexis*, misogyn*, une femme, femme, femmes, ma petite dame, mademoiselle, ma belle, main aux,
    mains aux, peloter, harcel*, fauteuil, roulant, handicap*, aveugle, malvoyant*, sourd*, autis*, chien guide,
    rampe, pmr, enceinte, grossesse, allait*, trop vieux, trop vieille, mon age, vieux, vieille, gros, grosse,
    discrimin*, au facies, delit de facies, suivi dans, suivie dans, vigile, fouill*, mon sac, que moi, gens comme
    vous, gens comme, votre genre, vous autres, religion, d'origine, vraiment d'ou, d'ou vous venez, vous venez
    d'ou, parlez bien francais, parle francais, parler francais, pas francais, ici on parle, en france, chez nous,
    basane*, bronze*, blancs, blanche, blond*, que nous, qu'a nous, les seuls, les seules, la seule, le seul, pas
    aux autres, jamais les autres, jamais celui, controle aleatoire, aleatoire, au hasard, barbe, mosquee,
    ramadan, halal, kippa, kippah, portugais*, roumain*, chinois*, asiatique*, africain*, algerien*, marocain*,
    polonais*, turc, turque, mon accent, son accent, imite*, imitation, moque*, begaie*, begaiement, nain,
    bequilles, fauteuils, chien d'assistance, chien d'aveugle, langue des signes, malentendant*, parler a mon
    mari, parler a votre mari, un homme, ma p'tite dame, ma chérie, ma jolie, des enfants, tomber enceinte, conge
    maternite, plus de 40, plus de 50, equipe jeune, a votre age, a son age, pour votre age, les vieux, meme sexe,
    lit double, lits separes, deux lits, convenable*, morinom, monsieur expres, madame expres, ils m'appellent
    monsieur, gens comme nous, des gens comme, com vous, comme vous, comme nous, votre communaute, pas notre
    clientele, pas le style, pas ce soir, des cheveux, genre de cheveux, cheveux comme, crepu*, cris de singe,
    singe*, gants, gueule d'arabe, ma gueule, mon voile, enlever son, enlever mon, retirer mon, retirer son, tenue
    correcte, prenom, a mon nom, avec un nom, les voyageurs, gens du""",
)  # fmt: skip
