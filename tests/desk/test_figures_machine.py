"""Whatever people, customers and networks do, and whenever it is counted: the kept figures are the counted ones."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule

from bot.desk import figures
from bot.desk.figures import folding, keeping
from bot.desk.figures.parts import by_dimension
from tests.conftest import examples
from tests.desk.test_machine import BOOK, Desk


class Counting(Desk):
    """The desk's own machine, with somebody who counts in between."""

    @rule()
    def count(self):
        self.store.write(lambda session: figures.fold(session, BOOK, limit=3))

    def teardown(self):
        if not hasattr(self, "store"):
            return
        while self.store.write(lambda session: figures.fold(session, BOOK)):
            pass
        with self.store.read() as session:
            kept, live = keeping.rollups(session), folding.counted_live(session, BOOK)
            alone = keeping.tallies(session)
        assert kept == live
        assert alone == by_dimension(live)
        assert any(key.metric == "detect" for key in kept)
        self.store.write(lambda session: figures.rebuild(session, BOOK))
        with self.store.read() as session:
            assert keeping.rollups(session) == kept
            assert keeping.tallies(session) == alone


Counting.TestCase.settings = settings(
    max_examples=examples(12),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestCounting = Counting.TestCase
