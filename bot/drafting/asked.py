"""What a draft is asked for: the mention, as far as its draft depends on it, and why there may be none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Required, TypedDict

from bot.desk.passages import Passage
from bot.desk.playbooks import Playbook
from bot.desk.playbooks.notions import Arousal, Severity
from bot.texts import _

Reason = Literal["nothing_said", "do_not_engage", "manager_first", "incident"]
WITHHELD: dict[Reason, str] = {
    "nothing_said": _("The mention has no words: open the source and see what it shows."),
    "do_not_engage": _("This playbook writes no reply: say why you answer all the same."),
    "manager_first": _("A manager decides before anything is drafted."),
    "incident": _("An incident holds it back until its statement is approved."),
}


class Said(TypedDict, total=False):
    """A mention, as far as its draft depends on it."""

    text: Required[str]
    title: Required[str]
    language: Required[str]  # en, fr, another code, unknown
    network: Required[str]
    name: Required[str]  # the author's
    seed: Required[str]  # varies the wording
    posted_at: datetime | None
    arousal: Arousal | None  # not given: read off the text
    severity: Severity | None  # not given: read off the text
    again: bool | None  # has complained of the same kind before
    slots: Mapping[str, str]  # what people or a system have filled in and confirmed
    granted: Collection[str]  # gestures decided on for this complaint
    cleared: bool  # where a manager comes first: one has let a draft be written
    # Of whoever asks for another draft: "shorter", "specific"; anything else varies the wording. "lighter": nobody
    # asked us, and we speak among customers: nothing that draws the thread out is said.
    wish: str
    frozen: bool  # an incident holds every reply on its topic back
    passage: Passage | None  # what all replies of its incident say


@dataclass(frozen=True)
class Withheld:
    """No draft, and why. ``why`` is a marked text."""

    reason: Reason

    @property
    def why(self) -> str:
        """The reason in a sentence for people (a marked text)."""
        return WITHHELD[self.reason]


def withheld(playbook: Playbook, said: Said) -> Reason | None:
    """Why nothing is drafted, or None: an incident holds it back, nothing was said,
    the playbook answers nobody, or a manager comes first."""
    if said.get("frozen"):
        return "incident"
    if not f"{said['title']}{said['text']}".strip():
        return "nothing_said"
    if not playbook.engages:
        return "do_not_engage"
    return "manager_first" if playbook.approval.manager_first and not said.get("cleared") else None
