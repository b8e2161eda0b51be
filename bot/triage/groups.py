"""Groups: other people with the same problem. They stay complaints of their own; the group says that they are alike.

Two mentions belong together when they have the same topic and name at least two of the same uncommon things. What many
mentions of the topic named before these days ("parcel", "colis") tells nothing; what many name since yesterday may well
be the problem.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass, field

REMEMBERED = 20_000  # words of a topic, and mentions that wait to count as usual
POSTED = 8  # mentions that are remembered of a word
KNOWN = 160_000  # mentions
SHARED = 2
COMMON = 0.12  # a word in more of a topic's earlier mentions than this is common, once there are ENOUGH
ENOUGH = 40
EARLIER = 2 * 86400.0  # seconds after which a mention counts for what is usual


@dataclass
class _Topic:
    postings: OrderedDict[str, deque[str]] = field(default_factory=OrderedDict)
    counts: Counter[str] = field(default_factory=Counter)  # of the earlier mentions
    earlier: int = 0
    recent: deque[tuple[float, tuple[str, ...]]] = field(default_factory=deque)

    def pass_time(self, at: float) -> None:
        while self.recent and (self.recent[0][0] < at - EARLIER or len(self.recent) > REMEMBERED):
            self.counts.update(self.recent.popleft()[1])
            self.earlier += 1

    def is_common(self, word: str) -> bool:
        return self.earlier >= ENOUGH and self.counts[word] > COMMON * self.earlier


NOTHING = _Topic()


class Groups:
    """Finds who belongs together, mention after mention, in bounded memory."""

    def __init__(self) -> None:
        self._topics: dict[str, _Topic] = {}
        self._known: OrderedDict[str, tuple[int, str]] = OrderedDict()  # mention → its number, its group
        self._added = 0

    def of(self, mention: str, topic: str, words: Collection[str], at: float = 0.0) -> str | None:
        """The group (the id of its first mention) that ``mention``, of ``at`` (seconds), joins; None: the first of its
        kind."""
        other = next(iter(self.near([topic], words, at)), None)
        group = self._known[other][1] if other and other in self._known else other
        self.add(mention, topic, words, at, group)
        return group

    def near(self, topics: Collection[str], words: Collection[str], at: float = 0.0) -> dict[str, list[str]]:
        """Earlier mentions of ``topics`` (of any, where there are none) that name at least :data:`SHARED` of the same
        things, and which: the most alike first, of equals the latest."""
        shared: dict[str, list[str]] = {}
        for topic in topics or list(self._topics):
            known = self._topics.get(topic, NOTHING)
            known.pass_time(at)
            for word in dict.fromkeys(words):
                for other in known.postings.get(word, ()) if not known.is_common(word) else ():
                    shared.setdefault(other, []).append(word)
        alike = [(other, named) for other, named in shared.items() if len(named) >= SHARED]
        number = {other: self._known.get(other, (0, ""))[0] for other, _named in alike}
        return dict(sorted(alike, key=lambda pair: (-len(pair[1]), -number[pair[0]])))

    def add(self, mention: str, topic: str, words: Collection[str], at: float = 0.0, group: str | None = None) -> None:
        """Remember what ``mention`` names, once."""
        if mention in self._known:
            return
        known, unique = self._topics.setdefault(topic, _Topic()), tuple(dict.fromkeys(words))
        for word in unique:
            known.postings.setdefault(word, deque(maxlen=POSTED)).append(mention)
            known.postings.move_to_end(word)
        while len(known.postings) > REMEMBERED:
            known.counts.pop(known.postings.popitem(last=False)[0], None)
        known.recent.append((at, unique))
        self._added += 1
        self._known[mention] = self._added, group or mention
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
