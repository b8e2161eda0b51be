"""Messages about mentions that were set aside: the digest, where one click brings them back, and the daily sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.desk import sorting
from bot.desk.models import Mention
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.samples import Aside, Reviewed
from bot.desk.vocabulary import MentionState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.cards import NETWORKS, author
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say

RESTORE, REVIEW = "mention_restore", "mention_review"
# A message holds about 13,000 characters in all, and escaped words are up to five times as long.
WHO_MOST, WORDS_MOST, REASON_MOST = 40, 110, 70
LIST = "`amends mentions list --state discarded`"


def digest(book: Book, asides: Sequence[Aside], more: int) -> dict[str, Any]:
    """What was set aside as no complaint, the doubtful first, each with why; ``more`` are only counted."""
    language = book.desk.channels.language
    head = say(language, _("Set aside as no complaint: {n}"), n=len(asides) + more)
    found = [blocks.section(f"*{head}*")]
    for aside in asides:
        row = _row(book, aside, language)
        if aside.mention.state == MentionState.DISCARDED:
            row["accessory"] = _restore(aside.mention, language)
        found.append(row)
    if more:
        found.append(blocks.context(say(language, _("…and {n} more: {command}"), n=more, command=LIST)))
    hint = _("Nothing is deleted. One click makes a complaint of it, with a draft, and is kept to learn from.")
    found.append(blocks.context(say(language, hint)))
    return {"text": head, "blocks": found}


def sample(book: Book, asides: Sequence[Aside], reviewed: Reviewed) -> dict[str, Any]:
    """A few of yesterday's discards, drawn at random, to be looked at, and how the earlier ones were found."""
    language = book.desk.channels.language
    head = say(language, _("Was it right to set these aside?"))
    hint = say(language, _("Drawn at random from what was set aside yesterday; what you say is counted."))
    found = [blocks.section(f"*{head}*"), blocks.context(hint)]
    for aside in asides:
        found.append(_row(book, aside, language))
        if aside.mention.state == MentionState.DISCARDED and not aside.found_right_by:
            right = blocks.button(REVIEW, say(language, _("Right")), aside.mention.id)
            both = blocks.actions(right, _restore(aside.mention, language), block_id=f"review-{aside.mention.id}")
            found.append(both)
    found.append(blocks.context(_rate(reviewed, language)))
    return {"text": head, "blocks": found}


def _restore(mention: Mention, language: str) -> Block:
    return blocks.button(RESTORE, say(language, _("It is a complaint")), mention.id)


def _row(book: Book, aside: Aside, language: str) -> Block:
    mention = aside.mention
    network = say(language, NETWORKS.get(mention.network, inline(mention.network, 40)))
    head = f"*{inline(author(mention, language), WHO_MOST)}* · {network} · {moment(mention.posted_at)}"
    if mention.state == MentionState.GONE:
        return blocks.section(f"{head}\n" + say(language, _("The author deleted this post; its words are not kept.")))
    words = inline(f"{mention.title} {mention.text}", WORDS_MOST)
    return blocks.section(f"{head}\n{words}\n{_became(book, aside, language)}")


def _became(book: Book, aside: Aside, language: str) -> str:
    """What happened to it since, or else why it was set aside."""
    mention, ref = aside.mention, f"`{aside.ref}`"
    if aside.restored_by:
        who = escaped(name_of(book, aside.restored_by))
        return ":leftwards_arrow_with_hook: " + say(language, _("restored by {who}: {ref}"), who=who, ref=ref)
    if mention.state != MentionState.DISCARDED:
        return say(language, _("a complaint by now: {ref}"), ref=ref)
    if aside.found_right_by:
        who = escaped(name_of(book, aside.found_right_by))
        return ":white_check_mark: " + say(language, _("{who} looked: right"), who=who)
    doubt = ":grey_question: " + say(language, _("not sure:")) + " " if (mention.triage or {}).get("doubtful") else ""
    return f"{doubt}{inline(why(mention, language), REASON_MOST)}"


def why(mention: Mention, language: str) -> str:
    """Why it was set aside: the first of triage's reasons, in ``language``, else the sentence that was kept."""
    first = next(iter(sorting.reasons(mention.triage)), None)
    return first.said(language) if first else say(language, mention.reason)


def _rate(reviewed: Reviewed, language: str) -> str:
    if reviewed.rate is None:
        text = _("Looked at in the last 30 days: {n}; complaints among them: {wrong}")
        return say(language, text, n=reviewed.looked_at, wrong=reviewed.wrong)
    text = _("Looked at in the last 30 days: {n}; complaints among them: {rate}")
    return say(language, text, n=reviewed.looked_at, rate=f"{reviewed.rate:.1%}")
