"""netdef.utils: arguments, tensors, messages."""

import numpy as np
import pytest
from google.protobuf.message import DecodeError

from netdef import core, utils, workspace
from netdef.proto import caffe2_pb2

NET = caffe2_pb2.NetDef(name="n")
TENSOR = caffe2_pb2.TensorProto(dims=[1])


@pytest.mark.parametrize(
    "value, field, expected",
    [
        (1, "i", 1), (True, "i", 1), (2**40, "i", 2**40), (1.5, "f", 1.5), ("s", "s", b"s"), (b"s", "s", b"s"), ("é", "s", "é".encode()),
        (np.float32(1), "f", 1.0), (np.int64(3), "i", 3), (np.bool_(True), "i", 1), (np.str_("q"), "s", b"q"),
        (NET, "n", NET), (TENSOR, "s", TENSOR.SerializeToString()),
        ([1], "ints", [1]), ([True, 1], "ints", [1, 1]), ((1, 2), "ints", [1, 2]), (range(2), "ints", [0, 1]), ([np.int64(1)], "ints", [1]),
        ([1.0], "floats", [1.0]), (["a", b"b"], "strings", [b"a", b"b"]), ({"a": 1}, "strings", [b"a"]),
        ([NET], "nets", [NET]), ([TENSOR], "strings", [TENSOR.SerializeToString()]),
        (np.array([[1, 2]]), "ints", [1, 2]), (np.array([1.0]), "floats", [1.0]), (np.array(3), "ints", [3]), (np.array(["a"]), "strings", [b"a"]),
        (np.array([True]), "ints", [1]),
    ],
    ids=lambda v: repr(v)[:30],
)
def test_a_value_goes_to_the_field_that_fits(value, field, expected):
    argument = utils.MakeArgument("key", value)
    assert argument.name == "key"
    filled = {descriptor.name: getattr(argument, descriptor.name) for descriptor, _ in argument.ListFields()}
    filled.pop("name")
    found = filled.pop(field)
    assert not filled and (list(found) == expected if isinstance(expected, list) else found == expected)


@pytest.mark.parametrize("value", [[], (), np.array([], np.float32)], ids=repr)
def test_an_empty_list_leaves_only_the_name(value):
    assert utils.MakeArgument("key", value) == caffe2_pb2.Argument(name="key")


@pytest.mark.parametrize("value", [None, 1 + 2j, object(), core.BlobReference("x")], ids=lambda v: type(v).__name__)
def test_a_value_no_field_fits(value):
    with pytest.raises(ValueError, match="Unknown argument type: key=key"):
        utils.MakeArgument("key", value)


@pytest.mark.parametrize("value", [[1, 1.0], [1, "a"], [[1]], [core.BlobReference("x")]], ids=repr)
def test_a_list_no_field_fits(value):
    with pytest.raises(ValueError, match="Unknown iterable argument type: key=key"):
        utils.MakeArgument("key", value)


def test_an_integer_of_more_than_64_bits():
    with pytest.raises(ValueError, match="out of range"):
        utils.MakeArgument("key", 2**70)


def test_arguments_as_a_dict():
    args = [utils.MakeArgument(k, v) for k, v in {"i": 1, "f": 2.0, "s": "q", "l": [1, 2], "e": [], "n": NET}.items()]
    assert utils.ArgsToDict(args) == {"i": 1, "f": 2.0, "s": b"q", "l": [1, 2], "e": None, "n": NET}


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "int64"])
def test_tensors_there_and_back(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    tensor = utils.NumpyArrayToCaffe2Tensor(array, "name")
    assert tensor.name == "name" and list(tensor.dims) == [2, 3]
    back = utils.Caffe2TensorToNumpyArray(tensor)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


def test_tensors_of_other_types():
    with pytest.raises(RuntimeError, match="Numpy data type not supported yet: bool"):
        utils.NumpyArrayToCaffe2Tensor(np.zeros(1, bool))
    with pytest.raises(RuntimeError, match="Tensor data type not supported yet: 4"):
        utils.Caffe2TensorToNumpyArray(caffe2_pb2.TensorProto(data_type=4))


def test_channels():
    array = np.zeros((1, 2, 3, 4))
    assert utils.NCHW2NHWC(array).shape == (1, 3, 4, 2) and utils.NHWC2NCHW(array).shape == (1, 4, 2, 3)
    assert utils.NHWC2NCHW(np.zeros((1, 2))).shape == (1, 2)


def test_comparing_operators():
    one, two = (core.CreateOperator("T", "a", "b", name=name, x=1) for name in ("", "named"))
    assert not utils.OpAlmostEqual(one, two)
    assert utils.OpAlmostEqual(one, two, "name") and utils.OpAlmostEqual(one, two, ["name", "debug_info"])


@pytest.mark.parametrize("form", [NET.SerializeToString(), b'name: "n"', 'name: "n"'], ids=["binary", "text bytes", "text"])
def test_reading_messages(form):
    assert utils.TryReadProtoWithClass(caffe2_pb2.NetDef, form) == NET
    assert utils.GetContentFromProtoString(form, {caffe2_pb2.NetDef: lambda net: net.name}) == "n"


def test_reading_what_is_no_message():
    with pytest.raises(DecodeError):
        utils.TryReadProtoWithClass(caffe2_pb2.NetDef, b"\xff\xff")
    with pytest.raises(DecodeError, match="Cannot find a fit protobuffer class."):
        utils.GetContentFromProtoString(b"\xff\xff", {caffe2_pb2.NetDef: lambda net: net})


def test_functions_by_class():
    functions = {caffe2_pb2.NetDef: lambda net: "net"}
    assert utils.GetContentFromProto(NET, functions) == "net" and utils.GetContentFromProto(TENSOR, functions) is None


def test_text_files_to_binary(tmp_path):
    (tmp_path / "net.pbtxt").write_text('name: "n"')
    utils.ConvertProtoToBinary(caffe2_pb2.NetDef, str(tmp_path / "net.pbtxt"), str(tmp_path / "net.pb"))
    assert caffe2_pb2.NetDef.FromString((tmp_path / "net.pb").read_bytes()) == NET


def test_small_helpers():
    class Kinds:
        ONE = "1"
        two = "2"
        THREE = 3

    assert utils.EnumClassKeyVals(Kinds) == {"ONE": "1"}
    with pytest.raises(Exception, match=r"message. 1 != 2"):
        utils.raiseIfNotEqual(1, 2, "message")
    utils.raiseIfNotEqual(1, 1, "message")
    assert utils.DebugMode.run(lambda: 3) == 3 and utils.debug(lambda x: x)(4) == 4
    workspace.FeedBlob("x", np.zeros(2))
    utils.ResetBlobs(["x"])
    assert workspace.GetBlobSizeBytes("x") == 0
