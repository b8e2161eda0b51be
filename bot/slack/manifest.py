"""The Slack app, described for one paste (https://docs.slack.dev/reference/app-manifest), with the least scopes."""

from __future__ import annotations

from typing import Any

# scope → why it is needed; `amends doctor` compares with what the token has.
SCOPES = {
    "chat:write": "post cards and answers",
    "chat:write.public": "post in public channels without an invitation",
    "commands": "the shortcuts “Log a complaint” and /amends",
    "channels:history": "find a card again after a crash, instead of posting it twice",
    "groups:history": "the same in private channels",
    "channels:read": "check that the channels exist",
    "groups:read": "the same for private channels",
    "files:write": "send an export as a file to the person who asked for it",
    "im:write": "open the direct message in which the file is",
    "usergroups:read": "know who is in the user groups that teams name",
    "users:read": "check that the people in desk.yaml exist",
}


def build(url: str = "") -> dict[str, Any]:
    """The manifest. With ``url`` events come over HTTP to ``{url}/slack/events``, without it over Socket Mode."""
    request = f"{url.rstrip('/')}/slack/events" if url else ""
    shortcuts = [
        {"name": "Log a complaint", "type": "global", "callback_id": "complaint_log",
         "description": "Heard at the counter, on the telephone, or read in a letter"},
        {"name": "Log as a complaint", "type": "message", "callback_id": "complaint_log_message",
         "description": "Let this message walk the complaint's way"},
    ]  # fmt: skip
    command: dict[str, Any] = {
        "command": "/amends", "description": "Find complaints, see figures and queues, be away; help lists it all",
        "usage_hint": "help | find | queue | sla | explain | away | incident | rehearse | export | desk | reference",
        "should_escape": False,
    }  # fmt: skip
    if request:
        command["url"] = request
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": ["app_home_opened"]}
    if request:
        interactivity["request_url"] = request
        events["request_url"] = request
    return {
        "display_information": {
            "name": "Amends",
            "description": "Every complaint gets a human answer, and is followed until it is put right.",
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Amends", "always_online": True},
            "shortcuts": shortcuts,
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": interactivity,
            "event_subscriptions": events,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request,
            "token_rotation_enabled": False,
        },
    }  # fmt: skip
