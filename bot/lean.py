"""Imports without what they load beside.

structlog and httpx load rich where they find it, for tracebacks that are never drawn and a command that is never run:
4 MB in each of four processes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(module: str) -> Iterator[None]:
    """Let what is imported inside find ``module`` as if it were not installed, unless it has been imported already."""
    hidden = sys.modules.setdefault(module, None) is None  # type: ignore[arg-type]
    try:
        yield
    finally:
        if hidden:
            del sys.modules[module]
