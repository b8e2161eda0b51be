"""Finding complaints: what somebody types is read (``asked``), then looked for within bounds (``looking``)."""

from bot.desk.finding.asked import Sought, read
from bot.desk.finding.looking import PAGE, Found, Page, find

__all__ = ["PAGE", "Found", "Page", "Sought", "find", "read"]
