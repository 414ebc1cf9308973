"""Inputs for case lists that several test files share."""

import itertools


def seeded(make):
    """make(*shape, **options) of netdef.testing with a seed of its own for each call, the same for every caller."""
    seeds = itertools.count()
    return lambda *shape, **options: make(*shape, seed=next(seeds), **options)
