"""Examples: mentions that a playbook must take and mentions that it must leave."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from bot.desk.playbooks.notions import Language, Network, OneOrMore, Risk, Severity, Strict


class Example(Strict):
    """One mention. A plain text is an example without anything else known."""

    text: str
    title: str = ""
    network: Network = "facebook"
    rating: float | None = None
    severity: Severity | None = None
    risks: OneOrMore[Risk] = Field(default_factory=list)
    topics: OneOrMore[str] = Field(default_factory=list)
    goes_to: str = ""
    """The playbook that must take it instead (in ``leaves``)."""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Examples(Strict):
    """What ``amends playbooks test`` tries."""

    takes: dict[Language, list[Example]] = Field(default_factory=dict)
    leaves: dict[Language, list[Example]] = Field(default_factory=dict)

    def each(self) -> list[tuple[str, str, int, Example]]:
        """``(takes or leaves, language, place in its list, example)``."""
        return [
            (kind, language, place, example)
            for kind, by_language in (("takes", self.takes), ("leaves", self.leaves))
            for language, examples in by_language.items()
            for place, example in enumerate(examples)
        ]
