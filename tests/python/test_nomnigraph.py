"""nomnigraph: nets become graphs and come back, patterns are found, rewired nets compute what they should."""

import numpy as np
import pytest

from netdef import core, workspace
from netdef import nomnigraph as ng
from netdef.nomnigraph_transformations import transpose_network


def chain():
    net = core.Net("chain")
    net.Relu("x", "y")
    net.Sigmoid("y", "y")
    net.Relu("y", "z")
    return net


def test_there_and_back():
    net = chain()
    module = ng.NNModule(net)
    assert len(module.operators) == 3 and len(module.tensors) == 4  # y has two values
    assert module.convertToCaffe2Proto(net.Proto()) == net.Proto()
    assert '"0" -> ' in str(module.dataFlow)


def test_patterns():
    pattern = ng.NNMatchGraph()
    relu = pattern.createNode(ng.NeuralNetOperator("Relu"))
    tensor = pattern.createNode(ng.NeuralNetData("any"), strict=True)
    sigmoid = pattern.createNode(ng.NeuralNetOperator("Sigmoid"))
    pattern.createEdge(relu, tensor)
    pattern.createEdge(tensor, sigmoid)
    module = ng.NNModule(chain())
    (found,) = module.match(pattern)
    inputs, outputs = module.controlFlow[0].inputs, module.controlFlow[1].outputs
    module.replaceSubgraph(found, module.createNode(ng.Operator("Tanh")), inputs, outputs)
    assert [op.name for op in module.controlFlow] == ["Tanh", "Relu"]
    workspace.ResetWorkspace()
    x = np.array([-1.0, 0.5], np.float32)
    workspace.FeedBlob("x", x)
    workspace.RunNetOnce(module.convertToCaffe2Proto())
    np.testing.assert_allclose(workspace.FetchBlob("z"), np.maximum(np.tanh(x), 0), rtol=1e-6)


def test_what_makes_no_net_is_refused():
    module = ng.NNModule()
    a, b = module.createNode(ng.Operator("A")), module.createNode(ng.Operator("B"))
    x, y = module.createNode(ng.Data("x")), module.createNode(ng.Data("y"))
    with pytest.raises(TypeError, match="both Operator"):
        module.createEdge(a, b)
    for edge in ((a, x), (x, b), (b, y), (y, a)):
        module.createEdge(*edge)
    with pytest.raises(ValueError, match="wait for one another: A, B"):
        module.convertToCaffe2Proto()
    with pytest.raises(ValueError, match="device_map names nowhere"):
        ng.NNModule(chain(), {"nowhere": core.DeviceOption(0)})


def test_transposed_convolutions_compute_the_same():
    net = core.Net("n")
    net.Conv(["X", "w", "b"], "c", kernel=3)
    net.Relu("c", "r")
    workspace.ResetWorkspace()
    rng = np.random.default_rng(0)
    for name, shape in (("X", (1, 2, 5, 5)), ("w", (3, 2, 3, 3)), ("b", 3)):
        workspace.FeedBlob(name, rng.normal(size=shape).astype(np.float32))
    workspace.RunNetOnce(net)
    before = workspace.FetchBlob("r")
    module = ng.NNModule(net)
    transpose_network(module)
    turned = module.convertToCaffe2Proto()
    assert sorted(op.type for op in turned.op) == ["Conv", "NCHW2NHWC", "NCHW2NHWC", "NHWC2NCHW", "Relu"]
    workspace.RunNetOnce(turned)
    np.testing.assert_allclose(workspace.FetchBlob("r"), before, rtol=1e-5, atol=1e-6)


def test_operators_have_the_names_that_caffe2_gives_them():
    net = core.Net("n")
    net.SpatialBN(["x", "s", "b", "m", "v"], "y", is_test=1)
    net.Relu("y", "z")
    module = ng.NNModule(net)
    assert [op.name for op in module.dataFlow.operators] == ["BatchNormalization", "Relu"]
    assert [op.type for op in module.convertToCaffe2Proto().op] == ["SpatialBN", "Relu"]
