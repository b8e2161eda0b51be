"""When a promise falls due: the day and the time that a reply names, as a moment.

« Je vous écris ici avant 18 h ce soir », "you will hear from me by noon on Friday", "within two days".
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.voice import stems
from bot.voice.commitments import Promises
from bot.voice.matter import Matter
from bot.voice.situation import Situation
from bot.voice.wording import fold

NOON, END_OF_DAY, EVENING = time(12), time(18), time(20)  # what a day alone means: the safe side of it
TODAY = re.compile(r"(?<!\w)(?:today|tonight|this (?:afternoon|evening|morning)|aujourd'hui|ce (?:soir|matin|midi)|"
                   r"cet apres-midi)(?!\w)")  # fmt: skip
LATE = re.compile(r"(?<!\w)(?:tonight|this evening|ce soir|demain soir|tomorrow (?:evening|night))(?!\w)")
EARLY = re.compile(r"(?<!\w)(?:morning|matin)(?!\w)")
TOMORROW = re.compile(r"(?<!\w)(?:tomorrow|demain)(?!\w)")
WEEKDAYS = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    )
    for number, name in enumerate(names.split())
}
MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
WEEKDAY = re.compile(rf"(?<!\w)(?:{'|'.join(WEEKDAYS)})(?!\w)")
MONTH = "|".join(MONTHS)
DATE = re.compile(rf"(?<!\w)(?:(\d{{1,2}})(?:st|nd|rd|th|er)? (?:of )?({MONTH})|({MONTH}) (\d{{1,2}}))(?!\w)")
HALF_DAY = re.compile(r"(?<![\w.])(\d{1,2})(?:[.:](\d\d))? ?([ap])\.?m\b")
WHOLE_DAY = re.compile(r"(?<![\w.])(\d{1,2}) ?(?:h|heures?)(?!\w) ?(\d\d)?(?!\w)|(?<![\w.])(\d{1,2})[:.h](\d\d)(?!\w)")
NAMED = re.compile(r"(?<!\w)(noon|midday|midi|midnight|minuit)(?!\w)")
WITHIN = re.compile(
    r"(?<!\w)(?:within|in|sous|dans|d'ici) (?:the next |les |l')?(\d{1,3}|[a-z-]+) ?"
    r"(minutes?|hours?|h|heures?|days?|jours?|working days?)(?!\w)"
)


def promised(reply: str, complaint: str, now: datetime) -> tuple[str, datetime] | None:
    """The words with which ``reply`` names the time of its promise, and that moment; None when it names none that can
    be read, or one that has passed. ``now`` carries the zone in which the reply speaks."""
    matter = Matter(reply, Situation(complaint=complaint))
    promises = Promises(matter)
    found = []
    for sentence in promises.promised:
        plain = matter.reply.plain[sentence.start : sentence.end]
        at = moment(plain, now)
        if at is not None and at > now:
            said = [span for span in promises.times if sentence.start <= span.start < sentence.end]
            words = [matter.reply.shown(span.start, span.end) for span in said]
            exact = max(words, key=lambda one: (any(letter.isdigit() for letter in one), len(one)))
            found.append((_clock(plain) is not None, exact, at))
    if not found:
        return None
    _exact, said_, at = max(reversed(found), key=lambda one: one[0])  # a time of the day before a day, the last of them
    return said_, at


def seen_from_today(said: str) -> bool:
    """Whether the words are right only today: "tomorrow" means another day tomorrow."""
    plain = fold(said)
    return bool(TODAY.search(plain) or TOMORROW.search(plain))


def moment(plain: str, now: datetime) -> datetime | None:
    """The moment that a folded sentence names, seen from ``now``; None when it names none."""
    day, clock = _day(plain, now.date()), _clock(plain)
    if day is None and clock is None:
        return _after(plain, now)
    if clock is None:
        clock = EVENING if LATE.search(plain) else NOON if EARLY.search(plain) else END_OF_DAY
    at = datetime.combine(day or now.date(), clock, now.tzinfo)
    if at <= now and WEEKDAY.search(plain) and day == now.date():
        return at + timedelta(days=7)
    return at


def _day(plain: str, today: date) -> date | None:
    if found := DATE.search(plain):
        number, month = int(found[1] or found[4]), MONTHS[found[2] or found[3]]
        try:
            day = date(today.year, month, number)
            return day if day >= today else day.replace(year=today.year + 1)
        except ValueError:
            return None
    if TOMORROW.search(plain):
        return today + timedelta(days=1)
    if days := WEEKDAY.findall(plain):
        return today + timedelta(days=(WEEKDAYS[days[-1]] - today.weekday()) % 7)
    return today if TODAY.search(plain) else None


def _clock(plain: str) -> time | None:
    if found := NAMED.search(plain):
        return time(23, 59) if found[1] in ("midnight", "minuit") else time(12)
    try:
        if found := HALF_DAY.search(plain):
            return time(int(found[1]) % 12 + (12 if found[3] == "p" else 0), int(found[2] or 0))
        if found := WHOLE_DAY.search(plain):
            if WITHIN.search(plain):  # « sous 48 h » is no time of the day
                return None
            return time(int(found[1] or found[3]), int(found[2] or found[4] or 0))
    except ValueError:
        return None
    return None


def _after(plain: str, now: datetime) -> datetime | None:
    found = WITHIN.search(plain)
    if found is None:
        return None
    said = stems.numbers().get(found[1], found[1])
    if not said.isdigit():
        return None
    unit = found[2]
    if unit.startswith("min"):
        return now + timedelta(minutes=int(said))
    if unit.startswith(("hour", "h")):
        return now + timedelta(hours=int(said))
    return now + timedelta(days=int(said))
