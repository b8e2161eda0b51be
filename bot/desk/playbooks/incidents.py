"""``incidents:`` in desk.yaml: how an incident is told of, how fast its replies leave, when it may be over."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.desk.playbooks.notions import Strict

Duration = Annotated[str, Field(pattern=r"^\d+(\.\d+)?[smh]$")]


class Incidents(Strict):
    """One cause behind many complaints. Durations count day and night."""

    pace: Duration = "20s"
    """Between two replies of one approval, on each network."""
    tell_every: Duration = "30m"
    """How often the room is told where things stand."""
    calm_after: Duration = "2h"
    """Without a new complaint for this long, the telling asks whether it is over."""
    room: str = ""
    """The Slack channel that is told, without the #; empty: the managers' channel."""
