"""A stand-in Slack, for trying Amends with no account anywhere: Slack's Web API over HTTP and a page to click in.

It is an ASGI application that the composition root mounts at ``/sandbox``, on loopback only. The rest of Amends talks
to it as to Slack (``http://127.0.0.1:PORT/sandbox/api/<method>``) and receives from it what Slack would send, signed.
"""

from bot.sandbox.app import build_sandbox
from bot.sandbox.people import PEOPLE, SandboxPerson

__all__ = ["PEOPLE", "SandboxPerson", "build_sandbox"]
