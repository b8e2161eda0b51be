"""Which team gets a complaint's ticket, and why: the first route of desk.yaml that fits, else the playbook's team, else
a team that has the skill which that one lacks."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.desk.models import Complaint
from bot.desk.playbooks import Book
from bot.desk.playbooks.teams import Route, Skills, TeamSpec
from bot.texts import _

BY_ROUTE = _("route {number} of desk.yaml: {what}")
BY_PLAYBOOK = _("its playbook names this team")
BY_SKILL = _("{lacking} cannot take it ({what}); this team can")
BY_NOBODY_ELSE = _("its playbook names this team, though it lacks the skill ({what}); no other team has it")


@dataclass(frozen=True)
class Routed:
    """The chosen team, and why: a marked text and what fills it. What was looked at before is in ``passed``."""

    team: str
    why: str
    values: dict[str, str] = field(default_factory=dict)
    passed: tuple[tuple[int, str], ...] = ()
    """Routes that did not fit: their number, and the first thing about them that did not."""

    def kept(self) -> dict[str, object]:
        """As the ticket keeps it."""
        return {"why": self.why, **self.values}


def choose(book: Book, complaint: Complaint) -> Routed:
    """The team for ``complaint``."""
    passed: list[tuple[int, str]] = []
    for number, route in enumerate(book.desk.routes, 1):
        misfit = _misfit(book, complaint, route)
        if misfit is None:
            what = ", ".join(_fitting(book, complaint, route)) or "*"
            return Routed(route.to, BY_ROUTE, {"number": str(number), "what": what}, tuple(passed))
        passed.append((number, misfit))
    named = complaint.team
    lacking = _lacking(book, complaint, book.desk.teams[named].skills) if named in book.desk.teams else None
    if lacking is None:
        return Routed(named, BY_PLAYBOOK, {}, tuple(passed))
    for team, spec in book.desk.teams.items():
        if _is_skilled(spec) and _lacking(book, complaint, spec.skills) is None:
            return Routed(team, BY_SKILL, {"lacking": named, "what": lacking}, tuple(passed))
    return Routed(named, BY_NOBODY_ELSE, {"what": lacking}, tuple(passed))


def _is_skilled(spec: TeamSpec) -> bool:
    return any(getattr(spec.skills, name) for name in Skills.model_fields)


def _traits(book: Book, complaint: Complaint) -> dict[str, str]:
    mention = complaint.mention
    return {
        "playbooks": complaint.playbook, "languages": mention.language, "networks": mention.network,
        "venues": book.desk.venue(mention.network), "severities": complaint.severity or "",
    }  # fmt: skip


def _misfit(book: Book, complaint: Complaint, route: Route) -> str | None:
    """What of ``complaint`` the route does not take; None where it fits."""
    for name, said in _traits(book, complaint).items():
        wanted = getattr(route, name)
        if wanted and said not in wanted:
            return said or name
    if route.again is not None and bool(complaint.again) != route.again:
        return "again"
    return None


def _fitting(book: Book, complaint: Complaint, route: Route) -> list[str]:
    found = [said for name, said in _traits(book, complaint).items() if getattr(route, name)]
    return found + (["again"] if route.again else [])


def _lacking(book: Book, complaint: Complaint, skills: Skills) -> str | None:
    """What of ``complaint`` these skills do not cover; None where they do. An unsure language is no misfit."""
    mention = complaint.mention
    traits = (
        (skills.languages, mention.language), (skills.topics, complaint.playbook), (skills.networks, mention.network),
        (skills.venues, book.desk.venue(mention.network)),
    )  # fmt: skip
    for known, said in traits:
        if known and said != "unknown" and said not in known:
            return str(said)
    return None
