"""Windows in which people say how a reply is to be written: other words, another playbook, facts, severity, a manager.

And what may be given: gestures, asked for and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.desk import facts
from bot.desk.opening import choice_for
from bot.desk.people import Person
from bot.desk.playbooks import Playbook
from bot.desk.playbooks.granting import GestureKind
from bot.desk.playbooks.notions import SEVERITIES, Language, code_of
from bot.desk.vocabulary import CHANGE_NAMES, Change, ComplaintState, Role
from bot.slack import blocks, buttons, drafted, glossing, triaged
from bot.slack.blocks import Block
from bot.slack.modals import frame, quoted
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline
from bot.texts import _, say

SEVERITY_NAMES = {
    "none": _("no reproach"),
    "disapproval": _("disapproval"),
    "accusation": _("accusation"),
    "blame": _("blame"),
}
FILLED_BY = {
    "customer": _("the customer knows it"),
    "agent": _("a colleague knows it"),
    "case": _("the order system knows it"),
}
PLAYBOOKS_MOST, SLOTS_MOST, CHOICES_MOST = 100, 20, 100


def change(rows: Rows) -> Block:
    """Ask for changes: what kind, and in their own words."""
    language, draft = rows.language, rows.draft
    kinds = [(kind.value, say(language, CHANGE_NAMES[kind])) for kind in Change]
    found = [
        blocks.choice("kind", say(language, _("What should change?")), kinds, initial=Change.MORE_SPECIFIC, radio=True),
        blocks.text_input(
            "words",
            say(language, _("In your words")),
            multiline=True,
            optional=True,
            most=1000,
            hint=say(language, _("A new version appears beside this one; Versions shows both.")),
        ),
    ]
    return frame(rows, "draft_reject", _("Ask for changes"), found, _("Ask"), extra=f"|{draft.number if draft else 0}")


def playbook(rows: Rows) -> Block:
    """Another playbook: all of them by title, the current one marked, and what else spoke for others."""
    language, code = rows.language, code_of(rows.language)
    offered = []
    for name, one in sorted(rows.book.playbooks.items(), key=lambda item: item[1].title.get(code, item[0]).casefold()):
        now = say(language, _(" (applies now)")) if name == rows.complaint.playbook else ""
        offered.append((name, f"{one.title.get(code, name)}{now}"))
    found = [
        blocks.choice("playbook", say(language, _("Playbook")), offered[:PLAYBOOKS_MOST],
                      hint=say(language, _("Words, team, deadlines and escalation follow. What was late stays late."))),
        *_why(rows),
    ]  # fmt: skip
    return frame(rows, "playbook_choose", _("Other playbook"), found, _("Choose"))


def _why(rows: Rows) -> list[Block]:
    """Why the playbook of today was found, and which others came near."""
    language, choice = rows.language, choice_for(rows.book, rows.mention)
    code = code_of(language)
    found = []
    if rows.complaint.playbook_reason:
        found.append(say(language, _("Why this one: {why}."), why=triaged.why_playbook(rows)))
    near = []
    for one in choice.runners_up[:4]:
        known = rows.book.playbooks.get(one.name)
        title = escaped(known.title.get(code, one.name) if known else one.name)
        near.append(f"{title} (“{inline(one.why, 60)}”)" if one.why else title)
    if near:
        found.append(say(language, _("Near it: {others}"), others=", ".join(near)))
    return [blocks.context(*found)] if found else []


def fill(rows: Rows) -> Block:
    """What is missing, one typed field each, with who should know it; what is known already can be put right."""
    language, lacking = rows.language, buttons.blanks(rows)
    slots = list(dict.fromkeys([*lacking, *rows.playbook.slots, *rows.complaint.facts]))
    known = facts.fillable(rows.book, rows.playbook)
    found: list[Block] = []
    for slot in [slot for slot in slots if slot in known][:SLOTS_MOST]:
        found += _slot(rows, slot, known[slot], needed=slot in lacking)
    confirmed = [
        (slot, facts.label(rows.book, rows.playbook, slot, language)) for slot in slots if _confirms(rows, slot)
    ]
    if confirmed:
        options = [{"text": blocks.plain(label, blocks.OPTION_MOST), "value": slot} for slot, label in confirmed[:10]]
        element = {"type": "checkboxes", "options": options}
        hint = say(language, _("Only what somebody confirms is said to the customer."))
        label = say(language, _("I confirm that this is so"))
        found.append(blocks.field("confirmed", label, element, hint=hint, optional=True))
    if not found:
        found.append(blocks.section(say(language, _("This playbook has nothing to fill in."))))
        return frame(rows, "slots_fill", _("Fill in facts"), found)
    return frame(rows, "slots_fill", _("Fill in facts"), found, _("Save"))


def _confirms(rows: Rows, slot: str) -> bool:
    spec = rows.playbook.slots.get(slot)
    return spec is not None and spec.confirmed


def _slot(rows: Rows, slot: str, type_: str, *, needed: bool) -> list[Block]:
    language, spec = rows.language, rows.playbook.slots.get(slot)
    label = facts.label(rows.book, rows.playbook, slot, language)
    kept = rows.complaint.facts.get(slot, {})
    hints = [say(language, FILLED_BY[spec.filled_by])] if spec else []
    if needed:
        hints.append(say(language, _("needed before the reply may leave")))
    if spec and spec.private:
        hints.append(say(language, _("never said in public")))
    if kept.get("by"):
        hints.append(say(language, _("said by {who}"), who=drafted.name(rows, kept["by"])))
    hint = " · ".join(hints)
    value = str(kept.get("value", ""))
    if type_ == "choice":
        offered = list(facts.choices(rows.playbook, slot, language).items())[:CHOICES_MOST]
        return [blocks.choice(slot, label[:1].upper() + label[1:], offered, initial=value, hint=hint, optional=True)]
    element = _element(type_, value, rows)
    return [blocks.field(slot, label[:1].upper() + label[1:], element, hint=hint, optional=True)]


def _element(type_: str, value: str, rows: Rows) -> Block:
    """The field that fits the type; what was said before stands in it."""
    language = rows.language
    if type_ == "date":
        return {"type": "datepicker"} | ({"initial_date": value} if value else {})
    if type_ == "time":
        return {"type": "timepicker"} | ({"initial_time": value} if value else {})
    if type_ == "number":
        number: Block = {"type": "number_input", "is_decimal_allowed": True}
        return number | ({"initial_value": value} if value else {})
    if type_ == "yes_no":
        options = [
            {"text": blocks.plain(say(language, word), 75), "value": code}
            for code, word in (("yes", _("yes")), ("no", _("no")))
        ]
        chosen = [option for option in options if option["value"] == value]
        return {"type": "radio_buttons", "options": options} | ({"initial_option": chosen[0]} if chosen else {})
    text: Block = {"type": "plain_text_input", "max_length": facts.LONGEST}
    return text | ({"initial_value": value[: facts.LONGEST]} if value else {})


def grade(rows: Rows) -> Block:
    """How hard the reproach is."""
    language = rows.language
    levels = [(level, say(language, SEVERITY_NAMES[level])) for level in SEVERITIES]
    field = blocks.choice(
        "severity", say(language, _("How hard is the reproach?")), levels, initial=rows.complaint.severity or "",
        radio=True, hint=say(language, _("Who must approve the reply follows from it.")),
    )  # fmt: skip
    attack = blocks.choice(
        "abusive", say(language, _("Does it attack a person?")), [(key, say(language, text)) for key, text in ATTACKS],
        initial="yes" if (rows.mention.triage or {}).get("abusive") else "no", radio=True,
        hint=say(language, _("Anger, swearing and insulting the brand are no attack on a person.")),
    )  # fmt: skip
    return frame(rows, "complaint_grade", _("Severity"), [field, attack], _("Save"))


ATTACKS = [("no", _("No: anger or criticism")), ("yes", _("Yes: this is abuse"))]


def hand_over(rows: Rows) -> Block:
    """Hand it to a manager."""
    language = rows.language
    managers = [spec.name for spec in rows.book.desk.people.values() if Role.MANAGER in spec.roles]
    text = say(language, _("Told at once: {names}, or whoever stands in."), names=", ".join(managers[:4]) or "—")
    field = blocks.text_input("why", say(language, _("What should a manager decide?")), multiline=True, most=1000)
    return frame(
        rows, "complaint_escalate", _("Hand to a manager"), [blocks.context(escaped(text)), field], _("Hand over")
    )


def gesture(rows: Rows, person: Person | None = None) -> Block:
    """Ask for a gesture; what this person may grant at once stands beside each kind."""
    language, desk = rows.language, rows.book.desk.gestures
    code = code_of(language)
    if not desk.kinds:
        text = say(language, _("desk.yaml names no gestures, so there is nothing to ask for."))
        return frame(rows, "gesture_ask", _("Gesture"), [blocks.section(text)])
    kinds = [(kind, _kind(rows, kind, spec, person, code)) for kind, spec in desk.kinds.items()][:100]
    found = [
        blocks.choice("kind", say(language, _("What would put it right?")), kinds),
        blocks.text_input("amount", say(language, _("How much ({currency})"), currency=desk.currency), optional=True,
                          most=20, hint=say(language, _("Colleagues only: amounts are never said in public."))),
        blocks.text_input("why", say(language, _("Why is it right here?")), multiline=True, most=1000),
        blocks.context(say(language, _("Beyond what you may grant, somebody who may is asked at once, with a clock."))),
    ]  # fmt: skip
    return frame(rows, "gesture_ask", _("Gesture"), found, _("Ask"))


def _kind(rows: Rows, kind: str, spec: GestureKind, person: Person | None, code: Language) -> str:
    title = str(spec.title.get(code, kind))
    mine = _own_authority(rows.playbook, kind, spec, person)
    if mine is None:
        return title
    currency = rows.book.desk.gestures.currency
    told = say(rows.language, _("you: up to {most}"), most=f"{mine:g} {currency}") if mine else (
        say(rows.language, _("you may grant it")))  # fmt: skip
    return f"{title} ({told})"


def _own_authority(playbook_: Playbook, kind: str, spec: GestureKind, person: Person | None) -> float | None:
    """The most this person may grant alone: 0 for a kind without amounts, None when they may not."""
    if person is None:
        return None
    managing = bool(person.roles & {Role.MANAGER, Role.ADMIN})
    roles = {*person.roles, Role.MANAGER} if managing else set(person.roles)
    grant = playbook_.grants.get(kind)
    if grant is None and not managing:
        return None
    most = max((spec.most.get(role, 0) for role in roles), default=0)
    if not managing and grant is not None:
        most = min(most, max((grant.most.get(role, 0) for role in roles), default=0))
    if most:
        return float(most)
    return 0.0 if roles & set(spec.may) else None


def refuse(rows: Rows, gesture_id: int) -> Block:
    """Why a gesture is refused: somebody has to explain it to the customer."""
    language = rows.language
    asked = next((one for one in rows.gestures if one.id == gesture_id), None)
    found: list[Block] = []
    if asked is not None:
        text = _("{who} asks for: {what}")
        who, what = escaped(drafted.name(rows, asked.asked_by)), escaped(drafted.gesture_named(rows, asked))
        found += [blocks.section(say(language, text, who=who, what=what)), *quoted(asked.why)]
    found.append(blocks.text_input("reason", say(language, _("Why not?")), multiline=True, most=1000))
    return frame(rows, "gesture_refuse", _("Refuse the gesture"), found, _("Refuse"), extra=f"|{gesture_id}")


def more(rows: Rows) -> Block:
    """Everything that can be done with a complaint, each with what it is for."""
    language, ref = rows.language, rows.complaint.ref
    found = []
    for action, label, text, holds in OFFERED:
        if holds(rows):
            button = blocks.button(action, say(language, label), ref)
            found.append(blocks.offered(escaped(say(language, text)), button, f"offer-{action}"))
    if glossing.is_offered(rows):
        text = say(language, _("What the customer and the draft say, translated to read only."))
        found.append(blocks.offered(text, glossing.button(rows), "offer-draft_gloss"))
    return frame(rows, "complaint_more", _("What can be done"), found)


def _open(rows: Rows) -> bool:
    return rows.complaint.state == ComplaintState.OPEN


def _always(_rows: Rows) -> bool:
    return True


def _grouped(rows: Rows) -> bool:
    return rows.others is not None


# (action_id, label, what it is for, when it is offered)
OFFERED: Sequence[tuple[str, str, str, Callable[[Rows], bool]]] = (
    ("slots_fill", _("Fill in facts"), _("What the reply needs and the customer did not say."), _open),
    ("gesture_ask", _("Gesture"), _("A replacement, a refund, a voucher: yours to grant, or one click on."), _always),
    ("complaint_escalate", _("Hand to a manager"), _("Somebody with more authority is told at once."), _open),
    ("complaint_grade", _("Severity"), _("How hard the reproach is; who must approve follows from it."), _open),
    ("draft_regenerate", _("New draft"), _("Other words, with the times of now; the old version stays."), _open),
    ("draft_versions", _("Versions"), _("Everything that was written, and what was changed."), _always),
    ("complaint_group", _("Same problem"), _("Others who tell of it, and why we think so; to be undone."), _grouped),
    ("complaint_timeline", _("Timeline"), _("Who did what, when, with the exact words."), _always),
    ("complaint_abstain", _("Watch or do not engage"), _("Until a day or for good; it wakes by itself."), _open),
    ("complaint_dismiss", _("Dismiss"), _("It needs no reply, and you say why. Nothing is deleted."), _open),
)  # fmt: skip
