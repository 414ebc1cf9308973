from netdef.testing import Case, integers, normal, operator_test, strings

test_resize_like = operator_test("ResizeLike", lambda x, like: x.reshape(like.shape), [
    Case([normal(4, 3), normal(2, 6)]),
    Case([integers(4, 3), normal(12)]),
    Case([strings(4), normal(2, 2)]),
    Case([normal(0, 3), normal(5, 0)]),
    Case([normal(4, 3), normal(4)], error="same size"),
])
