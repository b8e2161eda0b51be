"""Replies the voice rubric was not written against: what it does to words that it has never seen.

Three files, one JSON object a line, in French and English by halves, every brand and person invented:

``honest.jsonl``: 200 replies that a fair reader lets pass, in the ordinary language of support desks, 25 for each of
8 brands. ``template.jsonl``: 200 that the same brands mass-produce, a few frames each with slots filled, beside the
complaint they "answer". ``faulty.jsonl``: honest-looking replies with one real ``fault`` each, named by the check that
should see it.

``python -m tests.voice.held_out`` measures, ``python -m tests.voice.held_out held_out_four`` a fourth set, by an author
who knew nothing of the checks; of that one only totals are ever told (the second and the third were read, and are
development sets now: ``tests/voice/sets/strangers.py``). It is a measure and no test: nothing here is
asserted, and nothing here may be tuned to sentence by sentence. Whoever mends the rubric looks at the PATTERN behind a
figure, writes other sentences of that pattern into the rubric's own sets, mends against those, and comes back here only
to read the figure. A list that is given the very phrases of these files makes the figures worthless; then new files
have to be written by somebody who has not read the lists.
"""
