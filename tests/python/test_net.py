"""core.Net: names, references, external blobs, copies."""

import copy
import pickle

import numpy as np
import pytest

from netdef import core, workspace
from netdef.proto import caffe2_pb2


def op_types(net):
    return [op.type for op in net.Proto().op]


# --- names


def test_names_of_nets_are_never_given_twice():
    names = [core.Net("unique").Name() for _ in range(3)]
    assert names == ["unique", "unique_1", "unique_2"]
    assert core.Net("unique_1").Name() == "unique_1_1"
    assert core.Net(caffe2_pb2.NetDef(name="unique")).Name() == "unique_3"
    workspace.ResetWorkspace()
    assert core.Net("unique").Name() == "unique_4"


def test_outputs_are_named_after_the_net_and_the_operator():
    net = core.Net("auto")
    assert [str(net.Elu("x")) for _ in range(3)] == ["auto/Elu", "auto/Elu_2", "auto/Elu_3"]
    assert list(map(str, net.Elu("x", 2))) == ["auto/Elu:0", "auto/Elu:1"]
    assert list(map(str, net.Elu("x", 2))) == ["auto/Elu_2:0", "auto/Elu_2:1"]
    with core.NameScope("s"):
        assert net.Elu("x") == "s/auto/Elu" and net.Elu("x", "y") == "s/y" and net.Elu(core.BlobReference("x"), "z") == "s/z"
    assert list(net.Proto().op[-1].input) == ["x"]


def test_free_names():
    net = core.Net("free")
    assert [str(net.NextBlob("p")) for _ in range(3)] == ["p", "p_auto_0", "p_auto_1"]
    assert str(net.NextBlob()) == "unnamed"
    with core.NameScope("s"):
        assert net.NextScopedBlob("p") == "s/p" and net.NextBlob("q") == "q"
    assert [net.NextName() for _ in range(2)] == ["free_blob_0", "free_blob_1"]
    assert net.NextName("k") == net.NextName("k") == "free/k" and net.NextName("k", 3) == "free/k:3"


def test_numbering_goes_on_in_a_copied_net():
    proto = caffe2_pb2.NetDef(name="numbered", op=[core.CreateOperator("Elu", "numbered_blob_4", "numbered_blob_7")])
    assert core.Net(proto).NextName() == "numbered_blob_8"


def test_many_names_take_linear_time():
    """Each name is found in one step, however many there are."""
    net = core.Net("many")
    for _ in range(3000):
        net.Elu("x")
    assert net.Proto().op[-1].output[0] == "many/Elu_3000"
    net.Elu("x", "many/Elu_3001")
    assert net.Elu("x") == "many/Elu_3002"


# --- operators


def test_one_output_is_a_reference_several_a_tuple_none_none():
    net = core.Net("outputs")
    assert isinstance(net.Elu("x", "y"), core.BlobReference) and isinstance(net.Elu("x", ["a", "b"]), tuple)
    assert net.Elu("x", []) is None and net.Elu("x", 0) is None and isinstance(net.Elu("x", ["a"]), core.BlobReference)


def test_an_unknown_operator_is_an_attribute_error():
    net = core.Net("unknown")
    with pytest.raises(AttributeError, match=r"Method Eluu is not a registered operator. Did you mean: \[.*\bElu\b.*\]"):
        net.Eluu
    with pytest.raises(AttributeError):
        net.__not_there__
    assert not hasattr(net, "Eluu") and "Elu" in dir(net)


def test_inputs_that_are_no_names():
    net = core.Net("bad_inputs")
    for inputs, message in ((3, "Unknown input/output type: 3"), ([3], "I/O blob #0 of unsupported type: 3"), (None, "Unknown input/output type")):
        with pytest.raises(TypeError, match=message):
            net.Elu(inputs)


def test_everything_an_operator_can_be_given():
    net = core.Net("options")
    net.Elu("x", "y", name="n", engine="E", device_option=core.DeviceOption(caffe2_pb2.PROTO_CUDA, 1), control_input="c", alpha=0.5, none=None)
    op = net.Proto().op[0]
    assert (op.name, op.engine, op.device_option.device_id, list(op.control_input)) == ("n", "E", 1, ["c"])
    assert [(arg.name, arg.f) for arg in op.arg] == [("alpha", 0.5)]


def test_the_stack_can_be_kept(monkeypatch):
    assert not core.CreateOperator("Elu", "x", "y").HasField("debug_info")
    monkeypatch.setenv("CAFFE2_DEBUG", "1")
    assert "test_the_stack_can_be_kept" in core.CreateOperator("Elu", "x", "y").debug_info
    assert core.CreateOperator("Elu", "x", "y", debug_info="mine").debug_info == "mine"


# --- references


def test_references_are_equal_to_their_names():
    ref = core.BlobReference("s/name")
    assert ref == "s/name" == str(ref) and ref == b"s/name" and ref == core.BlobReference(b"s/name") and ref != "other" and ref != 3
    assert hash(ref) == hash("s/name") and "s/name" in {ref: 1}
    assert ref + "x" == "s/namex" and "x" + ref == "xs/name" and repr(ref) == 'BlobReference("s/name")'
    assert (ref.GetNameScope(), ref.GetUnscopedName()) == ("s/", "name") and core.BlobReference("n").GetNameScope() == ""
    for wrong in (lambda: ref + 3, lambda: 3 + ref):
        with pytest.raises(RuntimeError, match="non-string"):
            wrong()


def test_references_can_be_copied_and_pickled():
    ref = core.BlobReference("x")
    for other in (copy.copy(ref), copy.deepcopy(ref), pickle.loads(pickle.dumps(ref))):
        assert other == ref


def test_references_of_a_net_make_operators():
    net = core.Net("source")
    made = net.Elu("x", "y").Elu([], "z")
    assert made == "z" and list(net.Proto().op[1].input) == ["y"] and made.Net() is net and "Elu" in dir(made)
    with pytest.raises(AttributeError, match="You cannot use a blob reference that does not have a net source"):
        core.BlobReference("k").Elu([], "z")
    with pytest.raises(AttributeError, match="Did you mean"):
        made.Eluu


def test_a_reference_must_be_defined_by_the_net_it_names():
    net = core.Net("liar")
    with pytest.raises(AssertionError):
        net.Elu(core.BlobReference("nowhere", net))


# --- external blobs


def test_inputs_nobody_makes_become_external_once_each_in_order():
    net = core.Net("externals")
    net.Elu("b", "x")
    net.Elu("a", "y")
    net.Elu("b", "z")
    net.Elu("x", "w")
    assert list(net.Proto().external_input) == ["b", "a"] and net.external_inputs == ["b", "a"]


def test_declaring_inputs():
    net = core.Net("declared")
    assert net.AddExternalInput("a") == "a" and net.AddExternalInput("b", "c") == ["b", "c"]
    with core.NameScope("s"):
        assert net.AddScopedExternalInputs("d") == ["s/d"]
    for names in (["a"], ["e", "e"]):
        with pytest.raises(AssertionError, match="Net already contains an input named"):
            net.AddExternalInput(*names)
    with pytest.raises(AssertionError):
        net.AddExternalInput()
    assert net.is_external_input("a") and not net.is_external_input("e") and net.AddExternalInput("x").Net() is None


def test_declaring_outputs():
    net = core.Net("declared_outputs")
    y = net.Elu("x", "y")
    net.AddExternalOutput(y)
    assert net.external_outputs == ["y"]
    with pytest.raises(AssertionError, match="nothing is not defined"):
        net.AddExternalOutput(core.BlobReference("nothing"))
    with pytest.raises(AssertionError):
        net.AddExternalOutput("y")


def test_questions_about_blobs():
    net = core.Net("questions")
    net.Elu("x", "y")
    assert net.BlobIsDefined("x") and net.BlobIsDefined(core.BlobReference("y")) and not net.BlobIsDefined("z")
    assert net.UsesBlob("x") and not net.UsesBlob("z") and net.UsedBlobNames() == {"x", "y"}
    assert net.GetBlobRef("y").Net() is net
    with pytest.raises(KeyError, match="Net does not define blob z"):
        net.GetBlobRef("z")


def test_the_proto_may_be_edited():
    net = core.Net("edited")
    net.Elu("x", "y")
    net.Proto().op[0].output[0] = "other"
    net.Proto().external_input.append("more")
    assert net.BlobIsDefined("other") and net.BlobIsDefined("more") and not net.BlobIsDefined("y")


# --- copies


def chain():
    net = core.Net("chain")
    net.Elu("a", "b")
    net.Elu(["b", "c"], "d")
    net.Elu("d", "e")
    net.Elu("q", "r")
    return net


def test_clone_renames():
    net = chain()
    net.add_attribute("key", 3)
    clone = net.Clone("renamed", {"a": "A", "d": "D"})
    proto = clone.Proto()
    assert [list(op.input) + list(op.output) for op in proto.op] == [["A", "b"], ["b", "c", "D"], ["D", "e"], ["q", "r"]]
    assert list(proto.external_input) == ["A", "c", "q"] and clone.get_attributes("key") == [3]
    assert list(net.Proto().op[0].input) == ["a"]


def test_clone_of_some_operators():
    net = chain()
    assert list(net.Clone("some", op_id_mask=[0, 1]).Proto().external_input) == ["a", "c", "q"]
    updated = net.Clone("some", op_id_mask=[0, 1], update_external_list=True).Proto()
    assert (list(updated.external_input), list(updated.external_output)) == (["a", "c"], ["d"])


def test_clone_of_what_computes_an_output():
    net = chain()
    part, outputs = net.ClonePartial("part", [net.GetBlobRef("a")], [net.GetBlobRef("e")])
    assert [list(op.output) for op in part.Proto().op] == [["part/b"], ["part/d"], ["part/e"]]
    assert list(part.Proto().external_input) == ["a", "c"] and outputs == ["part/e"] and list(part.Proto().external_output) == ["part/e"]
    bound, _ = net.ClonePartial("bound", {"b": "B"}, ["d"])
    assert [list(op.input) for op in bound.Proto().op] == [["B", "c"]] and list(bound.Proto().external_input) == ["B", "c"]
    with pytest.raises(AssertionError, match="some of the ops required would generate the given input"):
        loop = core.Net("loop")
        loop.Elu("a", "b")
        loop.Elu("b", "a")
        loop.ClonePartial("x", ["a"], ["b"])


def test_clone_and_bind():
    net, names = core.clone_and_bind_net(chain(), "bound", "pre/", {"a": "A"})
    assert names == {"a": "A", "c": "c", "q": "q", "b": "pre/b", "d": "pre/d", "e": "pre/e", "r": "pre/r"}


def test_append_net():
    one, two = core.Net("one"), core.Net("two")
    one.Elu("a", "b")
    two.Elu("b", "c")
    two.Elu("x", "y")
    two.AddExternalOutput(two.GetBlobRef("c"))
    device = core.DeviceOption(caffe2_pb2.PROTO_CUDA, 1)
    assert one.AppendNet(two, device_option=device) is one
    assert list(one.Proto().external_input) == ["a", "x"] and one.external_outputs == ["c"]
    assert one.Proto().op[1].device_option == device and not one.Proto().op[0].HasField("device_option")
    assert not two.Proto().op[0].HasField("device_option")


def test_inserting_and_rerouting():
    net = chain()
    net.insert_op_at_idx(core.CreateOperator("Elu", "a", "first"), 0)
    assert net.Proto().op[0].output[0] == "first" and net.BlobIsDefined("first") and len(net.Proto().op) == 5
    reader = net.Proto().op[2]
    assert net.reroute_tensor("b", core.CreateOperator("Elu", "b", "b_new"), [reader]) == 1
    assert [list(op.output) for op in net.Proto().op][1:4] == [["b"], ["b_new"], ["d"]]
    assert list(net.Proto().op[3].input) == ["b_new", "c"]


def test_ssa():
    net = core.Net("ssa")
    net.Elu("a", "b")
    net.Elu("b", "b")
    net.Elu(["b", "c"], "a")
    ssa, versions = core.get_ssa(net)
    assert ssa == [([("a", 0)], [("b", 1)]), ([("b", 1)], [("b", 2)]), ([("b", 2), ("c", 0)], [("a", 1)])]
    assert versions == {"a": 1, "c": 0, "b": 2}
    assert core.get_undefined_blobs(ssa) == {"a", "c"}
    assert core.get_output_producers(ssa) == {("b", 1): 0, ("b", 2): 1, ("a", 1): 2}
    assert core.get_op_ids_in_path(ssa, versions, [], ["a"]) == [0, 1, 2] and core.get_op_ids_in_path(ssa, versions, ["a"], ["a"]) == []
    assert core.get_op_ids_in_path(ssa, versions, ["b"], ["a"]) == [2]


# --- the rest


@pytest.mark.parametrize(
    "value, op_type, dtype",
    [
        (3.0, "GivenTensorFill", np.float32), ([1, 2], "GivenTensorInt64Fill", np.int64), (np.int32([1]), "GivenTensorIntFill", np.int32),
        (np.array([True, False]), "GivenTensorBoolFill", bool), (True, "ConstantFill", bool), ("text", "GivenTensorStringFill", object),
    ],
    ids=lambda v: str(v)[:20],
)
def test_constants(value, op_type, dtype):
    net = core.Net("const")
    blob = net.Const(value)
    assert op_types(net) == [op_type]
    workspace.RunNetOnce(net)
    got = workspace.FetchBlob(blob)
    expected = np.array(value).astype(dtype) if dtype is not object else np.array([b"text"], object)[0]
    assert got.dtype == dtype and np.array_equal(got.reshape(np.shape(expected)), expected)


def test_devices_and_seeds():
    net = chain()
    net.RunAllOnGPU(2, use_cudnn=True)
    assert net.Proto().device_option.device_id == 2 and {op.engine for op in net.Proto().op} == {"CUDNN"}
    net.RunAllOnMKL()
    assert net.Proto().device_option.device_type == caffe2_pb2.PROTO_MKLDNN
    net.RunAllOnIDEEP()
    assert net.Proto().device_option.device_type == caffe2_pb2.PROTO_IDEEP
    net.set_rand_seed(5)
    assert [op.device_option.random_seed for op in net.Proto().op] == [5, 6, 7, 8]
    net.set_rand_seed(5, sequence_seed=False)
    assert {op.device_option.random_seed for op in net.Proto().op} == {5}
    with pytest.raises(AssertionError):
        net.set_rand_seed(5, True, True)


def test_operators_named_after_their_place():
    net = chain()
    net.PopulateProtoWithFileName()
    assert ":" in net.Proto().op[0].name


def test_arguments_and_attributes():
    net = core.Net("attributes")
    net.AddArgument("k", 3)
    net.add_attribute("a", "x")
    net.add_attribute("a", "y")
    assert net.Proto().arg[0].i == 3 and net.get_attributes("a") == ["x", "y"] and net.get_attributes("b") == []
