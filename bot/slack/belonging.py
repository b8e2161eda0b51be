"""What the card of a complaint says about the incident that it is part of."""

from __future__ import annotations

from bot.desk import freezes
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.rows import Rows
from bot.slack.text import escaped, inline
from bot.texts import _, say


def shown(rows: Rows) -> list[Block]:
    """One line: of which incident it is part; nothing where it is of none."""
    language, complaint, incident = rows.language, rows.complaint, rows.incident
    if incident is None:
        if complaint.incident_id is None:
            return []
        return [
            blocks.context(
                say(language, _(":link: part of incident {number}, which is over"), number=complaint.incident_id)
            )
        ]
    values = {"number": incident.id, "title": inline(incident.title, 80)}
    if complaint.incident_id != incident.id:
        text = _(":link: its topic is that of incident {number} “{title}”")
    elif complaint.alone_by is not None:
        text = _(":link: part of incident {number} “{title}”, answered on its own")
    else:
        text = _(":link: part of incident {number} “{title}”")
    return [blocks.context(say(language, text, **values))]


def held_back(rows: Rows) -> Block:
    """Why no reply leaves, who decides, what can be done."""
    assert rows.incident is not None
    text = _(
        ":lock: *Held back.* No reply on this topic leaves until the statement of incident {number} is approved; "
        "{names} decides. Can this one not wait, or is it no part of it? Say so below."
    )
    names = escaped(freezes.deciders(rows.book, rows.incident))
    return blocks.section(say(rows.language, text, number=rows.incident.id, names=names))
