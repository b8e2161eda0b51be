"""Whose ground somebody spoke on, and whether they spoke to the brand: what decides how lightly it may answer.

The ground is found by the address first, for a post about a brand may stand anywhere, and by the network then. Whether
it was solicited (did the author address the brand?) follows from the ground, from what is answered, and from whom the
words name. Documented rules, not a model; a short table of kinds, which ``desk.yaml`` extends (``grounds``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlsplit

from bot.texts import _
from bot.triage.features import Said
from bot.triage.kinds import GROUNDS, Ground
from bot.triage.reasons import Reason
from bot.triage.words import bare

# Networks and domains by the ground they are; a network nobody knows is the consumers' own.
USUAL: Mapping[Ground, tuple[str, ...]] = {
    "own": ("telegram", "forum", "community", "shop", "phone", "letter", "email", "chat"),
    "reviews": (
        "reviews", "google", "trustpilot", "tripadvisor", "appstore", "playstore", "yelp", "g2", "capterra",
        "trustpilot.com", "tripadvisor.com", "tripadvisor.fr", "yelp.com", "yelp.fr", "avis-verifies.com", "g.page",
        "apps.apple.com", "play.google.com", "g2.com", "capterra.com", "sitejabber.com", "glassdoor.com",
    ),
    "press": ("press", "news", "blog"),
    "complaints": (
        "complaints", "bbb.org", "complaintsboard.com", "consumeraffairs.com", "hellopeter.com", "pissedconsumer.com",
        "reclameaqui.com.br", "resolver.co.uk", "ripoffreport.com", "signal-arnaques.com",
    ),
    "consumers": (),
}  # fmt: skip
GROUND_NAMES: Mapping[Ground, str] = {
    "own": _("our own ground"), "consumers": _("customers' own ground"), "reviews": _("a review site"),
    "press": _("the press"), "complaints": _("a complaint site"),
}  # fmt: skip
INVITED: frozenset[Ground] = frozenset({"own", "reviews", "complaints"})  # the brand has a place there, to answer from


@dataclass(frozen=True)
class Place:
    """Where it was said. ``solicited``: the author addressed the brand; ``why``: of both, in one sentence."""

    ground: Ground
    solicited: bool
    why: Reason

    @property
    def asks_for_restraint(self) -> bool:
        """Nobody asked the brand, and it would speak among customers: it replies lightly, watches, or writes in
        private, and a person chooses which."""
        return not self.solicited and self.ground == "consumers"


@dataclass(frozen=True)
class House:
    """What a desk knows of itself. ``accounts``: its own, small letters without @; ``domains``: its own sites;
    ``grounds``: networks and domains of other kinds, before the usual ones."""

    brand: str = ""
    accounts: Collection[str] = ()
    domains: Collection[str] = ()
    grounds: Mapping[Ground, Collection[str]] = field(default_factory=dict)

    @cached_property
    def _kinds(self) -> Mapping[str, Ground]:
        """Network or domain → its ground; what the desk says comes before what is usual."""
        found: dict[str, Ground] = {}
        for table in (self.grounds, {"own": self.domains}, USUAL):
            for ground in GROUNDS:
                for name in table.get(ground, ()):
                    found.setdefault(name.lower().removeprefix("www."), ground)
        return found

    def ground_of(self, network: str, host: str) -> Ground:
        """The ground of an address, else of a network, else the consumers' own."""
        labels = host.removeprefix("www.").split(".")
        for first in range(len(labels) - 1):  # the host itself, then what it is a part of
            if known := self._kinds.get(".".join(labels[first:])):
                return known
        return self._kinds.get(network, "consumers")

    @cached_property
    def _names_account(self) -> re.Pattern[str] | None:
        names = "|".join(sorted(map(re.escape, self.accounts), key=len, reverse=True))
        return re.compile(rf"(?<![\w@.])@({names})(?![\w@]|\.\w)", re.IGNORECASE) if names else None

    def account_named(self, text: str) -> str:
        """The account of ours that ``text`` names, "" where it names none."""
        found = self._names_account.search(text) if self._names_account and "@" in text else None
        return found[1] if found else ""

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        names = {name.strip() for name in (self.brand, *self.accounts)} - {""}
        listed = "|".join(sorted(map(re.escape, names | set(map(bare, names))), key=len, reverse=True))
        return re.compile(rf"(?<![\w@/.])#?(?:{listed})(?:['’]s)?(?![\w@]|\.\w)", re.IGNORECASE) if names else None

    def unnamed(self, said: Said) -> Said:
        """``said`` without the brand's name and accounts: whoever names it may praise it or blame it, so that the name
        tells nothing. "@account" stays, and is read as any other; so does what is nothing but the name."""
        if self._names is None:
            return said
        text, title = self._names.sub("", said.text), self._names.sub("", said.title)
        return replace(said, text=text, title=title) if text.strip() or title.strip() else said

    @cached_property
    def _speaks_to(self) -> re.Pattern[str] | None:
        if not self.brand.strip():
            return None
        brand = re.escape(self.brand.strip())
        hello = r"(?:hey|hi|hello|dear|oi|yo|bonjour|bonsoir|salut|coucou|chere?|ch[eè]re?|all[oô])"
        # "Brindelune, where is my table?" and "Hey Brindelune"; "Brindelune is late" speaks of it.
        return re.compile(rf"^\W*(?:{hello},? +{brand}\b(?!['’]s)|{brand} ?[,:!?])", re.IGNORECASE)

    def is_spoken_to(self, text: str) -> bool:
        """Whether ``text`` begins by calling the brand."""
        return self._speaks_to is not None and self._speaks_to.search(text) is not None


def place(
    house: House, network: str, url: str = "", text: str = "", *, logged: bool = False, answers_us: bool = False
) -> Place:
    """Where something was said. ``logged``: a colleague wrote it down for somebody; ``answers_us``: it is a reply to a
    post of the brand."""
    if logged:
        return Place("own", True, Reason(_("They came to us: a colleague wrote it down.")))
    host, path = _split(url)
    page = path.partition("/")[0].lstrip("@").lower()
    ground = house.ground_of(network, host)
    if ground == "consumers" and page and page in house.accounts:
        return Place("own", True, Reason(_("It stands on our own page.")))
    if answers_us:
        return Place(ground, True, Reason(_("It answers a post of ours.")))
    if account := house.account_named(text):
        return Place(ground, True, Reason(_("It names our account @{account}."), {"account": account}))
    if ground in INVITED:
        where = Reason(_("Place: {ground}, where the brand can answer."), names={"ground": GROUND_NAMES[ground]})
        return Place(ground, True, where)
    if house.is_spoken_to(text):
        return Place(ground, True, Reason(_("It calls us by name.")))
    why = Reason(_("Place: {ground}; it does not speak to us."), names={"ground": GROUND_NAMES[ground]})
    return Place(ground, False, why)


def is_our_page(house: House, address: str) -> bool:
    """Whether ``address`` is one of our own posts: on our site, or below an account of ours."""
    host, path = _split(address)
    page = path.partition("/")[0].lstrip("@").lower()
    return bool(host) and (page in house.accounts or house.ground_of("", host) == "own")


def _split(url: str) -> tuple[str, str]:
    """``(host, path without its first slash)``; ("", "") where it is no web address."""
    if not url.lower().startswith(("https://", "http://")):
        return "", ""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.path.lstrip("/")
    except ValueError:  # an address that no browser would open
        return "", ""
