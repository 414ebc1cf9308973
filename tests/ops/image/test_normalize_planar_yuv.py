from netdef.testing import Case, normal, operator_test, uniform


def normalize(x, m, s):
    return (x - m[0][:, None, None]) / s[0][:, None, None]


test_normalize_planar_yuv = operator_test("NormalizePlanarYUV", normalize, [
    Case([normal(2, 3, 4, 5), normal(1, 3), uniform(1, 3, low=0.5)]),
    Case([normal(0, 3, 4, 5), normal(1, 3), uniform(1, 3, low=0.5)]),
    Case([normal(2, 3, 4, 5), normal(3), uniform(1, 3, low=0.5)], error="must have shape"),
    Case([normal(2, 3, 4, 5), normal(1, 3), uniform(1, 2, low=0.5)], error="must have shape"),
    Case([normal(2, 3, 4), normal(1, 3), uniform(1, 3, low=0.5)], error="expected images"),
])
