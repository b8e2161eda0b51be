"""Routing: which team gets a ticket and why, who of the team, and how the queue drains.

:mod:`choosing` chooses the team, :mod:`crew` knows who is there and has room, :mod:`giving` gives work out.
"""

from bot.desk.routing.choosing import Routed as Routed
from bot.desk.routing.choosing import choose as choose
