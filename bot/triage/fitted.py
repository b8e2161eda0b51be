"""The fitted model: what it says of a mention, and which words made it say so. Standard library only, no numpy.

A linear model (one-against-the-rest logistic regression on L2-normalised tf-idf of :mod:`bot.triage.features`), fitted
by :mod:`bot.triage.fitting`. Each feature has one row: a whole number with a lane of 16 bits for each label, so that
adding up three hundred features for fifty labels is three hundred additions. Weights are stored with an offset, to keep
every lane positive; the first lane, of 32 bits, holds the square of the feature's own weight (its idf), for the norm.

Names of features are not kept: their hashes are, in order, which takes a tenth of the memory. What a common word brings
along is remembered.
"""

from __future__ import annotations

import gzip
import json
import math
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add
from pathlib import Path

from bot.triage.features import Said, marks, of_word, pairs, tokens, whole_of

SHIPPED = Path(__file__).parent / "fitted.json.gz"
FORMAT = 1
LANE = 2  # bytes of a label's lane
TOGETHER = 256  # rows that are added up before a lane could run over
OFFSET = 128  # stored weights are from -127 to 127
IDF = 64  # a stored idf of 64 is 1.0
SHOWN = 3
WORDS_REMEMBERED = 4096


class ModelError(Exception):
    """The file of a fitted model cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Found:
    """The features of a mention that a model knows. ``rows``: the numbers of their rows; ``words``: those of words and
    pairs of words, by what they say."""

    rows: set[int]
    words: Mapping[str, int]


@dataclass(frozen=True)
class Model:
    """``labels`` and what goes with each: its ``bias``, the ``scale`` of its stored weights, and its ``threshold``."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    scale: tuple[float, ...]
    thresholds: Mapping[str, float]
    known: array[int]
    """The hashes of the features, each at the first free place from its last bits on; 0: nothing is there."""
    rows: Sequence[int]
    """What goes with each of them, at the same place."""
    made_of: Mapping[str, int]
    """How many labelled mentions, corrections and features went in."""

    def found(self, said: Said) -> Found:
        """What of ``said`` this model knows."""
        whole = whole_of(said)
        words = tokens(whole)
        return self.looked_up(words, pairs(words), marks(said, whole, words))

    def looked_up(self, words: Sequence[str], pairs: Iterable[str], marks: Iterable[str]) -> Found:
        """:meth:`found` of these features; of ``words`` what :func:`of_word` makes of them."""
        rows, named = set[int](), dict[str, int]()
        for word in set(words):
            own, places = self._of_word(word)
            rows.update(places)
            if own:
                named[word] = places[0]
        known_pairs = {pair[2:]: place for pair, place in self._places(pairs)}
        rows.update(known_pairs.values())
        rows.update(place for _mark, place in self._places(marks))
        return Found(rows, named | known_pairs)

    def _places(self, features: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Those of ``features`` that are known, each with the number of its row."""
        known, last = self.known, len(self.known) - 1
        for feature in features:
            code = hash(feature)
            place = code & last
            while (there := known[place]) != code and there:
                place = place + 1 & last
            if there:
                yield feature, place

    @cached_property
    def _of_word(self) -> Callable[[str], tuple[bool, array[int]]]:
        """Whether the word itself is known, and the rows of what is known of it, its own first."""

        @lru_cache(maxsize=WORDS_REMEMBERED)
        def looked_up(word: str) -> tuple[bool, array[int]]:
            found = list(self._places(of_word(word)))
            own = bool(found) and found[0][0][0] == "w"
            return own, array("I", [place for _feature, place in found])

        return looked_up

    def probabilities(self, found: Found) -> dict[str, float]:
        """How likely each label is (0 to 1) of a mention in which this was ``found``."""
        size = 4 + LANE * len(self.labels)
        form = struct.Struct(f"<I{len(self.labels)}H")
        rows, square, sums = list(map(self.rows.__getitem__, found.rows)), 0, [0] * len(self.labels)
        for begin in range(0, len(rows), TOGETHER):
            part, *lanes = form.unpack(sum(rows[begin : begin + TOGETHER]).to_bytes(size, "little"))
            square, sums = square + part, list(map(add, sums, lanes))
        norm = math.sqrt(square) / IDF or 1.0
        shift = OFFSET * len(rows)
        return {
            label: _logistic(bias + (total - shift) * scale / norm)
            for label, bias, scale, total in zip(self.labels, self.bias, self.scale, sums, strict=True)
        }

    def words_for(self, label: str, found: Found, most: int = SHOWN) -> list[str]:
        """The words and pairs of words in ``found`` that spoke most for ``label``, the strongest first."""
        place = 32 + 8 * LANE * self.labels.index(label)
        weighed = [
            (OFFSET - weight, words)
            for words, row in found.words.items()
            if (weight := self.rows[row] >> place & 0xFFFF) > OFFSET
        ]
        shown: list[str] = []
        for _weight, words in sorted(weighed):
            if len(shown) == most:
                break
            if not any(words in other or other in words for other in shown) and any(map(str.isalnum, words)):
                shown.append(words)
        return shown


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0


def _row(form: struct.Struct, stored: bytes) -> int:
    """A row from its stored bytes: the idf, then one signed weight for each label."""
    idf, *weights = form.unpack(stored)
    lanes = struct.pack(f"<I{len(weights)}H", idf * idf, *[weight + OFFSET for weight in weights])
    return int.from_bytes(lanes, "little")


@lru_cache(maxsize=2)
def load(path: Path) -> Model:
    """The model in ``path``."""
    try:
        with gzip.open(path) as opened:
            head = json.loads(opened.readline())
            if head.get("format") != FORMAT:
                raise ModelError(f"{path}: of another format; make it anew with `amends triage fit`")
            form = struct.Struct(f"<H{len(head['labels'])}b")
            codes = list(map(hash, json.loads(opened.readline())))
            rows = [_row(form, opened.read(form.size)) for _feature in codes]
    except (OSError, ValueError, KeyError, struct.error) as error:
        raise ModelError(f"{path}: {error}; make it anew with `amends triage fit`") from error
    known, placed = _table(codes, rows)
    return Model(
        tuple(head["labels"]), tuple(head["bias"]), tuple(head["scale"]), head["thresholds"],
        known, placed, head["made_of"],
    )  # fmt: skip


def _table(codes: Sequence[int], rows: Sequence[int]) -> tuple[array[int], list[int]]:
    """``codes`` and ``rows`` as a model holds them: room for twice as many, so that most are found at first look."""
    size = 1 << (2 * len(codes)).bit_length()
    known, placed = array("q", [0]) * size, [0] * size
    for code, row in zip(codes, rows, strict=True):
        place = code & size - 1
        while known[place]:
            place = place + 1 & size - 1
        known[place], placed[place] = code, row
    return known, placed


def shipped() -> Model:
    """The model that Amends brings."""
    return load(SHIPPED)


def of(home: Path) -> Model:
    """The model that ``amends triage fit`` made for the installation in ``home``, else the one that Amends brings."""
    own = home / SHIPPED.name
    return load(own if own.is_file() else SHIPPED)


def store(path: Path, model: Mapping[str, object], columns: Mapping[str, bytes]) -> None:
    """Write what :func:`load` reads; the same model gives the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as opened:
        opened.write(json.dumps({"format": FORMAT, **model}, ensure_ascii=False).encode() + b"\n")
        opened.write(json.dumps(list(columns), ensure_ascii=False).encode() + b"\n")
        for stored in columns.values():
            opened.write(stored)
