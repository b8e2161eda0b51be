"""R1: the reply names the specific problem. What any complaint could be told names none."""

from __future__ import annotations

from bot.texts import _
from bot.voice.matter import COMMON_SHARE, Item, Matter
from bot.voice.situation import Check, passed

ENOUGH = 1.0
MANY_RECENT = 10
LEAST_OWN_WORDS = 2  # without the complaint at hand: so many words that are not everybody's


def check(matter: Matter) -> Check:
    """Whether at least one thing of the complaint is taken up; a day, a number or a name alone is not enough."""
    if not matter.situation.complaint.strip():
        return _alone(matter)
    if not matter.readable or not _complaint_says_something(matter):
        return passed("R1")
    if worth(matter.items) < ENOUGH:
        return _fails(matter)
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


def _alone(matter: Matter) -> Check:
    own = {key for key, _start, _end in matter.keys if key not in matter.generic and key.isalpha()}
    return passed("R1") if len(own) >= LEAST_OWN_WORDS or not matter.readable else _fails(matter)


def _complaint_says_something(matter: Matter) -> bool:
    from bot.voice.matter import _things

    return bool(_things(matter.complaint.text).known)


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
