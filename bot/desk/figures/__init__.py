"""Figures: what the complaints add up to, kept as rollups as things happen, asked for in one place.

``folding`` and ``keeping`` keep them, ``asking`` adds them up by team, venue, playbook, priority and week, ``standing``
tells how things stand this moment, ``boards`` puts several periods side by side, ``quiet`` finds sources that fell
silent, ``plain`` is for programs, ``digests`` promises the messages of the morning and the week.
"""

from bot.desk.figures.asking import COLUMNS, Line, Period, Rate, Report, last_days, report, spreads
from bot.desk.figures.folding import fold, rebuild
from bot.desk.figures.parts import Count, Stage, Sum
from bot.desk.figures.standing import AGES, Standing, standing

__all__ = [
    "AGES", "COLUMNS", "Count", "Line", "Period", "Rate", "Report", "Stage", "Standing", "Sum", "fold", "last_days",
    "rebuild", "report", "spreads", "standing",
]  # fmt: skip
