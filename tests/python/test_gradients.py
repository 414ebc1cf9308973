"""Net.AddGradientOperators: names, sums, versions, sparse gradients. Operators with made-up gradients keep it apart from kernels."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef.core import GradientRegistry, GradientSlice


def ops(net, start=0):
    """(type, inputs, outputs) of the operators from `start` on."""
    return [(op.type, list(op.input), list(op.output)) for op in net.Proto().op[start:]]


def net_of(*operators):
    """A net of (type, inputs, outputs) that need not exist."""
    net = core.Net("gradient")
    net.extend_ops([core.CreateOperator(op_type, list(inputs), list(outputs)) for op_type, inputs, outputs in operators])
    return net


@pytest.fixture(autouse=True)
def made_up_operators(monkeypatch):
    """Times: all inputs and the gradient. Lookup: a sparse gradient of its table. Pass: the gradient of the output goes on."""
    monkeypatch.setattr(GradientRegistry, "gradient_registry_", dict(GradientRegistry.gradient_registry_))

    @GradientRegistry.RegisterGradient("Times")
    def times(op, g_output):
        outputs = [f"{name}_grad" for name in op.input]
        return core.CreateOperator("TimesGradient", [*op.input, g_output[0]], outputs), outputs

    @GradientRegistry.RegisterGradient("OfOutput")
    def of_output(op, g_output):
        return core.CreateOperator("OfOutputGradient", [op.output[0], g_output[0]], [f"{op.input[0]}_grad"]), [f"{op.input[0]}_grad"]

    @GradientRegistry.RegisterGradient("Lookup")
    def lookup(op, g_output):
        return None, [GradientSlice(op.input[1], g_output[0]), None]

    @GradientRegistry.RegisterGradient("Pass")
    def passed(op, g_output):
        return [], [g_output[0] for _ in op.input]


def test_seeds_are_ones_unless_given():
    net = net_of(("Times", ["x"], ["y"]))
    gradients = net.AddGradientOperators(["y"])
    assert ops(net, 1) == [("ConstantFill", ["y"], ["y_autogen_grad"]), ("TimesGradient", ["x", "y_autogen_grad"], ["x_grad"])]
    assert gradients == {"y": "y_autogen_grad", "x": "x_grad"}
    given = net_of(("Times", ["x"], ["y"]))
    assert given.AddGradientOperators({"y": "dy"}) == {"y": "dy", "x": "x_grad"}
    assert ops(given, 1) == [("TimesGradient", ["x", "dy"], ["x_grad"])]
    with pytest.raises(TypeError, match="ys should either be a list or a dict."):
        given.AddGradientOperators("y")


def test_gradients_go_backwards():
    net = net_of(("Times", ["x"], ["h"]), ("Times", ["h"], ["y"]), ("Times", ["unrelated"], ["z"]))
    net.AddGradientOperators({"y": "dy"})
    assert ops(net, 3) == [("TimesGradient", ["h", "dy"], ["h_grad"]), ("TimesGradient", ["x", "h_grad"], ["x_grad"])]


def test_operators_at_the_beginning_can_be_skipped():
    net = net_of(("Times", ["data"], ["x"]), ("Times", ["x"], ["y"]))
    assert net.AddGradientOperators({"y": "dy"}, skip=1) == {"y": "dy", "x": "x_grad"}


def test_gradients_of_several_readers_are_summed():
    net = net_of(("Times", ["x"], ["a"]), ("Times", ["x"], ["b"]), ("Times", ["a", "b", "x"], ["y"]))
    gradients = net.AddGradientOperators({"y": "dy"})
    assert ops(net, 3) == [
        ("TimesGradient", ["a", "b", "x", "dy"], ["a_grad", "b_grad", "x_grad"]),
        ("TimesGradient", ["x", "b_grad"], ["_x_grad_autosplit_0"]),
        ("TimesGradient", ["x", "a_grad"], ["_x_grad_autosplit_1"]),
        ("Sum", ["x_grad", "_x_grad_autosplit_0", "_x_grad_autosplit_1"], ["x_grad"]),
    ]
    assert gradients["x"] == "x_grad"
    assert list(net.Proto().op[-1].device_option.extra_info) == ["is_auto_gen_sum_ops:1"]


def test_one_operator_that_reads_a_blob_twice():
    net = net_of(("Times", ["x", "x"], ["y"]))
    net.AddGradientOperators({"y": "dy"})
    assert ops(net, 1) == [
        ("TimesGradient", ["x", "x", "dy"], ["x_grad", "_x_grad_autosplit_0"]), ("Sum", ["x_grad", "_x_grad_autosplit_0"], ["x_grad"])]


def test_gradients_passed_on_are_summed_under_a_new_name():
    net = net_of(("Pass", ["x", "x"], ["y"]))
    assert net.AddGradientOperators({"y": "dy"})["x"] == "x_grad"
    assert ops(net, 1) == [("Sum", ["dy", "dy"], ["x_grad"])]


def test_a_sum_takes_the_device_of_its_terms_which_must_agree():
    def on(*gpus):
        net = net_of(*[("Times", ["x"], [f"y{i}"]) for i in range(len(gpus))])
        for op, gpu in zip(net.Proto().op, gpus):
            op.device_option.CopyFrom(core.DeviceOption(1, gpu))
        net.AddGradientOperators({f"y{i}": f"dy{i}" for i in range(len(gpus))})
        return net

    original = GradientRegistry.gradient_registry_["Times"]

    def with_device(op, g_output):
        gradient, names = original(op, g_output)
        gradient.device_option.CopyFrom(op.device_option)
        return gradient, names

    GradientRegistry.gradient_registry_["Times"] = with_device
    assert on(2, 2).Proto().op[-1].device_option.device_id == 2
    with pytest.raises(RuntimeError, match="Gradients for param ''x'' failed to verify: Unexpected behavior: not all grad ops have the same device option."):
        on(1, 2)


def test_sparse_gradients():
    net = net_of(("Lookup", ["table", "indices"], ["y"]))
    assert net.AddGradientOperators({"y": "dy"})["table"] == GradientSlice("indices", "dy")
    assert len(net.Proto().op) == 1


def test_sparse_gradients_are_put_one_after_the_other():
    net = net_of(("Lookup", ["table", "i"], ["y"]), ("Lookup", ["table", "j"], ["z"]))
    gradients = net.AddGradientOperators({"y": "dy", "z": "dz"})
    assert ops(net, 2) == [
        ("Concat", ["j", "i"], ["table_grad_indices_concat", "table_grad_indices_concat_split"]),
        ("Concat", ["dz", "dy"], ["table_grad_values_concat", "table_grad_values_concat_split"]),
    ]
    assert gradients["table"] == GradientSlice("table_grad_indices_concat", "table_grad_values_concat")


def test_sparse_and_dense_gradients_do_not_add_up():
    net = net_of(("Lookup", ["table", "i"], ["y"]), ("Times", ["table"], ["z"]))
    with pytest.raises(RuntimeError, match="Gradients for param ''table'' failed to verify: .* mix of sparse and dense"):
        net.AddGradientOperators({"y": "dy", "z": "dz"})


def test_a_blob_written_in_place_that_the_gradient_needs():
    net = net_of(("OfOutput", ["x"], ["h"]), ("OfOutput", ["h"], ["h"]))
    with pytest.raises(RuntimeError, match='Gradient operator needs output "h" at version 0, but currently we have version 1.'):
        net.AddGradientOperators({"h": "dh"})
    fine = net_of(("Times", ["x"], ["h"]), ("OfOutput", ["h"], ["h"]))
    assert fine.AddGradientOperators({"h": "dh"})["x"] == "x_grad"
    with pytest.raises(RuntimeError, match='needs input "x" at version 0, but currently we have version 1'):
        net_of(("Times", ["x"], ["h"]), ("OfOutput", ["k"], ["x"])).AddGradientOperators({"h": "dh"})


def test_an_operator_without_gradient():
    with pytest.raises(Exception, match=r"Exception when creating gradient for \[Nobody\]:(.|\n)*Op: \n(.|\n)*Nobody"):
        net_of(("Nobody", ["x"], ["y"])).AddGradientOperators({"y": "dy"})


def test_a_stop_nobody_reads():
    with pytest.raises(ValueError, match="StopGradient's output 'y' is orphan"):
        net_of(("StopGradient", ["x"], ["y"])).AddGradientOperators({"y": "dy"})


def test_a_gradient_operator_that_reads_what_nobody_gives():
    @GradientRegistry.RegisterGradient("Greedy")
    def greedy(op, g_output):
        return core.CreateOperator("G", ["from nowhere"], ["x_grad"]), ["x_grad"]

    with pytest.raises(RuntimeError, match='Blob name "from nowhere" not in the scope of operator'):
        net_of(("Greedy", ["x"], ["y"])).AddGradientOperators({"y": "dy"})


def test_the_name_scope_is_put_before_seeds():
    """As in Caffe2, where the seed of s/y inside scope s was called s/s/y_autogen_grad."""
    net = core.Net("scoped")
    with core.NameScope("s"):
        net.Elu("x", "y")
        gradients = net.AddGradientOperators([core.BlobReference("s/y")])
    assert gradients["s/y"] == "s/s/y_autogen_grad" and gradients["s/x"] == "s/x_grad"


def test_the_gradient_of_a_real_operator():
    net = core.Net("real")
    net.AddExternalInput("dy")
    net.Elu("x", "y", alpha=0.5)
    gradients = net.AddGradientOperators({"y": "dy"})
    gradient = net.Proto().op[-1]
    assert gradient.type == "EluGradient" and gradient.is_gradient_op and gradient.arg[0].f == 0.5
    workspace.FeedBlob("x", np.float32([-1, 2]))
    workspace.FeedBlob("dy", np.float32([1, 1]))
    workspace.RunNetOnce(net)
    np.testing.assert_allclose(workspace.FetchBlob(gradients["x"]), [0.5 * np.exp(-1), 1], rtol=1e-5)


def test_gradients_run_at_once_in_immediate_mode():
    workspace.StartImmediate(i_know=True)
    try:
        workspace.FeedImmediate("x", np.float32([1]))
        workspace.FeedImmediate("dy", np.float32([3]))
        net = core.Net("immediate")
        net.AddExternalInput("dy")
        net.Elu("x", "y")
        gradients = net.AddGradientOperators({"y": "dy"})
        assert workspace.FetchImmediate(gradients["x"]).tolist() == [3]
    finally:
        workspace.StopImmediate()


def test_gradients_of_an_operator_that_breaks_its_schema():
    net = core.Net("broken")
    net.Mul(["a"], "b")
    with pytest.raises(Exception, match="did not pass schema checking"):
        net.AddGradientOperators(["b"])


def test_a_sum_keeps_only_its_tag_where_told_to():
    for told, expected in ((False, ["shard:1", "is_auto_gen_sum_ops:1"]), (True, ["is_auto_gen_sum_ops:1"])):
        tags = ["shard:1", "only_keep_is_auto_gen_sum_ops_tag:1"] if told else ["shard:1"]
        net = core.Net("tagged")
        with core.DeviceScope(core.DeviceOption(0, extra_info=tags)):
            net.Relu("x", "a")
            net.Relu("x", "b")
        net.Add(["a", "b"], "c")
        net.AddGradientOperators(["c"])
        assert net.Proto().op[-1].type == "Sum" and list(net.Proto().op[-1].device_option.extra_info) == expected
