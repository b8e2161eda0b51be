"""The Web API's files.* methods: an address to upload to, and the message in which a person finds the file.

https://docs.slack.dev/messaging/working-with-files. Files are kept while the sandbox runs, the newest of them.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.calls import Answer, Arguments, Desk, invalid_arguments, method, parsed
from bot.sandbox.refusal import Refused

LARGEST = 20_000_000


@method("files.getUploadURLExternal", "filename! length! alt_txt snippet_type")
def upload_address(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    try:
        length = int(arguments["length"])
    except (TypeError, ValueError):
        raise invalid_arguments(["[ERROR] must provide a number [json-pointer:/length]"]) from None
    if not 0 < length <= LARGEST:
        raise Refused("file_upload_size_restricted")
    identifier = desk.workspace.drawer.expect(str(arguments["filename"]), length)
    return {"upload_url": f"{desk.address}upload/{identifier}", "file_id": identifier}


@method("files.completeUploadExternal", "files! channel_id channels initial_comment thread_ts blocks")
def complete(desk: Desk, arguments: Arguments) -> Answer:
    """docs.slack.dev/reference/methods/files.completeUploadExternal: a conversation's own id, no person's, no name"""
    asked: list[dict[str, Any]] = parsed(arguments["files"], "invalid_arguments")
    uploads = [(str(one.get("id")), desk.workspace.drawer.files.get(str(one.get("id")))) for one in asked]
    if any(upload is None or upload.content is None for _identifier, upload in uploads):
        raise Refused("file_not_found")
    where = str(arguments.get("channel_id") or "")
    channel = desk.workspace.store.channel(where)
    if channel is None or channel.id != where:
        raise Refused("channel_not_found")
    links = [f"<{desk.address}files/{identifier}|{upload.name}>" for identifier, upload in uploads if upload]
    for _identifier, upload in uploads:
        if upload:
            upload.shown = True
    text = "\n".join([str(arguments.get("initial_comment") or ""), *(f"📄 {link}" for link in links)])
    desk.workspace.post(channel, {"text": text.strip()})
    return {"files": [{"id": identifier, "title": upload.name} for identifier, upload in uploads if upload]}
