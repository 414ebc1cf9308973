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
