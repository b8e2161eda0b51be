"""What triage found, on the card: how urgent and why, what a person should look at, and how sure it was."""

from __future__ import annotations

from bot.desk import sorting, urgency
from bot.desk.people import name_of
from bot.desk.vocabulary import ComplaintState
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline, moment
from bot.texts import _, say
from bot.triage import priority
from bot.triage.deciding import KIND_NAMES, RISK_NAMES
from bot.triage.kinds import RISKS
from bot.triage.places import GROUND_NAMES

CONDITIONS = {  # why a playbook was found that needs no phrase (bot.desk.playbooks.choosing)
    "venues": _("where it was said"), "networks": _("the network"), "severity": _("how hard the reproach is"),
    "rating": _("its rating"), "words": _("its length"),
}  # fmt: skip
STAKES_NAMES = {
    "P1": _("safety, dignity or data of somebody"), "P2": _("serious money, a long wait, somebody in need"),
    "P3": _("an ordinary complaint"), "P4": _("little is at stake"),
}  # fmt: skip
PARTS = {
    "stakes": _("what is at stake {points}"), "arousal": _("feelings {points}"), "reach": _("reach {points}"),
    "venue": _("venue {points}"), "same problem": _("others with it {points}"), "waiting": _("waiting {points}"),
}  # fmt: skip


def shown(rows: Rows) -> list[Block]:
    """One line of why it is P1 to P4, and one more where somebody should look twice; nothing without triage."""
    found, language = rows.mention.triage, rows.language
    if not found or not rows.complaint.stakes:
        return []
    made = (blocks.context(_urgency(rows)), _doubts(rows, language), _opinion(rows), _restraint(rows))
    return [block for block in made if block]


def _opinion(rows: Rows) -> Block | None:
    """What a second reader takes it for, with the passages it points to; or why there is none."""
    found, language = (rows.mention.triage or {}).get("opinion"), rows.language
    if not found:
        return None
    if "kind" not in found:
        return blocks.context(say(language, _("No second opinion: {why}"), why=escaped(say(language, found["why"]))))
    names = [RISK_NAMES[risk] for risk in found["risks"] if risk in RISK_NAMES]
    stakes = f" ({found['stakes']})" if found["stakes"] else ""
    said = [say(language, _("Second opinion: {kind}."), kind=say(language, KIND_NAMES[found["kind"]]) + stakes)]
    if names:
        risks = ", ".join(dict.fromkeys(say(language, name) for name in names))
        said.append(say(language, _("It sees a risk: {risks}."), risks=risks))
    said += [say(language, _("It attacks a person."))] if found["abusive"] else []
    if found["reasons"]:
        words = " … ".join(inline(passage, 80) for passage in found["reasons"])
        said.append(say(language, _("It points to “{words}”."), words=words))
    return blocks.context(":busts_in_silhouette: " + " ".join(said))


def _restraint(rows: Rows) -> Block | None:
    """Whoever was not asked chooses how to join in, if at all (a reply among customers can be felt as intrusion)."""
    if rows.complaint.state != ComplaintState.OPEN or not sorting.asks_for_restraint(rows.mention.triage):
        return None
    text = _(
        "Nobody asked us, and customers are among themselves here: reply lightly, watch (in ⋯), or write in private."
    )
    return blocks.context(":speech_balloon: " + say(rows.language, text))


def ground(rows: Rows) -> str:
    """Whose ground it was said on, and whether to us, in a few words; "" where nobody found out."""
    found, language = rows.mention.triage or {}, rows.language
    if found.get("ground") not in GROUND_NAMES:
        return ""
    where = say(language, GROUND_NAMES[found["ground"]])
    return where if found.get("solicited") else say(language, _("{ground}, not said to us"), ground=where)


def why_playbook(rows: Rows) -> str:
    """Why this playbook applies: a phrase, a risk or topic that triage found, or what is known beside the words."""
    language, reason = rows.language, rows.complaint.playbook_reason
    if reason in (*RISKS, *rows.book.playbooks):
        return say(language, _("triage takes it for that"))
    if set(known := reason.split(", ")) <= CONDITIONS.keys():
        return say(language, _("by {what}"), what=", ".join(say(language, CONDITIONS[one]) for one in known))
    return say(language, _("it says “{phrase}”"), phrase=inline(reason, 60))


def _urgency(rows: Rows) -> str:
    """The sum as it was made last: in the order of what waits the same one counts."""
    language, complaint = rows.language, rows.complaint
    stakes, kept = complaint.stakes or "P3", complaint.weighed
    if kept is None:  # from before sums were kept
        kept = urgency.summed(rows.book, rows.mention, stakes, rows.now).weighed  # type: ignore[arg-type]
    summed = ", ".join(say(language, PARTS[name], points=points) for name, points in kept["parts"].items())
    return say(
        language, _("*{stakes}*: {why}. Priority {sum} ({parts})."), stakes=stakes,
        why=say(language, STAKES_NAMES[stakes]), sum=max(priority.FLOOR, sum(kept["parts"].values())), parts=summed,
    )  # fmt: skip


def called(rows: Rows) -> list[Block]:
    """Which people were called, by when one of them must have it, or who has it."""
    standing, language = rows.hotline, rows.language
    if standing is None:
        return []
    if standing.taken_by and standing.taken_at:
        who, at = escaped(name_of(rows.book, standing.taken_by)), moment(standing.taken_at)
        return [blocks.context(":white_check_mark: " + say(language, _("{who} has it since {at}."), who=who, at=at))]
    told = escaped(standing.told)
    text = say(language, _("Called at once: {told}. Nobody has it yet."), told=told)
    if standing.by is not None:
        text += " " + say(language, _("At {due} the next are called."), due=moment(standing.by))
    return [blocks.context(":rotating_light: " + text)]


def _doubts(rows: Rows, language: str) -> Block | None:
    found = rows.mention.triage or {}
    said = []
    possible = [risk for risk in found.get("asked_risks", ()) if risk not in found.get("sure_risks", ())]
    if possible:
        names = ", ".join(dict.fromkeys(say(language, RISK_NAMES[risk]) for risk in possible if risk in RISK_NAMES))
        said.append(say(language, _("Look whether this is about {risks}."), risks=names))
    if found.get("abusive"):
        said.append(say(language, _("It attacks a person.")))
    if found.get("doubtful"):
        why = " ".join(reason.said(language) for reason in sorting.reasons(found)[:1])
        said.append(say(language, _("Not sure that this is a complaint: {why}"), why=escaped(why)))
    return blocks.context(":mag: " + " ".join(said)) if said else None
