"""The timeline in words: one sentence per event, in the reader's language, with the exact words in a second part."""

from __future__ import annotations

from typing import Any

from bot.desk.models import Event
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.vocabulary import OUTCOME_NAMES, Outcome
from bot.texts import _, say

# kind → (sentence, which part of the data holds exact words)
SENTENCES: dict[str, tuple[str, str | None]] = {
    "opened": (_("{who} opened the complaint (playbook {playbook}, version {version})"), None),
    "drafted": (_("{who} wrote version {number} of the reply"), "text"),
    "version_chosen": (_("{who} chose version {number} of the reply again"), None),
    "change_asked": (_("{who} asked for version {number} in other words: {what}"), "words"),
    "agreed": (_("{who} approved version {number} of the reply as the first of two, word for word"), "text"),
    "overridden": (_("{who} set the warning of check {check} aside"), "reason"),
    "approval_undone": (_("{who} took the approval of version {number} back before it left"), None),
    "approved": (_("{who} approved version {number} of the reply, word for word"), "text"),
    "approval_voided": (_("the approval of version {number} no longer counts: {why}"), None),
    "published": (_("{who} noted the reply as public at {url}"), "text"),
    "outcome_unknown": (_("nobody knows whether the reply is public: {why}"), None),
    "publishing_failed": (_("the reply was not published: {why}"), None),
    "publish_again": (_("{who} looked and had version {number} published again"), None),
    "promised": (_("we promised, in {who}'s name: {said}"), "what"),
    "escalated": (_("nobody had approved: {told} were told (step {step})"), None),
    "handed": (_("{who} handed it to a manager: {told} were told"), "why"),
    "hotline_told": (_("the hotline {hotline} was told: {told}"), None),
    "hotline_taken": (_("{who} took it over from the hotline"), None),
    "hotline_untaken": (_("nobody of the hotline had taken it: {told} were told"), None),
    "playbook_chosen": (_("{who} chose the playbook {playbook} instead of {before} (version {version})"), None),
    "facts_filled": (_("{who} filled in: {slots}"), None),
    "graded": (_("{who} set the severity to {severity}"), None),
    "cleared": (_("{who} cleared it: a reply may be written"), None),
    "gesture_asked": (_("{who} asked for a gesture ({what} {amount}); to decide: {told}"), "why"),
    "gesture_granted": (_("{who} granted a gesture ({what} {amount})"), "reason"),
    "gesture_refused": (_("{who} refused a gesture ({what} {amount})"), "reason"),
    "gesture_waits": (_("a gesture ({what}) still waited for a decision: {told} were told"), None),
    "dismissed": (_("{who} dismissed the complaint"), "reason"),
    "restored": (_("{who} restored the complaint"), None),
    "customer_wrote": (_("the customer wrote again ({url})"), None),
    "customer_edited": (_("the customer edited the post"), "after"),
    "customer_deleted": (_("the customer deleted the post; its fingerprint is {sha256}"), None),
    "ticket_opened": (_("the ticket went to {team}"), None),
    "claimed": (_("{who} claimed the ticket"), None),
    "released": (_("{who} released the ticket"), None),
    "resumed": (_("{who} went on: the customer answered"), None),
    "note": (_("{who} noted"), "text"),
    "waiting": (_("{who} waits for the customer"), "what"),
    "resolved": (_("{who} resolved the ticket ({outcome}, done on {on})"), "done"),
    "reopened": (_("{who} reopened it"), "why"),
    "warned": (_("{metric} is near its deadline"), None),
    "breached": (_("{metric} is late: the deadline has passed"), None),
}


def words(event: Event, book: Book, language: str) -> tuple[str, str]:
    """``(sentence, exact words or "")`` for ``event``."""
    sentence, exact = SENTENCES.get(event.kind, (event.kind, None))
    who = "playbook" if event.actor == "playbook" else name_of(book, event.actor)
    if event.actor == "playbook":
        who = _("the playbook")
    values: dict[str, Any] = {**event.data, "who": say(language, who)}
    if "outcome" in values:
        values["outcome"] = say(language, OUTCOME_NAMES[Outcome(values["outcome"])])
    for key in ("why", "metric", "what"):
        if isinstance(values.get(key), str):
            values[key] = say(language, values[key])
    said = say(language, sentence).format_map(_Known(values))
    quoted = str(event.data.get(exact) or "") if exact else ""
    if event.kind == "resolved" and event.data.get("reason"):
        quoted = f"{quoted}\n{event.data['reason']}"
    return said[:1].upper() + said[1:], quoted


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
