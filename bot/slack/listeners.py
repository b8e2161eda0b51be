"""Listeners: what Slack may send, and who hears it.

Typing in a channel or thread does nothing at all, by design (private by default).
"""

from __future__ import annotations

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.context import Context
from bot.desk import outbox
from bot.desk.vocabulary import Lane
from bot.slack import approving, buttons, crews, editing, found, glossing, rehearsing, verbs
from bot.slack.commands import Commands
from bot.slack.crewing import Crewing
from bot.slack.edge import Edge
from bot.slack.edits import Edits
from bot.slack.home.hearing import ACTIONS as HOME_ACTIONS
from bot.slack.home.hearing import Homing
from bot.slack.incidents import deeds
from bot.slack.incidents.hearing import Hearing
from bot.slack.incidents.windows import LIVE
from bot.slack.logged import Logging
from bot.slack.looking import Looking
from bot.slack.owning import AT_ONCE, OPENS, SENT, Owning
from bot.slack.practising import Practising
from bot.slack.presses import Presses
from bot.slack.submissions import Submissions
from bot.slack.words.word import COMMAND, Parts

THREADS = 16  # for what happens after an acknowledgement: each may wait for Slack
# Windows that are sent in, and have a way of their own beside one verb.
OWN_WAYS = {"draft_edit", "draft_approve"}


def build(context: Context, client: WebClient, signing_secret: str) -> App:
    """The Bolt app: it verifies Slack's signature and calls the listeners."""
    app = App(
        # Without a token, since `authorize` gives it: Bolt would ask Slack who we are before the first acknowledgement.
        client=WebClient(base_url=client.base_url, timeout=client.timeout),
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=client.token
        ),
        # Socket Mode needs none, and then nothing that comes over HTTP is believed.
        signing_secret=signing_secret or secrets.token_hex(32),
        process_before_response=True,  # answers at once instead of polling for the acknowledgement every 10 ms
        listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="slack-later"),
    )
    hear(app, Edge(context, client))
    return app


def hear(app: App, edge: Edge) -> None:
    """Every button, menu, window, shortcut, command and event that somebody listens to."""
    presses, submissions = Presses(edge), Submissions(edge)
    _hear_buttons(app, edge, presses)
    _hear_edits(app, edge, submissions)
    for callback in set(verbs.SUBMISSIONS) - OWN_WAYS:
        app.view(callback)(submissions.submitted)
    app.view("draft_approve")(submissions.approved)
    app.view(approving.READ)(submissions.acknowledged)
    _hear_logging(app, edge, Logging(edge, submissions))
    hearing = Hearing(edge, submissions)
    _hear_incidents(app, edge, hearing)
    owning = Owning(edge, submissions)
    _hear_owners(app, edge, owning)
    crewing = Crewing(edge, submissions)
    _hear_crews(app, edge, crewing)
    practising, looking = Practising(edge, submissions), Looking(edge)
    _hear_practising(app, practising)
    for action in (found.MORE, found.FIRST):
        app.action(action)(looking.turned)
    app.command(COMMAND)(Commands(edge, Parts(hearing, owning, crewing, practising, looking)).typed)
    app.action(re.compile(HOME_ACTIONS))(ack=_acknowledged, lazy=[edge.telling(Homing(edge).opened)])
    app.event("app_home_opened")(_home_opened(edge))
    app.event("message")(_acknowledged)
    app.action(re.compile(""))(presses.unknown)  # the last one: a button that nothing above knows
    app.error(edge.failed)


def _hear_buttons(app: App, edge: Edge, presses: Presses) -> None:
    for action in verbs.BUTTONS:
        app.action(action)(presses.pressed)
    for action in (*verbs.OPENS, *verbs.LOOKS):
        app.action(action)(ack=_acknowledged, lazy=[edge.telling(presses.open_modal)])
    app.action("complaint_timeline")(ack=_acknowledged, lazy=[edge.telling(presses.open_story)])
    app.action(buttons.MENU)(presses.chosen)
    app.action(glossing.ASK)(ack=_acknowledged, lazy=[edge.telling(presses.gloss)])
    app.action("draft_use")(presses.use_version)
    for action in verbs.ON_MENTIONS:
        app.action(action)(presses.on_mention)
    app.action("card_unfold")(presses.unfold)
    app.action("card_unfold_next")(presses.unfold)
    app.action("open_source")(_acknowledged)


def _hear_edits(app: App, edge: Edge, submissions: Submissions) -> None:
    edits = Edits(edge)
    app.action("draft_edit")(ack=_acknowledged, lazy=[edge.telling(edits.open)])
    app.action(editing.LIVE)(edits.typed)
    app.action("draft_edit_afresh")(ack=_acknowledged, lazy=[edge.telling(edits.afresh)])
    app.view_submission("draft_edit")(submissions.edited)
    app.view_closed("draft_edit")(edits.closed)


def _hear_logging(app: App, edge: Edge, logging: Logging) -> None:
    app.shortcut("complaint_log")(ack=_acknowledged, lazy=[edge.telling(logging.open_log)])
    app.shortcut("complaint_log_message")(ack=_acknowledged, lazy=[edge.telling(logging.open_log)])
    app.view("complaint_log")(logging.logged)


def _hear_incidents(app: App, edge: Edge, hearing: Hearing) -> None:
    for action in (*deeds.OPENS, "incident_write", "incident_members", "incident_story"):
        app.action(action)(ack=_acknowledged, lazy=[edge.telling(hearing.open)])
    for callback in deeds.SUBMISSIONS:
        app.view(callback)(hearing.submitted)
    app.view("incident_declare")(hearing.declared)
    app.action(LIVE)(hearing.typed)
    app.action("incident_stop")(hearing.stop)
    app.action("batch_approve")(hearing.approve)
    app.action("batch_out")(hearing.take_out)
    app.action("batch_read")(ack=_acknowledged, lazy=[edge.telling(hearing.read)])
    app.action("batch_turn")(hearing.turn)
    app.action("batch_turn_back")(hearing.turn)


def _hear_owners(app: App, edge: Edge, owning: Owning) -> None:
    for action in OPENS:
        app.action(action)(ack=_acknowledged, lazy=[edge.telling(owning.opened)])
    for action in AT_ONCE:
        app.action(action)(owning.pressed)
    for callback in SENT:
        app.view(callback)(owning.submitted)


def _hear_crews(app: App, edge: Edge, crewing: Crewing) -> None:
    app.action(crews.AWAY)(ack=_acknowledged, lazy=[edge.telling(crewing.open_away)])
    app.action(crews.BACK)(crewing.pressed)
    app.view(crews.AWAY)(crewing.left)
    app.view(crews.BULK)(crewing.submitted)
    app.view(crews.RESOLVE_ALL)(crewing.resolved)


def _hear_practising(app: App, practising: Practising) -> None:
    app.action(rehearsing.LIVE)(practising.rehearsed)
    app.view(rehearsing.SENT)(practising.finished)
    app.action(rehearsing.NEXT)(practising.again)
    app.action("rehearsal_again")(practising.again)


def _acknowledged(ack: Ack) -> None:
    ack()


def _home_opened(edge: Edge) -> Any:
    def home_opened(ack: Ack, event: dict[str, Any]) -> None:
        """The Home tab is drawn by the outbox."""
        ack()
        if event.get("tab") == "home":
            now, user = edge.context.now(), event["user"]

            def happening(session: Any) -> None:
                outbox.arm(session, f"home:{user}", "home.show", Lane.CHAT, now, payload={"user": user})

            edge.within({}, lambda: edge.context.store.write(happening))
            edge.context.wake(Lane.CHAT)

    return home_opened
