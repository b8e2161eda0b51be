"""Who is in the invented workspace: five people, two user groups, the app itself, and how Slack describes them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

TEAM_ID = "T0BRINDELUNE"
TEAM_NAME = "Brindelune"
TEAM_DOMAIN = "brindelune"
APP_ID = "A0AMENDS"
APP_NAME = "Amends"
BOT_ID = "B0AMENDS"
BOT_USER_ID = "U0AMENDS"
# Slack still sends its deprecated verification token in every payload; an app must not rely on it.
VERIFICATION_TOKEN = "sandbox-verification"


@dataclass(frozen=True)
class SandboxPerson:
    """One person of the invented workspace. ``locale`` is a BCP 47 tag such as ``fr-FR``."""

    id: str
    name: str
    title: str
    locale: str

    @property
    def handle(self) -> str:
        """The user name, such as ``lea``, as Slack puts it into payloads."""
        return self.id.removeprefix("U0").lower()

    @property
    def email(self) -> str:
        """An address that can never exist (``.example`` is reserved by RFC 2606)."""
        return f"{self.handle}@brindelune.example"

    @property
    def zone(self) -> str:
        """The person's time zone, an IANA name."""
        return "Europe/Paris" if self.locale == "fr-FR" else "Europe/London"

    @property
    def dm(self) -> str:
        """The id of the direct conversation between this person and the app."""
        return "D" + self.id.removeprefix("U")


PEOPLE: tuple[SandboxPerson, ...] = (
    SandboxPerson("U0LEA", "Léa Morel", "Community manager", "fr-FR"),
    SandboxPerson("U0SAM", "Sam Whitlock", "Community manager", "en-GB"),
    SandboxPerson("U0NOE", "Noé Garance", "Support agent", "fr-FR"),
    SandboxPerson("U0IVY", "Ivy Ashdown", "Support agent", "en-GB"),
    SandboxPerson("U0HEL", "Hélène Duvivier", "Manager", "fr-FR"),
)
BY_ID = {person.id: person for person in PEOPLE}

USERGROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "S0COMMUNITY": ("community", "Community managers", ("U0LEA", "U0SAM")),
    "S0SUPPORT": ("support", "Support agents", ("U0NOE", "U0IVY")),
    "S0MANAGERS": ("managers", "Managers", ("U0HEL",)),
}


def user(person: SandboxPerson, *, with_locale: bool = False) -> dict[str, Any]:
    """The person as Slack's user object (docs.slack.dev/reference/objects/user-object)."""
    now = datetime.datetime.now(ZoneInfo(person.zone))
    offset = now.utcoffset() or datetime.timedelta()
    found: dict[str, Any] = {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.handle,
        "real_name": person.name,
        "deleted": False,
        "tz": person.zone,
        "tz_label": now.tzname(),
        "tz_offset": int(offset.total_seconds()),
        "profile": {
            "title": person.title,
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": person.name,
            "display_name_normalized": person.name,
            "first_name": person.name.split()[0],
            "last_name": person.name.split()[-1],
            "email": person.email,
            "team": TEAM_ID,
        },
        "is_admin": person.title == "Manager",
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 0,
    }
    return found | {"locale": person.locale} if with_locale else found


def bot_user() -> dict[str, Any]:
    """The app's own user, as ``users.info`` answers it."""
    profile = {
        "real_name": APP_NAME,
        "display_name": APP_NAME,
        "bot_id": BOT_ID,
        "api_app_id": APP_ID,
        "team": TEAM_ID,
    }
    names = {"id": BOT_USER_ID, "team_id": TEAM_ID, "name": "amends", "real_name": APP_NAME}
    place = {"tz": "Europe/London", "tz_label": "GMT", "tz_offset": 0, "updated": 0}
    return names | place | {"deleted": False, "is_bot": True, "is_app_user": False, "profile": profile}


def short_user(person: SandboxPerson) -> dict[str, str]:
    """The person as Slack names them in an interaction payload."""
    return {"id": person.id, "username": person.handle, "name": person.handle, "team_id": TEAM_ID}


def usergroup(identifier: str, *, with_users: bool = False) -> dict[str, Any]:
    """The user group as ``usergroups.list`` answers it."""
    handle, name, members = USERGROUPS[identifier]
    found: dict[str, Any] = {
        "id": identifier,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": name,
        "handle": handle,
        "description": "",
        "is_external": False,
        "date_delete": 0,
        "user_count": len(members),
    }
    return found | {"users": list(members)} if with_users else found
