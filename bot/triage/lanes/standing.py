"""Words of what is done to somebody's name, data, money or right, and of who is told about it."""

from __future__ import annotations

from bot.triage.wordlist import WordList

PRIVACY = WordList(
    en="""privacy, gdpr, data, personal data, data breach, breach*, leak*, my details, personal details, someone
    else s, somebody else s, another customer*, other customers, other people s, stranger*, wrong person, my
    address, her address, his address, phone number, my number, my email, emails of, email addresses, cc, bcc,
    visible, can see, i can see, could see, showed me, shows me, logged into, in my account, into someone, account
    of, names and, bank details, card details, passport, id card, medical, my file, her file, results, test
    results, prescription, payslip*, cctv, camera*, record*, recording, filmed, without consent, without my
    consent, without permission, never consented, consent, sold my, passed on, shared my, shared with, gave my,
    read out, out loud, left on the, photo of me, spam calls, scam calls since, belongs to a, for someone else,
    somebody else, other people s orders, other orders, someone called, a mr, a mrs, not me, not mine, log* me in
    as, logged me in, logged in as, history, statement of, meant for, addressed to, intended for, waiting list, in
    the to line, to line, visible to, public link, in the link, on google, google search, indexed, posted my, gave
    out my, told my, told him, told my mum, told my boss, rang my work, called my work, my ex, ex husband, ex
    wife, room number, texting me, how did he get, how did they get, where did you get, bought my, never gave,
    asked you to delete, delete my, still emailing, security incident, incident, changing room, hidden camera,
    doorbell, listening, microphone, tracked, tracking me, location, screenshot of, group chat, whatsapp group,
    printer, in the bin, in a skip, unshredded, shred*, medical records, diagnosis, hiv, pregnan*, sexual""",
    fr="""vie privee, rgpd, cnil, donnees, donnees personnelles, fuite*, mes coordonnees, mes infos, coordonnees,
    quelqu'un d'autre, d'un autre, d'une autre, autre client*, autres clients, autres gens, inconnu*, mauvaise
    personne, mon adresse, son adresse, numero de telephone, mon numero, son numero, mon mail, mon email, mails,
    adresses mail, en copie, cci, visible*, je vois, on voit, je peux voir, m'affiche, affiche, connecte, dans mon
    compte, sur mon espace, sur le compte de, compte d'un, compte d'une, noms et, rib, carte bancaire, passeport,
    carte d'identite, medical*, mon dossier, son dossier, dossier d'un, dossiers, resultats, ordonnance, fiche de
    paie, bulletins, camera*, enregistr*, filme*, sans mon accord, sans accord, sans consentement, consentement,
    jamais donne, revendu*, revend, transmis, transmettre, partage*, donne mon, a voix haute, tout haut, laisse
    sur, photo de moi, demarch*, appartient a, destine a, destinee a, au nom d'un, au nom d'une, d'un certain,
    d'une certaine, un certain, une certaine, pas le mien, pas la mienne, pas les miennes, celui d'un, celui
    d'une, celles des autres, ceux des autres, un autre, une autre, me connecte en tant, connecte en tant que, en
    tant que, historique, mes commandes, releve de, liste d'attente, dans le lien, l'url, sur google, publie mon,
    publie ma, affiche mon, donne ma, donne ma nouvelle, a mon ex, mon ex, ex mari, ex femme, a ma mere, a mon
    patron, a mon employeur, a mon boulot, appele mon boulot, dit a mon, dit a ma, numero de chambre, comment il
    a, comment vous avez, achete ou, achete mon, suppression de, supprimer mes, droit a l'effacement, effacement,
    incident de securite, cyberattaque, vestiaire, vestiaires, camera cachee, sonnette, micro, ecoute,
    geolocalis*, traque*, capture d'ecran, groupe whatsapp, dans la poubelle, benne, imprimante, dossier medical,
    diagnostic, seropo*, enceinte, intime""",
)  # fmt: skip
LEGAL = WordList(
    en="""lawyer*, solicitor*, attorney*, barrister*, legal, legal action, legally, sue, suing, sued, court, small
    claims, tribunal, judge, claim form, letter before, lba, n1, ombudsman, regulator*, ofcom, ofgem, fca, cfpb,
    bbb, ftc, trading standards, consumer rights, consumer council, citizens advice, mediator, mediation,
    arbitration, police, crime reference, crime number, reported to, report you to, file a complaint, filed a
    complaint, formal complaint, class action, group action, chargeback, section 75, statutory, rights act, breach
    of contract, damages, compensation claim, summons, writ, bailiff*, ico, notice, recorded delivery, my union,
    equality, solicitors, my barrister, see you in court, in court, county court, ccj, small claim, issue
    proceedings, proceedings, prosecut*, deadlock, deadlock letter, financial ombudsman, fos, ofsted, ofwat, orr,
    caa, cma, asa, advertising standards, which, watchdog, 14 days, fourteen days, 28 days, seek damages,
    compensation under, eu261, uk261, consumer law, consumer rights act, data protection act, equality act,
    tenancy, act 2015, unlawful*, illegal, breach of, in breach, liable, liability, sue the, lawsuit, litigation,
    injunction, subpoena, attorney general, state ag, better business bureau, acas, employment tribunal, union
    rep, statement to the police, reported you, reporting you, reported this, raise this with, taking this
    further, take this further, take it further, further action, bailiffs""",
    fr="""avocat*, juriste, juridique*, justice, tribunal, tribunaux, juge, prud'hommes, porter plainte, porte
    plainte, deposer plainte, depose plainte, plainte, plaintes, main courante, police, gendarmerie, gendarmes,
    commissariat, huissier*, mise en demeure, demeure, recommande, lrar, ar, mediateur, mediation, conciliateur,
    ombudsman, dgccrf, repression des fraudes, signal conso, signalconso, signalement, ufc, que choisir, 60
    millions, association de consommateurs, arcep, acpr, amf, defenseur des droits, action collective, action de
    groupe, recours, poursuite*, poursuivre, poursuivrai, assigner, assignation, dommages et interets, dommages,
    protection juridique, code de la consommation, l'article, la loi, votre contrat, rupture de contrat, cnil,
    attaquer, syndicat, reglement amiable, procedure, opposition, rejet de prelevement, avoca, avoka, mon avocat,
    notre avocat, un avocat, 1 avocat, maitre, cabinet, conseil juridique, au tribunal, o tribunal, tribunal de
    proximite, tribunal judiciaire, juge de paix, audience, assigne, citation, injonction de payer, refere, porte
    plinte, porter plinte, plinte, depot de plainte, plainte penale, pv, commissaire de justice, lettre
    recommandee, recommandee, en recommande, sous huitaine, 8 jours, huit jours, 15 jours, quinze jours, sans
    quoi, a defaut, defenseur, droits, mediateur de, mediatrice, conciliation, conciliateur de justice, arbitre,
    orias, autorite, arcom, cre, dgac, ddpp, dreets, inspection du travail, prudhomme*, prud hommes, repression,
    fraudes, clcv, signal, signale a, signalement fait, droit de retractation, retractation, garantie legale, vice
    cache, vices caches, clause abusive, pratique commerciale, tromperie, code civil, code de la conso, article l,
    reglement europeen, ce 261, poursuites, procedures, engager, voies de droit, toute procedure, je me reserve,
    faire valoir, mes droits, illegal*, infraction, en infraction, faute grave, reparation du prejudice,
    prejudice, indemnis*, saisi, saisie, saisir, j'ai saisi, retrofacturation, chargeback, opposition a,
    contentieux""",
)  # fmt: skip
PRESS = WordList(
    en="""journalist*, reporter*, newspaper*, press, the press, local paper, paper, papers, magazine*, article,
    column, editor, newsroom, news desk, newsdesk, tv, tv crew, on air, broadcast*, radio, programme, documentary,
    documentaries, watchdog, investigat*, comment, a comment, statement, spokes*, press office, deadline,
    publish*, publication, interview*, story, story about, coverage, headline, media, consumer show, podcast, on
    the record, for a piece, gazette, herald, tribune, chronicle, bbc, itv, sky news, guardian, daily mail, the
    sun, the times, producer, researcher, freelance, correspondent, photographer, camera crew, filming, feature,
    piece, right of reply, declined to comment, seeking comment, reaction, respond to, allegations, running it,
    run it, going to print, go to print, thursday s paper, tell my story, told my story, going to the papers, to
    the press, to the media, newsnight, panorama""",
    fr="""journalist*, journal, journaux, redaction, redactrice, redacteur, presse, la presse, quotidien, hebdo,
    magazine*, article, papier, chronique, tele, television, jt, chaine, emission, reportage*, radio, antenne,
    documentaire*, enquete*, reaction, une reaction, declaration, porte parole, service presse, bouclage, publi*,
    parution, interview*, temoignage*, temoigner, media, medias, une, titre, podcast, courrier des lecteurs, sujet
    sur, ouest, gazette, echo, tribune, le courrier, bfm, tf1, france 2, france 3, m6, capital, cash
    investigation, 60 secondes, producteur, productrice, pigiste, correspondant*, photographe, camera, tournage,
    on tourne, en tournage, sollicit*, pas repondu a, n'a pas repondu, droit de reponse, votre reaction, reagir,
    reagissez, rubrique conso, conso, aux medias, a la presse, les journaux, la redac, redac, edition de, dans
    l'edition, ca sort, sortira, paraitra, raconte a la, raconter mon, mon histoire, de notre redaction, afp,
    un commentaire, votre commentaire, commentaire de, depeche""",
)  # fmt: skip
INFLUENCER = WordList(
    en="""followers, subscribers, my audience, my channel, my page, my blog, my readers, my viewers, my community,
    k followers, youtube, youtuber, tiktok, tiktoker, tik tok, insta, instagram, stories, story, reel, reels,
    video, vlog, live, stream, streamer, twitch, blog, blogger, influencer*, viral, go viral, views, post about,
    posting this, review video, unboxing, exposed, expose, naming and shaming, tell everyone, collab, partnership,
    sponsor*, brand deal, subs, listeners, readers, downloads, downloads a, 10k, 20k, 30k, 50k, 60k, 80k, 100k,
    150k, 200k, 250k, 300k, 400k, 500k, 1m, million, blue tick, verified, duet, stitch*, going live, live tonight,
    live stream, up at, video up, video goes, stories are, my review, review hotels, review for a living, content
    creator, creator, tag*, screenshot*""",
    fr="""abonne*, followers, ma communaute, mon audience, ma chaine, ma page, mon blog, mes lecteurs, mes
    lectrices, mes viewers, k abonnes, youtube, youtubeu*, tiktok, tiktokeu*, insta, instagram, story, stories,
    reel, reels, video, vlog, live, stream, streameu*, twitch, blog, blogueu*, influenc*, viral, buzz, faire le
    buzz, vues, je publie, je poste, unboxing, crash test, balance tout, balancer, faire tourner, relayer,
    partenariat, collab*, sponsor*, placement, ecoutes, lecteurs, telechargements, 10k, 20k, 30k, 50k, 60k, 80k,
    100k, 150k, 180k, 200k, 250k, 300k, 400k, 500k, 1m, million, certifie*, compte certifie, duo, en live, live ce
    soir, video de, video ce soir, ma video, la video, mes stories, en story, je teste, testeur, createur*,
    creatrice*, contenu, capture*, je partage, je vais poster, jposte, jvais poster, mes abonnes, abos, abos
    insta, personnes me suivent, qui me suivent, me suivent""",
)  # fmt: skip
FRAUD = WordList(
    en="""scam*, scammer*, phish*, fake, fake site, fake website, fake page, fake account, fake email, fake text,
    fake shop, fake number, impersonat*, pretending to be, claiming to be, posing as, fraud*, fraudster*, hacked,
    hack, hacker*, stolen card, cloned, unauthori*, not me, wasn t me, didn t authorise, transactions i, payments
    i, suspicious, dodgy link, link in, clicked, text from, email from, caller, called me, gift card*, bank
    transfer, otp, one time code, passcode, my account was, emptied, drained, identity, counterfeit, replica,
    legit, is this real, is this you, is it really you, took my card, card details, gave them my, gave a code, in
    my name, in his name, in her name, loan in my, account in my, sim swap*, swapped my sim, no signal then,
    transactions in, payments in, never made, i never made, not my purchase, didn t buy, withdraw*, wiped out,
    gone from my, grand gone, lost all, savings, pension, elderly, fraud team, fraud department, so called,
    crypto, marketplace, fake ticket*, reseller, lookalike, copycat, clone site, misspelt, knockoff*, knock off,
    not genuine, lanyard, door to door, at my door, badge, invoice scam, changed the email, locked out of""",
    fr="""arnaque*, arnaqueur*, hamecon*, phishing, faux, fausse, faux site, faux compte, fausse page, faux mail,
    faux sms, faux conseiller, faux numero, usurp*, se fait passer, se faire passer, se font passer, pretend*,
    fraud*, fraude*, pirat*, hack*, carte volee, clone*, pas moi, pas autorise, pas fait, achats que, virement*,
    suspect*, lien, clique*, sms, mail recu, appel, appele, m'a appele, carte cadeau, cartes cadeaux, code recu,
    code sms, mot de passe, compte vide, vide mon compte, identite, contrefacon*, contrefait*, copie, c'est vous,
    c vous, c vrai, est ce vrai, c'est vrai, est ce bien vous, ma carte, mis ma carte, donne ma carte, donne mes
    codes, donne son code, donne le code, a mon nom, a son nom, en mon nom, credit a mon, ligne a mon, sim swap,
    ma sim, plus de reseau puis, paiements a, achats a, jamais fait, pas les miens, jamais commande, retrait*,
    retire sur, envoles, envole, disparus, vide mon, vide le compte, economies, livret, personnes agees, service
    fraude, soi disant, conseiller bancaire, crypto, leboncoin, vinted, faux billet, faux billets, revendeur, site
    miroir, sosie, imitation, faute d'orthographe, pas authentique, porte a porte, chez moi, faux badge, faux
    agent, faux livreur, faux colis, colis en attente, frais de douane, mail change, change le mail, bloque hors""",
)  # fmt: skip
