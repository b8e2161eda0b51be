"""Messages about figures: of a morning, of a week, or because somebody asked; in words where Slack takes no charts."""

from __future__ import annotations

from typing import Any

from bot.app import App
from bot.desk import figures, outbox, people
from bot.desk.figures import digests, questions
from bot.desk.models import Effect
from bot.slack import client, figured, told

QUIET = {"unfurl_links": False, "unfurl_media": False}


def tell(app: App, effect: Effect) -> None:
    """The figures of a morning or a week; nothing when there is nothing."""
    book = app.book()
    with app.store.read() as session:
        found = digests.read(session, book, effect.payload, app.now())
        message = None if found.is_empty else figured.message(book, found)
    if message is not None:
        _say(app, "chat.postMessage", message, channel=effect.payload["channel"])
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def answer(app: App, effect: Effect) -> None:
    """The figures that somebody asked for, to them alone: where they asked, or in a direct message."""
    book, user, channel = app.book(), effect.payload["user"], effect.payload.get("channel")
    while app.store.write(lambda session: figures.fold(session, book)):
        pass  # what has just happened counts, as in `amends sla report`
    with app.store.read() as session:
        found = questions.answer(session, book, questions.of_payload(effect.payload), app.now())
    person = people.person(book, user)
    message = told.message(book, found, person.language if person else app.settings.language)
    if not (channel and _whispered(app, message, channel, user)):
        _say(app, "chat.postMessage", message, channel=user)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))


def _whispered(app: App, message: dict[str, Any], channel: str, user: str) -> bool:
    try:
        _say(app, "chat.postEphemeral", message, channel=channel, user=user)
    except client.PersonMustMend:  # for example a channel that the app is not in
        return False
    return True


def _say(app: App, method: str, message: dict[str, Any], **where: str) -> None:
    """With charts where the workspace takes them, else in words."""
    quiet = QUIET if method == "chat.postMessage" else {}
    try:
        client.call(app.slack, method, **message, **where, **quiet)
    except client.PersonMustMend as problem:
        if not str(problem).startswith("invalid_blocks"):
            raise
        client.call(app.slack, method, **figured.in_words(message), **where, **quiet)
