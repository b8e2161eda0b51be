"""Alive, ready, and the figures: each check bad in turn, and every page still answers."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import db, settings
from bot.desk.alerts import unread
from bot.desk.models import Beat, Correction, Effect, ModelCall
from bot.desk.playbooks import load
from bot.desk.vocabulary import Lane
from bot.web import health, server
from tests.conftest import alert_body
from tests.web.conftest import client, no_slack, serving

PROCESSES = ("worker-chat", "worker-model", "beat")


@pytest.fixture
def queue():
    """As much of a Redis server as the check needs; ``queue.version`` is what it says it is."""
    listener = socket.create_server(("127.0.0.1", 0))
    version = ["7.2.4"]

    def answer(connection):
        with connection:
            while asked := connection.recv(4096):
                info = f"# Server\r\nredis_version:{version[0]}\r\n".encode()
                for _command in range(asked.upper().count(b"CLIENT") + asked.upper().count(b"HELLO")):
                    connection.sendall(b"+OK\r\n")
                if b"INFO" in asked.upper().replace(b"SETINFO", b""):
                    connection.sendall(b"$%d\r\n%s\r\n" % (len(info), info))

    def serve():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0?protocol=2", version
    listener.close()


@pytest.fixture
def well(context, queue, clock):
    """An installation in which everything is well."""
    chosen = settings.load({"DATABASE_URL": context.settings.database, "REDIS_URL": queue[0]})
    for name in PROCESSES:
        context.store.write(lambda session, name=name: session.merge(Beat(name=name, at=clock())))
    return replace(context, settings=chosen)


def bad(context) -> dict[str, health.Check]:
    return {check.name: check for check in health.checks(context) if not check.ok}


def test_all_is_well(well):
    assert bad(well) == {}
    assert [check.name for check in health.checks(well)] == ["playbooks", "database", "queue", *PROCESSES, "backlog"]


def test_the_queue_is_down(well):
    found = bad(replace(well, settings=settings.load({"REDIS_URL": "redis://:hidden@127.0.0.1:1/0"})))
    assert list(found) == ["queue"]
    assert "REDIS_URL" in found["queue"].mend
    assert "hidden" not in found["queue"].detail


def test_the_queue_is_too_old(well, queue):
    queue[1][0] = "6.0.16"
    assert "6.2" in bad(well)["queue"].mend


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_was_never_seen_or_fell_silent(well, clock, name):
    well.store.write(lambda session: session.delete(session.get_one(Beat, name)))
    assert (bad(well)[name].detail, name in bad(well)[name].mend) == ("never seen", True)
    well.store.write(lambda session: session.merge(Beat(name=name, at=clock() - timedelta(seconds=31))))
    assert bad(well)[name].detail == "seen 31 s ago"
    well.store.write(lambda session: session.merge(Beat(name=name, at=clock() - timedelta(seconds=29))))
    assert bad(well) == {}


def test_an_effect_waits_too_long(well, clock, complaint):
    assert bad(well) == {}

    def happening(session):
        for effect in session.query(Effect):
            effect.due_at = clock() - timedelta(seconds=301)

    well.store.write(happening)
    assert "oldest 301 s" in bad(well)["backlog"].detail


def test_an_alert_waits_too_long(well, clock, store):
    chosen = settings.load({"AMENDS_SECRET_GENERIC": "s3cret"})
    with serving(server.make(replace(well, settings=chosen), no_slack)) as at:
        assert client(at, well).send(alert_body()).status_code == 202
    assert bad(well) == {}
    clock.pass_(seconds=301)
    assert {"backlog", *PROCESSES} == set(bad(well))
    with store.read() as session:
        assert len(unread(session, 10)) == 1


def test_the_database_is_gone(well):
    gone = db.make_store(db.make_engine("postgresql+psycopg://amends:hidden@127.0.0.1:1/amends"))
    found = bad(replace(well, store=gone))
    assert list(found) == ["database"]
    assert "DATABASE_URL" in found["database"].mend
    assert "hidden" not in found["database"].detail


def test_the_database_was_never_migrated(well, tmp_path):
    empty = db.make_store(db.make_engine(f"sqlite:///{tmp_path / 'empty.db'}"))
    assert "amends migrate" in bad(replace(well, store=empty))["database"].mend
    empty.engine.dispose()


def test_ready_says_which_check_is_bad(well, clock):
    with serving(server.make(well, no_slack)) as address:
        web = client(address, well)
        answer = web.http.get("/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (200, True)
        clock.pass_(seconds=31)
        answer = web.http.get("/readyz")
        assert answer.status_code == 503
        assert {name for name, check in answer.json()["checks"].items() if not check["ok"]} == set(PROCESSES)
        assert web.http.get("/healthz").text == "alive"


# ---- metrics


def samples(answer) -> dict[tuple[str, str], float]:
    """Every figure by its name and the values of its labels, these in the order of their names."""
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, ",".join(value for _name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_metrics_can_be_parsed_and_tell_what_happened(web, complaint):
    before = samples(web.http.get("/metrics"))
    web.send({"alerts": [alert_body(id="p-1"), alert_body(id="p-1"), {"id": "bare"}]})
    web.send(alert_body(), secret="other")
    after = samples(web.http.get("/metrics"))

    def grown(outcome):
        key = ("amends_alerts_total", f"{outcome},generic")
        return after.get(key, 0) - before.get(key, 0)

    assert [grown(outcome) for outcome in ("accepted", "duplicate", "rejected", "refused")] == [1, 1, 1, 1]
    assert after["amends_database_up", ""] == 1
    assert after["amends_unread_alerts", ""] == 1
    assert after["amends_complaints", "open"] == 1
    assert after["amends_mentions", "complaint"] == 1
    assert after["amends_sla_running", "first_response"] == 1
    assert after["amends_effects_waiting", ""] == 1
    assert after["amends_oldest_effect_s", ""] == 0


def test_a_stranger_cannot_fill_the_metrics_with_names(web):
    for n in range(20):
        assert web.send(alert_body(), source=f"guess_{n}").status_code == 401
    names = {labels for name, labels in samples(web.http.get("/metrics")) if name == "amends_alerts_total"}
    assert not [labels for labels in names if "guess" in labels]


def test_metrics_answer_without_a_database(well):
    gone = db.make_store(db.make_engine("postgresql+psycopg://amends@127.0.0.1:1/amends"))
    with serving(server.make(replace(well, store=gone), no_slack)) as address:
        found = samples(client(address, well).http.get("/metrics"))
    assert found["amends_database_up", ""] == 0


def test_every_lane_has_a_worker_that_is_looked_at():
    assert {f"worker-{lane.queue}" for lane in Lane} | {"beat"} == set(PROCESSES)


def test_files_that_were_rejected_are_told_and_work_goes_on(well):
    kept = replace(well.book(), rejected=("general.yaml:3: team: is missing; add it", "another"))
    found = {check.name: check for check in health.checks(replace(well, book=lambda: kept))}["playbooks"]
    assert found.ok, "the last good ones are in use: no reason to take no more work"
    assert "CHANGED FILES ARE NOT IN USE: general.yaml:3: team: is missing; add it (and 1 more)" in found.detail


def test_without_any_good_playbooks_nothing_is_ready(well, tmp_path):
    found = bad(replace(well, book=lambda: load(tmp_path)))
    assert list(found) == ["playbooks"]
    assert "desk.yaml" in found["playbooks"].detail
    assert "playbooks check" in found["playbooks"].mend


def test_what_language_models_were_asked_is_in_the_metrics(web, well):
    def happening(session):
        kept = {"purpose": "draft", "model": "m", "prompt": "", "answer": "", "problems": [], "took": 1.0}
        at = {"at": well.now(), "drop_at": well.now()}
        for outcome, tokens, cost in (("accepted", 120, 0.5), ("accepted", 80, 0.25), ("timeout", 0, 0.0)):
            session.add(ModelCall(outcome=outcome, tokens_in=tokens, tokens_out=tokens // 2, cost=cost, **kept, **at))

    well.store.write(happening)
    found = samples(web.http.get("/metrics"))
    assert (found["amends_model_calls", "accepted,draft"], found["amends_model_calls", "timeout,draft"]) == (2, 1)
    assert (found["amends_model_tokens_in", ""], found["amends_model_tokens_out", ""]) == (200, 100)
    assert found["amends_model_cost", ""] == 0.75


def test_how_sampled_discards_were_found_is_in_the_metrics_and_a_rate_from_thirty_on(web, well, aside):
    def review(session, mention_id, after):
        session.add(
            Correction(mention_id=mention_id, what="review", before="noise", after=after, person="U0LEA", at=well.now())
        )

    for number in range(30):
        found = samples(web.http.get("/metrics")) if number in (0, 29) else {}
        assert ("amends_discards_error_rate", "") not in found
        of, after = aside(), "complaint" if number < 3 else "right"
        well.store.write(lambda session, of=of, after=after: review(session, of, after))
    found = samples(web.http.get("/metrics"))
    assert (found["amends_discards_reviewed", "right"], found["amends_discards_reviewed", "complaint"]) == (27, 3)
    assert found["amends_discards_error_rate", ""] == 0.1
