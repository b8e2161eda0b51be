"""Settings: everything that differs from one installation to the next, read from the environment once.

All problems are reported together (:class:`SettingsError`), each naming the variable and the mend. The table in
README.md is checked against this file by ``tests/test_settings.py``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

# A Unix socket's path must fit sockaddr_un (107 bytes on Linux, 103 on macOS); leave room for both.
LONGEST_SOCKET_PATH = 100
SECRET_PREFIX = "AMENDS_SECRET_"
SANDBOX_TOKEN = "xoxb-sandbox"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """The settings cannot be used. ``problems`` holds one sentence each, naming the variable and the mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseModel):
    """One installation's settings. Build with :func:`load`, which reports every problem at once."""

    # Not pydantic-settings: that would read the process's environment beside the one that load() is given.
    model_config = ConfigDict(extra="ignore", frozen=True)

    # Addresses can hold a password: they stay out of repr, as secrets do.
    database_url: str = Field("", validation_alias="DATABASE_URL", repr=False)
    redis_url: str = Field("", validation_alias="REDIS_URL", repr=False)
    slack_bot_token: SecretStr = Field(SecretStr(""), validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr = Field(SecretStr(""), validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: SecretStr = Field(SecretStr(""), validation_alias="SLACK_APP_TOKEN")
    slack_client_id: str = Field("", validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr = Field(SecretStr(""), validation_alias="SLACK_CLIENT_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")
    playbooks_dir: Path = Field(Path("playbooks"), validation_alias="PLAYBOOKS_DIR")
    host: str = Field("127.0.0.1", validation_alias="HOST")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8000, validation_alias="PORT")
    home: Path = Field(Path(".amends"), validation_alias="AMENDS_HOME")
    sandbox: bool = Field(False, validation_alias="AMENDS_SANDBOX")
    log_format: Literal["auto", "json", "text"] = Field("auto", validation_alias="AMENDS_LOG")
    language: Literal["en", "fr"] = Field("en", validation_alias="AMENDS_LANGUAGE")
    public_url: str = Field("", validation_alias="AMENDS_PUBLIC_URL")
    webhook_url: str = Field("", validation_alias="AMENDS_WEBHOOK_URL", repr=False)
    webhook_secret: SecretStr = Field(SecretStr(""), validation_alias="AMENDS_WEBHOOK_SECRET")
    webhook_timeout: Annotated[float, Field(gt=0, le=120)] = Field(10.0, validation_alias="AMENDS_WEBHOOK_TIMEOUT")
    alert_body_limit: Annotated[int, Field(ge=1024)] = Field(5_000_000, validation_alias="AMENDS_ALERT_BODY_LIMIT")
    openai_api_key: SecretStr = Field(SecretStr(""), validation_alias="OPENAI_API_KEY")
    openai_base_url: str = Field("", validation_alias="OPENAI_BASE_URL", repr=False)
    openai_model: str = Field("", validation_alias="OPENAI_MODEL")
    # At most 45: a worker's lease on the work is 60 seconds, and nobody else may begin it meanwhile.
    llm_timeout: Annotated[float, Field(gt=0, le=45)] = Field(20.0, validation_alias="AMENDS_MODEL_TIMEOUT")
    llm_price_in: Annotated[float, Field(ge=0)] = Field(0.0, validation_alias="AMENDS_MODEL_PRICE_IN")
    llm_price_out: Annotated[float, Field(ge=0)] = Field(0.0, validation_alias="AMENDS_MODEL_PRICE_OUT")
    llm_daily_budget: Annotated[float, Field(ge=0)] | None = Field(None, validation_alias="AMENDS_MODEL_DAILY_BUDGET")
    llm_complaint_budget: Annotated[float, Field(ge=0)] | None = Field(
        None, validation_alias="AMENDS_MODEL_COMPLAINT_BUDGET"
    )
    llm_keep_days: Annotated[int, Field(ge=1, le=3650)] = Field(30, validation_alias="AMENDS_MODEL_KEEP_DAYS")
    secrets: dict[str, SecretStr] = Field(default_factory=dict, exclude=True)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value.startswith("postgres://"):  # what Heroku and Scalingo still hand out
            value = "postgresql://" + value.removeprefix("postgres://")
        if value.startswith("postgresql://"):
            value = "postgresql+psycopg://" + value.removeprefix("postgresql://")
        if value and not value.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise ValueError("use postgresql://user:password@host/name or sqlite:////path/to/file.db")
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_queue(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("use redis://host:6379/0, rediss://… or unix:///path/to/socket")
        return value

    @field_validator("webhook_url", "public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("use an http:// or https:// address, such as https://desk.example/replies")
        return value

    @field_validator("openai_base_url")
    @classmethod
    def _model_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("use an http:// or https:// address, such as https://models.example/v1")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _slack_api_ends_in_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("use an http:// or https:// address, such as https://slack.com/api/")
        return value.rstrip("/") + "/"

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        if problems := [
            *self._sandbox_problems(), *self._slack_problems(), *self._sign_in_problems(), *self._model_problems(),
        ]:  # fmt: skip
            raise ValueError("\n".join(problems))
        return self

    def _sandbox_problems(self) -> Iterator[str]:
        if self.sandbox and self.slack_bot_token.get_secret_value() not in ("", SANDBOX_TOKEN):
            yield (
                "AMENDS_SANDBOX: the stand-in Slack cannot run next to a real Slack token; "
                "unset SLACK_BOT_TOKEN to try Amends, or AMENDS_SANDBOX (and --sandbox) to use real Slack"
            )
        if self.sandbox and self.host not in LOOPBACK:
            yield "HOST: the sandbox has no sign-in, so it listens on loopback only; unset HOST"

    def _slack_problems(self) -> Iterator[str]:
        token, app_token = self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()
        if token not in ("", SANDBOX_TOKEN) and not (self.slack_signing_secret.get_secret_value() or app_token):
            yield (
                "SLACK_SIGNING_SECRET: needed beside SLACK_BOT_TOKEN to verify what Slack sends "
                "(Basic Information → Signing Secret), unless SLACK_APP_TOKEN turns Socket Mode on"
            )

    def _sign_in_problems(self) -> Iterator[str]:
        client, secret = self.slack_client_id, self.slack_client_secret.get_secret_value()
        if not (client or secret):
            return
        if not (client and secret):
            missing, given = ("SECRET", "ID") if client else ("ID", "SECRET")
            yield (
                f"SLACK_CLIENT_{missing}: needed beside SLACK_CLIENT_{given} for Sign in with Slack "
                "(Basic Information → App Credentials); or unset both"
            )
        if not self.public_url:
            yield "AMENDS_PUBLIC_URL: needed beside SLACK_CLIENT_ID: Slack sends people's browsers back to it"
        if not self.slack_bot_token.get_secret_value():
            yield "SLACK_BOT_TOKEN: needed beside SLACK_CLIENT_ID: it says which workspace people must be of"
        api = urlsplit(self.slack_api_url)
        if api.scheme != "https" and api.hostname not in LOOPBACK:
            yield "SLACK_API_URL: must be an https:// address beside SLACK_CLIENT_ID: TLS is what vouches for it"

    def _model_problems(self) -> Iterator[str]:
        # A key alone is no wish: many a machine has one for other programs. `amends doctor` mentions it.
        if self.openai_base_url and not self.openai_model:
            yield "OPENAI_MODEL: needed beside OPENAI_BASE_URL; name the model to ask, or unset OPENAI_BASE_URL"
        if self.openai_model and not (self.openai_base_url or self.openai_api_key.get_secret_value()):
            yield (
                "OPENAI_API_KEY: needed beside OPENAI_MODEL, unless OPENAI_BASE_URL names an endpoint that wants none; "
                "unset OPENAI_MODEL to draft without a model"
            )
        limits = {"DAILY": self.llm_daily_budget, "COMPLAINT": self.llm_complaint_budget}
        for which, limit in limits.items():
            if limit is not None and not (self.llm_price_in or self.llm_price_out):
                yield (
                    f"AMENDS_MODEL_{which}_BUDGET: counts money, so say what a million tokens cost: "
                    "set AMENDS_MODEL_PRICE_IN and AMENDS_MODEL_PRICE_OUT, or unset it"
                )

    @property
    def signs_in_with_slack(self) -> bool:
        """Whether people may sign in to the manager's pages with Slack, beside the one-time link."""
        return bool(self.slack_client_id) and not self.sandbox

    @property
    def asks_model(self) -> bool:
        """Whether a language model words drafts."""
        return bool(self.openai_model)

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database; the embedded SQLite file when ``DATABASE_URL`` is unset."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'amends.db'}"

    @property
    def queue_socket(self) -> Path:
        """Where the embedded queue listens when ``REDIS_URL`` is unset."""
        path = self.home.resolve() / "queue.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return path
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"amends-{digest}" / "queue.sock"

    @property
    def redis(self) -> str:
        """Address for redis-py."""
        return self.redis_url or f"unix://{self.queue_socket}?db=0"

    @property
    def broker(self) -> str:
        """Address for Celery, which spells Unix sockets its own way."""
        if self.redis.startswith("unix://"):
            return "redis+socket://" + self.redis.removeprefix("unix://").replace("?db=", "?virtual_host=")
        return self.redis

    @property
    def address(self) -> str:
        """Where people on this machine open Amends: loopback, unless ``HOST`` names one address to listen on."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def door(self) -> str:
        """Where people's browsers reach Amends, without a slash at the end."""
        return self.public_url.rstrip("/") or self.address

    def secret_of(self, source: str) -> str:
        """The secret that alerts of ``source`` are signed with, or "" when none is set (then none is accepted)."""
        found = self.secrets.get(source)
        if found is None and self.sandbox and source == "generic":
            return home_secret(self.home, "generic")
        return found.get_secret_value() if found else ""

    def secret_values(self) -> set[str]:
        """Every secret that was set, the passwords inside addresses included: what no log may ever show."""
        named = [value for value in self.__dict__.values() if isinstance(value, SecretStr)]
        found = {value.get_secret_value() for value in [*named, *self.secrets.values()]}
        for address in (self.database_url, self.redis_url, self.webhook_url, self.openai_base_url):
            found |= _passwords(address)
        return found - {"", SANDBOX_TOKEN}

    def slack(self) -> tuple[str, str, str]:
        """``(bot token, signing secret, API address)`` to use: Slack's, or the sandbox's own."""
        if self.sandbox:
            return SANDBOX_TOKEN, home_secret(self.home, "slack-signing"), f"{self.address}/sandbox/api/"
        return (
            self.slack_bot_token.get_secret_value(),
            self.slack_signing_secret.get_secret_value(),
            self.slack_api_url,
        )


def _passwords(address: str) -> set[str]:
    """The password in ``address``, as written there and as the server gets it."""
    with contextlib.suppress(ValueError):  # a malformed address is reported where it is used
        password = urlsplit(address).password or ""
        return {password, unquote(password)}
    return set()


def home_secret(home: Path, name: str) -> str:
    """A random secret of this installation, made once and kept in ``home`` readable by its owner only."""
    path = home / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text().strip()


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings from ``environ`` (default: the process's), or raise :class:`SettingsError`.

    ``AMENDS_SECRET_<SOURCE>`` variables become ``secrets["<source>"]`` in lower case. ``overrides`` are named by
    the variables' names, e.g. ``load(PORT=8001)``, and win over the environment.
    """
    source = dict(os.environ if environ is None else environ)
    given: dict[str, object] = {key: value for key, value in source.items() if value != ""}
    given.update({key: value for key, value in overrides.items() if value is not None})
    names = {str(field.validation_alias) for field in Settings.model_fields.values() if field.validation_alias}
    found = {key: value for key, value in given.items() if key in names}
    found["secrets"] = {
        key.removeprefix(SECRET_PREFIX).lower(): str(value)
        for key, value in given.items()
        if key.startswith(SECRET_PREFIX)
    }
    settings, problems = _validated(found)
    if settings is None:
        raise SettingsError(problems)
    return settings


def _validated(found: Mapping[str, object]) -> tuple[Settings | None, list[str]]:
    """The settings, or every problem: when single values are wrong, what the others do together is looked at too."""
    try:
        return Settings.model_validate(found), []
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
        problems = [sentence for problem in error.errors() for sentence in _sentences(problem)]
    if wrong:
        problems += _validated({key: value for key, value in found.items() if key not in wrong})[1]
    return None, problems


def _sentences(problem: Mapping[str, object]) -> list[str]:
    """One validation problem as sentences, without the offending value (it may be a secret)."""
    location = problem.get("loc")
    where = ".".join(str(part) for part in location) if isinstance(location, tuple) else ""
    message = str(problem.get("msg", "")).removeprefix("Value error, ")
    return [f"{where}: {message}"] if where else message.split("\n")
