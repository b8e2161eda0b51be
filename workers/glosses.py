"""Translations for an approver who does not read a draft's language: asked for in an open window, shown in it."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from bot import logs
from bot.app import App
from bot.desk import drafts, outbox
from bot.desk.models import Complaint, Effect
from bot.slack import client, glossing
from bot.texts import _
from bot.voice import personal
from workers import wording

log = logs.get(__name__)
GLOSS = "gloss.show"


def show(app: App, effect: Effect) -> None:
    """Ask the model, with no transaction open, and put what it says into the window, if that is still open."""
    language, view_id = effect.payload["language"], effect.payload["view"]
    with app.store.read() as session:
        complaint = session.get_one(Complaint, effect.payload["complaint"])
        draft = drafts.current(session, complaint.id)
        texts = [(_("The customer wrote:"), personal.mask(complaint.mention.text), complaint.mention.language)]
        if draft is not None:
            texts.append((_("The draft says:"), draft.reply_text or draft.body, draft.language))
    parts = []
    for what, text, source in texts:
        gloss = wording.glossed(app, complaint.id, text, source, language)
        parts.append((what, text if source == language else gloss.text, gloss.why))
    try:
        client.call(app.slack, "views.update", view_id=view_id, view=glossing.window(language, parts))
    except SlackApiError as error:
        if error.response.get("error") != "not_found":
            raise
        log.info("gloss_window_closed", complaint=complaint.ref)
    app.store.write(lambda session: outbox.tick(session, effect, app.now()))
