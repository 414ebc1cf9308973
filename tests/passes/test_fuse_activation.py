import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

ACTIVATIONS = [
    op("Relu", ["t"], ["y"]), op("Clip", ["t"], ["y"], min=-0.3, max=0.9), op("LeakyRelu", ["t"], ["y"], alpha=0.2), op("Elu", ["t"], ["y"], alpha=0.7),
    op("Sigmoid", ["t"], ["y"]), op("Tanh", ["t"], ["y"]), op("Swish", ["t"], ["y"]), op("HardSigmoid", ["t"], ["y"]), op("ReluN", ["t"], ["y"], n=0.8),
    op("Gelu", ["t"], ["y"]),
]
IDS = [a.type for a in ACTIVATIONS]


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=IDS)
def test_after_a_convolution(activation):
    prepared, plain = prepare([op("Conv", ["x", "w"], ["t"], kernel=3), activation], ["x"], ["y"], {"w": normal(5, 20, 3, 3)})
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": normal(2, 20, 8, 7)})


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=IDS)
def test_after_a_fully_connected_layer(activation):
    ops = [op("FC", ["x", "w", "b"], ["t"]), activation]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(40, 30), "b": normal(40)})
    assert types(prepared) == ["netdef::FusedFC"]
    assert_agree(prepared, plain, {"x": normal(7, 30)})


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=IDS)
@pytest.mark.parametrize("size", [(3, 5), (2, 40, 9, 9)])
def test_alone(activation, size):
    prepared, plain = prepare([op("Sqr", ["x"], ["t"]), activation], ["x"], ["y"], {})
    assert types(prepared) == ["Sqr", activation.type]
    assert_agree(prepared, plain, {"x": normal(*size)})


def test_an_input_that_is_an_output_stays():
    prepared, plain = prepare([op("Conv", ["x", "w"], ["t"], kernel=1), op("Relu", ["t"], ["y"])], ["x"], ["t", "y"], {"w": normal(5, 4, 1, 1)})
    assert types(prepared) == ["Conv", "Relu"]
    assert_agree(prepared, plain, {"x": normal(1, 4, 6, 6)})


GATES = [op("Sigmoid", ["t"], ["g"]), op("HardSigmoid", ["t"], ["g"]), op("HardSigmoid", ["t"], ["g"], alpha=0.25, beta=0.4)]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: f"{gate.type}{len(gate.arg)}")
@pytest.mark.parametrize("factors", [["t", "g"], ["g", "t"]])
def test_a_value_times_its_sigmoid(gate, factors):
    ops = [op("Conv", ["x", "w"], ["t"], kernel=3), gate, op("Mul", factors, ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(5, 20, 3, 3)})
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": normal(2, 20, 8, 7)})


@pytest.mark.parametrize("rest, outputs", [
    ([op("Mul", ["t", "g"], ["y"])], ["y", "t"]), ([op("Mul", ["t", "g"], ["y"])], ["y", "g"]), ([op("Mul", ["g", "g"], ["y"])], ["y"]),
    ([op("Mul", ["t", "g"], ["p"]), op("Add", ["p", "t"], ["y"])], ["y"]),
])
def test_a_sigmoid_that_is_no_gate_alone_stays(rest, outputs):
    ops = [op("Conv", ["x", "w"], ["t"], kernel=3), op("Sigmoid", ["t"], ["g"]), *rest]
    prepared, plain = prepare(ops, ["x"], outputs, {"w": normal(5, 20, 3, 3)})
    assert "Mul" in types(prepared)
    assert_agree(prepared, plain, {"x": normal(2, 20, 8, 7)})
