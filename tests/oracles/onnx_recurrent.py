"""ONNX's recurrent networks, one sequence and one step at a time."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {"Sigmoid": sigmoid, "Tanh": np.tanh, "Relu": lambda x: np.maximum(x, 0), "Softsign": lambda x: x / (1 + abs(x))}


def recurrent(cell, states, usual):
    """An oracle; cell(x, states, w, r, wb, rb, p, functions, args) gives the new states of one sequence, the hidden one first."""

    def run(x, w, r, b=None, lengths=None, h=None, c=None, p=None, direction="forward", layout=0, clip=np.inf, activations=None, **args):
        args.pop("hidden_size", None)
        x = x.astype(np.float64)
        if layout:
            x, h, c = x.swapaxes(0, 1), None if h is None else h.swapaxes(0, 1), None if c is None else c.swapaxes(0, 1)
        steps, batch, _ = x.shape
        directions, rows, hidden = r.shape
        y, last = np.zeros((steps, directions, batch, hidden)), np.zeros((states, directions, batch, hidden))
        for d in range(directions):
            wb, rb = np.zeros((2, rows)) if b is None else b[d].reshape(2, rows)
            names = (activations or usual * directions)[d * len(usual):(d + 1) * len(usual)]
            functions = [lambda v, f=FUNCTIONS[n]: f(np.clip(v, -clip, clip)) for n in names]
            for i in range(batch):
                n = steps if lengths is None else lengths[i]
                state = [np.zeros(hidden) if s is None else s[d, i].astype(np.float64) for s in (h, c)[:states]]
                times = range(n)[::-1] if d == 1 or direction == "reverse" else range(n)
                for t in times:
                    state = cell(x[t, i], state, w[d], r[d], wb, rb, None if p is None else p[d], functions, args)
                    y[t, d, i] = state[0]
                last[:, d, i] = state
        if layout:
            y, last = y.transpose(2, 0, 1, 3), last.swapaxes(1, 2)
        return (y.astype(np.float32), *last.astype(np.float32))

    return run
