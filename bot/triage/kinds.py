"""The values that triage gives."""

from __future__ import annotations

from typing import Literal

# Anger, fear and disgust are high; sadness and disappointment low.
Arousal = Literal["high", "low"]
# How hard the reproach is, from "no reproach" to "blame" (four levels by face threat).
Severity = Literal["none", "disapproval", "accusation", "blame"]
SEVERITIES: tuple[Severity, ...] = ("none", "disapproval", "accusation", "blame")
# How a French customer speaks to us.
Address = Literal["tu", "vous"]
