"""The Web API's conversations.* methods."""

from __future__ import annotations

from typing import Any

from bot.sandbox.calls import Answer, Arguments, Desk, invalid_arguments, method, page, truth
from bot.sandbox.people import PEOPLE, TEAM_ID
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Channel, Message

RANGE = "channel! cursor limit oldest latest inclusive include_all_metadata"


def conversation(channel: Channel, *, with_members: bool = False) -> dict[str, Any]:
    """The conversation as Slack describes it (docs.slack.dev/reference/objects/conversation-object)."""
    if channel.person:
        direct = {
            "id": channel.id,
            "is_im": True,
            "user": channel.person,
            "is_archived": False,
            "is_open": True,
        }
        return direct | {"context_team_id": TEAM_ID, "created": 0}
    found: dict[str, Any] = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": False,
        "is_archived": False,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": True,
        "created": 0,
        "creator": PEOPLE[0].id,
        "context_team_id": TEAM_ID,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return found | ({"num_members": len(PEOPLE) + 1} if with_members else {})


@method("conversations.list", "cursor limit types exclude_archived")
def list_conversations(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/conversations.list"""
    types = str(arguments.get("types") or "public_channel").replace(" ", "").split(",")
    if not set(types) <= {"public_channel", "private_channel", "mpim", "im"}:
        raise Refused("invalid_types")
    wanted = [
        conversation(channel, with_members=True)
        for channel in desk.workspace.store.channels()
        if ("im" if channel.person else "public_channel") in types
    ]
    found, more = page(wanted, arguments)
    return {"channels": found, "response_metadata": more["response_metadata"]}


@method("conversations.info", "channel! include_locale include_num_members")
def info(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/conversations.info"""
    members = truth(arguments.get("include_num_members"))
    return {"channel": conversation(desk.workspace.channel(arguments["channel"]), with_members=members)}


@method("conversations.join", "channel!")
def join(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/conversations.join (the app was invited everywhere from the start)"""
    channel = desk.workspace.channel(arguments["channel"])
    if channel.person:
        raise Refused("method_not_supported_for_channel_type")
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": conversation(channel)} | warning


@method("conversations.open", "channel users return_im prevent_creation")
def open_conversation(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/conversations.open (with one person; group conversations are not offered)"""
    given = arguments.get("users")
    users = given if isinstance(given, list) else str(given or "").replace(" ", "").split(",")
    reference = arguments.get("channel") or (users[0] if len(users) == 1 else "")
    if not reference and len(users) > 1:
        raise Refused("too_many_users")
    if not reference:
        raise invalid_arguments(["[ERROR] must provide users or channel [json-pointer:/users]"])
    channel = desk.workspace.store.channel(str(reference))
    if channel is None or not channel.person:
        raise Refused("user_not_found" if not arguments.get("channel") else "channel_not_found")
    wanted = conversation(channel) if truth(arguments.get("return_im")) else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": wanted}


def _in_range(message: Message, arguments: Arguments) -> bool:
    """Whether ``oldest`` and ``latest`` let the message through; ids compare as text, being of equal length."""
    oldest, latest = str(arguments.get("oldest") or ""), str(arguments.get("latest") or "")
    ts = message["ts"]
    if truth(arguments.get("inclusive")) and ts in (oldest, latest):
        return True
    return (not oldest or ts > oldest) and (not latest or ts < latest)


@method("conversations.history", RANGE)
def history(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/conversations.history: newest first, without replies in threads"""
    channel = desk.workspace.channel(arguments["channel"])
    roots = desk.workspace.store.roots(channel.id, limit=10_000)
    wanted = [message for message in reversed(roots) if _in_range(message, arguments)]
    found, more = page(wanted, arguments, 999)
    return {"messages": found, "pin_count": 0} | more


@method("conversations.replies", f"{RANGE} ts!")
def replies(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/conversations.replies: the root first, then its replies, oldest first"""
    store = desk.workspace.store
    channel = desk.workspace.channel(arguments["channel"])
    named = store.message(channel.id, str(arguments["ts"]))
    root = store.message(channel.id, str(named.get("thread_ts", named["ts"]))) if named else None
    if root is None or root.get("is_ephemeral"):
        raise Refused("thread_not_found")
    thread = store.replies(channel.id, root["ts"], limit=10_000)
    found, more = page([root, *(one for one in thread if _in_range(one, arguments))], arguments)
    return {"messages": found} | more
