"""Windows over the Home tab: a list behind a number, and one complaint's card with all that can be done."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from bot.desk.figures import telling
from bot.desk.lists import NOBODY, Asked, Item, Page
from bot.desk.people import name_of
from bot.desk.vocabulary import DraftState, Metric
from bot.slack import blocks, cards
from bot.slack.blocks import Block
from bot.slack.home import agent, boarded
from bot.slack.home.community import TO_LOOK_AT
from bot.slack.home.parts import CARD, LIST, SPANS_OF, Desk, opened
from bot.slack.rows import Rows
from bot.slack.text import cut, escaped, inline, link
from bot.texts import _, say

SAID_MOST = 550  # a section takes 3,000 characters, and escaping makes five of one
TITLES = {
    "unanswered": _("Without an answer"), "held": _("Waits for a statement"), "surge": _("Part of a surge"),
    "drafts": _("Drafts to approve"), "look": _("Replies to look at"), "mine": _("Tickets"), "load": _("Tickets"),
    "queue": _("Queue"), "late": _("Late"), "broken": _("Broken promises"), "promises": _("Promises"),
    "missed": _("Broken promises"),
}  # fmt: skip
# What the pages at /desk can be asked for as well.
ON_PAGES = {"unanswered": "open", "drafts": "open", "mine": "answered", "load": "answered", "queue": "answered"}


def listing(desk: Desk, asked: Asked, page: Page, door: str = "") -> Block:
    """One page of a list. ``door``: where the manager's pages are, where a public address is configured."""
    shown: list[Block] = []
    if scope := _scope(desk, asked):
        shown.append(blocks.context(*scope))
    if asked.kind in SPANS_OF:
        shown.append(_spans(desk, asked))
    shown += [block for item in page.items for block in _item(desk, asked, item)]
    if not page.items:
        shown.append(blocks.section(desk.say(_("Nothing stands here any more."))))
    if page.following or asked.after:
        shown.append(blocks.actions(*_turning(desk, asked, page), block_id="pages"))
    if address := _address(asked, door):
        shown.append(blocks.context(link(address, desk.say(_("The same in your browser")))))
    return blocks.modal(LIST, desk.say(TITLES[asked.kind]), shown, close=desk.say(_("Close")), metadata=asked.written())


def _scope(desk: Desk, asked: Asked) -> list[str]:
    """What the list is narrowed to."""
    said = [boarded.named(desk, by, value) for by, value in
            (("team", asked.team), ("venue", asked.venue), ("playbook", asked.playbook)) if value]  # fmt: skip
    if asked.owner:
        said.append(
            desk.say(_("nobody has them")) if asked.owner == NOBODY else desk.say(name_of(desk.book, asked.owner))
        )
    if asked.metric:
        said.append(telling.metric_name(asked.metric, desk.language))
    if asked.kind == "held":
        said.append(desk.say(_("incident {number}"), number=asked.number))
    return [escaped(one) for one in said]


def _spans(desk: Desk, asked: Asked) -> Block:
    return blocks.actions(*(
        blocks.button(f"{LIST}_{days}", desk.say(boarded.SPAN_NAMES[days] if days else _("in all")),
                      replace(asked, days=days, after="").written(), style="primary" if days == asked.days else "")
        for days in SPANS_OF[asked.kind]
    ), block_id="spans")  # fmt: skip


def _turning(desk: Desk, asked: Asked, page: Page) -> list[Block]:
    found = []
    if asked.after:
        found.append(
            blocks.button(f"{LIST}_first", desk.say(_("From the beginning")), replace(asked, after="").written())
        )
    if page.following:
        found.append(blocks.button(f"{LIST}_next", desk.say(_("Next")), replace(asked, after=page.following).written()))
    return found


def _item(desk: Desk, asked: Asked, item: Item) -> list[Block]:
    if item.promise is not None and asked.kind == "promises":
        return agent.promise(desk, item)
    if asked.kind == "queue":
        return [agent.claimable(desk, item)]
    # A complaint stands in some lists more than once: for each promise that is late.
    number = item.promise.id if item.promise is not None else len(asked.kind)
    of = f"{asked.kind}-{item.metric}-{number}"
    return [opened(desk, item, _extra(desk, asked, item), of=of)]


def _extra(desk: Desk, asked: Asked, item: Item) -> str:
    if item.promise is not None:
        what, who = inline(item.promise.what, 80), escaped(desk.say(name_of(desk.book, item.promise.owner)))
        return f"{who}: “{what}”"
    if asked.kind == "look":
        return desk.say(TO_LOOK_AT[DraftState(item.state)])
    if asked.kind in ("mine", "load"):
        return agent.next_step(desk, item)
    return escaped(telling.metric_name(item.metric, desk.language)) if item.metric in set(Metric) else ""


def _address(asked: Asked, door: str) -> str:
    if not door or asked.kind not in ON_PAGES or asked.days or asked.venue:
        return ""
    owner = {NOBODY: "nobody"}.get(asked.owner, asked.owner) or ("nobody" if asked.kind == "queue" else "")
    named = {"state": ON_PAGES[asked.kind], "team": asked.team, "playbook": asked.playbook, "owner": owner}
    return f"{door}/desk/queue?{urlencode({name: value for name, value in named.items() if value})}"


def card(rows: Rows, *, of_list: str = "", said: str = "") -> Block:
    """One complaint's card in a window: its ticket's where the reply is public. ``of_list``: the list to go back to;
    ``said``: what came of the last press."""
    language = rows.language
    face = cards.ticket(rows) if rows.ticket is not None else cards.approval(rows)
    shown = [
        *([blocks.section(f":point_right: *{escaped(cut(said, SAID_MOST))}*"), blocks.divider()] if said else []),
        *face["blocks"],
    ]
    if of_list:
        back = blocks.button(f"{LIST}_back", say(language, _("Back to the list")), of_list)
        shown.append(blocks.actions(back, block_id="back"))
    ref = rows.complaint.ref
    return blocks.modal(CARD, cut(ref, 24), shown, close=say(language, _("Close")), metadata=f"{ref}|{of_list}")
