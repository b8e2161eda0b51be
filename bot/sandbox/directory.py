"""The Web API's methods about the workspace, its people and views: auth.*, team.*, users.*, usergroups.*, views.*."""

from __future__ import annotations

from typing import Any

from bot.sandbox.calls import (
    ANYTHING,
    Answer,
    Arguments,
    Desk,
    checked_view,
    invalid_arguments,
    method,
    page,
    truth,
)
from bot.sandbox.people import (
    BOT_ID,
    BOT_USER_ID,
    BY_ID,
    PEOPLE,
    TEAM_DOMAIN,
    TEAM_ID,
    TEAM_NAME,
    USERGROUPS,
    bot_user,
    user,
    usergroup,
)
from bot.sandbox.refusal import Refused


@method("auth.test", "")
def auth_test(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/auth.test"""
    names = {
        "url": desk.address,
        "team": TEAM_NAME,
        "user": "amends",
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
    }
    return names | {"bot_id": BOT_ID, "is_enterprise_install": False}


@method("team.info", "team domain")
def team_info(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/team.info"""
    return {
        "team": {
            "id": TEAM_ID,
            "name": TEAM_NAME,
            "domain": TEAM_DOMAIN,
            "url": desk.address,
            "email_domain": "",
        }
    }


@method("users.info", "user! include_locale")
def users_info(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/users.info"""
    if arguments["user"] == BOT_USER_ID:
        return {"user": bot_user()}
    if arguments["user"] not in BY_ID:
        raise Refused("user_not_found")
    return {"user": user(BY_ID[arguments["user"]], with_locale=truth(arguments.get("include_locale")))}


@method("users.list", "cursor limit include_locale")
def users_list(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/users.list"""
    locale = truth(arguments.get("include_locale"))
    found, more = page([*(user(person, with_locale=locale) for person in PEOPLE), bot_user()], arguments)
    return {"members": found, "cache_ts": 0, "response_metadata": more["response_metadata"]}


@method("users.lookupByEmail", "email!")
def users_lookup_by_email(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/users.lookupByEmail"""
    for person in PEOPLE:
        if person.email == str(arguments["email"]).lower():
            return {"user": user(person)}
    raise Refused("users_not_found")


@method("usergroups.list", "include_count include_disabled include_users")
def usergroups_list(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/usergroups.list"""
    users = truth(arguments.get("include_users"))
    return {"usergroups": [usergroup(identifier, with_users=users) for identifier in USERGROUPS]}


@method("usergroups.users.list", "usergroup! include_disabled")
def usergroups_users_list(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/usergroups.users.list"""
    if arguments["usergroup"] not in USERGROUPS:
        raise Refused("no_such_subteam")
    return {"users": list(USERGROUPS[arguments["usergroup"]][2])}


@method("views.open", "trigger_id view! interactivity_pointer")
def views_open(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/views.open"""
    person, view = _triggered(desk, arguments)
    return {"view": desk.workspace.views.open_modal(person, view)}


@method("views.push", "trigger_id view! interactivity_pointer")
def views_push(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/views.push"""
    person, view = _triggered(desk, arguments)
    return {"view": desk.workspace.views.push_modal(person, view)}


def _triggered(desk: Desk, arguments: Arguments) -> tuple[str, dict[str, Any]]:
    """Whose trigger it is and the modal to show. The view is looked at first, so that a mistake costs no trigger."""
    view = checked_view(arguments["view"], "modal")
    name = arguments.get("trigger_id") or arguments.get("interactivity_pointer")
    return desk.workspace.passes.use_trigger(name), view


@method("views.update", "view! view_id external_id hash")
def views_update(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/views.update"""
    if not (arguments.get("view_id") or arguments.get("external_id")):
        raise invalid_arguments(["[ERROR] must provide view_id or external_id [json-pointer:/view_id]"])
    views = desk.workspace.views
    for person, home in views.store.homes().items():
        if home["id"] == arguments.get("view_id"):
            view = checked_view(arguments["view"], "home")
            return {"view": views.publish_home(person, view, arguments.get("hash"))}
    view = checked_view(arguments["view"], "modal")
    person, old = views.find_modal(arguments.get("view_id"), arguments.get("external_id"))
    return {"view": views.update_modal(person, old, view, arguments.get("hash"))}


@method("views.publish", "user_id! view! hash")
def views_publish(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/views.publish"""
    if arguments["user_id"] not in BY_ID:
        raise Refused("user_not_found")
    view = checked_view(arguments["view"], "home")
    return {"view": desk.workspace.views.publish_home(arguments["user_id"], view, arguments.get("hash"))}


@method("api.test", ANYTHING)
def api_test(desk: Desk, arguments: Arguments) -> Answer:  # noqa: ARG001
    """docs.slack.dev/reference/methods/api.test: says back what it is told."""
    if arguments.get("error"):
        raise Refused(str(arguments["error"]), args=arguments)
    return {"args": arguments}
