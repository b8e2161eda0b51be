"""When are two mentions the same words, or the same item? Pure functions, and a window over what was said lately.

Three questions, from certain to careful: the same item (:func:`address_of`), the same text whatever its packing
(:func:`fingerprint`), an edited copy of a text (:func:`likeness`, found by :class:`Window`). "The same problem, told by
another person" is none of them.
"""

from bot.triage.sameness.addresses import address_of, hashed
from bot.triage.sameness.likeness import LENIENT, STRICT, likeness
from bot.triage.sameness.normal import FEWEST_WORDS, Said, fingerprint, said
from bot.triage.sameness.window import Near, Window

__all__ = [
    "FEWEST_WORDS",
    "LENIENT",
    "STRICT",
    "Near",
    "Said",
    "Window",
    "address_of",
    "fingerprint",
    "hashed",
    "likeness",
    "said",
]
