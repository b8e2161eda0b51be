"""The windows of a rehearsal: a past complaint without its names, a reply of one's own, and what it would have done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.rehearsals import Case
from bot.slack import blocks, judgement
from bot.slack.blocks import Block
from bot.slack.cards import LANGUAGES, NETWORKS
from bot.slack.modals import quoted
from bot.slack.text import escaped, inline, quote
from bot.texts import _, say
from bot.voice.rubric import Judgement

LIVE = "rehearsal_typed"
SENT = "rehearsal_send"
NEXT = "rehearsal_next"
REPLY_MOST = 3000


def practice(language: str, case: Case, judged: Judgement | None) -> Block:
    """The complaint and a field; drawn anew while somebody types."""
    field = blocks.text_input(
        "reply",
        say(language, _("Your reply")),
        multiline=True,
        most=REPLY_MOST,
        hint=say(language, _("Your signature is added, as in a real reply.")),
        live=LIVE,
    )
    found = [
        blocks.context(say(language, _(":performing_arts: A rehearsal: nothing is published, and nothing is kept."))),
        blocks.context(*_where(language, case)),
        *quoted(case.said),
        field,
        *(judgement.at_length(judged, language) if judged else []),
    ]
    return blocks.modal(
        SENT, say(language, _("Rehearsal")), found, submit=say(language, _("Finish")),
        close=say(language, _("Close")), metadata=case.complaint.ref,
    )  # fmt: skip


def _where(language: str, case: Case) -> list[str]:
    mention = case.complaint.mention
    network = say(language, NETWORKS.get(mention.network, inline(mention.network)))
    spoken = say(language, LANGUAGES.get(mention.language, inline(mention.language)))
    stars = "★" * round(mention.rating) if mention.rating else ""
    return [network, spoken, stars]


def verdict(language: str, case: Case, typed: str, judged: Judgement, hints: Sequence[str], times: int) -> Block:
    """What the checks say, how this person is calmed down, and what was really answered."""
    found = [
        *judgement.at_length(judged, language),
        blocks.section(f"*{say(language, _('How to calm this person down'))}*\n" + _listed(language, hints)),
        blocks.context(say(language, _("Your reply:"))),
        quote(typed, masked=False, most=1500),
        blocks.context(say(language, _("What was really answered then:"))),
        quote(case.answered, most=1500),
        blocks.actions(
            blocks.button(NEXT, say(language, _("Another one")), "next", style="primary"),
            blocks.button("rehearsal_again", say(language, _("This one again")), case.complaint.ref),
        ),
        blocks.context(
            say(language, _("Rehearsed for the first time; only the count is kept."))
            if times == 1
            else say(language, _("Rehearsed {n} times; only the count is kept."), n=times)
        ),
    ]
    return blocks.modal("rehearsal_over", say(language, _("Rehearsal")), found, close=say(language, _("Close")))


def _listed(language: str, hints: Sequence[str]) -> str:
    return "\n".join(f"• {escaped(say(language, hint))}" for hint in hints)
