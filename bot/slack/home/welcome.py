"""What a newcomer reads where nothing waits: what to do first, by role."""

from __future__ import annotations

from bot.desk.people import MAY
from bot.desk.vocabulary import Role
from bot.slack import blocks
from bot.slack.home.parts import Desk, Rank, Section
from bot.texts import _


def section(desk: Desk) -> Section:
    """Nothing waits: how the first complaint comes, and where to practise."""
    roles = desk.person.roles
    said = [desk.say(_("*Nothing waits for you.* When a customer complains, what you have to do stands here."))]
    if roles & MAY["approve"]:
        text = _("• Drafts come to #{channel}. Practise before the first one: `/amends rehearse`.")
        said.append(desk.say(text, channel=desk.book.desk.channels.approvals))
        said.append(desk.say(_("• Heard a complaint at the counter or on the telephone? `/amends log`.")))
    if roles & MAY["work"]:
        text = _("• Tickets come to #{channel}, after the public reply. Claim one there, or here.")
        said.append(desk.say(text, channel=desk.book.desk.channels.tickets))
    if roles & {Role.MANAGER, Role.ADMIN}:
        said.append(
            desk.say(_("• No alert comes in? `amends doctor` says what is missing, `/amends help` what there is."))
        )
        said.append(desk.say(_("• To see the figures with invented complaints: `amends demo-data --days 28`.")))
    return Section(Rank.STANDING, [blocks.lines(said)])
