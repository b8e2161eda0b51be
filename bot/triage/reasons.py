"""One sentence of why something was decided, kept so that each reader gets it in their own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.texts import say


@dataclass(frozen=True)
class Reason:
    """One sentence of why, in the language of whoever reads it."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Values that are texts themselves, and are translated too."""

    def said(self, language: str = "en") -> str:
        """The sentence."""
        return say(language, self.text, **self.values, **{key: say(language, text) for key, text in self.names.items()})

    def as_json(self) -> dict[str, Any]:
        """To be kept beside the mention."""
        return {"text": self.text, "values": dict(self.values), "names": dict(self.names)}
