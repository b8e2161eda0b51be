"""Settings: all problems at once, no secret ever shown, and the README's table says what the code does."""

from __future__ import annotations

import os
import re
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import settings
from bot.settings import SECRET_PREFIX, Settings, SettingsError

ROOT = Path(__file__).parent.parent


def problems(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        settings.load(environ)
    return refused.value.problems


# ---- the README's table


def table() -> list[dict[str, str]]:
    """The rows of the Markdown table under "## Settings", by column."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n## Settings\n" in text, "README.md has no heading ## Settings"
    section = text.split("\n## Settings\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in section.splitlines()
        if line.lstrip().startswith("|")
    ]
    head = [cell.lower() for cell in rows[0]]
    return [dict(zip(head, row, strict=True)) | {"variable": row[0]} for row in rows[2:]]


def name_in(row: dict[str, str]) -> str:
    found = re.search(r"`([A-Z_]+(?:<SOURCE>)?)`", row["variable"])
    assert found, f"no variable in backticks: {row['variable']}"
    return found[1]


def test_the_readme_names_every_setting_and_no_other():
    fields = {str(field.validation_alias) for field in Settings.model_fields.values() if field.validation_alias}
    assert {name_in(row) for row in table()} == fields | {f"{SECRET_PREFIX}<SOURCE>"}


def test_the_readme_tells_the_defaults():
    fields = {str(field.validation_alias): field for field in Settings.model_fields.values()}
    rows = [row for row in table() if name_in(row) in fields]
    if not rows or "default" not in rows[0]:
        pytest.skip("the table has no column “default”")
    wrong = {}
    for row in rows:
        default = fields[name_in(row)].default
        value = "" if default is None else default
        value = value.get_secret_value() if isinstance(value, SecretStr) else value
        told = re.search(r"`([^`]+)`", row["default"])
        if str(value) not in ("", "False") and (not told or _plain(told[1]) != _plain(str(value))):
            wrong[name_in(row)] = (row["default"], str(value))
    assert wrong == {}


def _plain(value: str) -> str:
    number = value.replace("_", "").replace(",", "")
    return str(float(number)) if re.fullmatch(r"[\d.]+", number) and number.count(".") < 2 else value.removeprefix("./")


# ---- problems


def test_only_the_given_environment_counts(monkeypatch):
    monkeypatch.setenv("PORT", "1234")
    monkeypatch.setenv("AMENDS_LOG", "xml")
    assert settings.load({}).port == 8000
    monkeypatch.delenv("AMENDS_LOG")
    assert settings.load().port == 1234


def test_nothing_needs_to_be_set():
    chosen = settings.load({})
    assert chosen.database.startswith("sqlite:///")
    assert chosen.redis.startswith("unix://")
    assert chosen.secret_of("generic") == ""


def test_an_empty_variable_is_an_unset_one():
    assert settings.load({"PORT": "", "DATABASE_URL": "", "AMENDS_LOG": ""}) == settings.load({})


def test_all_problems_are_told_at_once_each_with_its_variable():
    found = problems(
        PORT="99999", DATABASE_URL="mysql://h/x", REDIS_URL="http://h", AMENDS_LOG="xml", AMENDS_LANGUAGE="de",
        AMENDS_WEBHOOK_URL="desk.example", AMENDS_WEBHOOK_TIMEOUT="0", SLACK_API_URL="slack.com",
        AMENDS_SANDBOX="1", HOST="192.0.2.7", SLACK_BOT_TOKEN="xoxb-1", OPENAI_BASE_URL="models.example/v1",
        OPENAI_MODEL="m", OPENAI_API_KEY="k", AMENDS_MODEL_TIMEOUT="46",
    )  # fmt: skip
    assert [problem.partition(":")[0] for problem in found] == [
        "DATABASE_URL", "REDIS_URL", "SLACK_API_URL", "PORT", "AMENDS_LOG", "AMENDS_LANGUAGE", "AMENDS_WEBHOOK_URL",
        "AMENDS_WEBHOOK_TIMEOUT", "OPENAI_BASE_URL", "AMENDS_MODEL_TIMEOUT", "AMENDS_SANDBOX", "HOST",
        "SLACK_SIGNING_SECRET",
    ]  # fmt: skip


def test_the_sandbox_and_a_real_token_exclude_each_other():
    [problem] = problems(AMENDS_SANDBOX="1", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s")
    assert "unset SLACK_BOT_TOKEN" in problem


def test_a_token_needs_the_signing_secret_or_socket_mode():
    assert problems(SLACK_BOT_TOKEN="xoxb-1")[0].startswith("SLACK_SIGNING_SECRET: needed")
    assert settings.load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).slack()[0] == "xoxb-1"
    assert settings.load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}).slack()[1] == "s"


def test_sign_in_with_slack_needs_all_of_its_parts():
    named = [problem.partition(":")[0] for problem in problems(SLACK_CLIENT_ID="1.2", SLACK_API_URL="http://s.example")]
    assert named == ["SLACK_CLIENT_SECRET", "AMENDS_PUBLIC_URL", "SLACK_BOT_TOKEN", "SLACK_API_URL"]
    assert problems(SLACK_CLIENT_SECRET="s")[0].startswith("SLACK_CLIENT_ID: needed")
    whole = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "AMENDS_PUBLIC_URL": "https://desk.example",
             "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}  # fmt: skip
    assert settings.load(whole).signs_in_with_slack
    assert not settings.load({}).signs_in_with_slack


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/x", "postgresql+psycopg://u:p@h/x"),
        ("postgresql://u:p@h/x", "postgresql+psycopg://u:p@h/x"),
        ("postgresql+psycopg://u:p@h/x", "postgresql+psycopg://u:p@h/x"),
        ("sqlite:////var/amends.db", "sqlite:////var/amends.db"),
    ],
)
def test_database_addresses_as_platforms_hand_them_out(given, used):
    assert settings.load({"DATABASE_URL": given}).database == used


# ---- a language model


def test_a_model_is_asked_when_it_is_named_and_can_be_reached():
    assert not settings.load({}).asks_model
    assert settings.load({"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}).asks_model
    assert settings.load({"OPENAI_MODEL": "m", "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"}).asks_model


def test_a_key_alone_that_other_programs_use_turns_nothing_on():
    assert not settings.load({"OPENAI_API_KEY": "k"}).asks_model


def test_half_a_model_is_a_problem_with_its_mend():
    assert problems(OPENAI_BASE_URL="https://models.example/v1")[0].startswith("OPENAI_MODEL: needed beside")
    assert problems(OPENAI_MODEL="m")[0].startswith("OPENAI_API_KEY: needed beside OPENAI_MODEL")


@pytest.mark.parametrize("name", ["AMENDS_MODEL_DAILY_BUDGET", "AMENDS_MODEL_COMPLAINT_BUDGET"])
def test_a_budget_counts_money_and_so_needs_prices(name):
    assert problems(**{name: "5"}) == [
        f"{name}: counts money, so say what a million tokens cost: "
        "set AMENDS_MODEL_PRICE_IN and AMENDS_MODEL_PRICE_OUT, or unset it"
    ]
    assert settings.load({name: "5", "AMENDS_MODEL_PRICE_IN": "0.4"}).llm_price_in == 0.4


# ---- secrets


def test_a_sources_secret_is_found_by_the_sources_name():
    chosen = settings.load({"AMENDS_SECRET_GENERIC": "one", "AMENDS_SECRET_SOCIAL_RADAR": "two"})
    assert (chosen.secret_of("generic"), chosen.secret_of("social_radar")) == ("one", "two")
    assert chosen.secret_of("other") == ""


HIDDEN = {
    "SLACK_BOT_TOKEN": "hidden-1", "SLACK_SIGNING_SECRET": "hidden-2", "SLACK_APP_TOKEN": "hidden-3",
    "AMENDS_WEBHOOK_SECRET": "hidden-4", "AMENDS_SECRET_GENERIC": "hidden-5",
    "DATABASE_URL": "postgresql://amends:hidden-6@h/x", "REDIS_URL": "redis://:hidden-7@h/0",
    "AMENDS_WEBHOOK_URL": "https://me:hidden-8@h/x?token=hidden-9",
    "OPENAI_API_KEY": "hidden-9", "OPENAI_BASE_URL": "https://me:hidden-10@h/v1", "OPENAI_MODEL": "m",
}  # fmt: skip


def test_no_secret_shows_in_repr_or_str():
    chosen = settings.load(HIDDEN)
    assert "hidden" not in f"{chosen!r} {chosen} {chosen.secrets!r}"


def test_no_secret_shows_in_an_error_message():
    wrong = {key: f"hidden {value}" for key, value in HIDDEN.items()} | {"PORT": "hidden-port", "AMENDS_LOG": "hidden"}
    with pytest.raises(SettingsError) as refused:
        settings.load(wrong)
    assert len(refused.value.problems) >= 4
    assert "hidden" not in str(refused.value)
    assert refused.value.__cause__ is None  # the traceback of the original would show the input


def test_every_secret_is_known_to_the_log():
    assert settings.load(HIDDEN).secret_values() == {f"hidden-{n}" for n in range(1, 11)}


def test_a_malformed_address_does_not_hide_the_others_secrets():
    chosen = settings.load({"REDIS_URL": "redis://[bad", "DATABASE_URL": "postgresql://u:pw1@h/x"})
    assert chosen.secret_values() == {"pw1"}


def test_the_homes_secret_is_made_once_for_its_owner_only(tmp_path):
    with ThreadPool(8) as pool:
        made = set(pool.map(lambda _n: settings.home_secret(tmp_path / "home", "generic"), range(32)))
    assert len(made) == 1
    assert len(made.pop()) == 64
    path = tmp_path / "home" / "secrets"
    assert [file.name for file in path.iterdir()] == ["generic"]
    assert (path / "generic").stat().st_mode & 0o077 == 0


# ---- addresses


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8010"),
        ("localhost", "http://localhost:8010"),
        ("::1", "http://[::1]:8010"),
        ("0.0.0.0", "http://127.0.0.1:8010"),  # noqa: S104
        ("::", "http://[::1]:8010"),
        ("192.0.2.7", "http://192.0.2.7:8010"),
        ("2001:db8::7", "http://[2001:db8::7]:8010"),
        ("desk.example", "http://desk.example:8010"),
    ],
)
def test_the_address_is_where_it_listens(host, address):
    assert settings.load({"HOST": host, "PORT": "8010"}).address == address


def test_the_queues_socket_fits_a_socket_address(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    near, far = settings.load({"AMENDS_HOME": "/tmp/a"}), settings.load({"AMENDS_HOME": str(deep)})
    assert near.queue_socket == Path("/tmp/a/queue.sock")
    assert len(os.fsencode(far.queue_socket)) <= settings.LONGEST_SOCKET_PATH
    assert far.queue_socket == settings.load({"AMENDS_HOME": str(deep)}).queue_socket
    assert near.broker == "redis+socket:///tmp/a/queue.sock?virtual_host=0"


def test_overrides_win_and_none_is_no_override():
    assert settings.load({"PORT": "8001"}, PORT=8002).port == 8002
    assert settings.load({"PORT": "8001"}, PORT=None).port == 8001
