"""Is this reply transparent, human, safe to send? Sixteen checks of a text beside its facts, each a gate of its own."""

from __future__ import annotations

from dataclasses import dataclass

from bot.voice import (
    apology,
    authority,
    blame,
    boilerplate,
    causes,
    channel,
    commitments,
    copies,
    form,
    invented,
    legal,
    privacy,
    register,
    respect,
    scores,
    signature,
    specifics,
)
from bot.voice.matter import Matter
from bot.voice.situation import Check, Level, Situation

CHECKS = (
    specifics.check, apology.check, causes.check, commitments.check, channel.check, privacy.check,
    signature.check, register.check, boilerplate.check, copies.check, blame.check, authority.check, legal.check,
    form.check, invented.check, respect.check, form.check_blanks,
)  # fmt: skip
NO_SITUATION = Situation()


@dataclass(frozen=True)
class Judgement:
    """What the rubric says about one reply. ``checks`` are R1 to R16 in order, then ``blank``."""

    checks: tuple[Check, ...]
    specific: float  # from 0 to 1, as the other two; shown, never a gate
    accountable: float
    human: float

    @property
    def passes(self) -> bool:
        """Whether nothing blocks it."""
        return not self.failing("block")

    def failing(self, level: Level | None = None) -> list[Check]:
        """The checks that failed, of one level or of both."""
        return [check for check in self.checks if not check.ok and level in (None, check.level)]

    def check(self, name: str) -> Check:
        """The check called ``name``; KeyError when there is none."""
        return {check.id: check for check in self.checks}[name]


def judge(reply: str, situation: Situation = NO_SITUATION) -> Judgement:
    """Judge ``reply`` in ``situation``. Pure, never raises on any text, and never needs a model."""
    matter = Matter(reply, situation)
    checks = tuple(check(matter) for check in CHECKS)
    by_name = {check.id: check for check in checks}
    return Judgement(
        checks, scores.specific(matter), scores.accountable(matter, by_name), scores.human(matter, by_name)
    )
