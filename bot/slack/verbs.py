"""What each button and each modal does: one desk verb each. The listeners are the same few lines for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import approvals, complaints, drafts, publishing, tickets
from bot.desk.models import Complaint
from bot.desk.people import Person
from bot.desk.playbooks import Book
from bot.slack import modals
from bot.slack.blocks import Block
from bot.slack.rows import Rows

Values = dict[str, str]
# (session, book, complaint, person, what the button or the modal carried, now)
Verb = Callable[[Session, Book, Complaint, Person, Values, datetime], object]


def _number(values: Values) -> int:
    return int(values["extra"] or 0)


# action_id → (what the role must allow, the verb). Buttons that act at once.
BUTTONS: dict[str, tuple[str, Verb]] = {
    "draft_approve": ("approve", lambda s, b, c, p, v, now: approvals.approve(s, b, c, p, v["extra"], now)),
    "draft_regenerate": ("approve", lambda s, b, c, p, _v, now: drafts.regenerate(s, b, c, p, now)),
    "draft_publish_again": ("approve", lambda s, _b, c, p, _v, now: publishing.publish_again(s, c, p, now)),
    "complaint_restore": ("approve", lambda s, b, c, p, _v, now: complaints.restore(s, b, c, p, now)),
    "ticket_claim": ("work", lambda s, b, c, p, _v, now: tickets.claim(s, b, c, p, now)),
    "ticket_release": ("work", lambda s, b, c, p, _v, now: tickets.release(s, b, c, p, now)),
}  # fmt: skip

# callback_id → (what the role must allow, the verb). Modals, on submission.
SUBMISSIONS: dict[str, tuple[str, Verb]] = {
    "draft_edit": ("approve", lambda s, b, c, p, v, now: drafts.edit(s, b, c, p, _number(v), v["body"], now)),
    "draft_posted": ("approve", lambda s, b, c, p, v, now: publishing.posted_by_hand(s, b, c, p, v["url"], now)),
    "complaint_dismiss": ("approve", lambda s, b, c, p, v, now: complaints.dismiss(s, b, c, p, v["reason"], now)),
    "ticket_note": ("log", lambda s, _b, c, p, v, now: tickets.note(s, c, p, v["note"], now)),
    "ticket_wait": ("work", lambda s, b, c, p, v, now: tickets.wait(s, b, c, p, v["what"], now)),
    "ticket_reopen": ("log", lambda s, b, c, p, v, now: tickets.reopen(s, b, c, p, v["why"], now)),
    "ticket_resolve": ("work", lambda s, b, c, p, v, now: tickets.resolve(
        s, b, c, p, now, outcome=v["outcome"], reason=v["reason"], done=v["done"], on=v["on"])),
}  # fmt: skip

# action_id → the modal it opens.
OPENS: dict[str, Callable[[Rows], Block]] = {
    "draft_edit": modals.edit,
    "draft_posted": modals.posted,
    "complaint_dismiss": modals.dismiss,
    "ticket_note": modals.note,
    "ticket_wait": modals.wait,
    "ticket_resolve": modals.resolve,
    "ticket_reopen": modals.reopen,
}
