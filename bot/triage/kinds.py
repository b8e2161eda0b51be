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
# What a mention is. A complaint is dissatisfaction that expects a response (ISO 10002), whatever its tone.
Kind = Literal["complaint", "question", "praise", "suggestion", "noise"]
KINDS: tuple[Kind, ...] = ("complaint", "question", "praise", "suggestion", "noise")
# What is at stake: P1 life, health, safety, dignity; P2 serious money, weeks, people stranded; P3 ordinary; P4 taste.
Stakes = Literal["P1", "P2", "P3", "P4"]
STAKES: tuple[Stakes, ...] = ("P1", "P2", "P3", "P4")
# What takes the draft away and calls named people.
Risk = Literal[
    "safety", "health", "threat", "self_harm", "minors", "discrimination", "privacy", "legal", "press", "influencer",
    "fraud",
]  # fmt: skip
RISKS: tuple[Risk, ...] = (
    "safety", "threat", "self_harm", "minors", "discrimination", "privacy", "legal", "press", "influencer", "fraud",
)  # fmt: skip
# Whose ground a venue is: who reads along there, and whether the brand may simply speak.
Ground = Literal["own", "consumers", "reviews", "press", "complaints"]
GROUNDS: tuple[Ground, ...] = ("own", "consumers", "reviews", "press", "complaints")
