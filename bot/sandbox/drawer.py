"""The drawer of the newest files that the app has sent: taken in, and given to whoever a message leads there."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

KEPT = 20
NAME = re.compile(r"[^\w.()-]+")


@dataclass
class Upload:
    """One file. ``content``: None until it was uploaded; ``shown``: whether a message leads to it."""

    name: str
    length: int
    content: bytes | None = None
    shown: bool = False


@dataclass
class Drawer:
    """The newest files, by their ids, which nobody can guess."""

    files: OrderedDict[str, Upload] = field(default_factory=OrderedDict)

    def expect(self, name: str, length: int) -> str:
        """Room for a file of ``length`` bytes; its id."""
        identifier = f"F{secrets.token_hex(12).upper()}"
        self.files[identifier] = Upload(NAME.sub("_", name)[:120], length)
        while len(self.files) > KEPT:
            self.files.popitem(last=False)
        return identifier

    async def take(self, request: Request) -> Response:
        """The upload itself: plain bytes, as many as were announced."""
        upload, body = self.files.get(request.path_params["file"]), bytearray()
        if upload is None or upload.content is not None:
            return PlainTextResponse("no such upload", 404)
        async for piece in request.stream():
            body += piece
            if len(body) > upload.length:
                return PlainTextResponse("longer than announced", 413)
        upload.content = bytes(body)
        return PlainTextResponse(f"OK - {len(body)}")

    async def give(self, request: Request) -> Response:
        """A file that a message leads to, to be saved."""
        upload = self.files.get(request.path_params["file"])
        if upload is None or not upload.shown or upload.content is None:
            return PlainTextResponse("nothing here: files are kept while the sandbox runs", 404)
        headers = {"Content-Disposition": f'attachment; filename="{upload.name}"', "X-Content-Type-Options": "nosniff"}
        return Response(upload.content, media_type="application/octet-stream", headers=headers)
