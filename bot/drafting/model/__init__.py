"""A draft in a language model's words, on top of the composed one, which always stands first.

The model's answer is never trusted: :mod:`gate` reads every word of it and lets it pass only when each number, day,
name, promise and claim traces to something the desk or the customer said. What does not pass is asked for once more
with the failures named; then the composed draft stays, with the reason.
"""
