"""The pages themselves: read, ask one module, draw."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot import logs
from bot.desk import cells, complaints, events, seeing, visits
from bot.desk.vocabulary import Refused
from bot.texts import _
from bot.web.desk import audit, dossier, drawing, exports, incidents, overview, playbooks, queue, words
from bot.web.desk.door import let_out
from bot.web.desk.site import Call

log = logs.get(__name__)
LONGEST_NOTE = 500


def home(call: Call) -> Response:
    """Where somebody begins: those who oversee with the figures, the others with their queue."""
    return RedirectResponse("/desk/overview" if call.may("oversee") else "/desk/queue", 303)


def _days(call: Call) -> int:
    chosen = call.asked.query.get("days", "")
    return int(chosen) if chosen in {str(days) for days in overview.PERIODS} else overview.PERIODS[0]


def show_overview(call: Call) -> Response:
    """Where time is lost, in figures."""
    with call.site.context.store.read() as session:
        found = call.site.figures.overview(session, call.book, _days(call), call.site.context.now())
    return call.page(
        "overview.html", found=found, drawn=drawing.Drawing(call.words, found), periods=overview.PERIODS,
        stages=overview.STAGES, query=f"days={found.days}",
    )  # fmt: skip


def show_queue(call: Call) -> Response:
    """What waits, in the order and as far as somebody asks."""
    asked = queue.Filters.read(call.asked.query)
    with call.site.context.store.read() as session:
        found = queue.page(session, call.book, asked, call.scope)
    return call.page(
        "queue.html", asked=asked, found=found, options=words.titled(call.book, call.words.language), all=words,
        stakes=queue.STAKES, nobody=queue.NOBODY, scope=call.scope, query=asked.address(), per_page=queue.PAGE,
    )  # fmt: skip


def show_complaint(call: Call) -> Response:
    """One complaint from the first word to the last, and why each deadline is what it is."""
    with call.site.context.store.read() as session:
        complaint = complaints.by_ref(session, call.asked.parts["ref"])
        if not seeing.visible(session, complaint, call.scope):
            raise Refused(_("This complaint is another team's. Its community manager or a manager can show it to you."))
        found = dossier.of(session, call.book, complaint, call.words)
        return call.page("complaint.html", found=found, one=complaint, all=words)


def show_incidents(call: Call) -> Response:
    """All incidents, the newest first."""
    with call.site.context.store.read() as session:
        found = incidents.page(session, call.book, call.asked.query.get("after", ""), call.site.context.now())
    return call.page("incidents.html", found=found)


def show_incident(call: Call) -> Response:
    """The story of one incident."""
    with call.site.context.store.read() as session:
        found = incidents.one(session, call.book, call.asked.parts["number"], call.words, call.site.context.now())
    return call.page("incident.html", found=found)


def show_playbooks(call: Call) -> Response:
    """What people change in drafts, and which checks they set aside."""
    with call.site.context.store.read() as session:
        found = playbooks.health(session, call.book, _days(call), call.site.context.now())
    return call.page(
        "playbooks.html", found=found, days=_days(call), periods=overview.PERIODS, query=f"days={_days(call)}"
    )


def show_audit(call: Call) -> Response:
    """Who did what."""
    asked = audit.Asked.read(call.book, call.asked.query)
    with call.site.context.store.read() as session:
        found = audit.page(session, call.book, asked)
        lines = [dossier.line(call.words, event, ref) for event, ref in found.lines]
    return call.page(
        "audit.html", asked=asked, lines=lines, following=found.following, kinds=dossier.kinds(call.words),
        options=words.titled(call.book, call.words.language), others=audit.OTHERS, query=asked.address(after=""),
        per_page=audit.PAGE,
    )  # fmt: skip


def _file(call: Call, name: str, what: str, pieces: Iterator[str]) -> Response:
    log.info("desk_exported", person=call.visitor.person.id, what=name, asked=dict(call.asked.query))
    headers = {"Content-Disposition": f'attachment; filename="{name}-{call.site.context.now():%Y-%m-%d}.csv"'}
    return StreamingResponse(_noted(call, what, pieces), media_type="text/csv; charset=utf-8", headers=headers)


def _noted(call: Call, what: str, pieces: Iterator[str]) -> Iterator[str]:
    """``pieces``; at their end, or where the browser hung up, the audit log is told how many rows left."""
    left = 0
    try:
        for number, piece in enumerate(pieces):
            left = max(0, number - 1)  # before the rows: the mark and the names of the columns
            yield piece
    finally:
        context, person, asked = call.site.context, call.visitor.person.id, urlencode(dict(call.asked.query))

        def happening(session: Session) -> None:
            events.note(
                session, "exported", person, context.now(), what=what, format="CSV", n=left, asked=asked[:LONGEST_NOTE]
            )

        context.store.write(happening)


def export_queue(call: Call) -> Response:
    """What the queue shows, as a file."""
    asked, reading = queue.Filters.read(call.asked.query), call.site.context.store.read
    return _file(call, "complaints", _("complaints"), exports.complaints(reading, call.words, asked, call.scope))


def export_figures(call: Call) -> Response:
    """What the overview shows, and by whatever else figures are kept (``by=team,week``), as a file."""
    asked = call.asked.query
    by = [name.strip() for name in asked.get("by", "team").split(",") if name.strip()]
    with call.site.context.store.read() as session:
        found = exports.figures(session, call.book, _days(call), by, call.site.context.now())
    return _file(call, "figures", _("figures"), cells.lines(found))


def export_audit(call: Call) -> Response:
    """What the audit log shows, as a file."""
    asked = audit.Asked.read(call.book, call.asked.query)
    return _file(call, "audit", _("the audit log"), exports.events(call.site.context.store.read, call.words, asked))


# What changes something


def _back(call: Call) -> Response:
    to = call.asked.form.get("back", "")
    return RedirectResponse(to if to == "/desk" or to.startswith("/desk/") else "/desk", 303)


def choose(call: Call) -> Response:
    """The language or the theme of this visit."""
    form = call.asked.form
    chosen: Any = partial(visits.choose, language=form.get("language"), theme=form.get("theme"))
    call.site.context.store.write(lambda session: chosen(session, call.visitor.visit))
    return _back(call)


def leave(call: Call) -> Response:
    """The visit is over; with ``everywhere`` all of this person's visits are."""
    now, visitor, everywhere = call.site.context.now(), call.visitor, call.asked.form.get("everywhere") == "1"

    def happening(session: Session) -> None:
        if everywhere:
            visits.leave_everywhere(session, visitor.person.id, now)
        visits.leave(session, visitor.visit, now)

    call.site.context.store.write(happening)
    answer = call.site.outside(call.asked)
    let_out(answer, call.asked.secure)
    return answer
