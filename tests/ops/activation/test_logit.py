import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def logit(x, eps=1e-6):
    return np.log(np.clip(x, eps, 1 - eps) / (1 - np.clip(x, eps, 1 - eps)))


test_logit = operator_test("Logit", logit, [
    Case([uniform(3, 4, low=0.1, high=0.9)]),
    Case([uniform(2, 3, 5, avoid=(0.2, 0.8))], args={"eps": 0.2}),
    Case([normal(0, 4)]),
    Case([normal(3)], args={"eps": 0.0}, error="eps must lie between 0 and 0.5"),
    Case([normal(3)], args={"eps": 0.5}, error="eps must lie between 0 and 0.5"),
])
