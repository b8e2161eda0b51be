"""``amends check-reply``: one result per line, in order, whatever a line holds."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

GOOD = {
    "id": "good", "network": "facebook",
    "complaint": "My 7:40 train was cancelled and nobody announced it on the platform.",
    "reply": "Hi Omar, your 7.40 train was cancelled and nobody on the platform told you. I'm sorry, we should have "
    "announced it by 7. I've put an announcer on platform 2 from tomorrow and will write here by 6 pm. Sam, support",
}  # fmt: skip
BAD = {"id": 2, "complaint": GOOD["complaint"], "reply": "We value your feedback. We're looking into it. The Team"}


@pytest.fixture
def results(amends, tmp_path) -> Callable[..., list[dict]]:
    """The result lines for these input lines (objects or raw bytes)."""

    def run(*given: object) -> list[dict]:
        path = tmp_path / "replies.jsonl"
        raw = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in given]
        path.write_bytes(b"\n".join(raw) + b"\n")
        said = amends(f"check-reply {path}")
        assert said.code == 0
        return [json.loads(line) for line in said.out.splitlines()]

    return run


def test_a_good_and_a_bad_reply(results):
    good, bad = results(GOOD, BAD)
    assert good["id"] == "good" and good["pass"] is True
    assert [check["id"] for check in good["checks"]] == [f"R{n}" for n in range(1, 17)] + ["blank"]
    assert all(check["ok"] for check in good["checks"])
    assert bad["id"] == 2 and bad["pass"] is False
    failed = {check["id"]: check for check in bad["checks"] if not check["ok"]}
    assert set(failed) == {"R1", "R2", "R4", "R7", "R9"}
    assert failed["R9"]["passage"] == "We value your feedback"
    assert all(check["why"] and check["mend"] and check["level"] in ("block", "warn") for check in failed.values())
    assert good["specific"] > 0.5 > bad["specific"] and set(good) == {
        "id",
        "pass",
        "checks",
        "specific",
        "accountable",
        "human",
    }


def test_bad_lines_are_answered_where_they_stand(results):
    lines = results(GOOD, b"{", b"[1]", {"id": "x", "reply": 5}, b'"\xff"', b"", BAD, b"[" * 100_000)
    assert [line.get("id") for line in lines] == ["good", None, None, "x", None, 2, None]
    assert "not JSON" in lines[1]["error"] and lines[1]["line"] == 2
    assert "one JSON object" in lines[2]["error"]
    assert lines[3]["error"].startswith("reply:")
    assert "UTF-8" in lines[4]["error"]
    assert "error" in lines[6] and "pass" not in lines[6]


def test_half_a_character_is_refused_and_can_still_be_written(results):
    (line,) = results(b'{"id": "s\\ud83d", "reply": "\\ud83d [[x]]"}')
    assert line["id"] == "s\ud83d"
    assert "reply:" in line["error"]


def test_a_named_playbook_gives_the_brand_and_its_texts(results):
    known, unknown = results({**GOOD, "playbook": "late-delivery"}, {**GOOD, "playbook": "no-such"})
    assert known["pass"] is True and "notes" not in known
    assert "no-such" in unknown["notes"][0] and unknown["pass"] is True
    (brand,) = results({**GOOD, "reply": GOOD["reply"].replace("Sam, support", "Brindelune"), "playbook": "general"})
    assert not next(check for check in brand["checks"] if check["id"] == "R7")["ok"]


def test_standard_input(amends, environ):
    raw = io.BytesIO((json.dumps(BAD) + "\n").encode())
    environ.setattr(sys, "stdin", io.TextIOWrapper(raw))
    said = amends("check-reply - --json")
    assert json.loads(said.out)["id"] == 2


def test_no_file(amends):
    said = amends("check-reply nowhere.jsonl")
    assert said.code == 1 and "nowhere.jsonl" in said.err


def test_a_line_that_never_ends_is_refused_and_the_next_one_judged(results):
    first, second = results(b'{"id": "' + b"x" * 3_000_000 + b'"}', GOOD)
    assert "longer than 1,000,000 bytes" in first["error"]
    assert second["pass"] is True
