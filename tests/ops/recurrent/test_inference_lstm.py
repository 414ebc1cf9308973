"""InferenceLSTM step by step."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, h0, c0, *parameters, num_layers=1, has_biases=True, batch_first=False, bidirectional=False):
    x = np.swapaxes(x, 0, 1) if batch_first else x
    h, c = h0.astype(np.float64), c0.astype(np.float64)
    per_run, run = (4 if has_biases else 2), 0
    for _ in range(num_layers):
        outputs = []
        for backwards in range(1 + bidirectional):
            w, u, *biases = parameters[run * per_run:(run + 1) * per_run]
            y = np.zeros((len(x), *h.shape[1:]))
            for t in range(len(x))[::-1 if backwards else 1]:
                i, f, g, o = np.split(x[t] @ w.T + h[run] @ u.T + sum(biases), 4, -1)
                c[run] = sigmoid(f) * c[run] + sigmoid(i) * np.tanh(g)
                y[t] = h[run] = sigmoid(o) * np.tanh(c[run])
            outputs.append(y)
            run += 1
        x = np.concatenate(outputs, -1)
    return np.swapaxes(x, 0, 1) if batch_first else x, h, c


def parameters(sizes, hidden, biases=True):
    return [p for size in sizes for p in ([normal(4 * hidden, size), normal(4 * hidden, hidden)]
                                          + ([normal(4 * hidden), normal(4 * hidden)] if biases else []))]


test_inference_lstm = operator_test("InferenceLSTM", lstm, [
    Case([normal(5, 2, 4), normal(1, 2, 3), normal(1, 2, 3), *parameters([4], 3)]),
    Case([normal(2, 5, 4), normal(3, 2, 3), normal(3, 2, 3), *parameters([4, 3, 3], 3, False)],
         {"num_layers": 3, "has_biases": False, "batch_first": True}),
    Case([normal(5, 2, 4), normal(4, 2, 3), normal(4, 2, 3), *parameters([4, 4, 6, 6], 3)], {"num_layers": 2, "bidirectional": True}),
    Case([normal(0, 2, 4), normal(1, 2, 3), normal(1, 2, 3), *parameters([4], 3)]),
    Case([normal(5, 2, 4), normal(1, 2, 3), normal(1, 2, 3), *parameters([4], 3, False)], error="parameters of all layers"),
    Case([normal(5, 2, 4), normal(1, 3, 3), normal(1, 2, 3), *parameters([4], 3)], error="the states must have shape"),
    Case([normal(5, 2, 4), normal(1, 2, 3), normal(1, 2, 3), *parameters([5], 3)], error="parameter 0 must have shape"),
    Case([normal(5, 4), normal(1, 2, 3), normal(1, 2, 3), *parameters([4], 3)], error="three dims"),
    Case([normal(5, 2, 4), normal(1, 2, 3), normal(1, 2, 3), *parameters([4], 3)], {"num_layers": 0}, error="must be positive"),
])
