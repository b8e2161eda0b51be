"""A model that says the same of every mention: what triage does with it does not change when the shipped one does."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import replace

from bot.triage import fitted
from bot.triage.fitted import Model

RARE = 0.01


def constant(likely: Mapping[str, float]) -> Model:
    """Each label is as likely as ``likely`` says, and very unlikely where it says nothing."""
    shipped = fitted.shipped()
    bias = [math.log(chance / (1 - chance)) for chance in (likely.get(label, RARE) for label in shipped.labels)]
    return replace(shipped, bias=tuple(bias), known=array("q", [0]), rows=[0])  # it knows no feature at all
