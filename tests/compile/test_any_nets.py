"""Random nets: prepared ones give what they give as they are written, for the batch they were made with and for others."""

import numpy as np
import pytest

from oracles.any_nets import any_net
from prepared import assert_agree, prepare


@pytest.mark.parametrize("seed", range(300))
def test_prepared_as_written(seed):
    ops, inputs, outputs, constants = any_net(seed)
    prepared, plain = prepare(ops, list(inputs), outputs, constants)
    assert_agree(prepared, plain, inputs)
    larger = {name: np.concatenate([value, value[:1]]) for name, value in inputs.items()}
    try:
        plain.run_named(larger)
    except RuntimeError:
        return  # the net is for one batch size
    assert_agree(prepared, plain, larger)
    assert_agree(prepared, plain, inputs)
