"""``python -m workers chat|model`` and ``python -m workers beat [SCHEDULE FILE]``: one process of Celery.

The same as ``celery -A workers.app worker`` and ``beat`` with the options that fit, but for Celery's command line: that
loads an interactive shell, which costs 7 MB in every process.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from celery.utils.nodenames import default_nodename, host_format

from bot.desk.vocabulary import Lane
from workers.app import app

THREADS = 4
QUEUES = sorted({lane.queue for lane in Lane})


def main(words: list[str]) -> int:
    """Run until told to stop; the process's exit code."""
    match words:
        case [queue] if queue in QUEUES:
            return _work(queue)
        case ["beat", *schedule] if len(schedule) < 2:
            file = schedule[0] if schedule else str(Path(tempfile.gettempdir()) / "amends-beat")
            app.Beat(schedule=file, loglevel="WARNING", quiet=True).run()
            return 0
    sys.stderr.write(f"usage: python -m workers {'|'.join(QUEUES)}\n       python -m workers beat [SCHEDULE FILE]\n")
    return 2


def _work(queue: str) -> int:
    worker = app.Worker(
        hostname=host_format(default_nodename(f"{queue}@%h")), queues=[queue], pool="threads", concurrency=THREADS,
        loglevel="WARNING", without_gossip=True, without_mingle=True, quiet=True,
    )  # fmt: skip
    worker.start()
    return worker.exitcode or 0


sys.exit(main(sys.argv[1:]))
