import numpy as np
import pytest

from netdef import core, workspace
from netdef.proto.caffe2_pb2 import TensorProto
from netdef.testing import Case, normal, operator_test
from netdef.testing import check_operator

DTYPES = {
    "FLOAT": np.float32, "DOUBLE": np.float64, "FLOAT16": np.float16, "INT8": np.int8, "INT16": np.int16,
    "INT32": np.int32, "INT64": np.int64, "UINT8": np.uint8, "UINT16": np.uint16, "BOOL": np.bool_,
}


def cast(x, to, from_type=None):
    name = to.upper() if isinstance(to, str) else TensorProto.DataType.Name(to)
    return x.astype(DTYPES[name])


@pytest.mark.parametrize("target", DTYPES)
@pytest.mark.parametrize("source", DTYPES)
def test_cast_between(source, target):
    x = np.array([[0, 1, 2.75], [7, 100, 0.25]]).astype(DTYPES[source])
    check_operator("Cast", cast, Case([x], args={"to": TensorProto.DataType.Value(target)}, gradient=False,
                                      why="the maker needs from_type"))


test_cast = operator_test("Cast", cast, [
    Case([normal(3, 4)], args={"to": TensorProto.DOUBLE, "from_type": "float"}, gradient=False,
         why="the output is no float32"),
    Case([normal(3, 4)], args={"to": "float", "from_type": "float"}),
    Case([normal(3, 4)], args={"to": "Int32"}, gradient=False, why="the maker needs from_type"),
    Case([normal(0, 4)], args={"to": "int64"}, gradient=False, why="the maker needs from_type"),
    Case([np.array([np.nan, 1e30, -1e30], np.float32)], args={"to": "int32"}, gradient=False,
         why="the maker needs from_type", expected=np.full(3, -2**31, np.int32)),
    Case([normal(3)], args={"to": 99}, error="'to' argument value"),
    Case([normal(3)], error="'to' is"),
])


def test_cast_to_strings():
    numbers = [0, 1, 2.75, 7, 100, -0.25]
    workspace.FeedBlob("x", np.array(numbers, np.float32))
    workspace.RunOperatorOnce(core.CreateOperator("Cast", ["x"], ["y"], to=core.DataType.STRING))
    assert list(workspace.FetchBlob("y")) == [b"%f" % x for x in numbers]
    workspace.FeedBlob("x", np.array([[0, -7], [2**40, 1]]))
    workspace.RunOperatorOnce(core.CreateOperator("Cast", ["x"], ["y"], to=core.DataType.STRING))
    assert workspace.FetchBlob("y").tolist() == [[b"0", b"-7"], [b"1099511627776", b"1"]]
