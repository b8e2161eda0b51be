"""Sign in with Slack (OpenID Connect) beside the one-time link: https://docs.slack.dev/authentication/sign-in-with-slack.

A browser that sets out is given a random word in a cookie; ``state`` and ``nonce`` are made from it, so that only the
browser that set out can come back, once, and nothing is kept here meanwhile. The id_token comes from Slack's own
endpoint over TLS in answer to our secret: OpenID Connect Core 3.1.3.7 (6) lets TLS stand for its signature then.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin

from bot import logs
from bot.desk.vocabulary import Refused
from bot.lean import without
from bot.settings import Settings
from bot.texts import _

with without("rich"):
    import httpx

log = logs.get(__name__)
BACK = "/desk/slack/back"
TAKES_MOST = timedelta(minutes=10)  # to say who one is at Slack
SECONDS = 10.0
SKEW = timedelta(minutes=1)
USER, TEAM = "https://slack.com/user_id", "https://slack.com/team_id"
ANEW = _("This sign-in is not from this browser any more, or took too long. Begin anew.")
NOT_NOW = _("Slack did not confirm who you are. Try again, or type /amends desk in Slack for a link.")
ELSEWHERE = _(
    "You are signed in to another Slack workspace than this desk’s. Choose the desk’s workspace and try again."
)


@dataclass(frozen=True)
class Start:
    """Where the browser goes, and what it is to hold until it is back."""

    address: str
    held: str


class SlackDoor:
    """Slack's sign-in for one installation."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_open(self) -> bool:
        """Whether it is set up."""
        return self._settings.signs_in_with_slack

    @property
    def _return(self) -> str:
        return f"{self._settings.door}{BACK}"

    def start(self) -> Start:
        """Set out: the address at Slack."""
        held = secrets.token_urlsafe(32)
        asked = {
            "response_type": "code", "scope": "openid", "client_id": self._settings.slack_client_id,
            "redirect_uri": self._return, "state": _made(held, "state"), "nonce": _made(held, "nonce"),
            "team": self._team,
        }  # fmt: skip
        return Start(f"{self._issuer}/openid/connect/authorize?{urlencode(asked)}", held)

    def finish(self, held: str, query: Mapping[str, str], now: datetime) -> str:
        """Come back: the person's Slack id. Refuses what another browser began, what Slack does not confirm, and
        another workspace."""
        if not held or not hmac.compare_digest(query.get("state", "").encode(), _made(held, "state").encode()):
            raise Refused(ANEW)
        if not query.get("code"):  # they pressed Cancel, or Slack says why not
            log.info("desk_slack_declined", error=query.get("error", ""))
            raise Refused(NOT_NOW)
        answer = self._ask(
            "openid.connect.token",
            grant_type="authorization_code", code=query["code"], redirect_uri=self._return,
            client_id=self._settings.slack_client_id,
            client_secret=self._settings.slack_client_secret.get_secret_value(),
        )  # fmt: skip
        claims = claims_of(answer.get("id_token"))
        if not self._holds(claims, _made(held, "nonce"), now):
            log.warning("desk_slack_token_refused", issuer=str(claims.get("iss")), audience=str(claims.get("aud")))
            raise Refused(NOT_NOW)
        if claims.get(TEAM) != self._team:
            raise Refused(ELSEWHERE)
        return str(claims[USER])

    def _holds(self, claims: Mapping[str, Any], nonce: str, now: datetime) -> bool:
        """OpenID Connect Core 3.1.3.7: issuer, audience, time, nonce; and that it names somebody."""
        until, audience = claims.get("exp"), claims.get("aud")
        return (
            claims.get("iss") == self._issuer
            and audience in (self._settings.slack_client_id, [self._settings.slack_client_id])
            and isinstance(until, int | float) and now.timestamp() - SKEW.total_seconds() < until
            and hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
            and isinstance(claims.get(USER), str) and bool(claims[USER])
        )  # fmt: skip

    @property
    def _issuer(self) -> str:
        """``https://slack.com``: where the Web API is, without the way to it."""
        return urljoin(self._settings.slack_api_url, "/").rstrip("/")

    @cached_property
    def _team(self) -> str:
        """The workspace of the desk: the bot's own."""
        token = self._settings.slack_bot_token.get_secret_value()
        team = self._ask("auth.test", token=token).get("team_id")
        if not isinstance(team, str) or not team:
            raise Refused(NOT_NOW)
        return team

    def _ask(self, method: str, **fields: str) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=SECONDS) as client:
                answer = client.post(f"{self._settings.slack_api_url}{method}", data=fields)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("desk_slack_unreachable", method=method, error=type(error).__name__)
            raise Refused(NOT_NOW) from error
        if not isinstance(found, dict) or not found.get("ok"):
            said = found.get("error", "") if isinstance(found, dict) else ""
            log.warning("desk_slack_said_no", method=method, error=str(said))
            raise Refused(NOT_NOW)
        return found


def _made(held: str, what: str) -> str:
    """The word that stands for ``held`` at Slack: whoever sees it there cannot come back with it."""
    return hmac.new(held.encode(), what.encode(), hashlib.sha256).hexdigest()


def claims_of(token: object) -> dict[str, Any]:
    """What an id_token (a JWT, RFC 7519) says; nothing for what is none."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return {}
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return said if isinstance(said, dict) else {}
