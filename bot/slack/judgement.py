"""A judgement in words: short on a card, at length beside the field where the reply is rewritten."""

from __future__ import annotations

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import escaped, inline
from bot.texts import _, say
from bot.voice.rubric import Judgement
from bot.voice.situation import Check

# What each criterion asks for, in a word or two: a person should not need to know numbers.
CHECK_NAMES = {
    "R1": _("names the problem"),
    "R2": _("regret and responsibility"),
    "R3": _("honest cause"),
    "R4": _("what, by whom, by when"),
    "R5": _("private only when needed"),
    "R6": _("no personal data"),
    "R7": _("signed by a person"),
    "R8": _("language and register"),
    "R9": _("no stock phrases"),
    "R10": _("not a copy"),
    "R11": _("no blame"),
    "R12": _("within authority"),
    "R13": _("no legal admission"),
    "R14": _("length and form"),
    "R15": _("nothing invented"),
    "R16": _("respect"),
    "blank": _("nothing left blank"),
}
DOTS = 4
BLOCKS_SHOWN, WARNINGS_SHOWN = 3, 4
PASSAGE_MOST = 70


def name_of_check(check: str, language: str) -> str:
    """What to call a check."""
    return say(language, CHECK_NAMES.get(check, check))


def dots(share: float) -> str:
    """A sub-score from 0 to 1 as four dots."""
    full = max(0, min(DOTS, round(share * DOTS)))
    return "●" * full + "○" * (DOTS - full)


def scores(judged: Judgement, language: str) -> str:
    """The three sub-scores in one line."""
    named = [
        (_("specific"), judged.specific), (_("accountable"), judged.accountable), (_("human"), judged.human),
    ]  # fmt: skip
    return " · ".join(f"{say(language, name)} {dots(share)}" for name, share in named)


def short(judged: Judgement, language: str) -> list[Block]:
    """For a card: what stops the reply, one line each; the warnings in one line; then the sub-scores."""
    stops, warns = judged.failing("block"), judged.failing("warn")
    found = [_stop(one, language) for one in stops[:BLOCKS_SHOWN]]
    if len(stops) > BLOCKS_SHOWN:
        found.append(say(language, _("…and {n} more; Edit shows them all."), n=len(stops) - BLOCKS_SHOWN))
    if warns:
        found.append(_warnings(warns, language))
    made: list[Block] = [blocks.lines(found)] if found else []
    clear = "" if found else ":white_check_mark: " + say(language, _("nothing stands against it"))
    return [*made, blocks.context(clear, scores(judged, language))]


def _stop(check: Check, language: str) -> str:
    why, mend = check.said(language)
    passage = f" “{inline(check.passage, PASSAGE_MOST, masked=False)}”" if check.passage else ""
    return f":no_entry: *{escaped(why)}*{passage} {escaped(mend)}"


def _warnings(warns: list[Check], language: str) -> str:
    named = [f"{name_of_check(one.id, language)}{_quoted(one)}" for one in warns[:WARNINGS_SHOWN]]
    rest = len(warns) - WARNINGS_SHOWN
    named += [say(language, _("{n} more"), n=rest)] if rest > 0 else []
    return ":warning: " + say(language, _("To look at: {checks}"), checks=", ".join(named))


def _quoted(check: Check) -> str:
    return f" (“{inline(check.passage, 40, masked=False)}”)" if check.passage else ""


def at_length(judged: Judgement, language: str) -> list[Block]:
    """Beside the field where it is rewritten: every failing check with its passage, its reason and its mend."""
    stops, warns = judged.failing("block"), judged.failing("warn")
    if stops:
        head = ":no_entry: " + say(language, _("*{n} to mend* before it can leave"), n=len(stops))
    elif warns:
        head = ":warning: " + say(language, _("It may leave, with a reason for each warning ({n})"), n=len(warns))
    else:
        head = ":white_check_mark: " + say(language, _("*Nothing stands against it.*"))
    found = [blocks.context(head, scores(judged, language)) | {"block_id": "judged"}]
    return found + [_detail(one, language, f"judged-{one.id}") for one in (*stops, *warns)]


def _detail(check: Check, language: str, block_id: str) -> Block:
    return blocks.section(detail(check, language)) | {"block_id": block_id}


def detail(check: Check, language: str) -> str:
    """One failing check: its sign and name, the words concerned, why, and how to mend it."""
    sign = ":no_entry:" if check.level == "block" else ":warning:"
    why, mend = check.said(language)
    passage = f" “{inline(check.passage, 300, masked=False)}”" if check.passage else ""
    name = name_of_check(check.id, language)
    return f"{sign} *{escaped(name[:1].upper() + name[1:])}*{passage}\n{escaped(why)} _{escaped(mend)}_"
