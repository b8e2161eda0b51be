"""What a mention may name and a reply may name again: things, places, moments, each with its words per language."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from bot.desk.playbooks.notions import Strict, Texts

Names = dict[str, list[str]]


class Fact(Strict):
    """One slot that is filled from the customer's own words.

    Per language: how the reply names it (with its article, as it will be read) and the words a mention may use for it.
    The most specific name comes first. French may give both forms: ``votre colis | ton colis``.
    """

    label: Texts = Field(default_factory=dict)
    """What to call it on the card when the mention does not name it: "what is late"."""
    only_these: bool = False
    """Do not look through the shared lexicon's names for this slot as well."""
    en: Names = Field(default_factory=dict)
    fr: Names = Field(default_factory=dict)

    def names(self, language: str, *, familiar: bool = False) -> Iterator[tuple[str, list[str]]]:
        """``(as the reply names it, the mention's words)``; ``familiar`` takes the form that says "tu"."""
        known: Names = {"en": self.en, "fr": self.fr}.get(language, {})
        for name, words in known.items():
            polite, _bar, close = (part.strip() for part in name.partition("|"))
            yield (close if familiar and close else polite), words


def joined(own: Fact, shared: Fact | None) -> Fact:
    """A playbook's ``own`` names first, then the ``shared`` ones that it does not name itself."""
    if shared is None or own.only_these:
        return own
    return own.model_copy(
        update={"label": shared.label | own.label, "en": own.en | _rest(own.en, shared.en),
                "fr": own.fr | _rest(own.fr, shared.fr)}
    )  # fmt: skip


def _rest(own: Names, shared: Names) -> Names:
    return {name: words for name, words in shared.items() if name not in own}


class LexiconFile(Strict):
    """``lexicon.yaml``: facts that every playbook may use in its moves."""

    facts: dict[str, Fact] = Field(default_factory=dict)
