"""``/metrics`` for Prometheus: counters of this process, and figures read from the database when asked."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.context import Context
from bot.desk import complaints, reports, samples
from bot.drafting.model import ledger

log = logs.get(__name__)
PROCESS = CollectorRegistry()
ALERTS = Counter("amends_alerts", "Alerts by source and what became of them", ["source", "outcome"], registry=PROCESS)


class Desk(Collector):
    """The desk's figures at the moment of the scrape."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def collect(self) -> Iterator[Metric]:
        """Backlog, complaints and mentions by state, attainment by metric, how discards were found."""
        now = self._context.now()
        up = GaugeMetricFamily("amends_database_up", "Whether the database answered this scrape")
        try:
            with self._context.store.read() as session:
                backlog = reports.backlog(session, now)
                states = complaints.count_by_state(session)
                mentions = reports.mention_states(session)
                attainment = reports.attainment(session, now)
                reviewed = samples.reviewed(session, now)
                asked = ledger.totals(session)
        except SQLAlchemyError as error:  # the counters of this process are worth having all the more
            log.warning("database_not_scraped", error=type(error).__name__)
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        for name, value in backlog.items():
            yield GaugeMetricFamily(f"amends_{name}", "What waits inside Amends", value=value)
        yield _by_label("amends_complaints", "Complaints by state", "state", states)
        yield _by_label("amends_mentions", "Mentions by state", "state", mentions)
        for kind in ("met", "breached", "running"):
            counts = {item.metric: getattr(item, kind) for item in attainment}
            yield _by_label(f"amends_sla_{kind}", f"SLA clocks {kind}", "metric", counts)
        yield from _of_discards(reviewed)
        yield from _of_model(asked)


def _of_discards(reviewed: samples.Reviewed) -> Iterator[Metric]:
    """How often it was wrong to set a mention aside; the rate is left out while it would say nothing."""
    counts = {"right": reviewed.looked_at - reviewed.wrong, "complaint": reviewed.wrong}
    what = "Sampled discards by what people said of them in the last 30 days"
    yield _by_label("amends_discards_reviewed", what, "verdict", counts)
    if reviewed.rate is not None:
        what = "Share of the sampled discards of the last 30 days that were complaints"
        yield GaugeMetricFamily("amends_discards_error_rate", what, value=reviewed.rate)


def _of_model(totals: dict[tuple[str, str], ledger.Total]) -> Iterator[Metric]:
    """What language models were asked, as far back as the records are kept: gauges, for old records are dropped."""
    what = "Questions to a language model by what they were for (draft, repair, change, gloss, opinion) and outcome"
    calls = GaugeMetricFamily("amends_model_calls", what, labels=["purpose", "outcome"])
    for (purpose, outcome), total in totals.items():
        calls.add_metric([purpose, outcome], total.calls)
    yield calls
    for direction in ("in", "out"):
        tokens = sum(getattr(total, f"tokens_{direction}") for total in totals.values())
        yield GaugeMetricFamily(f"amends_model_tokens_{direction}", "Tokens sent to it, or answered", value=tokens)
    cost = sum(total.cost for total in totals.values())
    yield GaugeMetricFamily("amends_model_cost", "What it cost, in the currency of the prices", value=cost)


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
