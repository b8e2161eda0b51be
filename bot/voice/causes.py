"""R3: an honest cause, or an honest "not known yet". A vague cause is none; a sure one was confirmed by a person."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import stems, unexplained
from bot.voice.clauses import is_over
from bot.voice.hollow import is_hollow
from bot.voice.matter import Matter, content
from bot.voice.situation import Check, passed
from bot.voice.wording import Span, fold, tokens_of

# "A technical problem: the till's clock was an hour slow", "a bug in 3.2 with dark mode".
EXPLAINED = re.compile(r"\s*(?:[:(]|- )\s*(?:\w+\W+){3}|[^.!?\n]{0,40}(?<![\w.])\d+\.\d")
# It asks, looks ahead, owns or denies, and gives no cause.
NO_CAUSE = re.compile(
    r"\?|(?<!\w)(?:will|\w+'ll|i|i'd|going to|you|your|thank|thanks|merci|tell|our (?:own )?(?:mistake|error|fault|"
    r"problem|job)|on us|is ours|no excuse|excuses? (?:nothing|nobody)|"
    r"i'm|i am|vous|votre|vos|notre (?:erreur|faute|probleme|travail)|n'excuse\w*|pas une excuse|je|sera|seront|"
    r"allons|demain|"
    r"reason (?:to|enough)|(?:is|was) no reason)(?!\w)"
)
TELLS_OTHERWISE = ("regret", "done", "unknown cause", "finding out", "time", "recourse", "invitation", "cliche")
TROUBLE = (
    r"(?:hiccups?|hitch(?:es)?|glitch(?:es)?|snags?|mix-ups?|muddle|incidents?|difficult(?:y|ies)|dysfunctions?|"
    r"malfunctions?|anomal(?:y|ies)|"
    r"disruptions?|complications?|circumstances|factors|constraints?|mishaps?|setbacks?|irregularit(?:y|ies)|"
    r"issues?|oversight|confusion|matter|"
    r"volumes?|demand|activity|workload|pressure|reasons?|(?:configuration|logistics|system|technical|computer|"
    r"communication|organisational|"
    r"administrative|processing|handling|operational|internal|software|synchronisation|human|scheduling|"
    r"data) (?:problems?|errors?|faults?|failures?|lapses?|mistakes?)"
    r"|soucis?|couacs?|rates?|contretemps|difficultes?|dysfonctionnements?|anomalies?|perturbations?|complications?|"
    r"circonstances|facteurs|"
    r"contraintes?|aleas?|imprevus?|cafouillages?|motifs?|raisons?|volumes?|affluence|tension|desordre|"
    r"(?:probleme|erreur|defaut|souci|panne|defaillance|faute)s? (?:de (?:configuration|traitement|communication|"
    r"synchronisation|saisie|systeme|parametrage|"
    r"coordination|transmission|gestion|planification|procedure)|technique|logistique|informatique|interne|humaine|"
    r"organisationnel\w*|administrati\w+|systeme))"
)
# Some trouble in the place of a cause: "because of …", "there was …", "… meant that".
SOFT = re.compile(
    rf"(?<!\w)(?:(?:because of|due to|owing to|following|caused by|result of|on account of|in view of|given|"
    rf"thanks to|down to|affected by|hit by|"
    rf"ran into|run into|met with|experienc\w+|encounter\w+|there (?:was|were|has been|had been)|had|under|"
    rf"suffer\w+(?: from)?|"
    rf"en raison d[eu']s?|suite a|a cause d[eu']s?|du fait d[eu']s?|lie a|liee a|pour|par|sous|il y a eu|avons eu|"
    rf"avons connu|a connu|a rencontre|rencontre|"
    rf"avons rencontre|a subi|victime d'|compte tenu d[eu'])(?: (?:a|an|some|the|of|lot of|certain|various|several|"
    rf"our|un|une|des|de|du|la|le|les|nos|quelques|"
    rf"certaines?|plusieurs|\w+(?:al|ed|ic|ing|en|ble|ant|el|elle|els|elles|ique|iques|aire|aires|eur|nte|nts)|"
    rf"small|minor|slight|little|temporary|brief|petit|petite|"
    rf"leger|legere|order|network|parcel|staff|d'exploitation))*[ ']{TROUBLE}"
    rf"|(?:a|an|some|un|une|des|les|the)(?: \w+){{0,2}} {TROUBLE}(?: \w+){{0,7}} (?:meant|led|caused|prevented|"
    rf"delayed|reduced|affected|resulted|made|stopped|"
    rf"a (?:fait|retarde|entraine|cause|conduit|empeche|reduit|provoque|perturbe)|ont (?:fait|retarde|entraine|"
    rf"conduit|empeche|perturbe)|n'ont pas permis|"
    rf"n'a pas permis))(?!\w)"
)
NO_SOFT = re.compile(
    r"\?|(?<!\w)(?:if|any (?:more|further)|no|not|si|aucun\w*|sans|will|\w+'ll|the reason (?:is|was)|for (?:that|"
    r"this|what) reason)(?!\w)"
)
ASKS_WHY = re.compile(
    r"(?<!\w)(?:why|how come|how (?:can|could|is it|does)|explain\w*|explanation|what happened|"
    r"pourquoi|pk|pq|comment (?:se fait|est-ce|peut|c'est|ca)|expliqu\w+|explication\w*|qu'est-ce qui s'est)(?!\w)"
)
LEAST_ROOM = 200  # letters
LEAST_CONCRETE = 2  # words of its own
LEAST_SHARED = 0.25  # of the words of a cause: less, and the reply tells another story


def check(matter: Matter) -> Check:
    """Whether the cause, if one is given, is precise and confirmed."""
    if not matter.readable:
        return passed("R3", "warn")
    if unconfirmed := _unconfirmed(matter) or _invented(matter):
        return unconfirmed
    vague = matter.has("vague cause")
    if vague is not None and not EXPLAINED.match(matter.reply.plain, vague.end()) and not _is_confirmed(matter, vague):
        return Check(
            "R3", "warn", False, matter.reply.shown(*vague.span()),
            _("A vague cause explains nothing, and reads like an excuse."),
            _("Say what happened in plain words, or that the cause is not known yet and when you will tell it."),
        )  # fmt: skip
    if hollow := _hollow(matter) or _soft(matter):
        return Check(
            "R3", "warn", False, matter.reply.shown(hollow.start, hollow.end),
            _("A vague cause explains nothing, and reads like an excuse."),
            _("Say what happened in plain words, or that the cause is not known yet and when you will tell it."),
        )  # fmt: skip
    if _confirmed_cause(matter) and not (_shares_cause(matter) or unexplained.says_unknown(matter)):
        return Check(
            "R3", "warn", False, "",
            _("The cause is confirmed, and the reply does not tell it."),
            _("Tell the customer why it happened: {cause}"),
            {"cause": str((matter.situation.facts or {}).get("cause"))},
        )  # fmt: skip
    return _unexplained(matter) or passed("R3")


def _invented(matter: Matter) -> Check | None:
    """A story or a guess, while the case says that nobody knows."""
    if _confirmed_cause(matter):
        return None
    guessed = unexplained.guess(matter)
    unknown = unexplained.is_unknown(matter)
    found = guessed or (unexplained.story(matter) if unknown else None)
    if found is None:
        return None
    return Check(
        "R3", "block" if unknown else "warn", False, matter.reply.shown(found.start, found.end),
        _("It gives a cause that nobody has confirmed."),
        _("Have the cause confirmed in the case, or say that it is not known yet and when you will tell it."),
    )  # fmt: skip


def _unexplained(matter: Matter) -> Check | None:
    """The customer asks why, and the reply neither says it nor that it is not known. (Where nobody asks, one honest
    reply in seven would be held up for a reason.)"""
    situation = matter.situation
    if (
        situation.explains
        or situation.shared
        or situation.legal_hold
        or not ASKS_WHY.search(matter.complaint.plain)
        or unexplained.explains(matter)
    ):
        return None
    body = matter.reply.body
    if body.end - body.start < LEAST_ROOM:
        return None  # so short an answer has no room for it; what an incident shares was explained once for all
    if matter.reply.text.isupper():
        return None  # where all are capitals, names cannot be told from things
    if matter.complains("suggestion") and not matter.complains("grievance"):
        return None
    return Check(
        "R3", "warn", False, "",
        _("It does not say why this happened, nor that the cause is not known yet."),
        _("Say what happened in plain words, or that the cause is not known yet and when you will tell it."),
    )  # fmt: skip


def _hollow(matter: Matter) -> Span | None:
    """A sentence that gives some trouble of ours as the cause and holds no word that says which; unless the next one
    tells it."""
    spans = matter.reply.sentences
    confirmed = fold(_confirmed_cause(matter))
    for number, span in enumerate(spans):
        said = matter.reply.plain[span.start : span.end]
        if NO_CAUSE.search(said) or any(matter.has(section, span.start, span.end) for section in TELLS_OTHERWISE):
            continue
        if not is_hollow(matter, span, "troubles", "speak") or said.strip(" .!") in confirmed:
            continue
        if number + 1 < len(spans) and _is_concrete(matter, spans[number + 1]):
            continue
        return span
    return None


def _soft(matter: Matter) -> Span | None:
    """ "A small hiccup with the order book": some trouble is named as the cause, and not which."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        said = SOFT.search(plain, sentence.start, sentence.end)
        if said is None or NO_SOFT.search(plain, sentence.start, sentence.end):
            continue
        if matter.has("regret", sentence.start, said.start()) or matter.has(
            "unknown cause", sentence.start, sentence.end
        ):
            continue
        if EXPLAINED.match(plain, said.end()) or said[0].strip() in fold(_confirmed_cause(matter)):
            continue
        return Span(said.start(), said.end())
    return None


def _is_concrete(matter: Matter, span: Span) -> bool:
    """Whether a sentence tells what happened in words of its own."""
    own = {key for key, start, _end in matter.keys if span.start <= start < span.end and key in matter.individual}
    acts = any(matter.has(section, span.start, span.end) for section in ("action", "done"))
    return len(own) >= LEAST_CONCRETE and is_over(matter, span) and not acts


def told(matter: Matter) -> bool:
    """Whether a cause is given, or said not to be known."""
    return bool(matter.has("cause") or matter.has("unknown cause"))


def _confirmed_cause(matter: Matter) -> str:
    facts = matter.situation.facts or {}
    cause = facts.get("cause")
    return str(cause) if cause and facts.get("cause_confirmed_by") else ""


def _unconfirmed(matter: Matter) -> Check | None:
    """The case knows that no person has confirmed a cause, and the reply gives one."""
    facts = matter.situation.facts
    if facts is None or not ("cause" in facts or facts.get("complete")) or _confirmed_cause(matter):
        return None
    given = next((hit for hit in matter.all("cause") if not unexplained.is_disclaimed(matter, hit)), None)
    if unexplained.says_unknown(matter) or not (
        given or _shared(matter, str(facts.get("cause") or "")) >= LEAST_SHARED
    ):
        return None
    place = given.start() if given else matter.reply.body.start
    sentence = matter.sentence_of(place)
    return Check(
        "R3", "block", False, matter.reply.shown(sentence.start, sentence.end),
        _("It gives a cause that nobody has confirmed."),
        _("Have the cause confirmed in the case, or say that it is not known yet and when you will tell it."),
    )  # fmt: skip


def _shares_cause(matter: Matter) -> bool:
    return _shared(matter, _confirmed_cause(matter)) >= LEAST_SHARED


def _shared(matter: Matter, cause: str) -> float:
    """How much of what ``cause`` says the reply says too: from 0 to 1, and 1 when it says nothing of its own."""
    plain = fold(cause)
    wanted = {key for key, _start, _end in content(tokens_of(plain, Span(0, len(plain))))}
    said = {key for key, _start, _end in matter.keys}
    heard = {slip for key in said for slip in stems.slips(key)}
    things = {name for key in said for name in stems.concepts(key)}
    found = sum(key in said or bool(stems.slips(key) & heard) or bool(stems.concepts(key) & things) for key in wanted)
    return found / len(wanted) if wanted else 0.0


def _is_confirmed(matter: Matter, vague: re.Match[str]) -> bool:
    """The confirmed cause itself holds these words."""
    return vague[0] in fold(_confirmed_cause(matter))
