"""A second opinion for ``amends triage``: a model is asked about the lines that triage doubts; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.texts import _
from bot.triage.reasons import Reason

if TYPE_CHECKING:
    from bot.desk.playbooks import Book
    from bot.settings import Settings
    from bot.triage.features import Said

OPINION = _("Second opinion: {kind}.")
NONE = _("No second opinion: {why}")


class Second:
    """Asks about one line after the other, within the daily budget of the settings, which this run has for itself."""

    def __init__(self, chosen: Settings) -> None:
        from bot.drafting.model.client import Endpoint
        from bot.drafting.model.ledger import Tally

        self._endpoint = Endpoint(chosen.openai_model, chosen.openai_api_key.get_secret_value(), chosen.openai_base_url)
        self._tally, self._timeout = Tally(chosen), chosen.llm_timeout
        self._topics: dict[str, str] = {}

    def about(self, book: Book) -> Second:
        """The same, with the topics of ``book``."""
        self._topics = {name: playbook.title["en"] for name, playbook in book.playbooks.items()}
        return self

    def on(self, said: Said, found: Mapping[str, Any]) -> tuple[dict[str, Any], list[Reason]]:
        """What becomes of triage's decision ``found``, and what is to be said of it; nothing where it is sure."""
        from bot.drafting.model import opinion
        from bot.triage import opinions
        from bot.triage.deciding import KIND_NAMES

        if not opinions.is_wanted(found, f"{said.title}{said.text}"):
            return dict(found), []
        question = opinion.Question(said.text, said.title, said.network, said.rating, self._topics)
        answered = opinion.ask(self._endpoint, question, self._tally, self._timeout)
        if answered.opinion is None:
            return dict(found), [Reason(NONE, names={"why": answered.why})]
        joined, _changed = opinions.joined(found, answered.opinion)
        quoted = [Reason(_("It points to “{words}”."), {"words": words}) for words in answered.opinion.reasons]
        return joined, [Reason(OPINION, names={"kind": KIND_NAMES[answered.opinion.kind]}), *quoted]
