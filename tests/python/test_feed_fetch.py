"""FeedBlob, FetchBlob and the zero-copy ways."""

import gc
import weakref

import numpy as np
import pytest

import netdef
from netdef import core, utils, workspace
from netdef.proto import caffe2_pb2

NUMERIC = ["float16", "float32", "float64", "bool", "int8", "uint8", "int16", "uint16", "int32", "int64"]


@pytest.mark.parametrize("dtype", NUMERIC)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)])
def test_arrays_come_back(dtype, shape):
    array = (np.arange(np.prod(shape, dtype=int)) % 2).reshape(shape).astype(dtype)
    assert workspace.FeedBlob("x", array)
    back = workspace.FetchBlob("x")
    assert back.dtype == array.dtype and back.shape == shape
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    "array", [np.array(["a", "bb"]), np.array([b"a", b"bb"]), np.array(["a", b"bb"], dtype=object)], ids=["str", "bytes", "object"])
def test_string_arrays_come_back_as_bytes(array):
    workspace.FeedBlob("x", array)
    back = workspace.FetchBlob("x")
    assert back.dtype == object and back.tolist() == [b"a", b"bb"]


@pytest.mark.parametrize("text", ["text", b"text", b"with\0zero"])
def test_a_string_becomes_a_string_blob(text):
    workspace.FeedBlob("x", text)
    assert workspace.FetchBlob("x") == (text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize("order", ["fortran", "strided", "big-endian"])
def test_memory_layout_does_not_matter(order):
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    arranged = {"fortran": np.asfortranarray(array), "strided": np.repeat(array, 2, 1)[:, ::2], "big-endian": array.astype(">f4")}
    workspace.FeedBlob("x", arranged[order])
    np.testing.assert_array_equal(workspace.FetchBlob("x"), array)


def test_a_tensor_message_is_fed_as_its_tensor():
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    workspace.FeedBlob("x", utils.NumpyArrayToCaffe2Tensor(array))
    np.testing.assert_array_equal(workspace.FetchBlob("x"), array)


@pytest.mark.parametrize("value", [1, 1.5, np.float32(1), [1.0], (1,), caffe2_pb2.NetDef()], ids=repr)
def test_other_values_are_refused(value):
    with pytest.raises(RuntimeError, match="only numpy array or string are supported for feeding"):
        workspace.FeedBlob("x", value)


@pytest.mark.parametrize("dtype", ["datetime64[D]", "longdouble"])
def test_types_without_tensor_are_refused(dtype):
    with pytest.raises(RuntimeError, match="This numpy data type is not supported: [0-9]+"):
        workspace.FeedBlob("x", np.zeros(2, dtype=dtype))


def test_object_arrays_hold_strings_only():
    with pytest.raises(RuntimeError, match="Unsupported python object type passed into ndarray"):
        workspace.FeedBlob("x", np.array(["a", 1], dtype=object))


def test_a_failed_feed_leaves_the_blob():
    workspace.FeedBlob("x", np.ones(2))
    with pytest.raises(RuntimeError):
        workspace.FeedBlob("x", np.zeros(2, "datetime64[D]"))
    np.testing.assert_array_equal(workspace.FetchBlob("x"), np.ones(2))


def test_a_missing_blob_is_named():
    with pytest.raises(netdef.Error, match="Can't find blob: nope") as error:
        workspace.FetchBlob("nope")
    assert error.value.kind == "not_found" and error.value.blob == "nope"


@pytest.mark.parametrize("name", [3, None, ["x"]])
def test_names_are_strings_or_references(name):
    with pytest.raises(AssertionError, match="Expected a string or BlobReference"):
        workspace.FetchBlob(name)
    assert workspace.FeedBlob(core.BlobReference("y"), np.zeros(1)) and workspace.HasBlob("y")


def test_an_object_of_another_type_is_described():
    workspace.CreateBlob("x")
    assert workspace.FetchBlob("x") == b"x, a C++ native class of type nullptr (uninitialized)."


def test_int8_tensors_have_their_own_fetch():
    q = workspace.Int8Tensor(np.array([97, 98], np.uint8), 0.5, 3)
    workspace.FeedBlob("q", q)
    with pytest.raises(TypeError, match="Use FetchInt8Blob to fetch Int8 Blob q"):
        workspace.FetchBlob("q")
    back = workspace.FetchInt8Blob("q")
    assert back.scale == 0.5 and back.zero_point == 3 and back.data.tolist() == [97, 98]
    np.testing.assert_array_equal(workspace.FetchInt8BlobRealVal("q"), np.array([47, 47.5], np.float32))
    workspace.FeedBlob("f", np.zeros(1))
    with pytest.raises(AssertionError, match="You are not fetching an Int8Blob f"):
        workspace.FetchInt8Blob("f")


def test_feeding_and_fetching_copy():
    array = np.zeros(3, np.float32)
    workspace.FeedBlob("x", array)
    array[:] = 1
    fetched = workspace.FetchBlob("x")
    fetched[:] = 2
    np.testing.assert_array_equal(workspace.FetchBlob("x"), np.zeros(3))


def test_tensors_of_torch_are_copied():
    torch = pytest.importorskip("torch")
    trained = torch.ones(2, 3, requires_grad=True)
    for tensor in (trained, torch.arange(6).reshape(2, 3).t(), torch.tensor(True)):
        workspace.FeedBlob("x", tensor)
        fetched, expected = workspace.FetchBlob("x"), tensor.detach().numpy()
        assert fetched.dtype == expected.dtype
        np.testing.assert_array_equal(fetched, expected)
    workspace.blobs["x"] = trained
    with torch.no_grad():
        trained += 1
    assert (workspace.FetchBlob("x") == 1).all()


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(netdef.Error, match="CUDA") as error:
        workspace.FeedBlob("x", np.zeros(1), core.DeviceOption(caffe2_pb2.PROTO_CUDA, 0))
    assert error.value.kind == "wrong_device"
    workspace.FeedBlob("x", np.zeros(1), core.DeviceOption(caffe2_pb2.PROTO_IDEEP, 0))


# --- without copying


def test_fetch_into_an_array():
    workspace.FeedBlob("x", np.arange(6, dtype=np.float32).reshape(2, 3))
    out = np.empty((2, 3), np.float32)
    assert workspace.FetchBlob("x", out=out) is out
    np.testing.assert_array_equal(out, [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize(
    "out, why",
    [
        (np.empty((3, 2), np.float32), "shape"),
        (np.empty((2, 3), np.float64), "type"),
        (np.empty((3, 2), np.float32).T, "contiguous"),
        (np.broadcast_to(np.float32(0), (2, 3)), "read-only"),
    ],
    ids=["shape", "type", "contiguous", "read-only"],
)
def test_fetch_into_an_array_that_does_not_fit(out, why):
    workspace.FeedBlob("x", np.zeros((2, 3), np.float32))
    with pytest.raises(netdef.Error, match=why):
        workspace.FetchBlob("x", out=out)


def test_a_shared_array_is_the_blob():
    array = np.zeros(3, np.float32)
    workspace.ShareBlob("x", array)
    array[1] = 5
    np.testing.assert_array_equal(workspace.FetchBlob("x"), [0, 5, 0])
    workspace.Workspace.current.blobs["x"].tensor().data[2] = 7
    assert array[2] == 7


def test_a_shared_array_lives_as_long_as_the_blob():
    array = np.zeros(1000, np.float32)
    base = weakref.ref(array)
    workspace.ShareBlob("x", array)
    del array
    gc.collect()
    assert base() is not None
    workspace.ResetWorkspace()
    gc.collect()
    assert base() is None


def test_feeding_a_shared_blob_leaves_the_array_alone():
    array = np.zeros(3, np.float32)
    workspace.ShareBlob("x", array)
    workspace.FeedBlob("x", np.ones(3, np.float32))
    np.testing.assert_array_equal(array, np.zeros(3))


def test_read_only_memory_is_not_shared():
    array = np.zeros(3, np.float32)
    array.setflags(write=False)
    with pytest.raises((netdef.Error, BufferError), match="(?i)read-?only"):
        workspace.ShareBlob("x", array)


def test_memory_with_gaps_is_not_shared():
    with pytest.raises(netdef.Error, match="contiguous"):
        workspace.ShareBlob("x", np.zeros((4, 4), np.float32)[:, ::2])


@pytest.mark.parametrize("dtype", NUMERIC)
def test_numpy_reads_a_tensor_through_dlpack(dtype):
    workspace.FeedBlob("x", np.arange(6).reshape(2, 3).astype(dtype))
    tensor = workspace.Workspace.current.blobs["x"].tensor()
    view = np.from_dlpack(tensor)
    np.testing.assert_array_equal(view, np.arange(6).reshape(2, 3).astype(dtype))
    assert tensor.__dlpack_device__() == (1, 0)
    workspace.ResetWorkspace()  # the view keeps the memory
    np.testing.assert_array_equal(view, np.arange(6).reshape(2, 3).astype(dtype))


def test_an_unused_capsule_frees_its_tensor():
    workspace.FeedBlob("x", np.zeros(3))
    capsule = workspace.Workspace.current.blobs["x"].tensor().__dlpack__()
    del capsule
    gc.collect()


def test_a_capsule_is_used_once():
    workspace.FeedBlob("x", np.arange(3.0))
    capsule = workspace.Workspace.current.blobs["x"].tensor().__dlpack__()
    workspace.ShareBlob("y", capsule)
    with pytest.raises(netdef.Error, match="not used yet"):
        workspace.ShareBlob("z", capsule)
    np.testing.assert_array_equal(workspace.FetchBlob("y"), np.arange(3.0))


@pytest.mark.parametrize("dtype", ["uint32", "uint64", "complex64", "complex128"])
def test_types_beyond_caffe2(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    workspace.FeedBlob("x", array)
    np.testing.assert_array_equal(workspace.FetchBlob("x"), array)


@pytest.mark.parametrize("name", ["bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "int4", "uint4",
                                  "float8_e8m0fnu", "float4_e2m1fn", "float6_e2m3fn", "float6_e3m2fn", "int2", "uint2"])
def test_types_of_ml_dtypes(name):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    if not hasattr(ml_dtypes, name):
        pytest.skip(f"this version of ml_dtypes has no {name}")
    array = np.arange(4).astype(getattr(ml_dtypes, name))
    workspace.FeedBlob("x", array)
    fetched = workspace.FetchBlob("x")
    assert fetched.dtype == array.dtype and fetched.tobytes() == array.tobytes()


def test_lists_of_arrays_are_sequences():
    arrays = [np.ones(2, np.float32), np.zeros((1, 3), np.float32)]
    workspace.FeedBlob("x", arrays)
    fetched = workspace.FetchBlob("x")
    assert isinstance(fetched, list) and len(fetched) == 2
    for got, array in zip(fetched, arrays):
        np.testing.assert_array_equal(got, array)
    workspace.FeedBlob("x", [])
    assert workspace.FetchBlob("x") == []


def test_none_is_an_optional_without_value():
    workspace.FeedBlob("x", None)
    assert workspace.FetchBlob("x") is None
