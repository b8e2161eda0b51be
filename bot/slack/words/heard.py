"""Words of what critics teach: numbers, suggestions, action items."""

from __future__ import annotations

from bot.desk.people import BELONG
from bot.slack import owned
from bot.slack.words.word import Typed, Word
from bot.texts import _


def _insights(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.owning.insights(typed.user))


def _suggestions(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.owning.window(owned.SUGGESTIONS, typed.rest, typed.user))


def _actions(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.owning.window(owned.ACTIONS, typed.rest, typed.user))


def _action(typed: Typed) -> None:
    typed.opens(lambda: typed.parts.owning.window(owned.OPEN, typed.rest, typed.user))


WORDS = (
    Word(
        ("insights", "écoute", "ecoute"), "log", "insights", _("what keeps coming up, in numbers"), "insights",
        _insights, "écoute",
    ),
    Word(
        ("suggestions", "suggestion", "ideas", "idées", "idees"), BELONG, "suggestions",
        _("ideas of critics: who decides, what was answered"), "suggestions", _suggestions, "idées",
    ),
    Word(("actions",), BELONG, "actions", _("what was decided against causes, by whom, until when"), "actions",
         _actions),
    Word(("action",), "listen", _("action PLAYBOOK"), _("give a cause an owner and a day"), "action late-delivery",
         _action),
)  # fmt: skip
