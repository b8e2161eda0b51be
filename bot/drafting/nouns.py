"""Plain nouns that customers complain about, of any trade: what a reply may say again although no lexicon names it.

A list, so that a reply never repeats a misspelling, a name, an insult, or what is too private to be said in public
(health, family, money owed).
"""

from __future__ import annotations

from collections.abc import Callable

from bot.triage.words import plain_words

EN = """
account, adapter, air conditioning, alarm, album, app, appliance, application, appointment, armchair, backpack, bag,
bags, baggage, balance, bank card, basket, bath, bathroom, battery, bed, bedroom, bench, bicycle, bike, bill, bills,
bin, bins, blanket, blender, blinds, board, boarding pass, boat, boiler, book, booking, bookings, books, boots,
bottle, bowl, box, bracelet, bread, breakfast, brochure, broadband, buggy, bulb, burger, bus, cabin, cabinet, cable,
cake, call, camera, cancellation, car, card, carpet, carriage, cart, case, catalogue, certificate, chair, chairs,
charger, charging cable, cheque, claim, class, classes, cleaner, cleaning, clock, clothes, coach, coat, coffee, coffee
machine, collection, computer, concert, confirmation, connecting flight, connection, console, contract, cooker, cot,
council tax bill, coupon, course, cover, credit card, credit note, crossing, cruise, cupboard, curtains, cushion,
data, debit card, deck, delivery, deposit, desk, dessert, device, dinner, direct debit, discount code, dishwasher,
document, documents, door, download, drawer, dress, dressing gown, drill, drink, dryer, duvet, earphones, electric
bike, e-book, engine, entry, equipment, exchange, exhaust pipe, fan, faucet, ferry, file, files, fitting, flat,
flight, flights, flowers, folder, food, form, frame, freezer, fridge, fries, furniture, game, games, garage, garden,
gas meter, gift, gift card, glass, glasses, gloves, grill, grocery order, guarantee, guitar, gym, gym membership, hair
dryer, handbag, handset, hat, headphones, headset, heater, heating, helmet, hire car, holiday, hotel, hotel room,
house, insurance, insurance policy, internet, internet connection, invoice, invoices, iron, item, items, jacket,
jeans, jewellery, jumper, kettle, key, keyboard, keys, kitchen, ladder, lamp, landline, laptop, lawnmower, lease,
lesson, letter, licence, lift, light, lights, line, locker, login, lounge, loyalty card, loyalty points, luggage,
lunch, machine, magazine, mail, mattress, meal, meals, meeting, membership, menu, message, meter, meter reading,
microphone, microwave, miles, mirror, mobile, mobile phone, modem, monitor, motorbike, mouse, mower, mug, necklace,
newspaper, number transfer, oven, package, pan, parcel, parking, parking permit, parking space, parking ticket,
partial refund, pass, passport, password, payment, pen, permit, phone, phone bill, phone line, photo, photos, picture,
pictures, pillow, pizza, plan, plane, plant, plants, plate, player, playlist, points, pool, portal, post, pram,
present, pressure cooker, printer, profile, projector, pump, purchase, purse, pushchair, radiator, radio, rail card,
railcard, receipt, record player, recycling, refund, registration, remote control, rent, rental, rental car, repair,
replacement, request, reservation, restaurant, return, return label, ride, ring, roof, room, rooms, route, router,
rug, salad, sandwich, saucepan, saw, scale, scooter, screen, seat, seats, session, settings, shelf, shipment, shirt,
shoes,
shopping, shower, shower screen, sideboard, signal, SIM card, sink, site, skirt, smartphone, smart meter, soap,
socket, socks, sofa, software, soup, speaker, speakers, stairs, starter, statement, statements, stay, steak, stool,
store card, storage, stove, street, street light, studio, subscription, suit, suitcase, suitcases, sunglasses,
swimming pool, switch, system, table, tablet, tap, tariff, taxi, teapot, telephone, television, tent, terrace, test
drive, theatre tickets, ticket, tickets, tiles, timetable, toaster, toilet, tool, tools, top-up, tour, towel, towels,
toy, toys, tracking page, train, trainers, training, tram, transaction, transfer, trip, trolley, trousers, truck,
tumble dryer, TV, tyre, tyres, umbrella, upgrade, vacuum cleaner, van, vase, vehicle, voucher, vouchers, waiting list,
wallet, wardrobe, warranty, washing machine, watch, water, water meter, wedding cake, wheel, wheelchair, wifi, window,
windows, wine, wrapping, yoga class
"""
FR = """
abonnement, abonnements, accès, achat, achats, acompte, adhésion, agenda, aire de jeux, album, alarme, aller-retour,
ampoule, application, appareil, appareil photo, appartement, armoire, article, articles, ascenseur, aspirateur,
assiette, assiettes, assurance, attestation, autoradio, avion, avoir, badge, bagage, bagages, bague, baignoire,
balcon, ballon d'eau chaude, banc, barbecue, bateau, batterie, bibliothèque, bijou, bijoux, billet, billets, blouson,
boisson, boîte, boîtier, bon d'achat, bon de réduction, borne, bottes, bouilloire, box, bracelet, brunch, bulletin,
bureau, bus, câble, cabine, caddie, cadeau, cadre, cafetière, café, caisse, caisson, camion, canapé, capteur, car,
carrelage, carte, carte bancaire, carte cadeau, carte d'abonnement, carte d'embarquement, carte de fidélité, carte
grise, carte SIM, carton, cartons, casque, casserole, catalogue, caution, certificat, chaîne, chaise, chaises,
chambre, chambres, chantier, chaudière, chauffage, chauffe-eau, chaussures, chèque, chèque cadeau, chemise, chemisier,
clavier, clé, clés, climatisation, clim, code promo, coffre, colis, collier, commande, commandes, commode, compte,
compte client, compteur, compteur d'eau, concert, confirmation, congélateur, connexion, console, contrat, contrat
d'assurance, correspondance, coupon, courrier, cours, cours de yoga, couette, coussin, couverture, couverts, crédit,
croisière, cuisine, cuisinière, déchets, demande, dépannage, dépôt de garantie, dessert, devis, dîner, document,
documents, dossier, douche, drap, draps, échange, échéancier, éclairage, écouteurs, écran, emballage, enceinte,
enceintes, enregistrement, entrée, envoi, équipement, escalier, espace client, étagère, excursion, expédition,
facture, facture d'eau, facture d'électricité, facture de gaz, factures, fauteuil, fenêtre, fenêtres, fer à repasser,
fermeture, fibre, fichier, fichiers, fleurs, forfait, formation, formulaire, four, fourgon, frigo, garantie, garage,
gâteau, grille-pain, guitare, hébergement, hôtel, identifiant, image, imprimante, inscription, installation,
instrument, internet, intervention, itinéraire, jardin, jean, jeu, jeux, jouet, jouets, journal, jupe, kit,
lampadaire, lampe, lampes, lave-linge, lave-vaisselle, lecteur, licence, ligne, ligne fixe, lit, livraison, livre,
livres, local, location, logement, logiciel, loyer, lumière, lunettes, machine, machine à café, machine à laver,
magazine, maison, mandat, manette, manteau, matelas, matériel, médiathèque, menu, message, messagerie, meuble,
meubles, micro-ondes, miroir, miles, mobile, modem, montre, moteur, moto, mot de passe, mug, multiprise, navette,
numéro de suivi, offre, options, option, ordinateur, ordinateur portable, oreiller, outil, outils, page de suivi,
pain, panier, panneau, pantalon, papiers peints, paquet, paquets, parapluie, parking, pass, passeport, perceuse,
permis, photo, photos, piscine, pizza, placard, place, places, place de parking, plafonnier, plainte, plan, plancha,
plante, plantes, plat, plats, plateau, poêle, points, points de fidélité, pompe à chaleur, porte, portail, portable,
portefeuille, poste, poubelle, poubelles, poussette, prélèvement, presse, prise, prises, produit, produits, profil,
programme, projecteur, pull, quai, radiateur, radiateurs, radio, raccordement, rasoir, réclamation, reçu,
réfrigérateur, relevé, relevés, remboursement, remise, rendez-vous, réparation, repas, réservation, restaurant,
résiliation, retour, réveil, rideau, rideaux, robe, robinet, robot, roue, routeur, rue, sac, sac à dos, sac à main,
sacs, salade, salle de bain, salle de sport, sandwich, sauna, scooter, séance, séjour, semelles, séchoir,
sèche-cheveux, sèche-linge, serrure, serviette, serviettes, siège, siège auto, sièges, site, smartphone, sommier,
souris, stage, store, suivi, suite, supplément, surclassement, table, tableau, tablette, tabouret, taie, tapis, tarif,
tasse, tasses, taxi, télé, télécommande, téléphone, télévision, tente, terrasse, théière, ticket, tickets, timbres,
titre de transport, toilettes, toit, train, tram, transfert, travaux, trottinette, trottoir, trousse, valise, valises,
vase, véhicule, vélo, vélo électrique, ventilateur, versement, verre, verres, veste, vêtements, viande, virement,
virements, visite, vitre, voiture, voiture de location, vol, volet, volets, volets roulants, voyage, wifi, wc
"""


def _by_plain(listed: str, plural: Callable[[str], str]) -> dict[tuple[str, ...], str]:
    """The words as they are looked for → as they are written; of a single word the plural as well."""
    nouns = [" ".join(noun.split()) for noun in listed.replace("\n", " ").split(",")]
    several = [plural(noun) for noun in nouns if noun.isalpha()]
    return {tuple(plain_words(noun).split()): noun for noun in [*several, *nouns]}


def _several_en(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return noun if noun.endswith("s") else noun + ("es" if noun.endswith(("x", "ch", "sh")) else "s")


def _several_fr(noun: str) -> str:
    if noun.endswith(("s", "x", "z")):
        return noun
    if noun.endswith("al"):
        return f"{noun[:-2]}aux"
    return noun + ("x" if noun.endswith(("eau", "eu")) else "s")


NOUNS = {"en": _by_plain(EN, _several_en), "fr": _by_plain(FR, _several_fr)}
LONGEST = {language: max(len(words) for words in nouns) for language, nouns in NOUNS.items()}


def at(words: list[str], place: int, language: str) -> tuple[str, int] | None:
    """The longest noun that begins at ``place`` of plain ``words``: as it is written, and the place behind it."""
    nouns = NOUNS[language]
    for end in range(min(place + LONGEST[language], len(words)), place, -1):
        if noun := nouns.get(tuple(words[place:end])):
            return noun, end
    return None
