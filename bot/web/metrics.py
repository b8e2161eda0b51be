"""``/metrics`` for Prometheus: counters of this process, and figures read from the database when asked."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.context import Context
from bot.desk import complaints, reports

PROCESS = CollectorRegistry()
ALERTS = Counter("amends_alerts", "Alerts by source and what became of them", ["source", "outcome"], registry=PROCESS)


class Desk(Collector):
    """The desk's figures at the moment of the scrape."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def collect(self) -> Iterator[Metric]:
        """Backlog, complaints and mentions by state, attainment by metric."""
        now = self._context.now()
        with self._context.store.read() as session:
            backlog = reports.backlog(session, now)
            states = complaints.count_by_state(session)
            mentions = reports.mention_states(session)
            attainment = reports.attainment(session, now)
        for name, value in backlog.items():
            yield GaugeMetricFamily(f"amends_{name}", "What waits inside Amends", value=value)
        yield _by_label("amends_complaints", "Complaints by state", "state", states)
        yield _by_label("amends_mentions", "Mentions by state", "state", mentions)
        for kind in ("met", "breached", "running"):
            counts = {item.metric: getattr(item, kind) for item in attainment}
            yield _by_label(f"amends_sla_{kind}", f"SLA clocks {kind}", "metric", counts)


def _by_label(name: str, documentation: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, documentation, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def exposition(context: Context) -> bytes:
    """The whole page, in Prometheus' text format."""
    desk = CollectorRegistry()
    desk.register(Desk(context))
    return bytes(generate_latest(PROCESS)) + bytes(generate_latest(desk))
