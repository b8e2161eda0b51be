"""Text on its way into Slack: the customer's words are hostile, so they never become mark-up.

Where words of people are shown whole they go into ``rich_text`` elements, which Slack takes literally; where they must
stand inside mrkdwn they are escaped (https://docs.slack.dev/messaging/formatting-message-text#escaping).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.voice import personal

# Zero-width joiner-like characters break words in two without being seen; control characters have no business here.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# What stands between < and > in a message's text: a person, a channel, a special mention or a link.
TOKEN = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
MARKS = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
LONGEST_QUOTE = 2400
LONGEST_LINK = 1000  # a message's blocks may hold about 13,000 characters in all (Slack: msg_blocks_too_long)


def escaped(text: str) -> str:
    """``text`` inside mrkdwn: no mention, no link, no date token can come out of it."""
    return CONTROL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inline(text: str, most: int = 120, *, masked: bool = True) -> str:
    """A short piece of somebody's words inside a line of mrkdwn: masked, escaped, without formatting marks."""
    flat = " ".join((personal.mask(text) if masked else text).split())
    return escaped(cut(flat, most).translate(MARKS))


def cut(text: str, most: int) -> str:
    """At most ``most`` characters, with an ellipsis where something was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain_words(text: str) -> str:
    """The words of a Slack message as a person would type them: no entities, addresses instead of link tokens."""
    text = TOKEN.sub(lambda token: token["label"] or token["target"], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def quote(text: str, *, masked: bool = True, most: int = LONGEST_QUOTE) -> dict[str, Any]:
    """Somebody's words, whole and literal, as a quotation."""
    shown = cut(CONTROL.sub("", personal.mask(text) if masked else text), most) or " "
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": shown}]}],
    }


def moment(at: datetime, zone: Any = None) -> str:
    """``at`` as each reader's Slack shows it, on their own clock, with a written time where it cannot."""
    written = at.astimezone(zone).strftime("%d.%m. %H:%M") if zone else at.strftime("%d.%m. %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{written}>"


def second(at: datetime) -> str:
    """The time of day of ``at``, with seconds, on each reader's own clock."""
    return f"<!date^{int(at.timestamp())}^{{time_secs}}|{at.strftime('%H:%M:%S UTC')}>"


def link(url: str, label: str) -> str:
    """A link whose address cannot break out of it; only web addresses of a usual length become links."""
    if not url.lower().startswith(("https://", "http://")) or len(url) > LONGEST_LINK:
        return escaped(label)
    safe = "".join(CONTROL.sub("", url).split()).replace("&", "&amp;")
    safe = safe.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return f"<{safe}|{escaped(label)}>"
