"""The timeline in words: one sentence per event, in the reader's language, with the exact words in a second part."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date

from bot.desk.models import Event
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import ANSWER_NAMES, OUTCOME_NAMES, Answer, Outcome
from bot.texts import _, say
from bot.triage.opinions import CHANGES

# kind → (sentence, which part of the data holds exact words)
SENTENCES: dict[str, tuple[str, str | None]] = {
    "opened": (_("{who} opened the complaint (playbook {playbook}, version {version})"), None),
    "mention_restored": (_("{who} made a complaint of it; it had been set aside"), "reason"),
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
    "claim_escalated": (_("nobody had taken the ticket: {told} were told (step {step})"), None),
    "breach_escalated": (_("the promise was still broken: {told} were told (step {step})"), None),
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
    "suggestion_given": (_("{who} gave the suggestion to {owner} to decide on"), None),
    "suggestion_answered": (_("{who} decided on the suggestion: {answer}"), "text"),
    "suggestion_told": (_("{who} told the critic what was decided"), "text"),
    "dismissed": (_("{who} dismissed the complaint"), "reason"),
    "abstained": (_("{who} decided: {needs}, {until}"), "reason"),
    "woken": (_("{who}: it wants an answer or a decision again ({why})"), None),
    "engaged": (_("{who} decided to answer after all"), None),
    "restored": (_("{who} restored the complaint"), None),
    "opinion": (_("{who} gave a second opinion: it takes it for {what}; changed by it: {changed}"), None),
    "customer_wrote": (_("the customer wrote again ({url})"), None),
    "repeated": (_("others have repeated these words, {count}× so far"), None),
    "grouped": (_("the same problem as {ref}, of somebody else: both name {words}"), None),
    "grouped_with_more": (_("the same problem as {ref}, and of {n} more people: both name {words}"), None),
    "group_began": (_("somebody else has the same problem: {ref}; both name {words}"), None),
    "joined_group": (_("{who} said that it is the same problem as {ref}"), None),
    "ungrouped": (_("{who} said that it is not the same problem as {ref}"), None),
    "raised_by_others": (_("{authors} people tell of the same problem by now: its priority rose to {priority}"), None),
    "raised_by_reach": (_("it reaches {reach} people by now: its priority rose to {priority}"), None),
    "raised_by_waiting": (_("it has waited for {hours} hours: its priority rose to {priority}"), None),
    "weighed": (_("its priority is {priority} now; it was {before}"), None),
    "support_told": (_("{people} people stand behind it by now: {told} were told"), None),
    "separated": (_("{who} said that a post which had joined is a complaint of its own: {ref}"), None),
    "separated_from": (_("{who} separated it from {ref}"), None),
    "customer_edited": (_("the customer edited the post"), "after"),
    "customer_deleted": (_("the customer deleted the post; its fingerprint is {sha256}"), None),
    "ticket_opened": (_("the ticket went to {team}"), None),
    "claimed": (_("{who} claimed the ticket"), None),
    "released": (_("{who} released the ticket"), None),
    "resumed": (_("{who} went on: the customer answered"), None),
    "given": (_("the ticket was given to {owner}: {why}"), None),
    "taken": (_("{who} took the ticket over from {owner}"), None),
    "transferred": (_("{who} passed the ticket on to {to}"), "text"),
    "returned": (_("the ticket went back from {owner} to the queue: {why}"), None),
    "snoozed": (_("{who} put the ticket aside {until}"), "text"),
    "unsnoozed": (_("{who} took the ticket up again"), None),
    "woke": (_("the day had come for which the ticket was put aside"), None),
    "silent": (_("the customer had not answered for as long as the team waits: the ticket was woken"), None),
    "referred": (_("{who} noted what other systems call it"), None),
    "had_to_repeat": (_("{who}: the customer had to tell it again ({count}× so far)"), None),
    "linked": (_("{who} linked it with {ref}"), "text"),
    "unlinked": (_("{who} took the link with {ref} back"), None),
    "merged": (_("{who} merged the ticket into {ref}{evidence}"), "text"),
    "merged_here": (_("{who} merged the ticket {ref} into this one{evidence}"), "text"),
    "split": (_("{who} split the ticket from {ref} again"), None),
    "split_here": (_("{who} split the ticket {ref} from this one again"), None),
    "note": (_("{who} noted"), "text"),
    "waiting": (_("{who} waits for the customer"), "what"),
    "resolved": (_("{who} resolved the ticket ({outcome}, done on {on})"), "done"),
    "reopened": (_("{who} reopened it"), "why"),
    "appealed": (_("the refusal is appealed: {told} were asked to see that somebody else decides"), None),
    "line_skipped": (_("{who} decided that nothing is said in public at the end"), "why"),
    "satisfaction_asked": (_("{who} asked the customer in private whether it is settled"), None),
    "satisfaction_answered": (_("the customer gave {score} of 5 (noted by {who})"), "words"),
    "complained_again": (_("the customer complains of it again after it was closed: {ref}"), None),
    "closed_before": (_("the same customer's complaint {ref} about this was closed a few days ago"), None),
    "put_right": (_("the customer says in public that it is put right"), None),
    "others_replied": (_("somebody else complains under the closed thread ({count}; {url})"), None),
    "promise_noticed": (_("{who} wrote down what reads like a promise: {said}"), "what"),
    "promise_set_aside": (_("{who} said that it was no promise"), "what"),
    "commitment_near": (_("what we said falls due soon: {told} were told"), "what"),
    "commitment_broken": (_("we had said {said}, and it was not kept in time"), "what"),
    "commitment_escalated": (_("what we said was still not kept: {told} were told"), "what"),
    "commitment_kept": (_("{who} kept what we said"), "what"),
    "renegotiated": (_("{who} agreed on another day with the customer ({reason})"), "told"),
    "incident_joined": (_("{who} put it into incident {number} (“{title}”), which is about {topic}"), None),
    "incident_left": (_("{who} took it out of incident {number}"), "why"),
    "incident_alone": (_("{who} had it answered on its own, though it is part of incident {number}"), "why"),
    "warned": (_("{metric} is near its deadline"), None),
    "breached": (_("{metric} is late: the deadline has passed"), None),
    "retimed": (_("{who} let the new hours and promises apply: {metric} is due {after}, not {before}"), "why"),
    "exported": (_("{who} exported {what} ({format}): {n} rows"), "asked"),
    "signed_in": (_("{who} came to the manager's pages"), None),
    "pause_over": (_("{metric} goes on: it had been paused for as long as it may be"), None),
}


TICKETS = {"given", "taken", "transferred", "returned", "snoozed", "merged", "merged_here"}


def words(event: Event, book: Book, language: str) -> tuple[str, str]:
    """``(sentence, exact words or "")`` for ``event``."""
    sentence, exact = SENTENCES.get(event.kind, (event.kind, None))
    who = "playbook" if event.actor == "playbook" else name_of(book, event.actor)
    if event.actor == "playbook":
        who = _("the playbook")
    values: dict[str, Any] = {**event.data, "who": say(language, who)}
    if "outcome" in values:
        values["outcome"] = say(language, OUTCOME_NAMES[Outcome(values["outcome"])])
    if "changed" in values:
        names = [say(language, CHANGES[name]) for name in values["changed"] if name in CHANGES]
        values["changed"] = ", ".join(names) or say(language, _("nothing"))
    if event.kind == "abstained":
        values["until"] = until_said(str(values.get("until", "")), language)
    if event.kind in TICKETS:
        values |= _of_the_ticket(event, book, language)
    if values.get("answer") in set(Answer):
        values["answer"] = say(language, ANSWER_NAMES[Answer(values["answer"])])
    for key in ("why", "metric", "what", "needs"):
        if isinstance(values.get(key), str):
            values[key] = say(language, values[key])
    said = say(language, sentence).format_map(_Known(values))
    quoted = str(event.data.get(exact) or "") if exact else ""
    if event.kind == "resolved":
        parts = [str(event.data.get(part) or "") for part in ("done", "reason", "recourse", "explanation")]
        quoted = "\n".join(part for part in parts if part)
    return said[:1].upper() + said[1:], quoted


def _of_the_ticket(event: Event, book: Book, language: str) -> dict[str, str]:
    """Names of people, teams and days, and evidence, as words."""
    data, said = event.data, dict[str, str]()
    if data.get("owner"):
        said["owner"] = name_of(book, data["owner"])
    if to := data.get("to"):
        team = book.desk.teams.get(to)
        said["to"] = team.title[code_of(language)] if team else name_of(book, to)
    if event.kind == "snoozed":
        said["until"] = until_said(str(data.get("until", "")), language)
    if "evidence" in data:
        found = say(language, data["evidence"]).format_map(_Known(data)) if data["evidence"] else ""
        said["evidence"] = f" ({found})" if found else ""
    if isinstance(data.get("why"), str):
        said["why"] = say(language, data["why"]).format_map(_Known({**data, **said}))
    return said


def until_said(day: str, language: str) -> str:
    """``2026-12-31`` as "until 31 December 2026"; no day as "for good"."""
    try:
        spoken = format_date(date.fromisoformat(day), "long", locale="fr" if language == "fr" else "en_GB")
        spoken = f"1er{spoken[1:]}" if language == "fr" and spoken.startswith("1 ") else spoken
    except ValueError:
        return say(language, _("for good"))
    return say(language, _("until {day}"), day=spoken)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
