"""Closing: a complaint ends with outcome, process and treatment, then a public line, then one question in private.

- :mod:`resolving`: solved, or refused with reason and recourse; nothing closes without the three, nor with a commitment
  that is neither kept nor renegotiated; reopening and appealing;
- :mod:`together`: many of one incident at once, each by the same guards;
- :mod:`process`: what the rows say about hand-offs and repetitions, shown before somebody confirms it;
- :mod:`lines`: the public closing line, a draft that is approved like any other, or skipped with a reason;
- :mod:`asking`: the satisfaction question, once an episode, in private;
- :mod:`watching`: what happens in public after a closing: a second post, an edited rating, a backlash, thanks.
"""
