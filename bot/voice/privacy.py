"""R6: no personal data asked for, or shown, in public."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import personal
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import Span, fold

# A service's own address is nobody's personal data.
SERVICE_MAILBOX = re.compile(
    r"^(?:support|help|helpdesk|service|services|contact|care|info|hello|bonjour|hi|sav|relation|relations?clients?|"
    r"clients?|customer|customers?(?:care|service|relations?)?|complaints?|reclamations?|feedback|guest(?:relations?|"
    r"services?)?|"
    r"reservations?|bookings?|privacy|dpo|team|office|social|webcare|webmaster|sales|returns?|retours?|mediat\w*|"
    r"service\w*|customer\w*|"
    r"client\w*|guest\w*|web\w*|reception|accueil|manager|gm|desk|assistance|aide)(?:[._-]\w+)*@"
)
FREEPHONE = re.compile(
    r"^(?:\+?(?:33|44|1)[ .-]?)?\(?0?\)?[ .-]?(?:8[0-9]{2}|9[ .]?69|3(?:00|3[0-9]|45))(?![0-9]{9})"
    r"|^1[ .-]?8(?:00|33|44|55|66|77|88)"
)
# What may identify somebody, where it is asked for under the post itself.
IDENTIFIES = re.compile(
    r"(?<!\w)(?:numbers?|references?|ref|names?|address|e-?mail|phone|mobile|digits|code|plate|registration|"
    r"birthday|age|"
    r"room|numeros?|nom|prenom|adresse|mail|telephone|portable|chiffres|plaque|immatriculation|naissance|etage|"
    r"digicode|"
    r"chambre|identite|coordonnees|contrat|dossier)(?!\w)"
)
# "I am here until six": where we are, and not where they should write.
PRESENT = re.compile(r"(?<!\w)(?:i'm|i am|we're|we are|i'll be|we'll be|je suis|nous sommes|je reste) $")
HERE = re.compile(r"here$|ici$|(?:reply|respond|answer|comment) ")  # said of our own answer as well
NEAR = 40
STREET = re.compile(
    r"(?<![\w.,:])\d{1,4}(?: ?(?:bis|ter|[a-d]))?,? (?:(?:rue|avenue|boulevard|bd|chemin|impasse|allee|place|"
    r"route|quai|"
    r"cours|square|sentier|faubourg)(?: (?:de|du|des|la|le|les|d'|l'))*[ ']\w+"
    r"|([a-z]+ )(?:[a-z]+ )?(?:street|road|lane|avenue|drive|close|terrace|"
    r"crescent|gardens|grove|square|mews|hill|court)(?!\w))"
)
# Our own shops and offices have addresses that everybody may know.
PREMISES = re.compile(
    r"(?<!\w)(?:our|shop|store|office|branch|depot|restaurant|hotel|station|desk|counter|works?|stop|junction|"
    r"notre|nos|"
    r"boutique|magasin|agence|bureau|guichet|gare|mairie|travaux|arret|depot|entre)(?!\w)"
)
# Behind these, a verb tells of our own deed.
WE_DID = re.compile(
    r"(?<!\w)(?:(?:i|we)(?:'ve| have| had|'d)(?: (?:just|now|already|also|both|since))*|(?:j'ai|nous avons|on a)"
    r"(?: (?:deja|aussi|bien|tout))*) $"
)

# "I'll put your name on the door", « mise de côté à votre nom »: what we do with it asks for nothing.
OURS_TO_USE = re.compile(
    r"(?<!\w)(?:(?:i|we)(?:'ll|'ve|'m|'re|'d| will| have| am| are)? (?:\w+ ){0,2}?(?:put|leave|left|keep|kept|write|"
    r"writing|wrote|written|take|taken|note|noted|add|added|set|book|booked|hold|have|got|find|found|check|checked|"
    r"correct|corrected|change|changed|link|linked|remove|removed|mask|hide|delete)(?: \w+){0,3}"
    r"|(?:je|nous) (?:\w+ )?(?:mets|mettons|note|notons|garde|laisse|prends|corrige|change|efface|retire|inscris|"
    r"ecris)(?: \w+){0,3}|j'ai(?: \w+){1,4}|nous avons(?: \w+){1,4}|(?:put|written|left|kept|held|booked|mis\w*|"
    r"garde\w*|"
    r"reserve\w*|inscrit\w*)(?: \w+){0,3} (?:in|under|a|sous)|demandez|ask for) $"
)
# Words that ask only in a question, or behind a verb that asks for the answer.
INDIRECT = re.compile(r"(?:what|which|whose|under|in|where|how|quel|quelle|comment|ou)(?!\w)")
TELL = re.compile(
    r"(?<!\w)(?:tell|say|know|remind|write|give|send|need|dites|dire|savoir|precisez|indiquez|besoin)(?!\w)"
)


def check(matter: Matter) -> Check:
    """R6: nothing personal is asked for without a private channel, and nothing that looks personal is shown."""
    if shown := _shown_data(matter):
        kinds, passage = shown
        return Check(
            "R6", "block", False, passage,
            _("This would show personal data in public: {kinds}."),
            _("Take it out; if it is needed, ask for it in private."),
            {"kinds": tuple(kinds)},
        )  # fmt: skip
    for number, span in enumerate(matter.reply.sentences):
        if asked := _asks_in_public(matter, number, span):
            return Check(
                "R6", "block", False, matter.reply.shown(asked.start, asked.end),
                _("It asks for personal data where everybody can read the answer."),
                _(
                    "Ask for it by private message, and say so in the same sentence: "
                    "“Please don't post your number here; send it by DM.”"
                ),
            )  # fmt: skip
    return passed("R6")


def _shown_data(matter: Matter) -> tuple[list[str], str] | None:
    text = matter.reply.text
    kinds: list[str] = []
    passage = ""
    for kind, start, end in personal.places(text):
        said = text[start:end]
        if kind == "e-mail" and _own_mailbox(matter, said):
            continue
        if kind == "phone" and FREEPHONE.match(said):
            continue
        kinds.append(personal.NAMES[kind])
        passage = passage or said
    if not kinds and (home := _home(matter)):
        return [_("postal address")], home
    return (list(dict.fromkeys(kinds)), passage) if kinds else None


def _home(matter: Matter) -> str:
    """A house number and street that neither the case's sources nor words of our own premises explain; else empty."""
    plain, body = matter.reply.plain, matter.reply.body
    for found in STREET.finditer(plain, body.start, body.end):
        sentence = matter.sentence_of(found.start())
        premises = PREMISES.search(plain, sentence.start, sentence.end)
        if found[1] and not matter.reply.is_capital(found.start(1)):
            continue  # "9 in Harbour Lane" is an hour
        if not premises and not any(found[0] in fold(source) for source in matter.situation.sources):
            return matter.reply.shown(*found.span())
    return ""


def _own_mailbox(matter: Matter, address: str) -> bool:
    brand = matter.situation.brand
    if brand is not None and brand.domains:
        return any(address.lower().endswith(("@" + domain.lower(), "." + domain.lower())) for domain in brand.domains)
    return bool(SERVICE_MAILBOX.match(fold(address)))


def _asks_in_public(matter: Matter, number: int, span: Span) -> Span | None:
    data = [hit for hit in matter.reply.hits_in("data", span.start, span.end) if not _ours_to_use(matter, hit, span)]
    if not data and not (
        any(not HERE.match(hit[0]) for hit in matter.reply.hits_in("public", span.start, span.end))
        and IDENTIFIES.search(matter.reply.plain, span.start, span.end)
    ):
        return None
    private = matter.has("private", span.start, span.end)
    public = next(
        (
            hit
            for hit in matter.reply.hits_in("public", span.start, span.end)
            if not PRESENT.search(matter.reply.plain, max(span.start, hit.start() - NEAR), hit.start())
        ),
        None,
    )
    warned = matter.has("warned", span.start, span.end)
    request = _request(matter, span)
    if warned or request is None or (private and not public):
        return None
    if public and private:
        return None if _not_here(matter, public) else span
    if public:
        return span
    # "Send us a DM. We need your booking reference." asks in private; "Give us your number." beside it does not.
    asks = matter.reply.plain[span.start : span.end].rstrip().endswith("?")
    if (asks or matter.has("need", span.start, span.end)) and _private_beside(matter, number):
        return None
    return span


def _ours_to_use(matter: Matter, data: re.Match[str], span: Span) -> bool:
    return OURS_TO_USE.search(matter.reply.plain, max(span.start, data.start() - NEAR), data.start()) is not None


def _request(matter: Matter, span: Span) -> re.Match[str] | None:
    """The words that ask; what we say that we did ourselves ("I've put them back in your name") asks nothing, nor
    does "two actors whose names you could not look up"."""
    plain = matter.reply.plain
    for hit in matter.reply.hits_in("request", span.start, span.end):
        before = plain[max(span.start, hit.start() - NEAR) : hit.start()]
        asks = "?" in plain[span.start : span.end] or TELL.search(before) or hit.start() == span.start
        if not WE_DID.search(before) and (asks or not INDIRECT.match(hit[0])):
            return hit
    return None


def _not_here(matter: Matter, public: re.Match[str]) -> bool:
    """ "By DM, not here": the public place is the one to avoid."""
    before = matter.reply.plain[max(0, public.start() - NEAR) : public.start()]
    return bool(re.search(r"(?<!\w)(?:not?|\w+n't|rather than|instead of|pas|plutot que|never|ni|non)(?!\w)", before))


def _private_beside(matter: Matter, number: int) -> bool:
    near = matter.reply.sentences[max(0, number - 1) : number + 2]
    return any(matter.has("private", span.start, span.end) for span in near)
