"""``python -m tests.triage.development [--wrong]``: how well triage does on mentions that are kept apart from fitting.

Short posts to help desks, reviews and talk among friends, as networks bring them. With ``--wrong`` each mention that is
judged otherwise than its label is shown; what is mended after reading them must hold for texts that are not there.
"""

from __future__ import annotations

import sys

from tests.triage import development, measures

judged = measures.judged(development.MENTIONS)
measures.show(judged)
if "--wrong" in sys.argv[1:]:
    measures.show_wrong(judged)
