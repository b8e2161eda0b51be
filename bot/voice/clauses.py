"""What a piece of a sentence speaks of: the customer's case or what we do, what happened or what is to come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.voice.matter import Matter
from bot.voice.wording import Span

FUTURE = re.compile(
    r"'ll(?!\w)|(?<!\w)(?:will|going to|should be|vous (?:recevrez|recevez|aurez)|sera|seront|arrivera|arriveront|"
    r"devrait|va|"
    r"vont)(?!\w)"
)
# Whose case a sentence tells of; what we did ourselves, we know.
THEIRS = re.compile(
    r"(?<!\w)(?:you|you've|you'd|your|yours|vous|votre|vos|tu|ton|ta|tes|t'\w+"
    r"|(?:the|this|la|le|cette|ce|l') ?(?:order|parcel|package|booking|reservation|claim|refund|payment|ticket|"
    r"delivery|"
    r"file|commande|colis|paquet|dossier|remboursement|paiement|virement|livraison|demande)|n°|order|parcel|"
    r"booking)(?!\w)"
)
OURS = re.compile(
    r"(?<!\w)(?:i|i'm|i've|i'll|i'd|we|we're|we've|we'll|our|je|j'\w+|nous|notre|nos|mon|ma"
    r"|on (?:a|va|vous|vient|en|y|l'\w+|s'\w+|n'\w+))(?!\w)"
)
HAPPENED = re.compile(
    r"(?<!\w)(?:was|were|had|did|left|went|came|got|sent|paid|shows?|reads|reached|bought|took|made|\w{3,}ed"
    r"|(?:a|ont|avez|avait|avaient|est|sont|etes|etait|etaient|s'est) (?:\w+ ){0,2}\w+(?:e|es|ee|ees|i|is|it|u|us|ue|"
    r"ues)"
    r"|indique|affiche|montre)(?!\w)"
)
# What is over, and no passive of today: "was printed", « bloquait », « est parti », « est ouverte depuis hier ».
OVER = {
    "en": re.compile(
        r"(?<!\w)(?:was|were|had|did|hit|broke|fell|blew|ran|stood|kept|told|said|found|lost|held|met|gave|struck|"
        r"caught|"
        r"began|rang|wrote|spoke|drove|flew|slept|stole|threw|froze|burst|spilt|tore|swept|shook|sank|saw|knew|grew|"
        r"left|"
        r"went|came|got|sent|paid|reached|bought|took|made|sold|built|forgot|chose|hung|led|fed|woke|wore|lent|bent|"
        r"meant"
        r"|(?<! is )(?<! are )(?<!'s )(?<! be )(?<! being )(?<! gets )(?<! get )(?<!'re )(?<! and )(?<! now )"
        r"(?<! a )(?<! the )"
        r"\w{3,}ed|(?:is|are|'s|been) [\w' ]{1,40}?since)(?!\w)"
    ),
    "fr": re.compile(
        r"(?<!\w)(?:\w{2,}[^i\W]ait|\w{2,}aient|(?:a|ont|avez|avait|avaient) (?!lieu)"
        r"(?:(?!la |le |les |un |une |l')\w+ ){0,2}"
        r"\w+(?:e|es|ee|ees|i|is|it|ert|u|us|ue|ues)|etait|etaient|etiez|s'est|se sont|(?:est|"
        r"sont) (?:\w+ )?(?:parti|"
        r"arrive|passe|revenu|reste|venu|sorti|tombe|monte|alle|entre|rentre|devenu|descendu|intervenu)(?:e|s|es)?"
        r"|(?:est|sont|en) [\w' ]{1,40}?depuis)(?!\w)"
    ),
}
# What is asked, only possible, still to come or regretted states nothing.
UNSAID = re.compile(
    r"\?|'ll(?!\w)|(?<!\w)(?:if|when|whether|unless|will|would|should|can|could|tomorrow|si|s'il|quand|prevu\w*|demain|"
    r"sera|"
    r"seront|sorry|apologi\w+|desole\w*|pardon|excus\w+)(?!\w)"
)
PART = re.compile(r"[,;:]\s|\s[-(]\s?")
LATER = re.compile(
    r"'ll(?!\w)|(?<!\w)(?:tomorrow|tonight|until|by|before|will|demain|ce soir(?!-la)|jusqu\w*|avant|d'ici|sera|seront|"
    r"recevrez)(?!\w)"
)


def parts(matter: Matter, span: Span) -> Iterator[Span]:
    """A sentence cut at its commas and colons."""
    start = span.start
    for cut in PART.finditer(matter.reply.plain, span.start, span.end):
        yield Span(start, cut.start())
        start = cut.end()
    yield Span(start, span.end)


def is_over(matter: Matter, part: Span) -> bool:
    """Whether a piece of a sentence tells of something that is over; « à midi » is no « a »."""
    plain = matter.reply.plain
    return any(
        not plain.startswith("a ", hit.start()) or matter.reply.shown(hit.start(), hit.start() + 1) not in "àÀ"
        for language, pattern in OVER.items()
        if matter.language in (language, None)
        for hit in pattern.finditer(plain, part.start, part.end)
    )
