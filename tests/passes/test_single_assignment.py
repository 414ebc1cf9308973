import numpy as np

from nets import op
from prepared import assert_agree, normal, prepare, types


def test_versions_of_a_blob_get_names_of_their_own():
    ops = [op("Sqr", ["x"], ["t"]), op("Exp", ["x"], ["u"]), op("Add", ["t", "u"], ["t"]), op("Mul", ["t", "u"], ["t"])]
    prepared, plain = prepare(ops, ["x"], ["t"], {})
    assert types(prepared) == ["Sqr", "Exp", "Add", "Mul"]
    assert_agree(prepared, plain, {"x": normal(4, 5)})


def test_an_input_that_is_overwritten_and_returned():
    prepared, plain = prepare([op("Sqr", ["x"], ["x"]), op("Exp", ["x"], ["y"])], ["x"], ["x", "y"], {})
    x = normal(3, 4)
    kept = x.copy()
    assert_agree(prepared, plain, {"x": x})
    np.testing.assert_array_equal(x, kept)
