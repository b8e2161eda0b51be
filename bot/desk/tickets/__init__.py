"""Tickets: the work behind the reply. Each verb is guarded, changes rows, and writes one line on the timeline.

:mod:`holding` claim, release, take · :mod:`handing` transfer · :mod:`resting` wait, snooze · :mod:`noting` notes,
references, what the customer had to repeat · :mod:`joining` link, merge, split · :mod:`bulk` many of an incident at
once · :mod:`rounds` what a scan finds · :mod:`queues` what is looked at. How a ticket ends is :mod:`bot.desk.closing`.
"""

from bot.desk.tickets.guards import OfAnotherTeam as OfAnotherTeam
from bot.desk.tickets.handing import transfer as transfer
from bot.desk.tickets.holding import claim as claim
from bot.desk.tickets.holding import release as release
from bot.desk.tickets.holding import take as take
from bot.desk.tickets.joining import link as link
from bot.desk.tickets.joining import merge as merge
from bot.desk.tickets.joining import split as split
from bot.desk.tickets.joining import unlink as unlink
from bot.desk.tickets.noting import fill as fill
from bot.desk.tickets.noting import note as note
from bot.desk.tickets.noting import refer as refer
from bot.desk.tickets.noting import repeated as repeated
from bot.desk.tickets.resting import snooze as snooze
from bot.desk.tickets.resting import wait as wait
