"""How a reply is signed: as desk.yaml says, by the person who approves it."""

from __future__ import annotations

import pytest

from bot.desk import drafts
from bot.desk.people import person
from bot.desk.playbooks import Book


def signing(book: Book, form: str) -> Book:
    voice = book.desk.voice.model_copy(update={"signature": form})
    return Book(book.desk.model_copy(update={"voice": voice}), book.playbooks, book.lexicon)


@pytest.mark.parametrize(
    ("form", "language", "signed", "longest"),
    [
        ("name_and_service", "en", "— Sam, Brindelune customer care", "— Hélène, Brindelune customer care"),
        ("name_and_service", "fr", "— Sam, service client Brindelune", "— Hélène, service client Brindelune"),
        ("name", "fr", "— Sam", "— Hélène"),
        ("initials", "en", "^SW", "^LM"),
    ],
)
def test_each_form(book, form, language, signed, longest):
    desk = signing(book, form)
    assert drafts.signed(desk, "Hi.\n ", person(desk, "U0SAM"), language) == f"Hi.\n{signed}"
    assert drafts.signed_by_longest_name(desk, "Hi.", language) == f"Hi.\n{longest}"
