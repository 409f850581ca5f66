"""Measurements, not tests: how long the model and the pages take, each beside a floor in the same run.

    python -m bench                     everything, as a table
    python -m bench --only explore      one measurement
    python -m bench --json FILE         the figures as JSON too
    python -m bench --write             docs/benchmarks.md too

A floor is the least that the same result costs: the memory it fills, or the page with every number
already known. A machine that is slow or busy slows both, so the ratio says more than the value.
"""
