"""Does the model answer at all? One tiny question, for `amends doctor`."""

from __future__ import annotations

from typing import Any

from bot.drafting.model import answer
from bot.drafting.model.client import Endpoint, Trouble

SECONDS, MOST_TOKENS = 15.0, 300
SCHEMA: dict[str, Any] = {
    "type": "object", "properties": {"ready": {"type": "boolean"}}, "required": ["ready"],
    "additionalProperties": False,
}  # fmt: skip
QUESTION = [
    {"role": "system", "content": "Answer with one JSON object and nothing else."},
    {"role": "user", "content": 'Say {"ready": true}.'},
]
MENDS = {
    "timeout": "see why it takes more than 15 seconds; a model that slow needs a longer AMENDS_MODEL_TIMEOUT",
    "unreachable": "check OPENAI_BASE_URL and that this machine may reach it",
    "rate_limited": "raise the account's limits, or expect composed drafts when it is busy",
    "no_balance": "fill up the account",
    "unauthorised": "copy OPENAI_API_KEY again",
    "no_model": "check OPENAI_MODEL, and that OPENAI_BASE_URL ends as the endpoint wants it (mostly /v1)",
    "server_error": "look at the endpoint's own status",
    "rejected": "see whether the endpoint speaks OpenAI's chat completions",
    "invalid": "see whether the endpoint speaks OpenAI's chat completions",
    "cut_off": "choose a model that spends fewer words on a short answer",
    "refused": "choose another model",
}


def examine(model: str, key: str, base_url: str) -> tuple[str, str]:
    """``(what was found, how to mend it)``; no mend when the model answers in the form it is asked for."""
    endpoint = Endpoint(model, key, base_url)
    try:
        reply = endpoint.ask(QUESTION, SCHEMA, SECONDS, MOST_TOKENS)
        answer.document(reply.text)
    except Trouble as trouble:
        return f"{model}: {trouble.outcome} ({trouble.detail})", MENDS.get(trouble.outcome, "try again")
    except answer.Invalid:
        return (
            f"{model}: answers, but not as JSON",
            "choose a model that can answer in JSON: else every draft stays composed",
        )
    without = "" if not endpoint.unknown else f", without {', '.join(sorted(endpoint.unknown))}"
    return f"{model} answers after {reply.took:.1f} s{without}", ""
