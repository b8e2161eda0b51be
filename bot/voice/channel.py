"""R5: a private channel only where it is needed, for something of the customer's that nobody else should read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.texts import _
from bot.voice import apology, specifics
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import Span

NEAR = 40
# "I'll send you the details by DM" asks for nothing.
OURS = re.compile(
    r"(?<!\w)(?:i'll|we'll|i will|we will|i've|we've|i am|i'm|we're|je|nous|j'ai) (?:\w+ ){0,3}"
    r"(?:send\w*|sent|dm|message\w*|write|post\w*|put|envo\w*|ecri\w*|transmet\w*|confirm\w*|adress\w*|repond\w*|"
    r"communiqu\w*)"
    r"|(?:will be|is|arrives|lands) in your"
    r"|(?:i'll|i will|i'm going to) (?:speak|talk) (?:to|with) (?:the|our|my) "
)
# « Mieux vaut nous écrire »: we are whom they should write to.
TO_US = re.compile(
    r"(?<!\w)(?:nous|me) (?=(?:\w+er|ecrire|dire|joindre|transmettre|ecrivez|dites|appelez|contactez)(?!\w))"
)
# Something of the customer's that has to be sent.
THING = re.compile(
    r"(?<!\w)(?:numbers?|reference|ref|code|account|card|receipt|photos?|pictures?|video|bill|invoice|details|"
    r"address|name|names|date of|"
    r"passport|policy|contract|note|digits|iban|medical|health|personal|confidential|numero|references?|compte|"
    r"carte|ticket|facture|"
    r"recu|coordonnees|adresse|nom|dossier|contrat|justificatif|certificat|chiffres|sante|personnelles?|"
    r"confidentielles?|medica\w+|"
    r"capture|releve|rib|bancaires?|sim)(?!\w)"
)
NEEDS = re.compile(
    r"(?<!\w)(?:need\w*|require\w*|send|give|tell me|let me have|besoin|faut|faudrait|envo\w+|donne\w*|indique\w*|"
    r"private\w*|personal|"
    r"confidential|prive\w*|personnel\w*|confidentiel\w*)(?!\w)"
)
CHANNEL = re.compile(
    r"(?<!\w)(?:(?:private|direct) (?:\w+ )?(?:messages?|chat|channel|page|form|line|space)|contact (?:page|form)|"
    r"formulaire(?: de contact)?|espace client|dms?|inbox|messagerie(?: privee)?|messages? prives?|"
    r"mp)(?!\w)"
)
# What came or goes there already is no invitation.
TOLD = re.compile(
    r"(?<!\w)(?:your (?:\w+ )?(?:message|request)|votre (?:\w+ )?(?:demande|courrier)|your (?:dms?|private|direct|"
    r"inbox)|votre (?:mp|message|messagerie)|vos (?:mp|messages?)|"
    r"(?:in|into|to) your (?:dms?|inbox)|i'll|we'll|i've|we've|i'm|we're|je vous|nous vous|j'ai|nous avons|"
    r"je (?:suis|lis|"
    r"reponds)|n'ouvr\w+|not by|pas par|without)(?!\w)"
)
# Why it need not be seen, not why it cannot be: to go further, to talk, and words of ours that ask for nothing.
ONLY_TALK = re.compile(
    r"(?<!\w)(?:take (?:this|it|things) (?:further|from there|up)|a (?:little |quick |short )?(?:line|word|note)|"
    r"petit mot|un mot|pour la suite|poursuivre|ne pas (?:continuer|en parler|en debattre|s'etendre)|say more|"
    r"anything else|"
    r"leav\w+ (?:it|this) here|toute autre|le reste|the rest of it|"
    r"no need to|(?:rather than|instead of) (?:here|this page|in public)|plutot qu'(?:ici|en public)|chat|talk|"
    r"discuss\w*|parler|discut\w+|echanger)(?!\w)"
)
# What we shall do is a reason only beside what we need for it.
OUR_DEED = re.compile(
    r"(?:i|we|i'll|we'll|i'm|we're|je|on|nous|j'|j'\w+)(?!\w)(?! (?:only |just )*need| (?:ai|avons|aurai|aurons) )"
)
# When it suits them is no reason why it must be private.
NO_REASON = re.compile(
    r"(?:when|whenever|if|once) (?:you (?:can|could|like|want|wish|prefer|have (?:time|a moment)|get|write|call|"
    r"contact|ring|message|e-?mail|reach|come|do)|possible)"
    r"|(?:si|quand|des que|lorsque) vous (?:nous |m'|me |le |pouvez|voulez|souhaitez|preferez|ecri|appel|contact)"
)


def check(matter: Matter) -> Check:
    """Whether an invitation to write in private gives its reason, beside a public answer that stands by itself."""
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
    for found in (*matter.all("invitation"), *_private_places(matter)):
        sentence = matter.sentence_of(found.start())
        said = matter.reply.plain[max(sentence.start, found.start() - NEAR) : found.end()]
        if OURS.search(TO_US.sub("", said)):
            continue
        if not matter.has("warned", found.start(), found.end()) or matter.has("private", sentence.start, sentence.end):
            return found
    return None


def _private_places(matter: Matter) -> list[re.Match[str]]:
    """Where a private channel is named as the place for this, whatever the verb: "a topic we'd rather keep to private
    messages"."""
    plain = matter.reply.plain
    found = []
    for hit in CHANNEL.finditer(plain, matter.reply.body.start, matter.reply.body.end):
        sentence = matter.sentence_of(hit.start())
        if (
            not TOLD.search(plain, sentence.start, sentence.end)
            and matter.has("past", sentence.start, hit.end()) is None
        ):
            found.append(hit)
    return found


def _says_why(matter: Matter, invitation: re.Match[str]) -> bool:
    """A reason in the sentence of the invitation, or in the one before or behind it."""
    spans = matter.reply.sentences
    here = next((n for n, span in enumerate(spans) if span.start <= invitation.start() < span.end), 0)
    near = spans[max(0, here - 1) : here + 2]
    if matter.has("mere talk", spans[here].start, spans[here].end) and not matter.has("data"):
        return False  # "to discuss it" says why it should not be seen, not why it cannot be
    if ONLY_TALK.search(matter.reply.plain, spans[here].start, spans[here].end) and not _names_data(matter, near):
        return False
    asked = any(
        (matter.has("data", span.start, span.end) or THING.search(matter.reply.plain, span.start, span.end))
        and (span == spans[here] or NEEDS.search(matter.reply.plain, span.start, span.end))
        for span in near
    )
    reasons = [
        hit
        for span in near
        for hit in matter.reply.hits_in("reason", span.start, span.end)
        if asked or (span == spans[here] and not OUR_DEED.match(hit[0]))
    ]
    return any(not NO_REASON.match(hit[0]) and not _is_the_invitation(matter, hit, invitation) for hit in reasons)


def _names_data(matter: Matter, near: Sequence[Span]) -> bool:
    """Whether anything of the customer's that has to be sent is named beside the invitation."""
    plain = matter.reply.plain
    return any(
        matter.has("data", span.start, span.end)
        or (
            THING.search(plain, span.start, span.end)
            and NEEDS.search(plain, span.start, span.end)
            and not OURS.search(plain, span.start, span.end)
        )
        for span in near
    )


def _is_the_invitation(matter: Matter, reason: re.Match[str], invitation: re.Match[str]) -> bool:
    """ "Send me a direct message" gives no reason for itself."""
    inside = invitation.start() <= reason.start() and reason.end() <= invitation.end()
    return inside and matter.has("data", invitation.start(), invitation.end()) is None
