"""``amends up`` refuses in words what cannot work, before it starts anything."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import up
from bot.settings import load
from bot.up.home import open_home


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AMENDS_HOME", "PORT", "HOST", "DATABASE_URL", "REDIS_URL", "SLACK_BOT_TOKEN", "AMENDS_SANDBOX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(up, "PORT_PATIENCE", 0.0)


def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], *, sandbox: bool = False, **given: object) -> str:
    settings = load({"AMENDS_HOME": str(tmp_path / "data")}, **given)
    assert up.run(settings, sandbox=sandbox, feed=sandbox) == 1
    return capsys.readouterr().out


def test_a_port_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str], taken: int) -> None:
    said = refused(tmp_path, capsys, PORT=taken)
    assert f"Port {taken} is already in use" in said
    assert f"PORT={taken + 1} make run" in said


def test_an_address_of_another_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot listen on 192.0.2.1" in refused(tmp_path, capsys, HOST="192.0.2.1")


def test_a_second_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = open_home(tmp_path / "data", None, "http://127.0.0.1:8000")
    assert "already runs on this data (process " in refused(tmp_path, capsys)
    first.release()


def test_the_folder_is_free_again_after_a_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], taken: int
) -> None:
    for _ in range(2):
        assert "already in use by another program" in refused(tmp_path, capsys, PORT=taken)


def test_a_damaged_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "amends.db").write_bytes(b"nothing of the kind" * 9)
    assert "is damaged (it is no SQLite database)" in refused(tmp_path, capsys)


def test_the_sandbox_beside_a_real_slack_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s")
    said = refused(tmp_path, capsys, sandbox=True, SLACK_BOT_TOKEN="xoxb-real", SLACK_SIGNING_SECRET="s")
    assert "unset SLACK_BOT_TOKEN" in said
    assert not (tmp_path / "data").exists()


def test_no_slack_token_is_said_plainly(tmp_path: Path) -> None:
    said = "\n".join(up._welcome(load({}), tmp_path, feed=False))
    assert "Nobody will be told in Slack until SLACK_BOT_TOKEN is set" in said
    assert said.count("http://") == 1


def test_the_sandbox_has_one_address_to_open(tmp_path: Path) -> None:
    said = "\n".join(up._welcome(load({"AMENDS_SANDBOX": "1"}), tmp_path, feed=True))
    assert "http://127.0.0.1:8000/sandbox/" in said
    assert said.count("http://") == 1
    assert "Ctrl-C stops everything" in said
