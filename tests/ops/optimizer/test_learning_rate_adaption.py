import numpy as np

from netdef.testing import Case, normal, operator_test


def learning_rate_adaption(lr, g, e, lr_alpha=0.01, normalized_lr_adaption=True):
    change = float((g.astype(np.float64) * e).sum())
    if normalized_lr_adaption:
        change *= lr[0] / (max(np.linalg.norm(g), 1e-12) * max(np.linalg.norm(e), 1e-12))
    return np.float32([lr[0] - lr_alpha * change])


LR, G, E = np.float32([0.1]), normal(3, 2), normal(3, 2)
test_learning_rate_adaption = operator_test("LearningRateAdaption", learning_rate_adaption, [
    Case([LR, G, E]),
    Case([LR, G, E], args={"lr_alpha": 0.5}),
    Case([LR, G, E], args={"lr_alpha": 0.5, "normalized_lr_adaption": False}),
    Case([LR, 0 * G, E]),
    Case([LR, G, E[:2]], error="effgrad"),
    Case([normal(2), G, E], error="must have one element"),
])
