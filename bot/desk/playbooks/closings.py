"""``closing`` and ``recourse`` in ``desk.yaml``: how long a closing is watched, where a refusal is appealed."""

from __future__ import annotations

from pydantic import Field

from bot.desk.playbooks.notions import Strict, Texts


class Closing(Strict):
    """What happens after a complaint was closed."""

    watch_days: int = Field(default=14, ge=1, le=90)
    """Days in which what is said in public about it is watched."""
    backlash: int = Field(default=3, ge=1, le=100)
    """So many other people who complain under it take it up again."""


class Recourse(Strict):
    """What a refusal says about recourse."""

    appeal: Texts = Field(default_factory=dict)
    """How the customer appeals: somebody who did not decide the first time looks at it."""
    mediator: Texts = Field(default_factory=dict)
    """After a second refusal: the mediator's name and address."""
