import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def multi_class_accuracy(x, label):
    classes = x.shape[1]
    amounts = np.bincount(label, minlength=classes).astype(np.int32)
    right = np.bincount(label[x.argmax(1) == label], minlength=classes)
    return (right / np.maximum(amounts, 1)).astype(np.float32), amounts


test_multi_class_accuracy = operator_test("MultiClassAccuracy", multi_class_accuracy, [
    Case([normal(30, 4), integers(30, high=4)]),
    Case([normal(3, 5), integers(3, high=2)]),
    Case([normal(0, 4), np.zeros(0, np.int32)]),
    Case([normal(2, 4), np.int32([1, -1])], error="outside of supported range"),
])
