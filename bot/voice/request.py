"""A reply to be judged, as JSON says it: :func:`read` checks every field and makes a :class:`Situation` of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.voice import authority
from bot.voice.situation import Brand, Grant, Situation
from bot.voice.wording import Wording, fold

MOST_LETTERS = 100_000  # of one text: more is no reply and no complaint


class RequestError(ValueError):
    """What is wrong with a request, each field named."""


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int | None = None
    reply: str = Field(max_length=MOST_LETTERS)
    complaint: str = Field("", max_length=MOST_LETTERS)
    title: str = Field("", max_length=MOST_LETTERS)
    language: str | None = None
    network: str = ""
    recent: list[str] = Field(default_factory=list)
    approver: str | None = None
    facts: dict[str, Any] | None = None
    playbook: str | dict[str, Any] | None = None

    @field_validator("complaint", "title", "network", mode="before")
    @classmethod
    def _nothing(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("recent", mode="before")
    @classmethod
    def _none_recent(cls, value: Any) -> Any:
        return [] if value is None else value


@dataclass(frozen=True)
class Request:
    """One reply with its situation, and the playbook it names."""

    id: str | int | None
    reply: str
    situation: Situation
    playbook: str | None


def read(data: Any) -> Request:
    """``data`` (a decoded JSON value) as a request; :class:`RequestError` names each field that is wrong."""
    if not isinstance(data, dict):
        raise RequestError('the line: give one JSON object with at least "reply"')
    try:
        given = _Request.model_validate(data)
        return Request(
            given.id, given.reply, _situation(given), given.playbook if isinstance(given.playbook, str) else None
        )
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, item['loc'])) or 'the line'}: {item['msg']}" for item in error.errors()]
        raise RequestError("; ".join(problems)) from None


def _situation(given: _Request) -> Situation:
    """What is known: the playbook's own rules first, then the case's facts, which are nearer."""
    playbook = given.playbook if isinstance(given.playbook, dict) else {}
    facts = given.facts or {}
    known = {**playbook, **facts}
    return Situation(
        complaint=given.complaint, title=given.title, language=given.language, network=given.network,
        recent=tuple(given.recent), approver=given.approver, signers=_texts(known, "signers") or (),
        facts=facts or None, sources=tuple(_flat(playbook)), brand=_brand(known.get("brand")),
        legal_hold=bool(known.get("legal_hold")), grants=_grants(known), commitments=_texts(known, "commitments"),
        private_reason=_text(known, "private_reason"), serious=_yes_or_no(known, "serious"),
        explains=known.get("strategy") == "explain",
    )  # fmt: skip


def _yes_or_no(known: Mapping[str, Any], name: str) -> bool | None:
    value = known.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise RequestError(f"facts.{name}: give true or false")


def _text(known: Mapping[str, Any], name: str) -> str | None:
    value = known.get(name)
    if value is None or isinstance(value, str):
        return value
    raise RequestError(f"facts.{name}: give a text")


def _texts(known: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    """A list of texts, or of objects that hold one under ``said``, ``text`` or ``name``; None when not given."""
    value = known.get(name)
    if value is None:
        return None
    entries = value if isinstance(value, list) else [value]
    return tuple(_named(entry) if isinstance(entry, dict) else str(entry) for entry in entries)


def _named(entry: Mapping[str, Any]) -> str:
    return str(next((entry[key] for key in ("said", "text", "name", "what") if key in entry), " ".join(_flat(entry))))


def _brand(value: Any) -> Brand | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Brand(name=value)
    if not isinstance(value, dict):
        raise RequestError("facts.brand: give the brand's name, or an object with its rules")
    return Brand(
        name=str(value.get("name", "")), services=_list(value, "services"), accounts=_list(value, "accounts"),
        tu_allowed=bool(value.get("tu_allowed", True)), domains=_list(value, "domains") or None,
        banned=_list(value, "banned"), emoji=bool(value.get("emoji", True)), generic=_list(value, "generic"),
    )  # fmt: skip


def _list(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    entries = value.get(name) or ()
    return (entries,) if isinstance(entries, str) else tuple(map(str, entries))


def _grants(known: Mapping[str, Any]) -> tuple[Grant, ...] | None:
    """``grants``, ``authority`` and ``decisions``: what may be promised; None when none of them is given."""
    given = [known[name] for name in ("grants", "authority", "decisions") if known.get(name) is not None]
    if not given:
        return None
    entries = [entry for value in given for entry in (value if isinstance(value, list) else [value])]
    return tuple(grant for entry in entries for grant in _grants_in(entry))


def _grants_in(entry: Any) -> Sequence[Grant]:
    if not isinstance(entry, dict):
        return _spoken_grants(str(entry))
    if "kind" not in entry:
        by_kind = [(kind, entry[kind]) for kind in authority.KINDS if kind in entry]
        amounts = [Grant(kind, _amount(value)) for kind, value in by_kind if value is not False]
        return amounts or _spoken_grants(" ".join(_flat(entry)))
    return [
        Grant(str(entry["kind"]), _amount(entry.get("amount")), str(entry.get("id", "")), bool(entry.get("public")))
    ]


def _spoken_grants(said: str) -> list[Grant]:
    """ "Refund approved, 20 €": the kinds that a sentence names, with its amount."""
    plain = fold(said)
    found = authority.AMOUNT.search(plain)
    amount = authority.amount_of(next(group for group in found.groups() if group)) if found else None
    return [Grant(kind, amount) for kind in authority.KINDS if kind in plain or Wording(said).hits(kind)]


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    return authority.amount_of(str(value).strip(" €$£"))


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _flat(each)]
    if isinstance(value, list):
        return [text for each in value for text in _flat(each)]
    return [] if value is None else [str(value)]
