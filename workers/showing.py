"""Cards: drawn for a whole batch from one read, posted or updated one by one, noted many at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot import logs
from bot.app import App
from bot.desk import discards, folds, freezes, learning, listening, outbox, samples
from bot.desk.closing import lines
from bot.desk.incidents import batches, rooms
from bot.desk.models import Card, Complaint, Effect, Incident
from bot.desk.playbooks.loading import examine
from bot.slack import cards, client, discarded, ended, rows, weekly
from bot.slack.incidents import batch as batch_cards
from bot.slack.incidents import cards as incident_cards
from bot.slack.incidents import rows as incident_rows

log = logs.get(__name__)
SHOW = "card.show"
LOOK_BACK = timedelta(days=2)  # how far back a card is looked for that a crash kept us from noting
NOTED_WITHIN_SECONDS = 0.25  # how long a card may stand in Slack before we know where: as long as one call may take
CARD = Card.metadata.tables["card"]
STANDS = (
    update(CARD)
    .where(CARD.c.id == bindparam("card"))
    .values({name: bindparam(f"new_{name}", type_=CARD.c[name].type) for name in ("ts", "channel_id", "posted_at")})
)


@dataclass(frozen=True)
class Drawn:
    """One card as it is to be shown; no ``message`` when a fold lists it instead."""

    card: Card
    message: dict[str, Any] | None


@dataclass
class Batch:
    """The cards among a batch of effects: what they look like, and which have been posted but not noted yet."""

    app: App
    drawn: dict[int, Drawn]  # by the effect's id
    _posted: list[tuple[Effect, dict[str, Any]]] = field(default_factory=list)
    _since: float = 0.0

    def show(self, effect: Effect) -> None:
        """Post or update one card; where it stands is noted soon, by :meth:`note`."""
        drawn = self.drawn.get(effect.id) or _draw_one(self.app, effect)
        if drawn.message is None:
            return self.app.store.write(lambda session: _listed_in_fold(self.app, session, drawn.card, effect))
        answer = _post_or_update(self.app, drawn.card, effect, drawn.message)
        stands = {
            "card": drawn.card.id,
            "new_ts": answer["ts"],
            "new_channel_id": answer["channel"],
            "new_posted_at": drawn.card.posted_at or self.app.now(),
        }
        self._since = self._since if self._posted else time.monotonic()
        self._posted.append((effect, stands))
        if time.monotonic() - self._since > NOTED_WITHIN_SECONDS:
            self.note()
        return None

    def note(self) -> None:
        """Write down where the posted cards stand, and tick their effects."""
        posted, self._posted = self._posted, []
        if posted:
            self.app.store.write(lambda session: _noted(self.app, session, posted))


def _noted(app: App, session: Session, posted: Sequence[tuple[Effect, dict[str, Any]]]) -> None:
    session.connection().execute(STANDS, [stands for _effect, stands in posted])
    outbox.tick_all(session, [effect for effect, _stands in posted], app.now())


def begin(app: App, claimed: Sequence[Effect]) -> Batch:
    """Draw all cards that are to be shown. One that cannot be drawn is left for :meth:`Batch.show` to fail on."""
    asked = [effect for effect in claimed if effect.kind == SHOW]
    if not asked:
        return Batch(app, {})
    try:
        with app.store.read() as session:
            return Batch(app, _draw(app, session, asked))
    except Exception as error:
        log.warning("cards_not_drawn_together", error=repr(error))
        return Batch(app, {})


def show_one(app: App, effect: Effect) -> None:
    """Post or update one card and note where it stands."""
    batch = begin(app, [effect])
    batch.show(effect)
    batch.note()


def _draw_one(app: App, effect: Effect) -> Drawn:
    with app.store.read() as session:
        return _draw(app, session, [effect])[effect.id]


def _draw(app: App, session: Session, asked: Sequence[Effect]) -> dict[int, Drawn]:
    ids = {effect.id: effect.payload["card"] for effect in asked}
    found = {card.id: card for card in session.scalars(select(Card).where(Card.id.in_(ids.values())))}
    own = {card.complaint_id for card in found.values() if card.complaint_id and not folds.is_folded_away(card)}
    complaints = session.scalars(select(Complaint).where(Complaint.id.in_(own))).all() if own else []
    book = app.book()
    gathered = rows.of_complaints(session, book, complaints, book.desk.channels.language, app.now())
    return {effect: _drawn(app, session, found[card], gathered) for effect, card in ids.items()}


def _drawn(app: App, session: Session, card: Card, gathered: dict[int, rows.Rows]) -> Drawn:
    if card.kind == "fold":
        message = cards.fold(*rows.of_fold(session, card, cards.FOLD_SHOWS), app.book().desk.channels.language)
    elif card.kind == discards.DIGEST:
        message = discarded.digest(app.book(), *discards.told_in(session, card))
    elif card.kind == samples.SAMPLE:
        message = discarded.sample(app.book(), samples.sampled_in(session, card), samples.reviewed(session, app.now()))
    elif card.kind in freezes.CARDS:
        message = _of_incident(app, session, card)
    elif card.kind == listening.WEEKLY:
        message = _weekly(app, session, card)
    elif folds.is_folded_away(card):
        return Drawn(card, None)
    else:
        shown = gathered[card.complaint_id or 0]
        draw = {"approval": cards.approval, lines.CARD: ended.line}.get(card.kind, cards.ticket)
        message = draw(shown)
    metadata = {"event_type": client.CARD_EVENT, "event_payload": {"card": str(card.id)}}
    return Drawn(card, {**message, "metadata": metadata})


def _of_incident(app: App, session: Session, card: Card) -> dict[str, Any]:
    """The card of an incident, or of the replies that wait for one press."""
    book, incident = app.book(), session.get_one(Incident, int(card.subject))
    language, now = book.desk.channels.language, app.now()
    if card.kind == rooms.CARD:
        return incident_cards.card(incident_rows.of_incident(session, book, incident, language, now))
    batch = batches.latest(session, incident)
    assert batch is not None, "a batch's card is made with the batch"
    return batch_cards.card(incident_rows.of_batch(session, book, incident, batch, language, now))


def _weekly(app: App, session: Session, card: Card) -> dict[str, Any]:
    book, until = app.book(), datetime.fromisoformat(card.subject)
    places = examine(app.settings.playbooks_dir).places
    learned = learning.learn(session, book, until - listening.WEEK, until, places)
    return weekly.message(book, listening.week(session, book, until, app.now()), learned)


def _post_or_update(app: App, card: Card, effect: Effect, message: dict[str, Any]) -> dict[str, Any]:
    stands = (card.channel_id or card.channel, card.ts) if card.ts else None
    if stands is None and effect.attempts > 1:  # an earlier attempt may have posted it
        stands = _found_again(app, card)
    try:
        return _update(app, stands, message) if stands else _post(app, card, message)
    except client.MessageGone:  # somebody deleted the card in Slack: the complaint still needs one
        anew = _found_again(app, card) if effect.attempts > 1 else None
        return _update(app, anew, message) if anew and anew != stands else _post(app, card, message)


def _update(app: App, stands: tuple[str, str], message: dict[str, Any]) -> dict[str, Any]:
    return client.call(app.slack, "chat.update", channel=stands[0], ts=stands[1], **message)


def _post(app: App, card: Card, message: dict[str, Any]) -> dict[str, Any]:
    channel, quiet = card.channel_id or card.channel, {"unfurl_links": False, "unfurl_media": False}
    return client.call(app.slack, "chat.postMessage", channel=channel, **message, **quiet)


def _found_again(app: App, card: Card) -> tuple[str, str] | None:
    """Where the card stands that a crash kept from us. Where we may not look, a second card is better than none."""
    try:
        return client.find_card(app.slack, card.channel_id or card.channel, str(card.id), app.now() - LOOK_BACK)
    except client.PersonMustMend as problem:
        log.warning("card_not_looked_for", card=card.id, problem=str(problem))
        return None


def _listed_in_fold(app: App, session: Session, card: Card, effect: Effect) -> None:
    folds.show_fold(session, card.channel, app.now())
    outbox.tick(session, effect, app.now())
