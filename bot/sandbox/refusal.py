"""The one exception of the stand-in: something that Slack would refuse."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """What Slack would refuse, by Slack's word for it; ``more`` joins the answer's fields."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more
