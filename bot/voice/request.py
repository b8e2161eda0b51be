"""A reply to be judged, as JSON says it: :func:`read` checks every field and makes a :class:`Situation` of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.voice import amounts, authority
from bot.voice.situation import Brand, Grant, Situation
from bot.voice.wording import Wording, fold

MOST_LETTERS = 100_000  # of one text: more is no reply and no complaint
# Keys of ``facts`` as people who have not read the table in README call them → the key that is meant. Any other key is
# a source that facts may be traced to, and nothing more.
MEANT = {
    "confirmed_by": "cause_confirmed_by", "cause_confirmed": "cause_confirmed_by", "legal": "legal_hold",
    "hold": "legal_hold", "litigation": "legal_hold", "on_legal_hold": "legal_hold", "reason_private": "private_reason",
    "private_because": "private_reason", "why_private": "private_reason", "reason_for_private": "private_reason",
    "clocks": "commitments", "deadlines": "commitments", "is_complete": "complete", "complete_file": "complete",
    "signatories": "signers", "may_sign": "signers",
}  # fmt: skip
# Whatever is said to be granted: together they are all that may be promised.
GRANTED = (
    "grants", "granted", "grant", "authority", "decisions", "decision", "gestures", "gesture", "allowed", "may_grant",
    "may_promise", "compensation", "goodwill", "approved_gestures", "entitlements",
)  # fmt: skip
PROMISED = ("promised", "promises")  # it may be said again, and says nothing of what else may be
NOTHING = re.compile(
    r"\W*(?:(?:none|nothing|no(?! (?:charge|cost|fee)|t only)|not|nil|n/?a|nobody|rien|aucune?|non|neant|"
    r"pas)(?!\w).*)?\W*"
)
SPOKEN_KINDS = {
    "replacement": re.compile(
        r"(?<!\w)(?:replac\w*|new(?= (?!date|time))|again|reship\w*|resen[dt]\w*|exchang\w*|swap\w*|second \w+ sent|"
        r"remplac\w*|renvoi\w*|echang\w*|nouve(?:l|au|lle) (?:envoi|exemplaire|article|colis|commande)|neu(?:f|"
        r"ve))(?!\w)"
    ),
    "repair": re.compile(r"(?<!\w)(?:repair\w*|mend\w*|fix\w*|resol\w*|repar\w*|ressemel\w*|retouch\w*)(?!\w)"),
    "redo": re.compile(r"(?<!\w)(?:redo\w*|redone|second visit|new visit|refai\w*|reprise|refaction)(?!\w)"),
    "credit": re.compile(r"(?<!\w)(?:credit\w*|avoir|goodwill|gesture|geste\w*|compensat\w*|dedommag\w*)(?!\w)"),
    "gift": re.compile(r"(?<!\w)(?:gift\w*|present|hamper|flowers|bouquet|cadeau\w*|attention)(?!\w)"),
    "upgrade": re.compile(r"(?<!\w)(?:upgrad\w*|surclass\w*)(?!\w)"),
    "loan": re.compile(r"(?<!\w)(?:loan\w*|lend\w*|lent|courtesy car|pret\w*)(?!\w)"),
    "cancellation": re.compile(r"(?<!\w)(?:cancel\w*|terminat\w*|annul\w*|resili\w*)(?!\w)"),
    "exception": re.compile(r"(?<!\w)(?:exception\w*|waiv\w*|extension|extend\w*|derogation\w*|prolong\w*)(?!\w)"),
}


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
    facts = {MEANT.get(name, name): value for name, value in (given.facts or {}).items()}
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
    if value is False:
        return None
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
    """What may be promised, under any of the names in ``GRANTED``; None when none of them is given."""
    given = [known[name] for name in GRANTED if known.get(name) is not None]
    if not given:
        return () if known.get("complete") else None  # a complete file without a grant grants nothing
    given += [known[name] for name in PROMISED if known.get(name) is not None]
    entries = [entry for value in given for entry in (value if isinstance(value, list) else [value])]
    return tuple(grant for entry in entries if entry is not False for grant in _grants_in(entry))


def _grants_in(entry: Any) -> Sequence[Grant]:
    if not isinstance(entry, dict):
        return _spoken_grants(str(entry))
    kind = next((entry[name] for name in ("kind", "type") if name in entry), None)
    if kind is None or str(kind) not in authority.COVERS:
        by_kind = [(each, entry[each]) for each in authority.KINDS if each in entry]
        amounts = [Grant(each, _amount(value)) for each, value in by_kind if value not in (False, None)]
        spoken = [] if by_kind else _spoken_grants(" ".join(_flat(entry)))
        return amounts or [replace(grant, decision=str(entry.get("id", ""))) for grant in spoken]
    said = " ".join(str(entry[name]) for name in ("what", "said", "text", "for") if entry.get(name))
    return [
        Grant(str(kind), _amount(entry.get("amount")), str(entry.get("id", "")), bool(entry.get("public")), said=said)
    ]


def _spoken_grants(said: str) -> list[Grant]:
    """ "Refund approved, 20 €": the kinds that a sentence names, with its amount; a kind of its own where it names
    none, so that what it says may be promised; nothing for "none"."""
    plain = fold(said)
    if NOTHING.fullmatch(plain):
        return []
    found = amounts.AMOUNT.search(plain)
    amount = amounts.amount_of(next(group for group in found.groups() if group)) if found else None
    wording = Wording(said)
    kinds = [kind for kind in authority.KINDS if kind in plain or wording.hits(kind)]
    kinds += [kind for kind, named in SPOKEN_KINDS.items() if kind not in kinds and named.search(plain)]
    return [Grant(kind, amount, scope=said) for kind in kinds] or [Grant("other", amount, said=said)]


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    return amounts.amount_of(str(value).strip(" €$£"))


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _flat(each)]
    if isinstance(value, list):
        return [text for each in value for text in _flat(each)]
    return [] if value is None else [str(value)]
