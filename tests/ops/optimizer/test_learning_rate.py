"""LearningRate: the factor of each policy by its definition, at the points where it changes."""

import math

import numpy as np
import pytest

from nets import op, run


def rate(iteration, base_lr=0.5, **args):
    made = op("LearningRate", ["iter"], ["lr"], base_lr=base_lr, **args)
    lr = run(made, feed={"iter": np.array([iteration])}, fetch="lr")
    assert lr.shape == () and lr.dtype == np.float32
    return float(lr)


def ramp(start, n, i):
    return 1.0 if i >= n else start + (1 - start) * i / n


def cosine(i, high, low, period, grow=1.0, shrink=1.0):
    length, scale = period, 1.0
    while i >= length:
        i, length, scale = i - length, length * grow, scale * shrink
    return scale * (low + (high - low) * (1 + math.cos(math.pi * i / length)) / 2)


def triangle(i, base, high, step, decay=1.0):
    cycle, at = divmod(i, 2 * step)
    height = 1 - abs(at - step) / step
    return 1 + (high / base - 1) * height * decay**cycle


POLICIES = {
    "fixed": ({}, lambda i: 1.0),
    "step": ({"stepsize": 3, "gamma": 0.5}, lambda i: 0.5 ** (i // 3)),
    "exp": ({"gamma": 0.9}, lambda i: 0.9**i),
    "inv": ({"gamma": 0.1, "power": 0.75}, lambda i: (1 + 0.1 * i) ** -0.75),
    "poly": ({"max_iter": 100, "power": 2.0}, lambda i: (1 - i / 100) ** 2),
    "gate": ({"num_iter": 4, "multiplier_1": 0.25, "multiplier_2": 2.0}, lambda i: 0.25 if i < 4 else 2.0),
    "alter": ({"active_first": 1, "active_period": 2, "inactive_period": 3}, lambda i: float(i % 5 < 2)),
    "linearWarmup": ({"start_multiplier": 0.1, "num_iter": 5}, lambda i: ramp(0.1, 5, i)),
    "constantWarmup": ({"multiplier": 0.3, "num_iter": 5}, lambda i: 0.3 if i < 5 else 1.0),
    "hill": ({"num_iter": 5, "start_multiplier": 0.1, "gamma": 0.5, "power": 1.0, "end_multiplier": 0.2},
             lambda i: ramp(0.1, 5, i) if i < 5 else max(0.2, 1 / (1 + 0.5 * (i - 5)))),
    "slope": ({"num_iter_1": 3, "multiplier_1": 1.2, "num_iter_2": 8, "multiplier_2": 0.2},
              lambda i: float(np.interp(i, [3, 8], [1.2, 0.2]))),
    "cyclical": ({"max_lr": 1.5, "stepsize": 4, "decay": 0.5}, lambda i: triangle(i, 0.5, 1.5, 4, 0.5)),
    "cosine": ({"max_lr": 0.8, "min_lr": 0.1, "period": 6, "t_mult": 2.0, "lr_shrink": 0.5},
               lambda i: cosine(i, 0.8, 0.1, 6, 2.0, 0.5)),
    "constantThenLinearWarmup": ({"start_warmup_multiplier": 0.2, "constant_warmup_num_iter": 3, "linear_warmup_num_iter": 5},
                                 lambda i: 0.2 if i < 3 else ramp(0.2, 5, i - 3)),
    "compositeCosine": ({"start_warmup_multiplier": 0.2, "constant_warmup_num_iter": 3, "linear_warmup_num_iter": 5, "cosine_max_lr": 0.9,
                         "cosine_min_lr": 0.1, "cosine_period": 4, "cosine_t_mult": 1.0, "cosine_lr_shrink": 0.5},
                        lambda i: 0.2 if i < 3 else ramp(0.2, 5, i - 3) if i < 8 else cosine(i - 8, 0.9, 0.1, 4, 1.0, 0.5)),
    "compositeCyclical": ({"start_warmup_multiplier": 0.2, "constant_warmup_num_iter": 3, "linear_warmup_num_iter": 5, "cyclical_max_lr": 1.5,
                           "cyclical_step_size": 4, "cyclical_decay": 0.5},
                          lambda i: 0.2 if i < 3 else ramp(0.2, 5, i - 3) if i < 8 else triangle(i - 8, 0.5, 1.5, 4, 0.5)),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_policy(policy):
    args, factor = POLICIES[policy]
    for i in [0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 19, 31]:
        assert rate(i, policy=policy, **args) == pytest.approx(0.5 * factor(i), rel=1e-4, abs=1e-6), i


def test_composite_runs_one_policy_after_the_other():
    args = {"policy": "composite", "sub_policy_num_iters": [4, 6], "sub_policy_0_policy": "fixed", "sub_policy_0_lr_scale": 0.1,
            "sub_policy_1_policy": "exp", "sub_policy_1_gamma": 0.5}
    assert rate(2, **args) == pytest.approx(0.05)
    assert rate(8, **args) == pytest.approx(0.5 * 0.5**8)


def test_slope_never_lies_below_its_end():
    rising = {"policy": "slope", "num_iter_1": 2, "num_iter_2": 10, "multiplier_2": 0.2}  # from 0 on
    assert [rate(i, **rising) for i in (0, 1, 2, 9, 12)] == pytest.approx([0, 0, 0.1, 0.1, 0.125])
    assert rate(12, **{**rising, "multiplier_1": 0.5, "multiplier_2": 0.0}) == pytest.approx(0)


def test_cosine_does_not_fall_to_zero():
    assert rate(25, policy="cosine", max_lr=1.0, period=50) == pytest.approx(0.5 * (1.0 + 0.1) / 2)


@pytest.mark.parametrize("args, words", [
    ({"policy": "sideways"}, "Unknown learning rate policy: sideways"),
    ({}, "Must specify a learning rate policy"),
    ({"policy": "step", "gamma": 0.5}, "needs stepsize, and other than 0"),
    ({"policy": "cyclical", "max_lr": 1.0, "stepsize": 0}, "needs stepsize, and other than 0"),
    ({"policy": "composite"}, "needs sub_policy_num_iters"),
])
def test_errors(args, words):
    with pytest.raises(RuntimeError, match=words):
        rate(0, **args)


def test_base_lr_is_needed():
    with pytest.raises(RuntimeError, match="base_lr"):
        run(op("LearningRate", ["iter"], ["lr"], policy="fixed"), feed={"iter": np.array([0])})


@pytest.mark.parametrize("args, expected", [
    ({"policy": "poly", "power": 2.0}, [1, 1, 1]),
    ({"policy": "poly", "power": 2.0, "max_iter": -5}, [1, 1, 1]),
    ({"policy": "step", "gamma": 0.5, "stepsize": -1}, [1, 2, 4]),
    ({"policy": "composite", "sub_policy_num_iters": [9, 9], "sub_policy_0_policy": "fixed", "sub_policy_1_policy": "step"}, [1, 1, 1]),
    ({"policy": "alter"}, [0, 0, 0]),
    ({"policy": "alter", "active_first": 0}, [1, 1, 1]),
    ({"policy": "alter", "active_period": 2}, [1, 1, 1]),
    ({"policy": "alter", "active_period": -3, "inactive_period": 1, "active_first": 0}, [0, 1, 0]),
    ({"policy": "linearWarmup", "start_multiplier": 0.1, "num_iter": 0}, [1, 1, 1]),
    ({"policy": "hill", "num_iter": 0, "gamma": 1.0, "power": 1.0}, [1, 1 / 2, 1 / 3]),
])
def test_arguments_that_are_missing_or_say_nothing(args, expected):
    """As recorded from Caffe2."""
    np.testing.assert_allclose([rate(i, 1.0, **args) for i in range(3)], expected, rtol=1e-6)


def test_periods_that_make_no_cycle():
    with pytest.raises(RuntimeError, match="another number than 0"):
        rate(1, policy="alter", active_period=1, inactive_period=-1)


def test_a_negative_iteration():
    with pytest.raises(RuntimeError, match="iteration is negative"):
        rate(-1, policy="fixed")
