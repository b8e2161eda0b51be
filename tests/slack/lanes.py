"""What somebody says in each risk lane, plainly, misspelt or in the French of text messages, and ironically. All of it
and all brands are invented; none of it stands in a playbook's examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lane:
    """``playbook``: where it must go; ``waits``: nothing is written before a manager has decided; ``never``: what a
    draft, if one may be written, does not say."""

    name: str
    playbook: str
    waits: bool
    said: dict[str, tuple[str, ...]]
    followers: int = 120
    never: tuple[str, ...] = ()


LANES = (
    Lane("safety", "safety-or-injury", False, {
        "en": (
            "The kettle handle came off and I scalded my hand, we spent the night in A&E",
            "teh kettel exploded and burnd my arm, blisters evrywhere",
            "Lovely extra with my new lamp: an electric shock. Best gift ever, thanks",
        ),
        "fr": (
            "La poignée de la bouilloire s'est détachée, je me suis brûlée la main, nuit aux urgences",
            "g pri 1 décharge avc votre lampe, jai été a lhosto",
            "Merci pour le verre pilé dans la confiture, ma langue saigne encore, un délice",
        ),
    }, never=("fault", "faute", "liable", "responsables du")),
    Lane("threat", "abuse", True, {
        "en": (
            "Tell the man at the desk that I know where he lives and I will break his legs",
            "gonna smsh ur windows 2nite, ur driver is a dead man",
            "Charming cashier. Shame if somebody waited for her outside your shop tonight. I'll find her",
        ),
        "fr": (
            "Dites au vigile que je sais où il habite et que je vais lui casser les jambes",
            "jvai vs défoncé la geule a tous, je c ou tu habite",
            "Charmante caissière. Ce serait dommage que je l'attende à la sortie ce soir avec ma batte",
        ),
    }),
    Lane("self-harm", "self-harm", True, {
        "en": (
            "You cut my power off and I have nothing left. I want to end my life",
            "cant go on livin with these bills, gona kill myslef",
            "Great, another bill. Saves me the trouble of looking for a reason to live, I'll just kill myself then",
        ),
        "fr": (
            "Vous m'avez coupé le courant, je n'ai plus rien, j'ai envie de mourir",
            "jen peu plus de vos facture jvai me tué",
            "Génial, encore une facture. Au moins maintenant je sais comment en finir avec la vie",
        ),
    }),
    Lane("minors", "safety-or-injury", False, {
        "en": (
            "Your club left my six year old daughter alone on the pavement and locked the door",
            "ur staf sold vodka to my 13 yr old sun, hes in hospital",
            "Five stars to the swimming teacher who forgot my little boy in the changing room for an hour. He is five",
        ),
        "fr": (
            "Votre centre a laissé ma fille de six ans seule sur le trottoir et a fermé la porte",
            "vs avez vendu de la vodka a mn fils de 13 ans, il é a lhopital",
            "Bravo au maître nageur qui a oublié mon petit garçon une heure au vestiaire, il a cinq ans",
        ),
    }),
    Lane("discrimination", "discrimination", True, {
        "en": (
            "Your security guard followed me round the shop because I am black and nobody else was followed",
            "refused at the dor cos of my hijab, racsit staff",
            "So kind of the guard to search only my bag, must be my skin colour that he liked so much",
        ),
        "fr": (
            "Le vigile m'a suivi dans tout le magasin parce que je suis noir, personne d'autre n'a été suivi",
            "refoulé a l'entrée a coz de mon prénom arabe, bande de raciste",
            "Trop aimable, le vigile n'a fouillé que mon sac, ma couleur de peau doit lui plaire",
        ),
    }),
    Lane("data leak", "data-leak", True, {
        "en": (
            "When I log in I see somebody else's orders, address and phone number",
            "ur app shows me othr peoples adress and card detials, data breech much?",
            "Thanks for sending my bank details to a stranger, I was hoping to make new friends",
        ),
        "fr": (
            "Quand je me connecte je vois les commandes, l'adresse et le téléphone de quelqu'un d'autre",
            "g acces au compte dun autre client avc son rib et son adresse c normal ??",
            "Merci d'avoir envoyé mon RIB à un inconnu, j'avais envie de me faire des amis",
        ),
    }),
    Lane("legal", "legal-action", False, {
        "en": (
            "My solicitor is sending you a letter before claim, see you in the county court",
            "my lawer will sue u, see u in small clames court",
            "I look forward to our date. In small claims court. My lawyer picks the wine",
        ),
        "fr": (
            "Mon avocat vous envoie une mise en demeure, rendez-vous au tribunal",
            "jvai porté plainte, mon avoca va vs contacté",
            "Hâte de vous revoir. Au tribunal. Mon avocat choisit le restaurant",
        ),
    }),
    Lane("press", "press", True, {
        "en": (
            "I am a reporter with the Norbury Courier, I need a comment by 5 pm on the recalled lamps",
            "jurnalist here, writing a peice on ur recalls, need a comment b4 2moro",
            "Your press office is so shy. Reporter at the Norbury Courier, still waiting for a statement",
        ),
        "fr": (
            "Je suis journaliste au Courrier de Norbec, je cherche une réaction avant 17 h sur les lampes rappelées",
            "journaliste a la gazette de norbec, besoin dune réaction svp avan 18h",
            "Votre service presse est exquis. Journaliste au Courrier de Norbec, j'attends toujours une réaction",
        ),
    }),
    Lane("influencer", "press", True, {
        "en": (
            "I have 300k followers on my channel and tonight's video will show everybody how you treat people",
            "my 250k subscribrs gona love the vid im posting about u scamers",
            "So excited to share this 'premium' experience with my 400k followers in tonight's video",
        ),
        "fr": (
            "J'ai 300 000 abonnés sur ma chaîne et la vidéo de ce soir montrera à tous comment vous traitez les gens",
            "mes 250k abonés vt adoré la vidéo ke jposte ce soir sur vous",
            "Trop hâte de raconter cette expérience « premium » à mes 400 000 abonnés dans la vidéo de ce soir",
        ),
    }, followers=300_000),
    Lane("abuse of staff", "abuse", True, {
        "en": (
            "That fat ugly cow at your reception should be put down",
            "ur cashier is a stupid bich, vermin all of them",
            "A medal for the bitch on your till, she manages to breathe and scan at the same time",
        ),
        "fr": (
            "Votre connasse de l'accueil mérite des baffes",
            "la caissiere c une grosse salope, sous merde",
            "Une médaille pour la connasse de la caisse, elle arrive à respirer et à scanner en même temps",
        ),
    }),
)  # fmt: skip
