"""Operators as functions; what an operator type says of itself."""

import numpy as np
import pytest

import netdef
from netdef import workspace
from netdef.functional import Functional, OpSchema, namedtupledict

X = np.float32([[1, -2], [3, -4]])


def test_results_by_name_and_position():
    output = Functional.Relu(X)
    assert output._fields == ("output_0",) and len(output) == 1
    for found in (output[0], output["output_0"], output.output_0):
        np.testing.assert_array_equal(found, np.maximum(X, 0))
    with pytest.raises(KeyError):
        output["output_1"]
    with pytest.raises(IndexError):
        output[1]


def test_arguments_and_several_outputs():
    values, indices, _ = Functional.TopK(X, k=1)
    assert values.tolist() == [[1], [3]] and indices.tolist() == [[0], [0]]
    joined, lengths = Functional.Concat(X, X[:, :1], axis=1)
    np.testing.assert_array_equal(joined, np.concatenate([X, X[:, :1]], axis=1))
    assert lengths.tolist() == [2, 1]
    left, right = Functional.Split(X, axis=1, num_output=2)
    np.testing.assert_array_equal(np.concatenate([left, right], axis=1), X)


def test_the_number_of_outputs_is_asked_for_where_it_is_open():
    with pytest.raises(ValueError, match="num_output"):
        Functional.Split(X, axis=1)
    with pytest.raises(ValueError, match="3 outputs, not in range: 1 - 1"):
        Functional.Relu(X, num_output=3)
    with pytest.raises(ValueError, match="0 inputs, not in range: 1 - 1"):
        Functional.Relu()
    with pytest.raises(AttributeError, match="Nothing"):
        Functional.Nothing


def test_an_output_in_an_input_s_place_has_its_name_and_leaves_the_array():
    data = X.copy()
    output = Functional.ScatterAssign(data, np.int32([1]), X[:1])
    assert output._fields == ("input_0",)
    assert output[0].tolist() == [[1, -2], [1, -2]] and np.array_equal(data, X)


def test_the_workspace_is_left_alone():
    workspace.FeedBlob("input_0", np.float32([7]))
    Functional.Sum(X, X)
    with pytest.raises(netdef.Error):
        Functional.Relu(np.int64([1]))
    assert workspace.Blobs() == ["input_0"] and workspace.FetchBlob("input_0").tolist() == [7]


def test_namedtupledict():
    point = namedtupledict("Point", ["x", "y"])(1, 2)
    assert (point["y"], point[0], point.x, point[:], repr(point)) == (2, 1, 1, (1, 2), "Point(x=1, y=2)")


def test_what_schemas_say():
    relu, split, concat = OpSchema.get("Relu"), OpSchema.get("Split"), OpSchema.get("Concat")
    assert split.max_output == concat.max_input == relu.inf == 2147483647
    assert [schema.CalculateOutput(1) for schema in (relu, split, concat)] == [1, -1, 2]
    assert relu.num_inputs_outputs_allowed(1, 1) and not relu.num_inputs_outputs_allowed(1, 2)
    assert OpSchema.get_cpu_impl("Relu") and OpSchema.get_gradient_impl("Relu")
    assert OpSchema.get_cuda_impl("Relu") is None and OpSchema.get_cpu_impl("Nothing") is None
    assert OpSchema.get_gradient_impl("ArgMax") is None
