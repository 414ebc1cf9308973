import numpy as np

from netdef.testing import Case, i32, normal, operator_test


def variable_length_sequence_padding(x, lens):
    return np.where((np.arange(len(x))[:, None] < lens)[:, :, None], x, np.float32(0))


test_variable_length_sequence_padding = operator_test("VariableLengthSequencePadding", variable_length_sequence_padding, [
    Case([normal(4, 3, 2), i32(4, 0, 2)]),
    Case([normal(1, 2, 5), i32(1, 0)]),
    Case([normal(0, 2, 5), i32(0, 0)]),
    Case([normal(4, 3, 2), i32(4, 5, 2)], error="within 0 to 4"),
    Case([normal(4, 3, 2), i32(4, -1, 2)], error="within 0 to 4"),
    Case([normal(4, 3, 2), i32(4, 1)], error="one length for each sequence"),
    Case([normal(4, 3, 2).astype(np.float64), i32(4, 1, 2)], error="Tensor type mismatch"),
    Case([normal(4, 3), i32(4, 1, 2)], error="steps x sequences x dims"),
])
