"""The generic source: Amends' own alert format, for any tool that can sign a POST. README.md documents it.

Signature: ``X-Amends-Timestamp`` (Unix seconds, at most five minutes off) and ``X-Amends-Signature: sha256=`` + hex
HMAC-SHA256 of ``{timestamp}.{raw body}``.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import from_json

from bot.desk.alerts import Incoming
from bot.desk.mentions import Reading
from bot.sources.base import BadRequest
from bot.triage import language

FRESH_SECONDS = 300
MOST_ALERTS = 1000
LONGEST_TEXT = 20_000
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200  # beyond these a tool sent an empty date, or milliseconds for seconds


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of ``X-Amends-Signature`` for ``body``."""
    mac = hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256")  # one call; hmac.new takes four
    return "sha256=" + mac.hex()


def verify(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
    """Refuse what is unsigned, signed with another secret, or older (or newer) than five minutes."""
    timestamp = headers.get("x-amends-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise BadRequest("X-Amends-Timestamp: send the current Unix time in seconds", 401)
    expected = signature(secret, timestamp, body).encode()
    given = headers.get("x-amends-signature", "").encode("utf-8", "replace")
    if not hmac.compare_digest(expected, given):
        raise BadRequest("X-Amends-Signature: does not match; sign '{timestamp}.{raw body}' with the secret", 401)
    if abs(now.timestamp() - int(timestamp)) > FRESH_SECONDS:
        raise BadRequest("X-Amends-Timestamp: more than five minutes off; check the sender's clock", 401)


def _number_or_none(value: Any) -> Any:
    return None if value in ("", None) else value


def _finite(value: Any) -> Any:
    """``value`` without infinities (1e999 is JSON, and read as one), which no JSON column takes."""
    return json.loads(json.dumps(value), parse_constant=lambda _name: None)


class Author(BaseModel):
    """Who wrote it; everything is optional, since tools leave out what they cannot see."""

    model_config = ConfigDict(extra="ignore")
    handle: Annotated[str, BeforeValidator(lambda value: value or "")] = Field("", max_length=300)
    name: Annotated[str, BeforeValidator(lambda value: value or "")] = Field("", max_length=300)
    followers: Annotated[int | None, BeforeValidator(_number_or_none)] = Field(None, ge=0, lt=2**62)
    verified: bool | None = None
    url: Annotated[str, BeforeValidator(lambda value: value or "")] = Field("", max_length=2000)
    tier: Annotated[str, BeforeValidator(lambda value: value or "")] = Field("", max_length=64)
    """What kind of customer the tool says it is: desk.yaml's policies may name it."""


class GenericAlert(BaseModel):
    """One alert of the generic format."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1, max_length=300)
    network: str = Field(min_length=1, max_length=64)
    text: str = Field(max_length=LONGEST_TEXT)
    posted_at: AwareDatetime
    url: Annotated[str, BeforeValidator(lambda value: value or "")] = Field("", max_length=2000)
    author: Annotated[Author, BeforeValidator(lambda value: value or {})] = Field(default_factory=Author)
    language: str | None = Field(None, max_length=35)
    title: Annotated[str, BeforeValidator(lambda value: value or "")] = Field("", max_length=1000)
    rating: float | None = Field(None, ge=0, le=10, allow_inf_nan=False)
    reach: Annotated[int | None, BeforeValidator(_number_or_none)] = Field(None, ge=0, lt=2**62)
    sentiment: Annotated[float, Field(allow_inf_nan=False)] | str | None = None
    in_reply_to: str | None = Field(None, max_length=300)
    media: Annotated[list[Any], BeforeValidator(lambda value: _finite(value) if value else [])] = Field(
        default_factory=list, max_length=100
    )
    kind: Annotated[Literal["created", "edited", "deleted"], BeforeValidator(lambda value: value or "created")] = (
        "created"
    )

    @model_validator(mode="before")
    @classmethod
    def _a_deletion_needs_no_words(cls, data: Any) -> Any:
        return {"text": "", **data} if isinstance(data, dict) and data.get("kind") == "deleted" else data

    @field_validator("id", "in_reply_to", mode="before")
    @classmethod
    def _number_as_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.lower().startswith(("http://", "https://")):
            raise ValueError("use an address that begins with https:// (or leave it out)")
        return value

    @field_validator("network")
    @classmethod
    def _lower(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty, name where it was written: x, facebook, google …")
        return value.strip().lower()

    @field_validator("posted_at")
    @classmethod
    def _thinkable(cls, value: datetime) -> datetime:
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            raise ValueError(f"is no year of posts, send a time between {EARLIEST_YEAR} and {LATEST_YEAR}")
        return value

    def distinct(self) -> str:
        """What makes a revision a new alert: its words."""
        return f"{self.title}\n{self.text}\n{self.rating}" if self.kind == "edited" else ""


def parse(source: str, body: bytes) -> list[Incoming]:
    """One object or ``{"alerts": [...]}`` (1 to 1,000), each read on its own."""
    try:
        data = _loaded(body)
    except ValueError as error:
        raise BadRequest(f"the body is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadRequest('the body: send one alert as an object, or {"alerts": [...]}')
    if "alerts" not in data:
        return [_incoming(source, data, body.decode("utf-8", "replace"))]
    items = data["alerts"]
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ALERTS:
        raise BadRequest(f"alerts: send a list of 1 to {MOST_ALERTS} alerts; split a longer one")
    return [_incoming(source, item, json.dumps(item, ensure_ascii=False)) for item in items]


def _loaded(text: bytes | str) -> Any:
    """What the JSON ``text`` says. What no database takes becomes U+FFFD: NUL, and the halves of an emoji that a tool
    cut in two (which the strict reader refuses, and with them every alert of the delivery)."""
    escapes = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    try:
        data = from_json(text, allow_inf_nan=False)
    except ValueError:
        if "\\ud" not in escapes.lower():
            raise
        try:
            return _storable(json.loads(escapes, parse_constant=_no_number))
        except RecursionError:
            raise ValueError("nested too deeply") from None
    return _storable(data) if "\\u0000" in escapes else data


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\x00", "\ufffd")
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return {_storable(key): _storable(item) for key, item in value.items()} if isinstance(value, dict) else value


def _incoming(source: str, item: Any, payload: str) -> Incoming:
    payload = payload.encode("utf-8", "replace").decode()
    try:
        alert = GenericAlert.model_validate(item)
    except ValidationError as error:
        given = item.get("id") if isinstance(item, dict) else None
        named = given[:300] if isinstance(given, str) else ""
        return Incoming(source, named, "created", payload, errors=_sentences(error))
    return Incoming(source, alert.id, alert.kind, payload, alert.distinct())


def _sentences(error: ValidationError) -> str:
    """Each problem as ``field: what is wrong``, never repeating the customer's words."""
    found = []
    for problem in error.errors(include_input=False, include_url=False):
        field = ".".join(str(part) for part in problem["loc"]) or "the alert"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "missing":
            message = "is missing, it must be there"
        found.append(f"{field}: {message}".replace("; ", ", "))  # "; " stands between problems
    return "; ".join(found)


def _author(author: Author) -> dict[str, Any]:
    known = {"followers": author.followers, "verified": author.verified, "url": author.url}
    return {**known, "tier": author.tier} if author.tier else known


def read(payload: str) -> Reading:
    """A stored alert, read. A time in the future is taken as now: clocks of tools run ahead."""
    alert = GenericAlert.model_validate(_loaded(payload))
    told = language.normalised(alert.language)
    hints = {"sentiment": alert.sentiment} if alert.sentiment is not None else {}
    return Reading(
        external_id=alert.id,
        kind=alert.kind,
        network=alert.network,
        url=alert.url,
        text=alert.text,
        posted_at=alert.posted_at.astimezone(UTC),
        author_handle=alert.author.handle.lstrip("@"),
        author_name=alert.author.name,
        author=_author(alert.author),
        title=alert.title,
        language=told if told != language.UNKNOWN else language.detect(f"{alert.title} {alert.text}"),
        rating=alert.rating,
        reach=alert.reach if alert.reach is not None else alert.author.followers,
        in_reply_to=alert.in_reply_to,
        media=alert.media,
        hints=hints,
    )
