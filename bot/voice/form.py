"""R14: length and form fit the network. Also: what is still blank, and how long a network counts a text to be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed

# What the composer writes where a fact is missing. Nothing that holds one can be approved.
BLANK = re.compile(r"\[\[([^\[\]\n]{1,80})\]\]")
BROKEN_BLANK = re.compile(r"\[\[|\]\]")  # what is left of one that was half deleted
TEMPLATE_SLOT = re.compile(r"\{[^{}\n]{0,40}\}")
# Characters a network accepts in one reply: X's standard accounts 280 (an address counts 23 there), Google 4,000.
HARD_LIMITS = {"x": 280, "mastodon": 500, "bluesky": 300, "google": 4000, "instagram": 2200, "facebook": 8000}
SOFT_LIMITS = {"x": 240, "bluesky": 280, "mastodon": 480, "facebook": 500, "instagram": 500}
FRENCH = 1.15  # how much longer the same is in French
REVIEWS = frozenset(
    "google reviews trustpilot tripadvisor appstore app_store playstore play_store googleplay google_play "
    "google_reviews booking yelp glassdoor avis avis_verifies review_site reviewsite capterra g2 opentable "
    "thefork".split()
)
REVIEW_MOST, REVIEW_LEAST = 900, 100  # 95 of 100 real replies to bad reviews are under 740 characters
ALIASES = {"twitter": "x", "fb": "facebook", "ig": "instagram", "insta": "instagram", "googlereviews": "google"}
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"']+|(?<![\w@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:(?:com|fr|co\.uk|org|net|io|"
    r"example|eu|shop|store|"
    r"info|app|biz|link|site|online)(?![\w.@-]*@)(?:/\S*|(?![\w/]))|(?:ly|be|ch|de|es|it|ca|us|me|uk|page|gd)/\S*)",
    re.IGNORECASE,
)
X_ADDRESS = re.compile(r"https?://\S+")
X_ADDRESS_LENGTH = 23
# X counts these code points once and all others, such as emoji and €, twice (its "counting characters" page).
X_COUNTS_TWICE = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
MOST_EMOJI = 2  # informality with measure
HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w{2,}")
EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\u2764\u203C\u2049]|(?<!\S)[:;]-?[)(DPp](?!\w)")
SHOUTED = re.compile(r"(?<!\w)[^\W\d_a-z]{4,}(?:[ '’,-]+[^\W\d_a-z]{2,})+(?!\w)|!{2,}|(?<!\w)[^\W\d_a-z]{6,}!")
SHORTENERS = re.compile(
    r"(?:bit\.ly|tinyurl\.com|goo\.gl|ow\.ly|t\.co|is\.gd|buff\.ly|lnkd\.in|rb\.gy|cutt\.ly)/", re.IGNORECASE
)


def blanks(text: str) -> list[str]:
    """Names of the facts that are still missing in ``text``."""
    rest = BLANK.sub("", text)
    return [*BLANK.findall(text), *BROKEN_BLANK.findall(rest), *TEMPLATE_SLOT.findall(text)]


def length(text: str, network: str) -> int:
    """How long ``network`` will count ``text`` to be."""
    if network_name(network) != "x":
        return len(text)
    shown = X_ADDRESS.sub("x" * X_ADDRESS_LENGTH, text)
    return len(shown) + len(X_COUNTS_TWICE.findall(shown))


def limit(network: str, limits: Mapping[str, int]) -> int | None:
    """The most characters a reply may have on ``network``: the desk's own figure, else the network's."""
    return limits.get(network, HARD_LIMITS.get(network_name(network)))


def soft_limit(network: str, limits: Mapping[str, int], language: str | None = None) -> int | None:
    """Up to how many characters a reply is read to the end on ``network``; the desk's own figure is both limits.

    French takes more letters to say the same.
    """
    name = network_name(network)
    most = SOFT_LIMITS.get(name, REVIEW_MOST if name in REVIEWS else None)
    if limits.get(network) or most is None:
        return limits.get(network) or None
    return min(round(most * FRENCH), HARD_LIMITS.get(name, most * 2)) if language == "fr" else most


def network_name(network: str) -> str:
    """``network`` under the name the tables know it by."""
    name = network.strip().lower().replace(" ", "_").replace("-", "_")
    return ALIASES.get(name, name)


def check_blanks(matter: Matter) -> Check:
    """Whether every fact has been filled in."""
    missing = blanks(matter.reply.text)
    if not missing:
        return passed("blank")
    place = re.search(r"\[\[[^\[\]\n]{0,80}\]?\]?|\]\]|\{[^{}\n]{0,40}\}", matter.reply.text)
    return Check(
        "blank", "block", False, place[0] if place else "",
        _("Still missing: {slots}."), _("Fill it in with Edit."), {"slots": ", ".join(missing)},
    )  # fmt: skip


def check(matter: Matter) -> Check:
    """Too long for the network and emoji on serious cases block; everything else warns."""
    return _too_long(matter) or _emoji(matter) or _shape(matter) or passed("R14")


def too_long(text: str, network: str, limits: Mapping[str, int]) -> Check | None:
    """Whether ``network`` would refuse ``text`` for its length."""
    most = limit(network, limits)
    if most is None or length(text, network) <= most:
        return None
    values = {"length": str(length(text, network)), "limit": str(most), "network": network.title()}
    return Check(
        "R14", "block", False, text[most:] if network_name(network) != "x" else text,
        _("{length} characters; {network} takes {limit}."), _("Shorten it."), values,
    )  # fmt: skip


def _too_long(matter: Matter) -> Check | None:
    situation, text = matter.situation, matter.reply.text
    limits = situation.brand.limits if situation.brand else {}
    if found := too_long(text, situation.network, limits):
        return found
    name = network_name(situation.network)
    counted = length(text, situation.network)
    most = soft_limit(situation.network, limits, matter.language)
    if most is not None and counted > most:
        return _warns(
            text, _("{length} characters; on {network} replies up to {limit} are read to the end."), _("Shorten it."),
            length=str(counted), limit=str(most), network=situation.network.title(),
        )  # fmt: skip
    if name in REVIEWS and 0 < counted < REVIEW_LEAST:
        return _warns(
            text,
            _("Too short for a review site, where people read on for years."),
            _("Name the problem and what you do about it."),
        )
    return None


def _warns(passage: str, why: str, mend: str, **values: object) -> Check:
    return Check("R14", "warn", False, passage, why, mend, values)


def is_serious(matter: Matter) -> bool:
    """Safety, health, death or discrimination: as told, or read off the complaint."""
    given = matter.situation.serious
    return matter.complains("serious") if given is None else given


def _emoji(matter: Matter) -> Check | None:
    text = matter.reply.text
    found = EMOJI.search(ADDRESS.sub(lambda address: " " * len(address[0]), text))
    if found is None:
        return None
    if is_serious(matter):
        why = _("An emoji under a complaint about somebody's safety, health or dignity.")
        return Check("R14", "block", False, text[found.start() : found.end()], why, _("Take it out."))
    if len(EMOJI.findall(text)) > MOST_EMOJI:
        return _warns(text[found.start() : found.end()], _("More emoji than words can carry."), _("Take them out."))
    brand = matter.situation.brand
    if brand is not None and not brand.emoji:
        return _warns(text[found.start() : found.end()], _("This brand does not use emoji."), _("Take it out."))
    return None


def _shape(matter: Matter) -> Check | None:
    text = matter.reply.text
    addresses = [found[0].rstrip(".,;:!?") for found in ADDRESS.finditer(text)]
    bare = ADDRESS.sub(lambda address: " " * len(address[0]), text)
    if found := HASHTAG.search(bare):
        return _warns(
            text[found.start() : found.end()], _("A hashtag turns an answer into advertising."), _("Take it out.")
        )
    if found := SHOUTED.search(bare):
        return _warns(
            text[found.start() : found.end()], _("Capitals and rows of exclamation marks shout."), _("Say it quietly.")
        )
    if len(addresses) > 1:
        return _warns(addresses[1], _("More than one link."), _("Keep the one that is needed most."))
    brand = matter.situation.brand
    for address in addresses:
        if SHORTENERS.search(address):
            return _warns(address, _("A shortened link hides where it leads."), _("Write the address itself."))
        if brand is not None and brand.domains and not _of_domains(address, brand.domains):
            return _warns(address, _("The link leads to a site that is not ours."), _("Link to our own pages only."))
    return None


def _of_domains(address: str, domains: Sequence[str]) -> bool:
    host = re.sub(r"^https?://", "", address.lower()).split("/")[0].split(":")[0]
    return any(host == domain.lower() or host.endswith("." + domain.lower()) for domain in domains)
