"""Suggestions of critics: each is given to somebody who can decide, gets an answer, and the critic is told of it.

They are found among the mentions by a scan: those that triage (or a person) takes for a suggestion, and complaints on a
playbook for ideas. The owner's answer goes back by the ordinary way: while the complaint is open its draft carries the
answer, and a named person approves it; once it has been answered the answer stands as a note on the ticket, and whoever
has told the critic says so.
"""

from bot.desk.suggestions.deciding import answer, drop, give, take_up_again, told
from bot.desk.suggestions.finding import REMINDED_MOST, gather, idea_playbooks, scan
from bot.desk.suggestions.looking import (
    WAITING,
    as_json,
    by_id,
    complaint_of,
    latest,
    listed,
    of_owner,
    times_heard,
    waiting,
)

__all__ = [
    "REMINDED_MOST", "WAITING", "answer", "as_json", "by_id", "complaint_of", "drop", "gather", "give",
    "idea_playbooks", "latest", "listed", "of_owner", "scan", "take_up_again", "times_heard", "told", "waiting",
]  # fmt: skip
