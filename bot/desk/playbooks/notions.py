"""What every part of the format is made of: the strict base, languages, and the words that conditions know."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, StringConstraints, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bot.triage.kinds import SEVERITIES as SEVERITIES
from bot.triage.kinds import Arousal as Arousal
from bot.triage.kinds import Ground as Ground
from bot.triage.kinds import Risk as Risk
from bot.triage.kinds import Severity as Severity

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
# Who is spoken to how: French has a set of moves of its own where the brand says "tu".
Address = Literal["en", "fr", "fr-tu"]
# Where somebody spoke. `counter` is what is not said in public: a shop, the telephone, a letter.
Venue = Literal["social", "reviews", "press", "counter", "own"]
Strategy = Literal["own", "explain", "safety_first", "legal_hold", "do_not_engage"]

Texts = dict[Language, str]
Lists = dict[Language, list[str]]


def code_of(language: str) -> Language:
    """The language of ours to speak to somebody of ``language`` in: French, and English to everybody else."""
    return "fr" if language == "fr" else "en"


class Strict(BaseModel):
    """A part of a file: unknown keys are mistakes, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class _OrOne:
    """Says in the schema that one item may stand for the list of it."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(core)
        return {"anyOf": [listed["items"], listed]}


# As sources write them: small letters, no space around.
Network = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=64)]
Item = TypeVar("Item")
# One value may be written without brackets: `venue: reviews` is `venue: [reviews]`.
OneOrMore = Annotated[list[Item], BeforeValidator(_listed), _OrOne()]


class Range(Strict):
    """From ``least`` to ``most``, both included; one of them may be left out."""

    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"from {self.least:g} to {self.most:g} holds nothing; swap them")
        if self.least is None and self.most is None:
            raise ValueError("holds everything; write least, most or both")
        return self

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies in it."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
