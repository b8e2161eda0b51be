"""Playbooks: the data that people edit. When one applies, how fast, what may be said and granted, who is next.

:func:`load` reads a folder (``desk.yaml``, ``lexicon.yaml`` and one file per playbook) and reports every problem at
once, each with file, line, key and mend. The format is described for its writers in ``playbooks/README.md``.
"""

from __future__ import annotations

from bot.desk.playbooks.book import Book as Book
from bot.desk.playbooks.choosing import GENERAL as GENERAL
from bot.desk.playbooks.choosing import Choice as Choice
from bot.desk.playbooks.deskfile import DeskFile as DeskFile
from bot.desk.playbooks.lexicon import Fact as Fact
from bot.desk.playbooks.loading import load as load
from bot.desk.playbooks.moves import Circumstances as Circumstances
from bot.desk.playbooks.moves import Variant as Variant
from bot.desk.playbooks.playbook import Playbook as Playbook
from bot.desk.playbooks.problems import PlaybookError as PlaybookError
from bot.desk.playbooks.words import plain_words as plain_words
