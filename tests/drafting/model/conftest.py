"""An endpoint that does what a test tells it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drafting.model import endpoint


@pytest.fixture
def scripted() -> Iterator[endpoint.Scripted]:
    with endpoint.serving() as found:
        yield found
