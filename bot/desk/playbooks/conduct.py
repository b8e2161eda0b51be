"""``conduct:`` in desk.yaml: the code that everybody acknowledges before they approve."""

from __future__ import annotations

from pydantic import Field

from bot.desk.playbooks.notions import Strict, Texts


class Conduct(Strict):
    """The code of conduct. Each person acknowledges its current version before they may approve."""

    version: str = Field(min_length=1, max_length=16)
    text: Texts
