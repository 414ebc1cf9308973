"""YellowFin against the paper's algorithm (Zhang and Mitliagkas, 2017), the momentum by numpy's roots of the cubic."""

import numpy as np

from netdef.testing import Case, normal, operator_test, uniform

WIDTH = 4


def best_momentum(distance, low, high, variance):
    """max(x^2, ((r - 1) / (r + 1))^2): x minimises x^2 D^2 + (1 - x)^4 C / low^2, r is the root of the condition number."""
    p = distance**2 * low**2 / (2 * variance)
    roots = np.roots([1, -3, 3 + p, -1])  # p x = (1 - x)^3
    x = next(r.real for r in roots if abs(r.imag) < 1e-7 and 0 <= r.real < 1)
    spread = np.sqrt(high / low)
    return max(x**2, ((spread - 1) / (spread + 1)) ** 2)


def yellow_fin(w, m, lr, mu, window, mean, square, scalars, g, iteration, beta=0.999, curv_win_width=20, epsilon=1e-6, nesterov=False,
               zero_debias=True):
    t, rate, coefficient = int(iteration[0]), float(lr[0]), float(mu[0])
    g64 = g.astype(np.float64)
    after = coefficient * m + rate * g64
    w = w - ((1 + coefficient) * after - coefficient * m if nesterov else after)
    unbias = 1 / (1 - beta**t) if zero_debias else 1.0
    mean, square = beta * mean + (1 - beta) * g64, beta * square + (1 - beta) * g64**2
    variance = max((square * unbias - (mean * unbias) ** 2).sum(), epsilon)
    norm2 = max((g64**2).sum(), epsilon)
    window = window.astype(np.float64)
    window[(t - 1) % curv_win_width] = np.log(norm2)
    seen = window[:min(t, curv_win_width)]
    scalars = scalars.astype(np.float64)
    for i, value in enumerate([np.sqrt(norm2), norm2, seen.min(), seen.max()]):
        scalars[i] = beta * scalars[i] + (1 - beta) * value
    norm, squared_norm, low, high = scalars[:4] * unbias
    scalars[4] = beta * scalars[4] + (1 - beta) * norm / squared_norm
    if t > 1:
        best = best_momentum(scalars[4] * unbias, np.exp(low), np.exp(high), variance)
        coefficient = beta * coefficient + (1 - beta) * best
        rate = beta * rate + (1 - beta) * (1 - np.sqrt(best)) ** 2 / np.exp(low)
    out = [w, after, [rate], [coefficient], window, mean, square, scalars]
    return [np.asarray(x, np.float32) for x in out]


def inputs(iteration, width=WIDTH):
    return [normal(5, 3), normal(5, 3), np.float32([0.1]), np.float32([0.3]), uniform(width, low=0.5, high=2.0), normal(5, 3, std=0.1),
            uniform(5, 3, low=0.5), uniform(5, low=0.5), normal(5, 3), np.array([iteration])]


ARGS = {"curv_win_width": WIDTH, "beta": 0.9}

test_yellow_fin = operator_test("YellowFin", yellow_fin, [
    *[Case(inputs(t), args=ARGS) for t in (1, 2, 5, 100)],
    Case(inputs(3), args={**ARGS, "nesterov": True, "epsilon": 10.0}),
    Case(inputs(3), args={**ARGS, "zero_debias": False}),
    Case(inputs(5000, 20)),
    Case(inputs(0), args=ARGS, error="count from 1"),
    Case(inputs(1), error="curvature window has the wrong size"),
    Case(inputs(1), args={**ARGS, "curv_win_width": 0}, error="curv_win_width must be positive"),
], rtol=1e-3)
