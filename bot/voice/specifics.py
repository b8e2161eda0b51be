"""R1: the reply names the specific problem. What any complaint could be told names none."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import stems
from bot.voice.matter import COMMON_SHARE, INDIVIDUAL_WORDS, READY_MADE, Item, Matter
from bot.voice.situation import Check, passed

ENOUGH = 1.0
# A frame with one slot takes up one thing and says little else; replies written for one person say more.
SLOT_LETTERS = 40
SLOT = re.compile(
    r"(?<!\w)(?:about|for|regarding|concerning|with|of|on|by|from|into|pour|sur|concernant|de|du|des|d'|avec|a|par) ?"
    r"(?:the|your|this|that|our|these|any|la|le|les|l'|votre|vos|ce|cet|cette|ces|notre|nos)? ?(?:\w+ ){0,2}$"
)
MORE_THAN_A_SLOT, FRAME_WORDS = 1.5, 5
MANY_RECENT = 10
# One who answers at length and never once takes up a word of the complaint answers another one.
ANOTHER_STORY = 14
TAKES_UP = re.compile(
    r"\W*(?:\w+, )?(?:(?:i(?:'ve| have)|we(?:'ve| have)) (?:been|looked|seen|read|watched|tried|listened)|"
    r"j'ai (?:bien )?(?:lu|vu|relu|regarde|ecoute|essaye|teste)|"
    r"(?:he|she)(?:'s|'d)?|then|so|you(?:'\w+)?|your|that(?:'s)?|it(?:'s)?|this|reading|yes|no|there(?:'s)?|neither|oh|indeed|"
    r"oui|non|vous|"
    r"votre|vos|alors|donc|c'est|cela|ca|en effet|effectivement|lire|relire|il y a)(?!\w)"
)
# To "what for?" the first words of an answer are "for chairs".
REPLIES = re.compile(r"\W*(?:for|because|since|to|from|pour|parce|car|afin|a cause|de)(?!\w)")
# Who was there, and that somebody came, said or rang: it stands in most complaints, and names none.
WHO = re.compile(
    r"(?:trainers?|nurses?|waiters?|waitress\w*|drivers?|engineers?|husbands?|wife|mari|femme|fils|fille|sons?|"
    r"daughters?|mother|mum|"
    r"mom|dad|father|mere|pere|staff|colleagues?|collegues?|vendeu\w+|serveu\w+|livreu\w+|conduct\w+|technicien\w*|"
    r"medecins?|"
    r"docteur|doctors?|receptionist\w*|guards?|agents?|cashiers?|caissi\w+|infirmi\w+|moniteur\w*|profs?|professeur|"
    r"teachers?|"
    r"instructors?|managers?|patron\w*|gerante?|man|woman|lady|monsieur|dame|guy|gars|parti\w*|appel\w*|calls?|"
    r"called|calling|ring|"
    r"rang|came|come|coming|venue?s?|passe\w*|dit|said|told|tell|people|gens|person\w*|equipe|team|crew)"
)
LEAST_OWN_WORDS = 2  # without the complaint at hand: so many words that are not everybody's


def check(matter: Matter) -> Check:
    """Whether at least one thing of the complaint is taken up; a day, a number or a name alone is not enough."""
    if not matter.situation.complaint.strip():
        return _alone(matter)
    if not matter.readable or not matter.complaint_names_something:
        return passed("R1")
    if worth(matter.items) < ENOUGH:
        return _shares_nothing(matter) if _says_its_own(matter) or _is_plain_work(matter) else _fails(matter)
    framed = (
        worth(matter.items) < MORE_THAN_A_SLOT and len(own_words(matter)) < FRAME_WORDS and not matter.is_individual
    )
    if framed and _in_a_slot(matter) and not _is_plain_work(matter):
        return Check(
            "R1", "block", False, _shown(matter, matter.items[0]),
            _("One word of the complaint is set into a ready-made frame; the rest could be said to anybody."),
            _("Say what went wrong here in the customer's own words: the thing, the place, the day."),
        )  # fmt: skip
    if _only_who(matter):
        return _shares_nothing(matter)
    if len(matter.situation.recent) >= MANY_RECENT and _everybody_is_told(matter):
        return Check(
            "R1", "block", False, _shown(matter, matter.items[0]),
            _("Most of the recent replies say this too: it does not name this person's problem."),
            _("Say what went wrong here in the customer's own words: the thing, the place, the day."),
        )  # fmt: skip
    return passed("R1")


def worth(items: list[Item]) -> float:
    """How much of the complaint is taken up."""
    return sum(item.worth for item in items)


def _says_its_own(matter: Matter) -> bool:
    """Whether the reply is concrete in words of its own, which may be the same things in other words."""
    return matter.is_individual and (
        bool(matter.items) or len(matter.individual) < ANOTHER_STORY or _takes_it_up(matter)
    )


def _is_plain_work(matter: Matter) -> bool:
    """ "Both hinges were bent. Changed at noon.": few words, none of them ready-made, and something was done."""
    ready = any(matter.all(section) for section in READY_MADE)
    return not ready and len(matter.individual) >= INDIVIDUAL_WORDS and matter.has("done") is not None


def _only_who(matter: Matter) -> bool:
    """Whether all that it takes up of the complaint is who was there."""
    things = [item for item in matter.items if item.worth >= ENOUGH]
    return (
        bool(things)
        and all(
            not item.told and WHO.fullmatch(matter.reply.plain, item.start, item.end) is not None for item in things
        )
        and len(things) == len(matter.items)
    )


def _takes_it_up(matter: Matter) -> bool:
    """ "Then you know more than we do", « Vous avez bien lu »: the first words answer somebody, whatever the thing."""
    start = matter.reply.sentences[0].start if matter.reply.sentences else 0
    asked = "?" in matter.complaint.plain and REPLIES.match(matter.reply.plain, start)
    return bool(asked) or TAKES_UP.match(matter.reply.plain, start) is not None


def _shares_nothing(matter: Matter) -> Check:
    """ "The pump gave way" to "no heating": concrete, but the reader has to see for himself that it fits."""
    first = matter.reply.sentences[:1]
    return Check(
        "R1", "warn", False, matter.reply.shown(first[0].start, first[0].end) if first else "",
        _("It is concrete, but takes up no word of the complaint: is it about the same thing?"),
        _("Say what went wrong here in the customer's own words: the thing, the place, the day."),
    )  # fmt: skip


def _in_a_slot(matter: Matter) -> bool:
    """Whether what is taken up stands where templates have their slot: "sorry about your …", « pour votre … »."""
    things = [item for item in matter.items if item.worth >= ENOUGH]
    return all(
        not item.told and SLOT.search(matter.reply.plain[max(0, item.start - SLOT_LETTERS) : item.start])
        for item in things
    )


def own_words(matter: Matter) -> set[str]:
    """The stems the reply brings along that are neither stock words nor the complaint's."""
    taken_up = {matter.reply.plain[item.start : item.end] for item in matter.items}
    return {
        key
        for key, start, end in matter.keys
        if key.isalpha()
        and key not in matter.generic
        and key not in stems.general()
        and key not in stems.days()
        and matter.reply.plain[start:end] not in taken_up
    }


def _alone(matter: Matter) -> Check:
    own = {key for key, _start, _end in matter.keys if key not in matter.generic and key.isalpha()}
    return passed("R1") if len(own) >= LEAST_OWN_WORDS or not matter.readable else _fails(matter)


def _everybody_is_told(matter: Matter) -> bool:
    things = [item for item in matter.items if item.worth >= ENOUGH]
    return len(matter.items) <= 1 and all(matter.habits.get(item.key, 0) >= COMMON_SHARE for item in things)


def _shown(matter: Matter, item: Item) -> str:
    return matter.reply.shown(item.start, item.end)


def _fails(matter: Matter) -> Check:
    first = matter.reply.sentences[:1]
    passage = matter.reply.shown(first[0].start, first[0].end) if first else ""
    return Check(
        "R1", "block", False, passage,
        _("Nothing in it names what this person complained about; it could stand under any complaint."),
        _("Say what went wrong here in the customer's own words: the thing, the place, the day."),
    )  # fmt: skip
