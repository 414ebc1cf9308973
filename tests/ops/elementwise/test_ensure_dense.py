from netdef import _C, core
from netdef.proto import caffe2_pb2
from netdef.testing import Case, integers, normal, operator_test

test_ensure_dense = operator_test("EnsureDense", lambda x: x, [
    Case([normal(3, 4)]),
    Case([integers(3)]),
    Case([normal(0, 4)]),
])


def test_sparse_gradient_becomes_dense():
    op = core.CreateOperator("EnsureDense", ["x"], ["y"])
    gradient = _C.GradientWrapper()
    gradient.indices, gradient.values = "i", "v"
    ops, inputs = _C.get_gradient_defs(op.SerializeToString(), [gradient])
    made = [caffe2_pb2.OperatorDef.FromString(o) for o in ops]
    assert [(o.type, list(o.input), list(o.output)) for o in made] == [("SparseToDense", ["i", "v", "x"], ["x_grad"])]
    assert inputs[0].dense == "x_grad"
