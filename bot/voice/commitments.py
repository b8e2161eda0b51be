"""R4: what will be done, by whom, by when. Done already is as good; "we're looking into it" is nothing."""

from __future__ import annotations

import re
from functools import cached_property

from bot.texts import _
from bot.voice.hollow import is_hollow
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import Span, fold

# "It should be sorted before too long": an outcome that nobody brings about.
HOPED = re.compile(
    r"(?<!\w)(?:should|ought to|hopefully|with (?:a (?:bit|little) of |any |some )?luck|fingers crossed|we hope|"
    r"i hope|will be|'ll be|devrait|"
    r"devraient|normalement|avec un peu de chance|crois\w+ les doigts|en esperant|esper\w+|sera|seront|va|vont)(?!\w)"
)
QUESTION = re.compile(
    r"\?|(?<!\w)(?:how|when|why|where|which|what time|is there|can i|comment|quand|pourquoi|ou est|est-ce que|"
    r"puis-je)"
    r"(?!\w)"
)

AHEAD = re.compile(
    r"(?<!\w)(?:tonight|tomorrow|today|by|before|until|till|from|within|next|this|as of|same|right|straight|"
    r"immediately|"
    r"at once|demain|ce soir|cet|aujourd'hui|avant|d'ici|des|a partir|sous|dans|jusqu\w*|au plus tard|prochain\w*|"
    r"tout de|"
    r"immediatement|a l'instant|cette)(?!\w)"
)
NAMED_DAY = re.compile(
    r"(?:on|by|before|from|at \d|tonight|tomorrow|today|avant|des|d'ici|demain|ce soir|a partir du|aujourd'hui|"
    r"au plus tard|lundi|mardi|mercredi|jeudi|vendredi|samedi) ?.*"
)
CONTRACTED = re.compile(r"(?<=[a-z])'(?:s|re|ll)(?= )")  # "money's with you Friday"
MYSELF = re.compile(r"(?:i|i'll|i'm|je|j')(?!\w)|j'")
NARRATES = re.compile(r"(?:and|so|et) ")  # "and it stopped": a story, unless something is to be done before
DOING = re.compile(
    r"(?<!\w)(?:will|'ll|shall|going to|been|being|be|is|are|i|we|i've|we've|we're|everyone|everybody|sera|seront|"
    r"va|vont|allons|"
    r"ete|nous|je|j'\w+|on|est|sont|devrait|suivront|quelqu'un|vais)(?!\w)"
)
FINISHED = re.compile(
    r"(?<!\w)(?:done now|(?:it's|that's|it is|all) done|c'est (?:deja )?(?:fait|regle)|fait maintenant)(?!\w)|\?"
)
NO_DEED = ("regret", "owning", "unknown cause", "cause", "time", "invitation")
LOOKS = ("past", "present", "vague action", "record")


def check(matter: Matter) -> Check:
    """Whether the reply commits to something that can be kept and seen to be kept."""
    if not matter.readable:
        return passed("R4")
    if not matter.reply.text.strip():
        return Check("R4", "block", False, "", _("The reply is empty. Write it with Edit."), MEND)
    return Promises(matter).verdict()


MEND = _("Say who does what by when: “I've asked the depot to search for it today and will write to you here by 6 pm.”")


class Promises:
    """What a reply says was done, will be done, and by when."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter

    def _spans(self, section: str) -> list[Span]:
        return [Span(*found.span()) for found in self.matter.all(section)]

    @cached_property
    def done(self) -> list[Span]:
        """What has been done already; "it has been noted" was not."""
        return [span for span in self._spans("done") if self.matter.sentence_of(span.start) not in self._hollow]

    @cached_property
    def vague_actions(self) -> list[Span]:
        """What sounds like doing something."""
        found = self._spans("vague action")
        return found + [span for span in self._hollow if not any(span.start <= one.start < span.end for one in found)]

    @cached_property
    def _hollow(self) -> list[Span]:
        """Sentences that tell of doing something in words that would fit anything: "we'll draw the lessons"."""
        return [
            span
            for span in self.matter.reply.sentences
            if not FINISHED.search(self.matter.reply.plain, span.start, span.end)
            and DOING.search(self.matter.reply.plain, span.start, span.end)
            and not any(self.matter.has(section, span.start, span.end) for section in NO_DEED)
            and is_hollow(self.matter, span, "deeds")
        ]

    @cached_property
    def actions(self) -> list[Span]:
        """What somebody does or will do."""
        return self._spans("action")

    @cached_property
    def times(self) -> list[Span]:
        """Times and bounded delays; "in the coming days or weeks" is none."""
        vague = self._spans("vague time")
        return [
            time
            for time in self._spans("time")
            if not any(
                one.start <= time.start and time.end <= one.end and one.end - one.start > time.end - time.start
                for one in vague
            )
        ]

    @cached_property
    def kept_by(self) -> Span | None:
        """The time by which something will be done or is done: in a sentence that acts, else in one that looks ahead:
        "a wedding on Saturday: I'm sorry" promises nothing when the next sentence does."""
        return next(iter(self._timed_acts), None) or next(
            (time for time in self.times if self._looks_ahead(self.matter.sentence_of(time.start), time)), None
        )

    @cached_property
    def _timed_acts(self) -> list[Span]:
        acting = [
            self.matter.sentence_of(span.start) for span in (*self.actions, *self.done) if not self._is_vague(span)
        ]
        return [
            time
            for time in self.times
            if self.matter.sentence_of(time.start) in acting
            or any(self._looks_at(time, at) for at in self.vague_actions)
        ]

    def _looks_at(self, time: Span, vague: Span) -> bool:
        """ "Our restorer can look at it on Thursday" can be kept; "we have been looking into it since Thursday" not."""
        sentence = self.matter.sentence_of(vague.start)
        # « Dès ce soir je vérifie tous les fériés »: whoever says "I" may name the time first.
        mine = any(act.start <= vague.start < act.end and MYSELF.match(self._said(act)) for act in self.actions)
        if not (sentence.start if mine else vague.end) <= time.start < sentence.end:
            return False
        if any(self.matter.has(section, sentence.start, sentence.end) for section in ("past", "record", "vague time")):
            return False
        return NAMED_DAY.match(self.matter.reply.plain, time.start, time.end) is not None

    def _said(self, span: Span) -> str:
        return self.matter.reply.plain[span.start : span.end]

    @property
    def promised(self) -> list[Span]:
        """The sentences that promise something by a time."""
        times = self._timed_acts or ([self.kept_by] if self.kept_by else [])
        return list(dict.fromkeys(self.matter.sentence_of(time.start) for time in times))

    def _looks_ahead(self, sentence: Span, time: Span) -> bool:
        """ "Elle rouvre le 20", "it's off in all branches by 6 tonight": whatever the verb, and not what happened."""
        plain = self.matter.reply.plain
        inside = {section: self.matter.has(section, sentence.start, sentence.end) for section in LOOKS}
        if inside["vague action"] or inside["record"]:
            return False
        now = inside["present"] is not None or CONTRACTED.search(plain, sentence.start, sentence.end) is not None
        if AHEAD.search(plain, time.start, time.end):
            return inside["past"] is None or now
        return inside["past"] is None and now

    def verdict(self) -> Check:
        """Pass, a vague or missing time (warned about), or nothing that anybody could keep (blocks)."""
        if vague := self._vague_delay():
            return vague
        if self.kept_by and (self._timed_acts or self.done or not self.vague_actions):
            return self._has_clock()
        if self.kept_by:  # a day is named, but what is said to be done is nothing that anybody could see
            return Check(
                "R4", "warn", False, self._shown(self.matter.sentence_of(self.vague_actions[0].start)),
                _("Nobody can tell what will be done, by whom and by when."), MEND,
            )  # fmt: skip
        if self.done:
            return passed("R4")
        if self._is_answer() or self._tells_when():
            return passed("R4")
        if sure := [span for span in self.actions if not self._is_vague(span)]:
            return Check(
                "R4", "warn", False, self._shown(self.matter.sentence_of(sure[0].start)),
                _("It says what will be done, but not by when."), MEND,
            )  # fmt: skip
        held = self.matter.situation.legal_hold  # then to say that it is being looked into may be all that may be said
        if held or (self.matter.is_individual and (self.times or not self.vague_actions)):
            return Check("R4", "warn", False, "", _("It does not say what was done or will be done."), MEND)
        passage = self._shown(self.matter.sentence_of(self.vague_actions[0].start)) if self.vague_actions else ""
        why = (
            _("Nobody can tell what will be done, by whom and by when.")
            if passage
            else _("It does not say what was done or will be done.")
        )
        return Check("R4", "block", False, passage, why, MEND)

    def _is_vague(self, action: Span) -> bool:
        return any(vague.start < action.end and action.start < vague.end for vague in self.vague_actions)

    def _vague_delay(self) -> Check | None:
        """ "As soon as possible" in a sentence that promises and names no time."""
        for vague in self._spans("vague time"):
            sentence = self.matter.sentence_of(vague.start)
            promises = any(sentence.start <= span.start < sentence.end for span in (*self.actions, *self.vague_actions))
            promises = promises or HOPED.search(self.matter.reply.plain, sentence.start, sentence.end) is not None
            timed = any(sentence.start <= span.start < sentence.end for span in self.times)
            if promises and not timed:
                level = "warn" if self.kept_by or any(not self._is_vague(span) for span in self.actions) else "block"
                return Check(
                    "R4", level, False, self._shown(vague),  # type: ignore[arg-type]
                    _("A vague delay is no promise: nobody can see whether it was kept."), MEND,
                )  # fmt: skip
        return None

    def _has_clock(self) -> Check:
        known = self.matter.situation.commitments
        if known is None or self.kept_by is None:
            return passed("R4")
        sentence = self.matter.sentence_of(self.kept_by.start)
        said = [self.matter.reply.plain[one.start : one.end] for one in self.promised]
        clocks = [fold(each) for each in known if each.strip()]
        if self.done or any(clock in one or one in clock for clock in clocks for one in said):
            return passed("R4")
        return Check(
            "R4", "warn", False, self._shown(sentence),
            _("This promise has no clock: nobody will be reminded of it."),
            _("Note it as a commitment, with a time, or take it out."),
        )  # fmt: skip

    def _tells_when(self) -> bool:
        """ "Four coaches again tomorrow.", « Réouverture ce soir 19 h. », "Say no on that screen and it works."

        Whatever the words: something concrete with its time, a remedy, or where else to turn; and nothing vague beside.
        """
        if self.times and self.matter.has("unknown cause"):
            return not self.vague_actions  # "We don't know why yet. I'll post here at 4."
        if self.vague_actions or not self.matter.is_individual:
            return False
        remedies = [hit for hit in self.matter.all("remedy") if not NARRATES.match(hit[0])]
        return bool(self.times or remedies or self.matter.has("recourse"))

    def _is_answer(self) -> bool:
        """A question that is answered needs no promise."""
        return bool(
            QUESTION.search(self.matter.complaint.plain) and self.matter.has("answer") and not self.vague_actions
        )

    def _shown(self, span: Span) -> str:
        return self.matter.reply.shown(span.start, span.end)
