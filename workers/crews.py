"""Rounds about teams: tickets whose moment has come, queues for those who are there again, Slack's user groups."""

from __future__ import annotations

from bot import logs
from bot.app import App
from bot.desk.routing import crew
from bot.desk.tickets import rounds
from bot.desk.vocabulary import Lane
from bot.slack import client

log = logs.get(__name__)
TICKETS_AT_ONCE = 50


def tickets(app: App) -> int:
    """Wake and return what is due, then give the queues out; returns how many tickets changed."""
    total = 0
    while found := app.store.write(lambda session: rounds.scan(session, app.book(), app.now(), TICKETS_AT_ONCE)):
        total += found
    total += app.store.write(lambda session: rounds.drain_all(session, app.book(), app.now()))
    if total:
        app.wake(Lane.CHAT)
    return total


def _keep(app: App, group: str, people: list[str]) -> None:
    app.store.write(lambda session: crew.keep_members(session, group, people, app.now()))


def user_groups(app: App) -> int:
    """Ask Slack who is in each user group that a team names; returns how many groups it told of.

    What was known stays where Slack does not answer: a team does not lose its people to a bad moment.
    """
    told = 0
    for group in crew.groups(app.book()):
        try:
            answer = client.look(app.slack, "usergroups.users.list", usergroup=group)
        except Exception as problem:
            log.warning("user_group_not_read", group=group, problem=str(problem))
            continue
        people = [str(who) for who in answer.get("users", [])]
        _keep(app, group, people)
        told += 1
    return told
