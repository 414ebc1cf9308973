"""netdef.compile, outputs written in place, and the limit on memory of a prepared net."""

import numpy as np
import pytest

import netdef
from netdef import brew, core, model_helper, workspace
from prepared import normal


@pytest.fixture(autouse=True)
def fresh():
    workspace.ResetWorkspace()


def layer(size=64):
    net, init = core.Net("net"), core.Net("init")
    net.AddExternalInput("x", "w", "b")
    net.Proto().external_output.append(str(net.Relu(net.FC(["x", "w", "b"], "y"), "z")))
    w, b = normal(size, size), normal(size, seed=1)
    init.GivenTensorFill([], "w", shape=w.shape, values=w.ravel())
    init.GivenTensorFill([], "b", shape=b.shape, values=b.ravel())
    return net, init, w, b


def expected(x, w, b):
    return np.maximum(x @ w.T + b, 0)


def test_a_net_and_what_fills_its_parameters():
    net, init, w, b = layer()
    x = normal(3, 64, seed=2)
    by_init, by_arrays = netdef.compile(net, init), netdef.compile(net.Proto(), parameters={"w": w, "b": b})
    for name, value in {"x": x, "w": w, "b": b}.items():
        if name != "x":
            workspace.FeedBlob(name, value)
    from_workspace = netdef.compile(net)
    for model in (by_init, by_arrays, from_workspace):
        assert model.inputs == ["x"] and model.outputs == ["z"]
        np.testing.assert_allclose(model(x=x)["z"], expected(x, w, b), rtol=1e-4, atol=1e-4)


def test_arrays_replace_what_the_init_net_fills():
    net, init, w, b = layer()
    model, x = netdef.compile(net, init, parameters={"b": b + 1}), normal(2, 64, seed=2)
    np.testing.assert_allclose(model(x=x)["z"], expected(x, w, b + 1), rtol=1e-4, atol=1e-4)


def test_a_model_of_the_model_helper():
    model = model_helper.ModelHelper(name="m")
    model.net.AddExternalInput("x")
    model.net.AddExternalOutput(brew.fc(model, "x", "y", dim_in=4, dim_out=3))
    compiled, x = netdef.compile(model), normal(2, 4)
    np.testing.assert_allclose(compiled(x=x)["y"], x @ compiled.predictor.parameter("y_w").T + compiled.predictor.parameter("y_b"), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("optimize", [True, False])
def test_outputs_are_written_into_arrays(optimize):
    net, init, w, b = layer()
    model = netdef.compile(net, init, optimize=optimize)
    for rows in (3, 3, 5):
        x, z = normal(rows, 64, seed=rows), np.full((rows, 64), np.nan, np.float32)
        assert model.run({"x": x}, out={"z": z})["z"] is z
        np.testing.assert_allclose(z, expected(x, w, b), rtol=1e-4, atol=1e-4)
    kept = z.copy()
    model(x=normal(5, 64, seed=9))
    np.testing.assert_array_equal(z, kept)  # later calls leave it alone


def test_an_array_that_is_input_and_output():
    net, init, w, b = layer()
    model, x = netdef.compile(net, init), normal(4, 64, seed=2)
    wanted = expected(x, w, b)
    for _ in range(2):
        both = x.copy()
        model.run({"x": both}, out={"z": both})
        np.testing.assert_allclose(both, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("out, message", [
    (np.zeros((4, 63), np.float32), "out= has the shape"), (np.zeros((4, 64), np.float64), "must be an array of type"),
    (np.zeros((8, 64), np.float32)[::2], "contiguous"),
])
def test_arrays_that_do_not_fit(out, message):
    net, init, *_ = layer()
    model = netdef.compile(net, init)
    for _ in range(2):
        with pytest.raises(netdef.Error, match=message):
            model.run({"x": normal(4, 64)}, out={"z": out})


def test_memory_limit():
    net, init, w, b = layer(256)
    needed = netdef.compile(net, init)
    needed(x=normal(2, 256))
    report = needed.predictor.memory_report()
    assert report.parameters == w.nbytes + b.nbytes and report.packed >= w.nbytes
    with pytest.raises(netdef.Error, match=r"parameters need \d+ bytes; of the limit of 1000 bytes \(memory_limit\) 0 are taken") as error:
        netdef.compile(net, init, memory_limit=1000)
    assert error.value.kind == "limit"
    tight = netdef.compile(net, init, memory_limit=report.parameters + 1000)
    with pytest.raises(netdef.Error, match=r"packed weights need"):
        tight(x=normal(2, 256))
    enough = netdef.compile(net, init, memory_limit=report.parameters + report.packed + report.frames + 4096)
    for _ in range(2):
        enough(x=normal(2, 256))


def roots():
    """An operator whose shape is known before it runs."""
    return [core.CreateOperator("Cbrt", "x", "kept"), core.CreateOperator("Cos", "kept", "y")]


def different():
    """One where it is not."""
    return [core.CreateOperator("Unique", "x", "kept"), core.CreateOperator("Cast", "kept", "f", to=1), core.CreateOperator("Cos", "f", "y")]


@pytest.mark.parametrize("optimize", [True, False])
@pytest.mark.parametrize("operators, dtype", [(roots, "float32"), (different, "int32")])
def test_memory_limit_counts_what_operators_keep(optimize, operators, dtype):
    net = core.Net("kept")
    net.Proto().op.extend(operators())
    net.AddExternalInput("x")
    net.Proto().external_output.append("y")
    x = np.random.default_rng(0).permutation(1 << 16).astype(dtype)
    expected = netdef.compile(net, optimize=False)(x=x)["y"]
    with pytest.raises(netdef.Error, match=r"tensors .* need \d+ bytes; of the limit of 100000 bytes") as error:
        netdef.compile(net, optimize=optimize, memory_limit=100_000)(x=x)
    assert error.value.kind == "limit"
    enough = netdef.compile(net, optimize=optimize, memory_limit=4 * x.nbytes)
    for _ in range(3):
        np.testing.assert_allclose(enough(x=x)["y"], expected, atol=1e-6)


def test_trim_gives_back_what_the_limit_counts():
    net, init, *_ = layer(64)
    net.Proto().op.extend([core.CreateOperator("Sigmoid", "z", "s"), core.CreateOperator("Mul", ["s", "z"], "t")])
    del net.Proto().external_output[:]
    net.Proto().external_output.append("t")
    probe = netdef.compile(net, init)
    probe(x=normal(512, 64))
    report = probe.predictor.memory_report()
    model = netdef.compile(net, init, memory_limit=report.parameters + report.packed * 2 + 3 * 512 * 64 * 4)
    shapes = iter(range(500, 512))
    with pytest.raises(netdef.Error, match="trim"):
        for rows in shapes:
            model(x=normal(rows, 64))
    model.predictor.trim()
    model(x=normal(next(shapes), 64))
