"""``python -m tests.triage.held_out``: how well triage does on mentions that nobody has looked at who builds it.

Totals only: whoever reads the texts makes them worthless.
"""

from __future__ import annotations

from pathlib import Path

from tests.triage import measures

measures.show(measures.judged(Path(__file__).parent / "mentions.jsonl"))
