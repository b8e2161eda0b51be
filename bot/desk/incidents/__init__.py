"""Incidents: one cause behind many complaints, from the first suspicion to what is learned from it.

``declared`` (nothing on the topic leaves) → ``answering`` (a statement stands, the replies say it) → ``ended`` →
``reviewed``. A surge or a manager opens one (:mod:`declaring`), a manager says whose doing it is and approves what is
said (:mod:`statements`), one press approves many replies (:mod:`batches`), the room is told (:mod:`telling`).
"""

from bot.desk.incidents import (
    batches,
    belonging,
    declaring,
    ending,
    figures,
    pacing,
    rooms,
    statements,
    story,
    suggesting,
    telling,
    weighing,
)  # fmt: skip

__all__ = [
    "batches", "belonging", "declaring", "ending", "figures", "pacing", "rooms", "statements", "story", "suggesting",
    "telling", "weighing",
]  # fmt: skip
