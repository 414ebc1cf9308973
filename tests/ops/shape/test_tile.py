import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def tile(x, tiles_input=None, axis_input=None, tiles=None, axis=None):
    tiles = int(tiles_input[0]) if tiles is None else tiles
    axis = int(axis_input[0]) if axis is None else axis
    return np.concatenate([x] * tiles, axis) if tiles else x.take([], axis)


def i32(value):
    return np.array([value], np.int32)


test_tile = operator_test("Tile", tile, [
    Case([normal(2, 3)], args={"tiles": 3, "axis": 0}),
    Case([normal(2, 3)], args={"tiles": 2, "axis": 1}),
    Case([normal(2, 3, 4)], args={"tiles": 2, "axis": -2}),
    Case([normal(2, 3)], args={"tiles": 0, "axis": 1}, gradient=False, why="the output is empty"),
    Case([normal(0, 3)], args={"tiles": 2, "axis": 1}),
    Case([normal(2, 3), i32(2)], args={"axis": 1}),
    Case([normal(2, 3), i32(2), i32(0)]),
    Case([integers(2, 3)], args={"tiles": 3, "axis": 0}),
    Case([strings(3)], args={"tiles": 3, "axis": 0}),
    Case([normal(2, 3)], args={"axis": 0}, error="`tiles` is missing"),
    Case([normal(2, 3)], args={"tiles": 2}, error="`axis` is missing"),
    Case([normal(2, 3)], args={"tiles": -1, "axis": 0}, error="must not be negative"),
    Case([normal(2, 3)], args={"tiles": 2, "axis": 2}, error="out of range"),
    Case([normal(2, 3), np.zeros(2, np.int32)], args={"axis": 0}, error="must hold one value"),
])
