"""Lists: the complaints behind a number, page by page, each page begun behind a key (no OFFSET, no count)."""

from bot.desk.lists.asked import PAGE, Asked, Item, Page
from bot.desk.lists.kinds import KINDS, NOBODY, count, page

__all__ = ["KINDS", "NOBODY", "PAGE", "Asked", "Item", "Page", "count", "page"]
