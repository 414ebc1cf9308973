import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def rms_prop(g, s, m, lr, decay=0.9, momentum=0.0, epsilon=1e-5):
    s = decay * s + (1 - decay) * g**2
    m = momentum * m + lr[0] * g / np.sqrt(epsilon + s)
    return m, s, m


LR, G, S, M = np.float32([0.1]), normal(5, 3), uniform(5, 3), normal(5, 3)
test_rms_prop = operator_test("RmsProp", rms_prop, [
    Case([G, S, M, LR]),
    Case([G, S, M, LR], args={"decay": 0.5, "momentum": 0.8, "epsilon": 0.1}),
    Case([G, S[:4], M, LR], error="mean_squares"),
    Case([G, S, M[:4], LR], error="momentum"),
    Case([G, S, M, normal(2)], error="must have one element"),
])
