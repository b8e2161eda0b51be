"""What `amends doctor` looks at, each with how to mend it."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError

from bot import app as composition
from bot import migrations, settings
from bot.app import App
from bot.cli.shared import quiet_logs
from bot.desk.playbooks import PlaybookError
from bot.slack.manifest import SCOPES
from bot.web import health
from bot.web.health import Check

MOST_SKEW_SECONDS = 120  # Slack and the alert signature both refuse requests five minutes off


def of_environment() -> list[Check]:
    """The same, from this process's environment; settings that cannot be used are the first thing to mend."""
    try:
        chosen = settings.load()
    except settings.SettingsError as error:
        checks = [problem.partition(": ") for problem in error.problems]
        return [Check(name, False, "cannot be used", what) for name, _colon, what in checks]
    quiet_logs(chosen)
    return examine(composition.build(chosen))


def examine(app: App) -> list[Check]:
    """Configuration, database, migrations, queue, workers, beat, model, Slack, channels, people, clock."""
    return [*_secrets(app), _migrated(app), *health.checks(app), *_model(app), *_slack(app)]


def _secrets(app: App) -> list[Check]:
    sources = sorted(app.settings.secrets)
    mend = "set AMENDS_SECRET_GENERIC (or another source's) so that alerts can be accepted"
    found = [Check("alert secrets", bool(sources) or app.settings.sandbox, ", ".join(sources) or "none set", mend)]
    if _replies_by_webhook(app) and not app.settings.sandbox:
        found.append(
            Check(
                "webhook",
                bool(app.settings.webhook_url),
                urlsplit(app.settings.webhook_url).hostname or "no address",  # the rest can hold a secret
                "set AMENDS_WEBHOOK_URL, or let desk.yaml's replies go `manual`",
            )
        )
    return found


def _replies_by_webhook(app: App) -> bool:
    try:
        return "webhook" in {rule.through for rule in app.book().desk.replies}
    except PlaybookError:
        return False  # health.checks says so


def _migrated(app: App) -> Check:
    try:
        here, wanted = migrations.revisions(app.store.engine)
    except Exception as error:
        return Check("migrations", False, type(error).__name__, "check DATABASE_URL")
    return Check("migrations", here == wanted, f"at {here}, code expects {wanted}", "run `amends migrate`")


def _model(app: App) -> list[Check]:
    """Whether the language model answers, asked once for real; nothing when none is wanted."""
    from bot.drafting.model import soundness

    chosen = app.settings
    if not chosen.asks_model:
        had = bool(chosen.openai_api_key.get_secret_value())
        unused = "OPENAI_API_KEY is set but no OPENAI_MODEL: drafts are composed without a model"
        return [Check("model", True, unused)] if had else []
    detail, mend = soundness.examine(
        chosen.openai_model, chosen.openai_api_key.get_secret_value(), chosen.openai_base_url
    )
    found = [Check("model", not mend, detail, mend)]
    if chosen.llm_daily_budget is None:
        found.append(Check("model budget", True, "none is set: AMENDS_MODEL_DAILY_BUDGET limits what a day may cost"))
    return found


def _slack(app: App) -> list[Check]:
    token, secret, address = app.settings.slack()
    if not token:
        return [
            Check("slack token", False, "not set", "set SLACK_BOT_TOKEN (OAuth & Permissions → Bot User OAuth Token)")
        ]
    asked_at = time.time()
    try:
        answer = app.slack.auth_test()
    except SlackApiError as error:
        return [Check("slack token", False, str(error.response.get("error")), "copy SLACK_BOT_TOKEN again")]
    except Exception as error:
        return [Check("slack token", False, type(error).__name__, f"check that {address} can be reached")]
    found = [
        Check("slack token", True, f"{answer.get('team', '?')} as {answer.get('user', '?')}"),
        _scopes(answer.headers),
    ]
    socket = bool(app.settings.slack_app_token.get_secret_value())
    found.append(
        Check(
            "signing secret",
            bool(secret) or socket,
            "set" if secret else "not set",
            "set SLACK_SIGNING_SECRET (Basic Information → Signing Secret)",
        )
    )
    found.append(_clock(answer.headers, asked_at))
    try:
        return [*found, *_channels(app), *_people(app)]
    except PlaybookError:
        return found  # without them nobody knows which channels and people; health.checks says so


def _scopes(headers: dict[str, str]) -> Check:
    had = {
        scope.strip()
        for name, value in headers.items()
        if name.lower() == "x-oauth-scopes"
        for scope in value.split(",")
    }
    missing = sorted(set(SCOPES) - had) if had else []
    detail = f"missing: {', '.join(missing)}" if missing else ("all there" if had else "Slack did not say")
    return Check(
        "slack scopes", not missing, detail, "paste `amends slack manifest` into the app's manifest, reinstall"
    )


def _clock(headers: dict[str, str], asked_at: float) -> Check:
    date = next((value for name, value in headers.items() if name.lower() == "date"), "")
    if not date:
        return Check("clock", True, "Slack sent no time")
    skew = abs(parsedate_to_datetime(date).timestamp() - asked_at)
    return Check(
        "clock", skew <= MOST_SKEW_SECONDS, f"{skew:.0f} s from Slack's", "synchronise this machine's clock (NTP)"
    )


def _channels(app: App) -> list[Check]:
    channels = app.book().desk.channels
    try:
        known = {
            channel["name"]: channel
            for page in app.slack.conversations_list(
                types="public_channel,private_channel", exclude_archived=True, limit=200
            )
            for channel in page["channels"]
        }
    except SlackApiError as error:
        return [Check("slack channels", False, str(error.response.get("error")), "the app needs channels:read")]
    return [
        Check(
            f"#{name}",
            name in known or name[:1] in "CG",
            "found" if name in known else "not found",
            "create the channel (invite the app if it is private) or change desk.yaml",
        )
        for name in (channels.approvals, channels.tickets, channels.managers)
    ]


def _people(app: App) -> list[Check]:
    unknown = []
    for person_id, spec in app.book().desk.people.items():
        try:
            app.slack.users_info(user=person_id)
        except SlackApiError:
            unknown.append(f"{spec.name} ({person_id})")
    detail = f"not in this Slack: {', '.join(unknown)}" if unknown else "all found"
    return [Check("people", not unknown, detail, "put the right Slack member ids into desk.yaml")]
