"""All words of ``/amends``: found by any of their names, listed for those who may use them; a guess is never run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from bot.desk import references
from bot.desk.people import BELONG, allowed, may
from bot.desk.playbooks import Book
from bot.slack.text import escaped
from bot.slack.words import cases, crew, exporting, figures, heard, houses, search
from bot.slack.words.word import COMMAND, Typed, Word
from bot.texts import _, say

LIKE = 0.6  # how much a typed word must resemble one of ours to be proposed (difflib's ratio)
PROPOSED = 3
SHORTEST_BEGINNING = 2
HEAD = _("*Amends* answers complaints with you. Cards in #{approvals} wait for your yes; nothing leaves without one.")
LOGGING = _("“Log a complaint” in the shortcuts (+) – heard at the counter or on the telephone")
UNKNOWN = _("“{said}” is nothing that /amends knows.")
NEAREST = _("Nothing was done. Did you mean:")
WRONG_SIGN = _("“{said}” looks like a reference, but a sign is wrong. `/amends find {start}` looks for its beginning.")
LISTED = _("`/amends help` lists what there is for you.")


def _help(typed: Typed) -> None:
    typed.ack(listed(typed.book, typed.user, typed.language))


HELP = Word(("help", "?", "aide"), BELONG, "help", _("what you may type, with an example each"), "help", _help, "aide")
TABLE: Sequence[Word] = (
    cases.REFERENCE, *search.WORDS, *figures.WORDS, *crew.WORDS, *houses.WORDS, *heard.WORDS, *exporting.WORDS,
    *cases.WORDS, HELP,
)  # fmt: skip
BY_NAME = {name: word for word in TABLE for name in word.names}


def find(said: str) -> Word | None:
    """The word that ``said`` begins with; a reference alone is one too. None for what nobody knows."""
    first = said.partition(" ")[0].casefold()
    if not first:
        return HELP
    return BY_NAME.get(first) or (cases.REFERENCE if references.read(said) else None)


def usable(book: Book, person_id: str) -> list[Word]:
    """What the person's role lets them type, as the help lists it."""
    return [word for word in TABLE if may(book, person_id, word.act)]


def listed(book: Book, person_id: str, language: str) -> str:
    """The help: each word that the person may use, what it does, and an example."""
    lines = [say(language, HEAD, approvals=book.desk.channels.approvals)]
    lines += [line(word, language) for word in usable(book, person_id)]
    if may(book, person_id, "log"):
        lines.append(f"• {say(language, LOGGING)}")
    return "\n".join(lines)


def line(word: Word, language: str) -> str:
    """One word, as the help shows it."""
    usage, example = say(language, word.usage), say(language, word.example)
    french = f" (`{word.french}`)" if word.french and language == "fr" else ""
    shown = "" if example == usage else f" · `{COMMAND} {example}`"
    return f"• `{COMMAND} {usage}`{french} – {say(language, word.tells)}{shown}"


def unknown(book: Book, person_id: str, said: str, language: str) -> str:
    """What to say about a word that nobody knows: the nearest ones. None of them is run. Refused to strangers."""
    allowed(book, person_id, BELONG)
    first, shown = said.partition(" ")[0], escaped(said[:60])
    if _is_nearly_reference(said):
        start = "".join(sign for sign in said.upper() if sign.isalnum())[:3]
        return say(language, WRONG_SIGN, said=shown, start=start)
    near = nearest(usable(book, person_id), first)
    told = say(language, UNKNOWN, said=shown)
    if not near:
        return f"{told}\n{listed(book, person_id, language)}"
    lines = [line(word, language) for word in near]
    return "\n".join([f"{told} {say(language, NEAREST)}", *lines, say(language, LISTED)])


def nearest(words: Sequence[Word], first: str) -> list[Word]:
    """Those of ``words`` that ``first`` may have been meant for, the likeliest first."""
    names = {name: word for word in words for name in word.names}
    meant = first.casefold()
    found = list(_beginning(names, meant)) + get_close_matches(meant, names, n=2 * PROPOSED, cutoff=LIKE)
    return list({names[name].name: names[name] for name in found}.values())[:PROPOSED]


def _beginning(names: dict[str, Word], meant: str) -> Iterator[str]:
    if len(meant) >= SHORTEST_BEGINNING:
        yield from (name for name in names if name.startswith(meant))


def _is_nearly_reference(said: str) -> bool:
    """Whether somebody surely meant a reference: its form, a digit in it, and no word of ours."""
    left, hyphen, right = said.strip().partition("-")
    return (
        bool(hyphen) and (len(left), len(right)) == (3, 4) and (left + right).isalnum() and any(map(str.isdigit, said))
    )
