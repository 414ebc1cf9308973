"""How prepared nets run: shapes that change, outputs, calls from many threads, operators that run as they are."""

import concurrent.futures

import numpy as np
import pytest

from nets import op
from netdef import workspace
from netdef.proto import caffe2_pb2
from prepared import assert_agree, fills, kernels, normal, prepare

WEIGHTS = {"w": normal(32, 3, 3, 3), "u": normal(32, 32, 1, 1, seed=1) / 5}
OPS = [op("Conv", ["x", "w"], ["a"], kernel=3, pad=1), op("Relu", ["a"], ["a"]), op("ChannelShuffle", ["a"], ["s"], group=4),
       op("Conv", ["s", "u"], ["b"], kernel=1), op("Add", ["a", "b"], ["y"])]


def test_shapes_change_back_and_forth():
    prepared, plain = prepare(OPS, ["x"], ["y"], WEIGHTS)
    for shape in [(1, 3, 8, 8), (2, 3, 9, 7), (1, 3, 8, 8), (5, 3, 4, 4), (2, 3, 9, 7), *((1, 3, 4 + i, 5) for i in range(20)), (1, 3, 8, 8)]:
        assert_agree(prepared, plain, {"x": normal(*shape)})


def test_results_belong_to_the_caller():
    prepared, plain = prepare(OPS, ["x"], ["y"], WEIGHTS)
    first = prepared.run([normal(1, 3, 8, 8)])[0]
    kept = first.copy()
    prepared.run([normal(1, 3, 8, 8, seed=9)])
    np.testing.assert_array_equal(first, kept)


def test_many_threads_share_a_predictor():
    prepared, plain = prepare(OPS, ["x"], ["y"], WEIGHTS)
    xs = [normal(1 + i % 3, 3, 8, 8, seed=i) for i in range(60)]
    wanted = [plain.run([x])[0] for x in xs]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for got, want in zip(pool.map(lambda x: prepared.run([x])[0], xs), wanted):
            np.testing.assert_allclose(got, want, atol=1e-4 * np.abs(want).max())


def test_shapes_that_depend_on_contents_cut_the_plan():
    ops = [op("Conv", ["x", "w"], ["a"], kernel=3, pad=1), op("Slice", ["a", "from", "to"], ["s"]), op("Conv", ["s", "u"], ["b"], kernel=1),
           op("Relu", ["b"], ["y"]), op("Relu", ["a"], ["z"])]
    prepared, plain = prepare(ops, ["x", "from", "to"], ["y", "z"], WEIGHTS)
    for rows in (3, 5, 3):
        inputs = {"x": normal(1, 3, 8, 8), "from": np.array([0, 0, 1, 0], np.int32), "to": np.array([-1, -1, 1 + rows, -1], np.int32)}
        assert_agree(prepared, plain, inputs)


def test_what_follows_from_shapes_is_computed_when_the_net_is_prepared():
    """Dims, what is computed of them, and what is reshaped by that: none of it is a step."""
    ops = [op("Conv", ["x", "w"], ["a"], kernel=3, pad=1), op("Shape", ["a"], ["n"], axes=[0]), op("Size", ["a"], ["size"]),
           op("ExpandDims", ["size"], ["sizes"], dims=[0]), op("Div", ["sizes", "n"], ["each"]), op("Concat", ["n", "each"], ["shape", "_"], axis=0),
           op("Reshape", ["a", "shape"], ["y", "old"]), op("Relu", ["y"], ["z"])]
    prepared, plain = prepare(ops, ["x"], ["z"], WEIGHTS)
    for shape in [(1, 3, 8, 8), (2, 3, 9, 7), (1, 3, 8, 8)]:
        assert_agree(prepared, plain, {"x": normal(*shape)})
        assert {step for step, _ in kernels(prepared, {"x": normal(*shape)})} <= {"Conv", "FusedConv", "Relu", "reorder"}


def test_dims_are_found_by_callers_and_by_operators_that_run_as_they_are():
    ops = [op("Shape", ["x"], ["s"]), op("Cast", ["s"], ["t"], to=caffe2_pb2.TensorProto.FLOAT), op("Conv", ["x", "w"], ["a"], kernel=3, pad=1),
           op("Slice", ["a", "from", "to"], ["b"]), op("Conv", ["b", "u"], ["c"], kernel=1), op("Tile", ["t", "times"], ["y"], axis=0)]
    prepared, plain = prepare(ops, ["x", "from", "to", "times"], ["s", "y", "c"], WEIGHTS)
    for rows in (3, 5, 3):
        assert_agree(prepared, plain, {"x": normal(2, 3, 8, rows + 6), "from": np.array([0, 0, 1, 0], np.int32),
                                       "to": np.array([-1, -1, 1 + rows, -1], np.int32), "times": np.array([rows], np.int32)})


def test_more_cuts_than_plans_are_kept_of_one_stretch():
    ops, last = [], "x"
    for i in range(70):
        ops += [op("Slice", [last, "from", f"to{i % 2}"], [f"s{i}"]), op("Conv", [f"s{i}", "w"], [f"c{i}"], kernel=1)]
        last = f"c{i}"
    weights = {"w": np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1) * 2 ** 0.5}
    prepared, plain = prepare(ops, ["x", "from", "to0", "to1"], [last], weights)
    for rows in (5, 3, 5):
        inputs = {"x": normal(1, 3, 8, 4), "from": np.zeros(4, np.int32), "to0": np.array([-1, -1, rows, -1], np.int32), "to1": np.array([-1, -1, 3, -1], np.int32)}
        assert_agree(prepared, plain, inputs)
        assert [step for step, _ in kernels(prepared, inputs)].count("Slice") == 70


@pytest.mark.parametrize("made", [
    op("ChannelShuffle", ["x"], ["q"], group=3, engine="DNNLOWP"),
    op("Conv", ["x", "w"], ["q"], kernel=3, pad=1, engine="DNNLOWP"),
], ids=lambda made: made.type)
def test_an_engine_that_makes_quantized_tensors(made):
    """Its shape rule is that of the float operator, which does not hold for it."""
    prepared, plain = prepare([made, op("Int8Dequantize", ["q"], ["y"]), op("Relu", ["y"], ["z"])], ["x"], ["z"], WEIGHTS)
    assert_agree(prepared, plain, {"x": normal(1, 3, 8, 8)})


@pytest.mark.parametrize("made", [
    op("MaxPool", ["x"], ["y"], kernels=[3, 3], strides=[3, 2**31 - 1], pads=[2, 2, 2, 2]),
    op("Conv", ["x", "w"], ["y"], kernels=[3, 3], strides=[3, 2**31 - 1], pads=[2, 2, 2, 2]),
    op("Conv", ["x", "w"], ["y"], kernels=[3, 3], dilations=[1, 2**20], pads=[0, 2**20, 0, 2**20]),
], ids=["pool", "stride", "dilation"])
def test_windows_far_larger_than_the_image(made):
    prepared, plain = prepare([made], ["x"], ["y"], WEIGHTS)
    assert_agree(prepared, plain, {"x": normal(1, 3, 5, 5)})


def test_several_outputs_of_one_memory():
    ops = [op("Sqr", ["x"], ["a"]), op("Reshape", ["a"], ["y", "old"], shape=[2, -1]), op("Flatten", ["a"], ["z"]), op("Relu", ["z"], ["r"])]
    prepared, plain = prepare(ops, ["x"], ["a", "y", "z", "r"], {})
    assert_agree(prepared, plain, {"x": normal(2, 3, 4)})


def test_a_reader_of_both_the_sum_and_its_term():
    ops = [op("Conv", ["x", "w"], ["a"], kernel=3, pad=1), op("Relu", ["a"], ["b"]), op("Sum", ["a", "b"], ["c"]), op("Mul", ["c", "c"], ["d"]),
           op("Sub", ["d", "b"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], WEIGHTS)
    assert_agree(prepared, plain, {"x": normal(1, 3, 8, 8)})


@pytest.mark.parametrize("batch", [1, 2])
def test_concat_of_parts_that_are_read_again(batch):
    ops = [op("Conv", ["x", "w"], ["a"], kernel=3, pad=1), op("Conv", ["a", "u"], ["b"], kernel=1), op("Concat", ["a", "b"], ["c", "c_split"], axis=1),
           op("Relu", ["c"], ["d"]), op("Concat", ["b", "a", "b"], ["e", "e_split"], axis=1), op("Relu", ["e"], ["f"]), op("Sum", ["b", "a"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["d", "f", "y"], WEIGHTS)
    assert_agree(prepared, plain, {"x": normal(batch, 3, 8, 8)})


def test_errors_say_where():
    prepared, _ = prepare(OPS, ["x"], ["y"], WEIGHTS)
    with pytest.raises(RuntimeError, match="channels") as caught:
        prepared.run([normal(1, 4, 8, 8)])
    assert caught.value.net == "net" and caught.value.op_index == 0
    assert prepared.run([normal(1, 3, 8, 8)])[0].shape == (1, 32, 8, 8)


def test_intermediate_blobs_are_not_promised():
    prepared, plain = prepare(OPS, ["x"], ["y"], WEIGHTS)
    assert plain.run_named({"x": normal(1, 3, 8, 8)}, ["s"])["s"].shape == (1, 32, 8, 8)
    with pytest.raises(RuntimeError, match="optimize=False"):
        prepared.run_named({"x": normal(1, 3, 8, 8)}, ["s"])


def test_memory_is_told_and_given_back():
    prepared, _ = prepare(OPS, ["x"], ["y"], WEIGHTS)
    prepared.run([normal(1, 3, 32, 32)])
    report = prepared.memory_report()
    assert report.parameters >= 4 * sum(v.size for v in WEIGHTS.values()) and report.frames > 0 and report.frame_count == 1
    prepared.trim()
    assert prepared.memory_report().frame_count == 0 and prepared.memory_report().packed == 0
    assert prepared.run([normal(1, 3, 32, 32)])[0].shape == (1, 32, 32, 32)


def test_empty_inputs_run_as_they_are():
    prepared, plain = prepare([op("Relu", ["x"], ["a"]), op("Add", ["a", "x"], ["y"])], ["x"], ["y"], {})
    assert_agree(prepared, plain, {"x": normal(0, 3)})
    assert {how for _, how in kernels(prepared, {"x": normal(0, 3)})} == {"operator"}


def test_contents_of_placeholders_are_no_constants():
    """An input that the init net fills with one element, given without elements: its shape says nothing of a value known before."""
    init = fills({"x": np.float32([0]), "shape": np.int64([1])})
    net = caffe2_pb2.NetDef(name="net", external_input=["x", "shape"], external_output=["y"], op=[
        op("Reshape", ["x", "shape"], ["r", "old"]), op("Relu", ["r"], ["y"])])
    prepared, plain = workspace.Predictor(init, net), workspace.Predictor(init, net, optimize=False)
    assert_agree(prepared, plain, {"x": np.float32([3]), "shape": np.int64([])})
    assert_agree(prepared, plain, {"x": np.float32([3]), "shape": np.int64([1, 1])})


def test_profile_of_a_net_that_reshapes_its_input():
    ops = [op("ExpandDims", ["x"], ["x"], dims=[0]), op("Conv", ["x", "w"], ["y"], kernel=3)]
    prepared, plain = prepare(ops, ["x"], ["y"], WEIGHTS)
    inputs = {"x": normal(3, 8, 8)}
    prepared.profile(inputs, 3)
    plain.profile(inputs, 3)
    assert_agree(prepared, plain, inputs)
