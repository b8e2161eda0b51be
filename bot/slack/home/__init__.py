"""The Home tab: what waits for this person by their roles, each thing once, the most urgent first."""

from bot.slack.home.drawing import Reader, rest, view

__all__ = ["Reader", "rest", "view"]
