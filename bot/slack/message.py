"""What stands in somebody's Slack message, whatever it is made of: text, blocks, attachments, files, a bot's, a share.

https://docs.slack.dev/reference/objects/message-object and block-kit/blocks. Nothing here trusts the shape of what it
reads: a part that is not as documented is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.text import plain_words

DEEPEST = 8  # lists in lists, attachments with blocks
TITLED = ("pretext", "title", "text")  # of an attachment, in the order in which Slack shows them


def words_of(message: Mapping[str, Any]) -> str:
    """All words of the message, as a person would type them; the names of its files stand at the end."""
    text, shown = plain_words(_text(message.get("text"))).strip(), _lines(_of_blocks(message.get("blocks"), 0))
    # Slack writes a message's blocks into its text as well; a bot's text may be a mere summary of its blocks.
    parts = [text] if _flat(shown) in _flat(text) else [shown] if _flat(text) in _flat(shown) else [text, shown]
    for attachment in _dicts(message.get("attachments")):
        said = _lines(_of_attachment(attachment))
        if _flat(said) not in _flat("\n".join(parts)):
            parts.append(said)
    parts.append(_lines(_of_file(one) for one in _dicts(message.get("files"))))
    return "\n\n".join(part for part in parts if part)


def origin_of(message: Mapping[str, Any]) -> tuple[str, str]:
    """The address of the post that the message shows (an unfurled link), and its author's name; "" where none is."""
    for attachment in _dicts(message.get("attachments")):
        if attachment.get("is_msg_unfurl") or attachment.get("is_share"):
            continue  # a message of a colleague: its author is not who complains
        address = _text(attachment.get("from_url") or attachment.get("original_url") or attachment.get("title_link"))
        if address.startswith(("https://", "http://")):
            return address, plain_words(_text(attachment.get("author_name"))).strip()
    return "", ""


def _of_attachment(attachment: Mapping[str, Any]) -> Iterator[str]:
    said = [plain_words(_text(attachment.get(key))) for key in TITLED]
    said += [
        ": ".join(filter(None, (plain_words(_text(one.get(key))) for key in ("title", "value"))))
        for one in _dicts(attachment.get("fields"))
    ]
    blocks = list(_of_blocks(attachment.get("blocks"), 1))
    for shared in _dicts(attachment.get("message_blocks")):
        inner = shared.get("message")
        blocks += _of_blocks(inner.get("blocks"), 1) if isinstance(inner, dict) else []
    known = _flat(" ".join(said))
    said += [line for line in blocks if _flat(line) not in known]
    yield from said if any(one.strip() for one in said) else [plain_words(_text(attachment.get("fallback")))]
    yield from (_of_file(one) for one in _dicts(attachment.get("files")))


def _of_blocks(blocks: object, depth: int) -> Iterator[str]:
    """The words of each block, a line for each paragraph."""
    for block in _dicts(blocks) if depth < DEEPEST else ():
        kind = block.get("type")
        if kind == "rich_text":
            yield from _of_rich_text(block.get("elements"), depth)
        elif kind in ("section", "header", "markdown", "image", "video", "context"):
            yield from (plain_words(_text(block.get(key))) for key in ("title", "text", "alt_text"))
            yield from (plain_words(_text(one)) for one in _dicts(block.get("fields")))
            if kind == "context":
                yield " ".join(plain_words(_text(one)) for one in _dicts(block.get("elements")))


def _of_rich_text(elements: object, depth: int) -> Iterator[str]:
    for one in _dicts(elements) if depth < DEEPEST else ():
        if one.get("type") == "rich_text_list":
            yield from (f"• {line}" for line in _of_rich_text(one.get("elements"), depth + 1))
        else:
            yield "".join(_of_element(piece) for piece in _dicts(one.get("elements")))


def _of_element(piece: Mapping[str, Any]) -> str:
    match piece.get("type"):
        case "text":
            return _text(piece.get("text"))
        case "link":
            return _text(piece.get("text")) or _text(piece.get("url"))
        case "emoji":
            return _emoji(piece)
        case "user" | "channel" | "usergroup" as kind:
            return f"@{_text(piece.get(f'{kind}_id'))}"
        case "broadcast":
            return f"@{_text(piece.get('range'))}"
        case "date":
            return _text(piece.get("fallback"))
    return ""


def _emoji(piece: Mapping[str, Any]) -> str:
    try:
        return "".join(chr(int(part, 16)) for part in _text(piece.get("unicode")).split("-"))
    except (ValueError, OverflowError):
        return f":{_text(piece.get('name'))}:"


def _of_file(file: Mapping[str, Any]) -> str:
    """Its name, and its words where Slack knows them (an e-mail, a text, a voice message)."""
    name = _text(file.get("title")) or _text(file.get("name"))
    transcription = file.get("transcription")
    preview = transcription.get("preview") if isinstance(transcription, dict) else None
    spoken = _text(preview.get("content")) if isinstance(preview, dict) else ""
    said = _text(file.get("plain_text")) or spoken or _text(file.get("preview_plain_text"))
    return "\n".join(part for part in (said.strip(), f"[{name}]" if name else "") if part)


def _text(value: object) -> str:
    """``value`` if it is text, or the text of a text object."""
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _lines(found: Iterator[str]) -> str:
    return "\n".join(line.strip() for line in found if line.strip())


def _flat(text: str) -> str:
    return " ".join(text.split())
