"""What a reply may be traced to: the complaint, the case, the playbook, the people and names of the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from bot.voice import stems
from bot.voice.amounts import amount_of
from bot.voice.matter import Matter
from bot.voice.situation import flat
from bot.voice.wording import WORD, fold

NUMBER = re.compile(r"(?<![\w.,])\d[\d.,:/h]*(?!\w)")


ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
DAYS = (
    "monday lundi", "tuesday mardi", "wednesday mercredi", "thursday jeudi", "friday vendredi", "saturday samedi",
    "sunday dimanche",
)  # fmt: skip
MONTHS = (
    "january janvier", "february fevrier", "march mars", "april avril", "may mai", "june juin", "july juillet",
    "august aout", "september septembre", "october octobre", "november novembre", "december decembre",
)  # fmt: skip


class Text:
    """One text that something may be traced to, and what stands in it."""

    def __init__(self, text: str) -> None:
        self.plain = fold(text)
        self.plain += "".join(f" {said}" for said in _in_words(self.plain))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its stems and numbers."""
        number = stems.numbers()
        return frozenset(
            number.get(word, stems.stem(word))
            for each in WORD.findall(self.plain)
            for word in (each, each.split("'")[-1])
        )

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What its words mean, whichever word it is."""
        return frozenset(name for key in self.stems for name in stems.concepts(key))

    @cached_property
    def slips(self) -> frozenset[str]:
        """Its words as they may be mistyped."""
        return frozenset(slip for key in self.stems for slip in stems.slips(key))

    @cached_property
    def clocks(self) -> frozenset[str]:
        """Times of the day."""
        return frozenset(stems.clock(self.plain))

    @cached_property
    def digits(self) -> frozenset[str]:
        """Numbers, without leading zeros and marks."""
        marked = frozenset(_bare(found[0]) for found in NUMBER.finditer(self.plain))
        hours = frozenset(
            str(int(hour) - 12) for hour in (time.partition(":")[0] for time in self.clocks) if int(hour) > 12
        )
        return marked | hours | frozenset(re.findall(r"\d+", self.plain))

    @cached_property
    def amounts(self) -> frozenset[Decimal | None]:
        """Numbers as amounts, however they are marked, and the number words."""
        spoken = (stems.numbers()[word] for word in WORD.findall(self.plain) if word in stems.numbers())
        return frozenset(amount_of(each) for each in (*re.findall(r"\d[\d .,]*\d|\d", self.plain), *spoken))


# The house's own texts, a playbook's for the most part, are asked again for every reply.
_of_the_house = lru_cache(maxsize=8192)(Text)


class Sources:
    """Every word and number that something may be traced to."""

    def __init__(self, matter: Matter) -> None:
        situation = matter.situation
        brand = situation.brand
        parts = [situation.complaint, situation.title, situation.approver or "", *situation.signers]
        parts += [brand.name, *brand.services, *brand.accounts] if brand else []
        if situation.facts is not None:
            parts.append(flat(situation.facts))
        parts += [str(grant.amount) for grant in situation.grants or () if grant.amount is not None]
        self.texts = (Text(" \n ".join(parts)), *map(_of_the_house, situation.sources))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems and numbers of every source."""
        return frozenset[str]().union(*(text.stems for text in self.texts))

    @cached_property
    def clocks(self) -> frozenset[str]:
        """Times of the day in the sources."""
        return frozenset[str]().union(*(text.clocks for text in self.texts))

    @cached_property
    def digits(self) -> frozenset[str]:
        """Numbers of the sources, without leading zeros and marks."""
        return frozenset[str]().union(*(text.digits for text in self.texts))

    @cached_property
    def closed(self) -> str:
        """The sources without spaces and hyphens, to find references in."""
        return "\n".join(re.sub(r"[ -]", "", text.plain) for text in self.texts)

    @cached_property
    def amounts(self) -> frozenset[Decimal | None]:
        """Numbers of the sources as amounts, however they are marked, and the number words."""
        return frozenset[Decimal | None]().union(*(text.amounts for text in self.texts))

    def knows(self, key: str) -> bool:
        """Whether a stem stands in a source, as itself, as the same thing in another word, or mistyped."""
        return key in self.stems or bool(stems.concepts(key) & self._concepts) or bool(stems.slips(key) & self._slips)

    @cached_property
    def _concepts(self) -> frozenset[str]:
        return frozenset[str]().union(*(text.concepts for text in self.texts))

    @cached_property
    def _slips(self) -> frozenset[str]:
        return frozenset[str]().union(*(text.slips for text in self.texts))

    def holds(self, word: str) -> bool:
        """Whether a word or number of the reply stands in a source."""
        word = stems.numbers().get(word, word)
        if word[0].isdigit():
            return _bare(word) in self.digits or word in self.stems or bool(stems.clock(word) & self.clocks)
        return self.knows(stems.stem(word))


def _in_words(plain: str) -> Iterator[str]:
    """The weekdays and months of dates as programs write them: whoever answers says "on Tuesday"."""
    for year, month, day in ISO_DATE.findall(plain):
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
        yield DAYS[found.weekday()]
        yield MONTHS[found.month - 1]


def _bare(number: str) -> str:
    return number.strip(".,:/h").lstrip("0") or "0"
