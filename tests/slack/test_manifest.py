"""The app manifest is one that Slack takes, with exactly the scopes that our calls need.

Rules: https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.slack import manifest, verbs

ROOT = Path(__file__).parent.parent.parent
# Method → the bot scopes it needs, from each method's page (https://docs.slack.dev/reference/methods).
NEEDS = {
    "auth.test": set(),
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.getPermalink": set(),
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.list": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.info": {"channels:read", "groups:read"},
    "users.info": {"users:read"},
    "usergroups.users.list": {"usergroups:read"},
    "views.open": set(),
    "views.push": set(),
    "views.update": set(),
    "views.publish": set(),
}  # fmt: skip
# Scopes of no method that is named: shortcuts need `commands`, posting without an invitation `chat:write.public`,
# slack_sdk's `files_upload_v2` needs `files:write`.
BESIDES = {"commands", "chat:write.public", "files:write"}
KEYS = {
    "display_information": {"name", "description", "background_color", "long_description"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "oauth_config": {"scopes", "redirect_urls", "token_management_enabled"},
    "settings": {
        "interactivity", "event_subscriptions", "org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled",
        "allowed_ip_address_ranges",
    },
}  # fmt: skip


PROMISED = {
    "draft_approve", "draft_edit", "draft_regenerate", "draft_reject", "complaint_dismiss", "complaint_escalate",
    "ticket_claim", "ticket_release", "ticket_transfer", "ticket_reply", "ticket_wait", "ticket_resolve",
    "ticket_reopen",
}  # fmt: skip
LATER = {"ticket_reply"}  # promised, not built yet


def test_the_action_ids_that_others_rely_on_exist():
    assert set(verbs.BUTTONS) | set(verbs.SUBMISSIONS) >= PROMISED - LATER
    # The reply's own window is edits.py's; that of another team's ticket opens only where a press was refused.
    assert set(verbs.SUBMISSIONS) - {"draft_edit", "ticket_claim"} == set(verbs.OPENS)
    assert not set(verbs.BUTTONS) & set(verbs.OPENS)


def methods_called():
    """Every Web API method that the code names."""
    found = set()
    for folder in ("bot", "workers"):
        for path in (ROOT / folder).rglob("*.py"):
            if "sandbox" not in path.parts:
                source = path.read_text()
                found |= set(
                    re.findall(
                        r'"((?:chat|conversations|users|usergroups|views|auth|reactions|im)\.[a-zA-Z.]+)"', source
                    )
                )
                for call in re.findall(r"\b(?:slack|client)\.((?:chat|conversations|users|views|auth)_\w+)\b", source):
                    group, _underscore, name = call.partition("_")
                    first, *rest = name.split("_")
                    found.add(f"{group}.{first}{''.join(part.title() for part in rest)}")
    return found


def test_the_scopes_are_the_ones_that_our_calls_need():
    called = methods_called()
    assert {
        "chat.postMessage",
        "chat.update",
        "views.open",
        "views.publish",
        "conversations.history",
    } <= called
    assert called <= set(NEEDS), called - set(NEEDS)
    needed = set().union(*(NEEDS[method] for method in called))
    assert set(manifest.SCOPES) == needed | BESIDES


@pytest.mark.parametrize("url", ["", "https://amends.brindelune.example/", "https://amends.brindelune.example"])
def test_the_manifest_is_one_that_slack_takes(url):
    made = manifest.build(url)
    assert set(made) == set(KEYS)
    for group, keys in KEYS.items():
        assert set(made[group]) <= keys
    shown = made["display_information"]
    assert 1 <= len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-zA-Z0-9\-_.]{1,80}", made["features"]["bot_user"]["display_name"])
    shortcuts = made["features"]["shortcuts"]
    assert len(shortcuts) <= 10
    for shortcut in shortcuts:
        assert set(shortcut) == {"name", "type", "callback_id", "description"}
        assert shortcut["type"] in ("global", "message")
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["callback_id"]) <= 255
        assert len(shortcut["description"]) <= 150
    assert len({shortcut["callback_id"] for shortcut in shortcuts}) == len(shortcuts)
    (command,) = made["features"]["slash_commands"]
    assert re.fullmatch(r"/[a-z_-]{1,31}", command["command"])
    assert set(command) - {"url"} == {"command", "description", "usage_hint", "should_escape"}
    assert len(command["description"]) <= 2000 and len(command["usage_hint"]) <= 1000
    assert ("url" in command) is bool(url)
    settings = made["settings"]
    request = settings["interactivity"].get("request_url")
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is not bool(url)
    assert request == settings["event_subscriptions"].get("request_url")
    assert request == ("https://amends.brindelune.example/slack/events" if url else None)
    assert settings["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert settings["token_rotation_enabled"] is False  # the token is in the environment: it must not change


def test_no_scope_lets_us_read_what_nobody_showed_us():
    allowed = {"chat:write", "chat:write.public", "commands", "channels:history", "groups:history", "channels:read",
               "groups:read", "users:read", "usergroups:read", "files:write", "im:write"}  # fmt: skip
    assert set(manifest.SCOPES) <= allowed


def test_the_command_prints_it():
    command = [sys.executable, "-m", "bot", "slack", "manifest"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert printed.returncode == 0, printed.stderr
    assert json.loads(printed.stdout) == manifest.build()
