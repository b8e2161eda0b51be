"""Node.js and the tools in ``tests/node``: the tests marked ``node`` need them and are skipped without."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "node"


def required(package: str = "emulate") -> None:
    """Skip with a reason unless ``package`` is there; with ``AMENDS_REQUIRE_NODE=1`` fail instead."""
    if shutil.which("node") is None:
        missing = "Node.js is not installed"
    elif not (FOLDER / "node_modules" / package).is_dir():
        missing = "run `npm ci` in tests/node first"
    else:
        return
    if os.environ.get("AMENDS_REQUIRE_NODE") == "1":
        pytest.fail(missing)
    pytest.skip(missing)
