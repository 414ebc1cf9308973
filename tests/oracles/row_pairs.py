"""What operators over pairs of rows, such as distances, are tested with."""

import numpy as np

from netdef.testing import Case, normal


def rows(x):
    """The examples of a batch, flattened."""
    return x.reshape(x.shape[0], int(np.prod(x.shape[1:])))


def pair_cases():
    """Two batches of rows, as all of these operators take them."""
    return [
        Case([normal(3, 4), normal(3, 4)]),
        Case([normal(2, 3, 5), normal(2, 3, 5)]),
        Case([normal(1, 40), normal(1, 40)]),
        Case([normal(5), normal(5)]),
        Case([normal(0, 4), normal(0, 4)]),
        Case([normal(3, 4), normal(3, 5)], error="Dimension mismatch"),
    ]
