import numpy as np

from netdef.testing import Case, normal, operator_test


def rmac_regions(x, scales=3, overlap=0.4):
    n, _, height, width = x.shape
    shorter = min(height, width)
    gaps = (max(height, width) - shorter) / (np.arange(2, 8) - 1.0)
    more = int(np.argmin(np.abs((shorter - gaps) / shorter - overlap))) + 1
    more_x, more_y = more * (width > height), more * (height > width)
    rows = []
    for l in range(1, scales + 1):
        side = 2 * shorter // (l + 1)

        def starts(size, count):
            step = np.float32(size - side) / np.float32(count - 1) if count > 1 else np.float32(0)
            return [int(np.floor(step * np.float32(i))) for i in range(count)] if side else []

        rows += [[x0, y0, x0 + side - 1, y0 + side - 1] for x0 in starts(width, l + more_x) for y0 in starts(height, l + more_y)]
    return np.array([[i, *row] for i in range(n) for row in rows], np.float32).reshape(-1, 5)


test_rmac_regions = operator_test("RMACRegions", rmac_regions, [
    Case([normal(2, 1, 8, 8)]),
    Case([normal(1, 1, 7, 10)]),
    Case([normal(1, 1, 20, 5)], args={"scales": 4, "overlap": 0.3}),
    Case([normal(1, 1, 3, 33)], args={"scales": 5}),
    Case([normal(0, 1, 8, 8)]),
    Case([normal(1, 1, 8)], error="N, C, H, W"),
    Case([normal(1, 1, 8, 8)], args={"scales": 10**6}, error="scales"),
], gradient=False, why="only the shape of the input matters")
