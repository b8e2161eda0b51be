"""The draft on its card: the words, what the checks say, where they come from, who is at it, whose yes it needs."""

from __future__ import annotations

from bot.desk import quorum
from bot.desk.gestures import shown as amount_shown
from bot.desk.models import Draft, Gesture
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import code_of
from bot.desk.vocabulary import CHANGE_NAMES, Change, ComplaintState, Decision, DraftState, Stance
from bot.slack import belonging, blocks, judgement, origins
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, link, moment, quote, second
from bot.texts import _, say

REPLY_MOST = 3300
HELD_MOST = 600  # of a draft that will be written anew
GESTURES_SHOWN = 3


def shown(rows: Rows) -> list[Block]:
    """The draft in the state it is in."""
    language = rows.language
    if rows.complaint.state == ComplaintState.DISMISSED:
        text = say(
            language,
            _("*Dismissed by {who}:* {reason}"),
            who=escaped(name(rows, rows.complaint.dismissed_by)),
            reason=inline(rows.complaint.dismissed_reason or "", 300),
        )
        return [blocks.section(text)]
    if rows.complaint.state == ComplaintState.ABSTAINED:
        return [*gestures(rows), blocks.section(waiting(rows))]
    return [*gestures(rows), *reply(rows)]


def waiting(rows: Rows) -> str:
    """What a person decided instead of a reply: by whom, why, until when."""
    found, language = rows.abstention, rows.language
    if found is None:
        return say(language, _("*Nobody answers this for now.*"))
    text = _("*Watched {until}*, by {who}: {reason}")
    if found.needs == Stance.DO_NOT_ENGAGE:
        text = _("*We do not engage, {until}.* Decided by {who}: {reason}")
    until = say(language, _("until {day}"), day=moment(found.until)) if found.until else say(language, _("for good"))
    sign = ":eyes: " if found.needs == Stance.WATCH else ":no_bell: "
    who = escaped(name(rows, found.person))
    return sign + say(language, text, until=until, who=who, reason=inline(found.reason, 300))


def reply(rows: Rows) -> list[Block]:
    """The words, and where they stand."""
    draft, language = rows.draft, rows.language
    if rows.complaint.state == ComplaintState.OPEN and rows.waits_for_manager:
        text = _(
            ":lock: *A manager decides first.* Nothing is written here before one of them lets a reply be written."
        )
        return [blocks.section(say(language, text))]
    if rows.complaint.state == ComplaintState.OPEN and rows.held_back:
        before = [quote(draft.body, masked=False, most=HELD_MOST)] if draft is not None else []
        return [belonging.held_back(rows), *before, *_at_it(rows)]
    if draft is None:
        engages = rows.playbook.engages
        waiting = _("_A draft is being written…_") if engages else _("This playbook writes no reply. Edit writes one.")
        return [blocks.section(say(language, waiting)), *_at_it(rows)]
    if draft.state == DraftState.PROPOSED:
        return _proposed(rows, draft)
    if draft.state == DraftState.APPROVED and rows.by_hand:
        text = _("*Approved by {who}.* Copy this text, post it where the customer wrote, then say where it is.")
        who = escaped(signers(rows))
        return [blocks.section(say(language, text, who=who)), blocks.preformatted(draft.reply_text or "")]
    return [
        quote(draft.reply_text or draft.body, masked=False, most=REPLY_MOST),
        blocks.section(_standing(rows, draft)),
    ]


def _proposed(rows: Rows, draft: Draft) -> list[Block]:
    found = [
        blocks.context(*_written(rows, draft)),
        quote(draft.reply_text or unsigned(rows, draft), masked=False, most=REPLY_MOST),
    ]
    if rows.judged is not None:
        found += judgement.short(rows.judged, rows.language)
    origin = origins.of_draft(rows)
    return [*found, *([blocks.context(origin)] if origin else []), *_at_it(rows), *_whose_yes(rows)]


def _written(rows: Rows, draft: Draft) -> list[str]:
    """Which version, by whom, from what, and why it is as it is."""
    language, why = rows.language, draft.why
    said = [
        say(language, _("*Draft {number}* · {by}"), number=draft.number, by=escaped(author(rows.book, draft, language)))
    ]
    if draft.edit_of:
        said.append(say(language, _("from version {number}"), number=draft.edit_of))
    change = why.get("change")
    if isinstance(change, dict) and change.get("kind") in set(Change):
        said.append(say(language, _("asked for: {what}"), what=say(language, CHANGE_NAMES[Change(change["kind"])])))
    if voided := why.get("voided"):
        said.append(say(language, _("the approval no longer counts: {why}"), why=say(language, str(voided))))
    if undone := why.get("undone"):
        said.append(say(language, _("{who} took the approval back"), who=escaped(name(rows, str(undone)))))
    if reason := why.get("model"):
        said.append(escaped(say(language, str(reason))))
    return said


def author(book: Book, draft: Draft, language: str) -> str:
    """Who wrote a version."""
    machines = {"playbook": _("written from the playbook"), "model": _("worded by the language model")}
    if draft.written_by in machines:
        return say(language, machines[draft.written_by])
    return say(language, name_of(book, draft.written_by))


def unsigned(rows: Rows, draft: Draft) -> str:
    """The draft as it will read, with a place for the signature."""
    code = code_of(draft.language)
    you, initials = say(code, _("(your first name)")), say(code, _("(your initials)"))
    return f"{draft.body}\n{rows.book.desk.signature(you, initials, draft.language)}"


def _at_it(rows: Rows) -> list[Block]:
    """Who has the reply open to rewrite it."""
    if not rows.editors:
        return []
    names = ", ".join(escaped(name(rows, who)) for who in rows.editors)
    return [blocks.context(":pencil2: " + say(rows.language, _("{who} is rewriting this at the moment"), who=names))]


def _whose_yes(rows: Rows) -> list[Block]:
    """Who has agreed, and whose yes is missing, where one person is not enough."""
    needed, language = rows.needed, rows.language
    assert needed is not None
    before = [quorum.approver(rows.book, one.person) for one in rows.given]
    nobody = quorum.approver(rows.book, "")
    names = escaped(", ".join(quorum.others(rows.book, rows.playbook, needed, before, nobody)) or "—")
    if before:
        who = escaped(", ".join(one.name for one in before))
        text = _(":ballot_box_with_check: *{who}* has approved these words; one more yes is needed: {names}")
        return [blocks.section(say(language, text, who=who, names=names))]
    if needed.people > 1:
        text = _("Two people approve this reply, one of them a manager.") if needed.manager else (
            _("Two people approve this reply."))  # fmt: skip
        return [blocks.context(":busts_in_silhouette: " + say(language, text))]
    if needed.manager:
        return [
            blocks.context(":bust_in_silhouette: " + say(language, _("A manager approves this: {names}"), names=names))
        ]
    if needed.not_alone is not None:
        author_ = escaped(name(rows, needed.not_alone))
        text = _("{who} rewrote it, so somebody else reads it as well.")
        return [blocks.context(":busts_in_silhouette: " + say(language, text, who=author_))]
    return []


def _standing(rows: Rows, draft: Draft) -> str:
    """Where an approved reply stands, in one sentence."""
    language = rows.language
    who, problem = escaped(signers(rows)), inline(say(language, draft.problem or ""), 200)
    if draft.state == DraftState.PUBLISHED:
        at = moment(draft.published_at or draft.changed_at)
        where = link(draft.published_url or "", say(language, _("see the reply")))
        return say(language, _("*Published*, approved by {who} · {at} · {where}"), who=who, at=at, where=where)
    if draft.state == DraftState.UNKNOWN:
        return ":warning: " + say(
            language,
            _("*Outcome unknown* ({problem}). Look whether the reply approved by {who} is online, then say so."),
            problem=problem,
            who=who,
        )
    if draft.state == DraftState.FAILED:
        return ":warning: " + say(
            language, _("*Not published* ({problem}). Edit it, publish it again, or post it by hand."), problem=problem
        )
    if problem:
        return say(
            language,
            _("*Approved by {who}.* Not sent yet ({problem}); it is being tried again."),
            who=who,
            problem=problem,
        )
    if draft.state == DraftState.APPROVED and draft.publish_at and draft.publish_at > rows.now:
        text = _(":hourglass_flowing_sand: *Approved by {who}.* It goes out at {at}: until then it can be taken back.")
        return say(language, text, who=who, at=second(draft.publish_at))
    return say(language, _("*Approved by {who}.* Being published…"), who=who)


def gestures(rows: Rows) -> list[Block]:
    """What is asked for and not decided, with its clock; then what was."""
    found = [line for one in rows.gestures[-GESTURES_SHOWN:] if (line := _gesture(rows, one))]
    return [blocks.lines(found)] if found else []


def _gesture(rows: Rows, gesture: Gesture) -> str:
    language = rows.language
    what = escaped(gesture_named(rows, gesture))
    who = escaped(name(rows, gesture.asked_by))
    if gesture.decision is None:
        text = _(":gift: *{who} asks for: {what}* — {why} · decision due {due}")
        why, due = inline(gesture.why, 150), moment(gesture.due_at)
        return say(language, text, who=who, what=what, why=why, due=due)
    by = escaped(name(rows, gesture.decided_by))
    if gesture.decision == Decision.GRANTED:
        text = _(":gift: {what}: granted by {who}. A reply may promise it; the amount stays private.")
        return say(language, text, what=what, who=by)
    text = _(":gift: {what}: refused by {who} ({reason})")
    return say(language, text, what=what, who=by, reason=inline(gesture.reason or "", 150))


def gesture_named(rows: Rows, gesture: Gesture) -> str:
    """The gesture as colleagues call it: "voucher 15.00 EUR"."""
    spec = rows.book.desk.gestures.kinds.get(gesture.kind)
    title = spec.title[code_of(rows.language)] if spec else gesture.kind
    return f"{title} {amount_shown(gesture)}".strip()


def name(rows: Rows, person: str | None) -> str:
    """What to call somebody of the desk."""
    return say(rows.language, name_of(rows.book, person or ""))


def signers(rows: Rows) -> str:
    """Everybody who approved, the signer first."""
    assert rows.draft is not None
    who = [one.person for one in rows.given] or [rows.draft.approved_by or ""]
    return ", ".join(name(rows, one) for one in who)
