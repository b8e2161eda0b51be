"""R5: a private channel only where it is needed. R6: no personal data asked for, or shown, in public."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import apology, personal, specifics
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
    r"(?<!\w)(?:our|shop|store|office|branch|depot|restaurant|hotel|station|desk|counter|works?|stop|junction|notre|nos|"
    r"boutique|magasin|agence|bureau|guichet|gare|mairie|travaux|arret|depot|entre)(?!\w)"
)
# "I'll send you the details by DM" asks for nothing.
OURS = re.compile(
    r"(?<!\w)(?:i'll|we'll|i will|we will|i've|we've|i am|i'm|we're|je|nous|j'ai) (?:\w+ ){0,3}"
    r"(?:send\w*|sent|dm|message\w*|write|post\w*|put|envo\w*|ecri\w*|transmet\w*|confirm\w*|adress\w*|repond\w*|"
    r"communiqu\w*)"
    r"|(?:will be|is|arrives|lands) in your"
)
# When it suits them is no reason why it must be private.
NO_REASON = re.compile(
    r"(?:when|whenever|if|once) (?:you (?:can|could|like|want|wish|prefer|have (?:time|a moment)|get)|possible)"
)


def check_channel(matter: Matter) -> Check:
    """R5: an invitation to write in private gives its reason, beside a public answer that stands by itself."""
    invitation = _invitation(matter)
    if invitation is None or not matter.readable:
        return passed("R5", "warn")
    shown = matter.reply.shown(*invitation.span())
    reason = matter.situation.private_reason or _says_why(matter, invitation)
    if not reason:
        return Check(
            "R5", "warn", False, shown,
            _("It asks to go private without saying why, as if to get the complaint out of sight."),
            _(
                "Answer here what can be answered here; if something private is needed, "
                "say what for and until when you are there."
            ),
        )  # fmt: skip
    if not specifics.check(matter).ok or not apology.check(matter).ok:
        return Check(
            "R5", "warn", False, shown,
            _("It asks to go private before the problem is named and owned here, where others read along."),
            _("First name the problem and say sorry in public; then ask for what is needed in private."),
        )  # fmt: skip
    return passed("R5", "warn")


def _invitation(matter: Matter) -> re.Match[str] | None:
    """The first words that ask the customer to write in private; what we send them there ourselves is none."""
    for found in matter.all("invitation"):
        if OURS.search(matter.reply.plain[max(0, found.start() - NEAR) : found.end()]):
            continue
        sentence = matter.sentence_of(found.start())
        if not matter.has("warned", found.start(), found.end()) or matter.has("private", sentence.start, sentence.end):
            return found
    return None


def _says_why(matter: Matter, invitation: re.Match[str]) -> bool:
    """A reason in the sentence of the invitation, or in the one before or behind it."""
    spans = matter.reply.sentences
    here = next((n for n, span in enumerate(spans) if span.start <= invitation.start() < span.end), 0)
    near = spans[max(0, here - 1) : here + 2]
    if matter.has("mere talk", spans[here].start, spans[here].end) and not matter.has("data"):
        return False  # "to discuss it" says why it should not be seen, not why it cannot be
    reasons = [hit for span in near for hit in matter.reply.hits_in("reason", span.start, span.end)]
    return any(not NO_REASON.match(hit[0]) for hit in reasons)


def check_data(matter: Matter) -> Check:
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
    data = matter.has("data", span.start, span.end)
    if data is None:
        return None
    private = matter.has("private", span.start, span.end)
    public = matter.has("public", span.start, span.end)
    warned = matter.has("warned", span.start, span.end)
    request = matter.has("request", span.start, span.end)
    if warned or request is None or (private and not public):
        return None
    if public and private:
        return None if _not_here(matter, public) else span
    if public:
        return span
    # "Send us a DM. We need your booking reference." asks in private; "Give us your number." beside it does not.
    if matter.has("need", span.start, span.end) and _private_beside(matter, number):
        return None
    return span


def _not_here(matter: Matter, public: re.Match[str]) -> bool:
    """ "By DM, not here": the public place is the one to avoid."""
    before = matter.reply.plain[max(0, public.start() - NEAR) : public.start()]
    return bool(re.search(r"(?<!\w)(?:not?|rather than|instead of|pas|plutot que|never|ni|non)(?!\w)", before))


def _private_beside(matter: Matter, number: int) -> bool:
    near = matter.reply.sentences[max(0, number - 1) : number + 2]
    return any(matter.has("private", span.start, span.end) for span in near)
