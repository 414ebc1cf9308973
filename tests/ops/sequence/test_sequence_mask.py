import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test

INF = np.float32(np.inf)
MODES = {
    "upper": lambda i, j: j > i,
    "lower": lambda i, j: j < i,
    "upperdiag": lambda i, j: j >= i,
    "lowerdiag": lambda i, j: j <= i,
}


def sequence_mask(x, given=None, mode="", axis=1, radius=10, batch=None, repeat_from_axis=None, grad=False, fill_val=-INF):
    axis %= x.ndim
    first = 0 if batch is None else batch % x.ndim + 1
    end = x.ndim if repeat_from_axis is None else repeat_from_axis % x.ndim
    rows, columns = int(np.prod(x.shape[first:axis])), int(np.prod(x.shape[axis:end]))
    i, j = np.ogrid[:rows, :columns]
    at = None if given is None else given.ravel()[:rows, None]
    if mode == "sequence":
        masked = j >= at
    elif mode == "window":
        masked = np.abs(j - at) > radius
    else:
        masked = MODES[mode](i, j)
    grid = x.reshape(int(np.prod(x.shape[:first])), rows, columns, int(np.prod(x.shape[end:])))
    return np.where(masked[None, :, :, None], np.float32(0 if grad else fill_val), grid).reshape(x.shape)


# A gradient needs finite outputs.
NO_INF = {"fill_val": 3.0}


def lens(*values):
    return np.array(values, np.int32)


test_sequence_mask = operator_test("SequenceMask", sequence_mask, [
    *[Case([normal(4, 5)], args={"mode": mode, **NO_INF}) for mode in MODES],
    *[Case([normal(4, 5)], args={"mode": mode}, gradient=False, why="the outputs are infinite") for mode in MODES],
    *[Case([normal(2, 3, 3)], args={"mode": mode, "axis": 2, "batch": 0, **NO_INF}) for mode in MODES],
    Case([normal(2, 3, 4)], args={"mode": "upper", "axis": 1, **NO_INF}),
    Case([normal(2, 3, 4)], args={"mode": "upper", "axis": -1, **NO_INF}),
    Case([normal(4, 5), lens(0, 2, 5, 7)], args={"mode": "sequence", **NO_INF}),
    Case([normal(2, 3, 4), lens(1, 4, 0)], args={"mode": "sequence", "axis": 2, "batch": 0, **NO_INF}),
    Case([normal(2, 3, 4), lens(1, 4, 0, 0, 2, 3)], args={"mode": "sequence", "axis": 2, **NO_INF}),
    Case([normal(2, 3, 4), lens(1, 2)], args={"mode": "sequence", "repeat_from_axis": 2, **NO_INF}),
    Case([normal(2, 3, 4), lens(1, 2)], args={"mode": "sequence", "repeat_from_axis": -1, **NO_INF}),
    Case([normal(4, 5), lens(0, 2, 4, -3)], args={"mode": "window", "radius": 1, **NO_INF}),
    Case([normal(4, 5), lens(0, 2, 4, 30)], args={"mode": "window", **NO_INF}),
    Case([normal(4, 5), lens(0, 2, 4, 3)], args={"mode": "sequence", "grad": True}),
    Case([normal(0, 5), lens()], args={"mode": "sequence"}),
    Case([normal(4, 5)], args={"mode": "sideways"}, error="Unsupported mode"),
    Case([normal(4, 5)], error="'mode' is required"),
    Case([normal(4, 5)], args={"mode": "sequence"}, error="needs a second input"),
    Case([normal(4, 5), lens(1, 2, 3)], args={"mode": "sequence"}, error="Out of bound"),
    Case([normal(4, 5)], args={"mode": "upper", "axis": 2}, error="axis 2 is out of range"),
    Case([normal(4, 5, 2)], args={"mode": "upper", "repeat_from_axis": 2}, error="only supported in sequence mode"),
    Case([normal(4, 5, 2), lens(1, 1, 1, 1)], args={"mode": "sequence", "repeat_from_axis": 2, "batch": 0}, error="not currently supported together"),
    Case([normal(4, 5, 2)], args={"mode": "upper", "batch": 1}, error="before `axis`"),
    Case([integers(4, 5)], args={"mode": "upper"}, error="float"),
    Case([booleans(4, 5)], args={"mode": "upper"}, error="float"),
])
