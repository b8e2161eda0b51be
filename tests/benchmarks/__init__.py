"""Speed and memory, measured side by side in one run: ``python -m tests.benchmarks`` (or ``make bench``).

Not part of the tests: figures depend on the machine and on what else it does, so they are compared as ratios, and each
run names its machine and how busy it was.
"""
