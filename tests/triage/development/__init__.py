"""Labelled mentions for development: no model is fitted on them."""

from pathlib import Path

MENTIONS = Path(__file__).parent / "mentions.jsonl"
