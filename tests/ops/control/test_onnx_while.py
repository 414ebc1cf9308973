"""ONNXWhile against loops in Python."""

import numpy as np
import pytest

from nets import net, op, run

BODY = net(op("Add", ["v", "v"], ["w"]), op("Mul", ["w", "w"], ["square"]), op("Copy", ["cond"], ["go_on"]),
           inputs=["i", "cond", "v"], outputs=["go_on", "w", "square"])


def loop(trips=3, condition=True, v=((1.0, 2.0),), body=BODY, **args):
    args = {"body": body, "num_loop_carried_deps": 1, "has_trip_count": 1, "has_cond": 1, **args}
    return run(op("ONNXWhile", ["trips", "condition", "v0"], ["last", "joined"], **args),
               feed={"trips": np.array(trips, np.int64), "condition": np.array(condition), "v0": np.array(v, np.float32)},
               fetch=["last", "joined"])


@pytest.mark.parametrize("scopes", [{}, {"save_scopes": 1}, {"disable_scopes": 1}])
@pytest.mark.parametrize("v", [3.0, (1.0, 2.0), ((1.0, 2.0), (3.0, 4.0))])
def test_values_are_carried_and_joined(v, scopes):
    """As in Caffe2: two rows of each of three iterations are six rows."""
    last, joined = loop(v=v, **scopes)
    expected = [np.float32(v) * 2**k for k in range(1, 4)]
    np.testing.assert_allclose(last, expected[-1])
    np.testing.assert_allclose(joined, np.concatenate(np.atleast_1d(*np.square(expected))))


@pytest.mark.parametrize("trips, condition", [(0, True), (3, False), (-1, True)])
def test_no_iteration(trips, condition):
    last, joined = loop(trips, condition)
    np.testing.assert_array_equal(last, [[1, 2]])
    assert joined.shape == (0,)


def test_the_condition_of_the_body_ends_the_loop():
    body = net(op("Add", ["v", "v"], ["w"]), op("ConstantFill", [], ["limit"], shape=[1], value=40.0),
               op("LT", ["w", "limit"], ["go_on"]), op("Copy", ["w"], ["seen"]),
               inputs=["i", "cond", "v"], outputs=["go_on", "w", "seen"])
    last, joined = loop(0, v=[1.0], body=body, has_trip_count=0)
    np.testing.assert_array_equal(last, [64])
    np.testing.assert_array_equal(joined, [2, 4, 8, 16, 32, 64])


def test_the_body_sees_the_iteration_number():
    body = net(op("Copy", ["i"], ["number"]), op("Copy", ["cond"], ["go_on"]), op("Copy", ["v"], ["w"]),
               inputs=["i", "cond", "v"], outputs=["go_on", "w", "number"])
    np.testing.assert_array_equal(loop(4, body=body)[1], [0, 1, 2, 3])


def test_values_may_change_places():
    body = net(op("Copy", ["cond"], ["go_on"]), inputs=["i", "cond", "a", "b"], outputs=["go_on", "b", "a"])
    a, b = run(op("ONNXWhile", ["t", "c", "x", "y"], ["p", "q"], body=body, has_trip_count=1, num_loop_carried_deps=2),
               feed={"t": np.array(3), "c": np.array(True), "x": np.float32([1]), "y": np.float32([2])}, fetch=["p", "q"])
    assert (a, b) == (2, 1)


@pytest.mark.parametrize("args, words", [
    ({"body": net(name="empty")}, "external inputs"),
    ({"body": net(inputs=["i", "c", "v"], outputs=["c"])}, "N\\+K outputs"),
    ({"save_scopes": 1, "disable_scopes": 1}, "Cannot save scopes"),
    ({"num_loop_carried_deps": 5}, "carries 5 values"),
    ({"trips": np.array([1, 2])}, "one element"),
])
def test_errors(args, words):
    with pytest.raises(RuntimeError, match=words):
        loop(**args)


def test_without_a_body():
    with pytest.raises(RuntimeError, match="body net must be specified"):
        run(op("ONNXWhile", ["t", "c"], []), feed={"t": np.array(1), "c": np.array(True)})
