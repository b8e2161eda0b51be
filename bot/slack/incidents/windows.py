"""The windows of an incident: whose doing it is, its statement, its end and review, who is part of it, its story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk.incidents import statements, story, suggesting
from bot.desk.models import Complaint, IncidentEvent
from bot.desk.people import name_of
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import LANGUAGES, code_of
from bot.desk.vocabulary import CLUSTER_ALLOWS, CLUSTER_NAMES, Cluster, ComplaintState, IncidentState
from bot.slack import blocks, judgement
from bot.slack.blocks import Block
from bot.slack.incidents import cards
from bot.slack.incidents.rows import Shown
from bot.slack.modals import quoted
from bot.slack.rows import Rows
from bot.slack.text import cut, escaped, moment
from bot.texts import _, say
from bot.voice import personal
from bot.voice.rubric import Judgement
from bot.voice.situation import Check

LIVE = "incident_typed"
WORDS_MOST, LISTED, STORY_MOST, SENTENCE_MOST = 1000, 40, 45, 550
FIELDS = {"en": _("What is said in English"), "fr": _("What is said in French")}
STATES = {
    ComplaintState.OPEN: _("waits"), ComplaintState.ANSWERED: _("answered"), ComplaintState.RESOLVED: _("resolved"),
    ComplaintState.DISMISSED: _("dismissed"),
    ComplaintState.ABSTAINED: _("left alone for now"),
}  # fmt: skip


def frame(shown: Shown, callback: str, title: str, found: list[Block], submit: str = "", extra: str = "") -> Block:
    """A window about one incident; ``extra`` (begins with "|") is carried behind its number."""
    language = shown.language
    return blocks.modal(
        callback, say(language, title), found, submit=say(language, submit) if submit else "",
        close=say(language, _("Cancel") if submit else _("Close")), metadata=f"{shown.incident.id}{extra}",
    )  # fmt: skip


def declare(book: Book, language: str) -> Block:
    """A manager declares one by hand."""
    topics = sorted(
        ((name, one.title[code_of(language)]) for name, one in book.playbooks.items() if one.engages),
        key=lambda pair: pair[1],
    )
    found = [
        blocks.section(say(language, _(
            "From now on no reply on this topic leaves before a statement was approved; what was opened on it within "
            "the last day becomes part of the incident."
        ))),
        blocks.choice("topic", say(language, _("What are the complaints about?")), topics[:100]),
        blocks.text_input("title", say(language, _("What do you call it?")), most=100, optional=True,
                          hint=say(language, _("Seen by colleagues only."))),
        blocks.text_input("why", say(language, _("Why: what makes you think that they have one cause?")),
                          multiline=True, most=WORDS_MOST),
    ]  # fmt: skip
    return blocks.modal(
        "incident_declare", say(language, _("Declare an incident")), found, submit=say(language, _("Declare")),
        close=say(language, _("Cancel")),
    )  # fmt: skip


def cluster(shown: Shown) -> Block:
    """Whose doing it is, with what each answer allows, and what is known."""
    language, incident = shown.language, shown.incident
    options = [(one.value, say(language, CLUSTER_NAMES[one])) for one in Cluster]
    word = shown.book.desk.local(incident.next_word_at) if incident.next_word_at else None
    local = shown.book.desk.local(shown.now)
    clock: Block = {"type": "timepicker"} | ({"initial_time": f"{word:%H:%M}"} if word else {})
    people = [(who, spec.name) for who, spec in shown.book.desk.people.items()]
    found = [
        *(blocks.context(f"*{say(language, CLUSTER_NAMES[one])}* — {say(language, CLUSTER_ALLOWS[one])}")
          for one in Cluster),
        blocks.choice("cluster", say(language, _("Whose doing is it?")), options, initial=incident.cluster or "",
                      radio=True),
        blocks.text_input("safety", say(language, _("Must people be told how to stay safe? It comes first.")),
                          initial=incident.safety, multiline=True, optional=True, most=300),
        blocks.text_input("known", say(language, _("What is known?")), initial=incident.known, multiline=True,
                          optional=True, most=500,
                          hint=say(language, _("In words for customers: the statement begins with them."))),
        blocks.text_input("done", say(language, _("What is being done?")), initial=incident.done, multiline=True,
                          optional=True, most=500),
        blocks.date_input("day", say(language, _("When is there news, even if nothing is new by then?")),
                          (word or local).date().isoformat()),
        blocks.field("time", say(language, _("At what time?")), clock),
        blocks.choice("owner", say(language, _("Who owns it?")), people[:100], initial=incident.owner or ""),
    ]  # fmt: skip
    return frame(shown, "incident_cluster", _("Whose doing is it?"), found, _("Save"))


def write(shown: Shown, judged: Mapping[str, Judgement], *, opening: bool) -> Block:
    """The statement, a field for each language, what the checks say under each. ``opening``: with what stands, or what
    is suggested; drawn anew, Slack keeps what is typed."""
    language = shown.language
    found = [blocks.context(say(language, _(
        "A sentence a line. Behind || stands another way to say it: replies agree on the facts and differ in words. "
        "Each reply begins with a sentence for its own person, and regret where it is due."
    )))]  # fmt: skip
    chosen = shown.incident.cluster
    if chosen is not None:
        allows = say(language, CLUSTER_ALLOWS[Cluster(chosen)])
        found.append(blocks.context(f"*{say(language, CLUSTER_NAMES[Cluster(chosen)])}* — {allows}"))
    for code in LANGUAGES:
        found.append(blocks.text_input(
            code, say(language, FIELDS[code]), initial=initial(shown, code) if opening else "", multiline=True,
            optional=True, most=statements.MOST, live=LIVE,
        ))  # fmt: skip
        if code in judged:
            found += [
                block | {"block_id": f"{block['block_id']}-{code}"}
                for block in judgement.at_length(judged[code], language)
            ]
    return frame(shown, "incident_write", _("The statement"), found, _("Save"))


def initial(shown: Shown, code: str) -> str:
    """What stands in a language's field when the window opens."""
    incident, statement = shown.incident, shown.latest.get(code)
    holds = incident.revision is not None or incident.state != IncidentState.DECLARED
    if statement is not None and (statement.approved_by is None or holds):
        return statement.text
    return suggesting.suggested(shown.book, incident, code_of(code))


def approve(shown: Shown) -> Block:
    """The statement in all its languages, what the checks say, a reason for each warning."""
    language = shown.language
    found: list[Block] = []
    for code, statement in sorted(shown.latest.items()):
        writer = escaped(name_of(shown.book, statement.written_by))
        head = say(language, _("*{language}*, written by {who}"), language=say(language, cards.LANGUAGES[code]),
                   who=writer)  # fmt: skip
        found += [blocks.context(head), cards.statement_quote(statement, statements.MOST)]
        if code in shown.judged:
            found += [
                block | {"block_id": f"{block['block_id']}-{code}"}
                for block in judgement.at_length(shown.judged[code], language)
            ]
    stops = any(not judged.passes for judged in shown.judged.values())
    for check in _warnings(shown):
        label = say(language, _("Why may this stay? ({check})"), check=judgement.name_of_check(check.id, language))
        found.append(blocks.text_input(check.id, label, most=500))
    waiting = say(language, _("With your approval the replies are written. Waiting: {n}"), n=shown.figures.waiting)
    found.append(blocks.context(waiting))
    submit = "" if stops else _("Approve")
    extra = f"|{statements.shown_as(shown.latest)}"
    return frame(shown, "incident_approve", _("Approve the statement"), found, submit, extra)


def _warnings(shown: Shown) -> list[Check]:
    """Each warning once, whichever languages it is in."""
    return list({check.id: check for one in shown.judged.values() for check in one.failing("warn")}.values())


def withdraw(shown: Shown) -> Block:
    """Why the statement no longer holds."""
    language = shown.language
    text = _("What has not left is taken back, and no reply on this topic leaves until there is another statement.")
    why = blocks.text_input("why", say(language, _("What is wrong with it?")), multiline=True, most=WORDS_MOST)
    found = [blocks.section(say(language, text)), why]
    return frame(shown, "incident_withdraw", _("The statement is wrong"), found, _("Withdraw it"))


def end(shown: Shown) -> Block:
    """Over, or never one."""
    language, declared = shown.language, shown.incident.state == IncidentState.DECLARED
    ways = [("false_alarm", say(language, _("It was a false alarm")))]
    if not declared:
        ways.insert(0, ("over", say(language, _("It is over"))))
    found = [
        blocks.section(say(language, _("Nothing is held back any more; each complaint goes on by itself."))),
        blocks.choice("how", say(language, _("How does it end?")), ways, initial=ways[0][0], radio=True),
        blocks.text_input("why", say(language, _("Why do you think so?")), multiline=True, most=WORDS_MOST),
    ]
    return frame(shown, "incident_end", _("End the incident"), found, _("End"))


def review(shown: Shown) -> Block:
    """What is learned from it."""
    language = shown.language
    people = [(who, spec.name) for who, spec in shown.book.desk.people.items()]
    found = [
        blocks.text_input("what", say(language, _("What happened?")), multiline=True, most=2000),
        blocks.text_input("change", say(language, _("What do we change?")), multiline=True, most=2000,
                          hint=say(language, _("Or why nothing needs to change."))),
        blocks.choice("who", say(language, _("Who sees to it?")), people[:100], initial=shown.incident.owner or ""),
        blocks.date_input("by", say(language, _("By when?")), shown.book.desk.local(shown.now).date().isoformat()),
    ]  # fmt: skip
    return frame(shown, "incident_review", _("Review"), found, _("Save"))


def members(shown: Shown, found: Sequence[Complaint]) -> Block:
    """Who is part of it, those that wait first, each with how to take it out."""
    language = shown.language
    order = sorted(found, key=lambda one: (one.state != ComplaintState.OPEN, one.id))
    head = _("To put another one in: `/amends incident {number} add K4M-7RX2`")
    lines: list[Block] = [blocks.context(say(language, head, number=shown.incident.id))]
    for one in order[:LISTED]:
        state = say(language, STATES[ComplaintState(one.state)])
        alone = say(language, _("on its own")) if one.alone_by else ""
        row = blocks.section(" · ".join(part for part in (cards.line_of(one, 90), f"_{state}_", alone) if part))
        if one.state == ComplaintState.OPEN:
            row["accessory"] = blocks.button("incident_leave", say(language, _("Not part of it")), one.ref)
        lines.append(row)
    if len(order) > LISTED:
        more = _("…and {n} more: `amends incidents show {number}` lists them all.")
        lines.append(blocks.context(say(language, more, n=len(order) - LISTED, number=shown.incident.id)))
    return frame(shown, "incident_members", _("Part of the incident"), lines)


def tale(shown: Shown, events: Sequence[IncidentEvent]) -> Block:
    """The story: who did what, when, with the exact words."""
    language = shown.language
    found: list[Block] = [blocks.context(cards.where_it_stands(shown.figures, language))]
    for event in events[-STORY_MOST:]:
        sentence, exact = story.words(event, shown.book, language)
        found.append(blocks.section(f"{moment(event.at)} — {escaped(cut(personal.mask(sentence), SENTENCE_MOST))}"))
        found += quoted(exact)
    if hidden := len(events) - min(len(events), STORY_MOST):
        more = _("{n} earlier lines: `amends incidents show {number}` prints them all.")
        found.insert(1, blocks.context(say(language, more, n=hidden, number=shown.incident.id)))
    return frame(shown, "incident_story", _("Story"), found)


def leave(rows: Rows) -> Block:
    """Why a complaint is no part of its incident."""
    language = rows.language
    text = _("It goes its own way: nothing holds its reply back, and it does not join again by itself.")
    found = [
        blocks.section(say(language, text)),
        blocks.text_input("why", say(language, _("Why is it no part of it?")), multiline=True, most=WORDS_MOST),
    ]
    return _of_complaint(rows, "incident_leave", _("Not part of it"), found)


def alone(rows: Rows) -> Block:
    """Why a complaint cannot wait for the statement, or needs other words."""
    language = rows.language
    text = _("Its reply is written and approved by itself, now. It stays part of the incident.")
    found = [
        blocks.section(say(language, text)),
        blocks.text_input("why", say(language, _("Why can it not wait?")), multiline=True, most=WORDS_MOST),
    ]
    return _of_complaint(rows, "incident_alone", _("Answer this one now"), found)


def _of_complaint(rows: Rows, callback: str, title: str, found: list[Block]) -> Block:
    language = rows.language
    return blocks.modal(
        callback, say(language, title), found, submit=say(language, _("Save")), close=say(language, _("Cancel")),
        metadata=rows.complaint.ref,
    )  # fmt: skip
