"""The rates of each policy over some iterations."""

import numpy as np
from caffe2.python import core, workspace

POLICIES = (
    ("fixed", {}), ("step", dict(stepsize=2, gamma=.5)), ("exp", dict(gamma=.9)), ("inv", dict(gamma=.1, power=.5)),
    ("poly", dict(power=2., max_iter=10)), ("linearWarmup", dict(start_multiplier=.1, num_iter=3)),
    ("constantWarmup", dict(multiplier=.5, num_iter=2)), ("alter", dict(active_first=True, active_period=2, inactive_period=1)),
    ("hill", dict(num_iter=2, start_multiplier=.1, gamma=.5, power=1., end_multiplier=.01)), ("cyclical", dict(max_lr=.4, stepsize=2)),
    ("cosine", dict(max_lr=.5, min_lr=.1, period=4, t_mult=1., lr_shrink=.9)))
for policy, arguments in POLICIES:
    rates = []
    for iteration in range(8):
        workspace.FeedBlob("iteration", np.array([iteration]))
        workspace.RunOperatorOnce(core.CreateOperator("LearningRate", ["iteration"], ["rate"], base_lr=.2, policy=policy, **arguments))
        rates.append(float(workspace.FetchBlob("rate")))
    print(policy, rates)
