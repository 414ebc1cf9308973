"""gradient_checker, device_checker, test_util and hypothesis_test_util: they accept what is right and refuse what is wrong."""

import hypothesis
import numpy as np
import pytest

from netdef import core, device_checker, gradient_checker, test_util, workspace
from netdef import hypothesis_test_util as hu

CPU = core.DeviceOption(0)


@pytest.fixture
def case():
    test = hu.HypothesisTestCase()
    test.setUp()
    yield test
    test.tearDown()


@pytest.fixture
def x():
    return np.random.default_rng(3).uniform(0.5, 1.5, (2, 3)).astype(np.float32)


def test_gradient_of_half_the_sum_of_squares(x):
    checker = gradient_checker.GradientChecker(0.01, 0.005)
    agree, analytic, numeric = checker.CheckSimple(core.CreateOperator("Sqr", "X", "Y"), [x], 0, [0])
    assert agree
    np.testing.assert_allclose(analytic, 2 * x**3, rtol=1e-5)  # d(x^4/2)/dx
    np.testing.assert_allclose(numeric, 2 * x**3, rtol=1e-2)


def test_a_wrong_gradient_is_found(x):
    doubled = core.CreateOperator("Scale", "Y_grad", "X_grad", scale=2.0)
    agree, _, _ = gradient_checker.GradientChecker(0.01, 0.005).CheckSimple(
        core.CreateOperator("Copy", "X", "Y"), [x], 0, [0], grad_ops=[doubled])
    assert not agree


def test_a_sparse_gradient_is_made_dense(x):
    op = core.CreateOperator("Gather", ["X", "I"], "Y")
    agree, analytic, _ = gradient_checker.GradientChecker(0.01, 0.005).CheckSimple(op, [x, np.array([1, 1])], 0, [0])
    assert agree
    np.testing.assert_allclose(analytic, [[0, 0, 0], 2 * x[1]], rtol=1e-6)


def test_an_input_without_gradient_is_named():
    op = core.CreateOperator("Gather", ["X", "I"], "Y")
    with pytest.raises(AssertionError, match="Gather gives no gradient for its input 1"):
        gradient_checker.GradientChecker(0.01, 0.005).CheckSimple(op, [np.ones((2, 2), np.float32), np.array([0])], 1, [0])


def squares(name, factor=1.0):
    net = core.Net(name)
    net.Scale(net.Sqr("x", name + "_s"), name + "_y", scale=factor)
    return net


def test_net_gradients(x):
    check = gradient_checker.NetGradientChecker
    mean, largest = check.Check(squares("right"), ["right_y"], {"x": x}, "x", step_size=0.01, print_net=False)
    assert 0 <= mean <= largest < 0.05
    check.CompareNets([squares("a"), squares("b")], [["a_y"], ["b_y"]], [0], ["x"], {"x": x})
    with pytest.raises(AssertionError, match="outputs of"):
        check.CompareNets([squares("c"), squares("d", 3.0)], [["c_y"], ["d_y"]], [0], ["x"], {"x": x})


def test_device_checker(x):
    checker = device_checker.DeviceChecker(0.01, [CPU, CPU])
    assert checker.CheckSimple(core.CreateOperator("Sqr", "X", "Y"), [x], [0])
    assert checker.CheckNet(squares("n").Proto(), {"x": x})
    assert not checker.CheckSimple(core.CreateOperator("GaussianFill", "X", "Y"), [x], [0])  # other numbers each time
    assert "_device_check_" in workspace.Workspaces()


def test_reference_checks(case, x):
    op = core.CreateOperator("Sqr", "X", "Y")
    outputs = case.assertReferenceChecks(
        CPU, op, [x], lambda x: [x * x], output_to_grad="Y", grad_reference=lambda y, outs, ins: [2 * y * ins[0]])
    np.testing.assert_allclose(outputs[0], x * x, rtol=1e-6)
    with pytest.raises(AssertionError, match="Output Y is not matching the reference"):
        case.assertReferenceChecks(CPU, op, [x], lambda x: [2 * x * x])
    with pytest.raises(AssertionError, match=r"Gradient X_grad \(x\) is not matching the reference \(y\)"):
        case.assertReferenceChecks(
            CPU, op, [x], lambda x: [x * x], output_to_grad="Y", grad_reference=lambda y, outs, ins: [3 * y * ins[0]])
    with pytest.raises(RuntimeError, match="You are providing a wrong reference implementation"):
        case.assertReferenceChecks(CPU, op, [x], lambda x: x * x)
    with pytest.raises(ValueError, match="must supply an input for each input on the op"):
        case.assertReferenceChecks(CPU, op, [], lambda: [])


def test_other_assertions(case, x):
    op = core.CreateOperator("Sqr", "X", "Y")
    seen = {}
    case.assertValidationChecks(CPU, op, [x], seen.update)
    np.testing.assert_allclose(seen["Y"], x * x, rtol=1e-6)
    case.assertDeviceChecks([CPU, CPU], op, [x], [0])
    case.assertGradientChecks(CPU, op, [x], 0, [0], stepsize=0.01)
    case.assertRunOpRaises(CPU, core.CreateOperator("FC", ["X", "W", "B"], "Y"), [x, x[:, :2], x[0]], regexp="FC")
    with pytest.raises(AssertionError, match="not raised"):
        case.assertRunOpRaises(CPU, op, [x])
    np.testing.assert_allclose(hu.runOpOnInput(CPU, op, [x])[0], x * x, rtol=1e-6)


def test_temp_workspace_is_left_empty():
    before = workspace.CurrentWorkspace()
    with hu.temp_workspace("elsewhere"):
        workspace.FeedBlob("b", np.zeros(1))
    assert workspace.CurrentWorkspace() == before
    with hu.temp_workspace("elsewhere"):
        assert workspace.Blobs() == []


@hypothesis.settings(max_examples=20, database=None, deadline=None)
@hypothesis.given(
    tensors=hu.tensors(n=2, max_dim=3),
    lengths=hu.lengths_tensor(min_value=1, max_value=6),
    sparse=hu.sparse_segmented_tensor(allow_empty=True),
    exact=hu.lengths(7, min_segments=2, max_segments=3),
)
def test_samplers(tensors, lengths, sparse, exact):
    a, b = tensors
    assert a.shape == b.shape and a.dtype == np.float32 and 1 <= a.ndim <= 3 and np.all(np.abs(a) <= 1)
    data, parts = lengths
    assert parts.sum() == data.shape[0] and parts.dtype == np.int32
    data, picks, segments = sparse
    assert picks.shape == segments.shape and np.all(picks < data.shape[0])
    assert set(np.diff(segments)) <= {0, 1}
    assert exact.sum() == 7 and 2 <= len(exact) <= 3


def test_small_helpers():
    assert test_util.str_compare("ä", "ä".encode()) and not test_util.str_compare("a", b"b")
    assert test_util.numOps(squares("m")) == 2
    test_util.randBlobsFloat32(["p", "q"], 2, 3, offset=5.0)
    assert workspace.FetchBlob("q").shape == (2, 3) and np.all(workspace.FetchBlob("q") >= 5)
    assert np.all(np.abs(test_util.rand_array(100)) <= 0.5)


def test_inputs_need_not_be_contiguous():
    x = np.random.RandomState(0).rand(1, 4, 4, 2).astype(np.float32).transpose(0, 3, 1, 2)
    w = np.random.RandomState(1).rand(2, 3, 3, 2).astype(np.float32).transpose(0, 3, 1, 2)
    op = core.CreateOperator("Conv", ["x", "w"], ["y"], kernel=3)
    for i in range(2):
        agree, analytic, _ = gradient_checker.GradientChecker(0.05, 0.005).CheckSimple(op, [x, w], i, [0])
        assert agree and analytic.any()
    net = core.Net("conv")
    net.Proto().op.extend([op])
    gradient_checker.NetGradientChecker.Check(net, ["y"], {"x": x, "w": w}, "x", step_size=0.05, print_net=False)


def test_what_numpy_makes_arrays_of_can_be_fed():
    op = core.CreateOperator("SeluGradient", ["Y", "dX"], ["dX"])
    values = [np.ones(2, np.float32)], np.ones((1, 2), np.float32)
    assert device_checker.DeviceChecker(0.01, [core.DeviceOption(0)]).CheckSimple(op, values, [0])
    hu.HypothesisTestCase().assertReferenceChecks(
        core.DeviceOption(0), core.CreateOperator("Sqr", ["x"], ["y"]), [np.float32(3)], lambda x: [x * x])
