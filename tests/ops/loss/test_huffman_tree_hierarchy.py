"""HuffmanTreeHierarchy: every label is in the tree, and the code is as short as Huffman's."""

import heapq

import numpy as np
import pytest

from netdef import core, workspace
from netdef.proto import hsm_pb2
from netdef.testing import Case, integers, operator_test


def tree_of(labels, classes):
    workspace.FeedBlob("labels", labels)
    workspace.RunOperatorOnce(core.CreateOperator("HuffmanTreeHierarchy", ["labels"], ["tree"], num_classes=classes))
    return hsm_pb2.TreeProto.FromString(workspace.FetchBlob("tree")[0]).root_node


def depths(node, depth=1):
    yield from ((word, depth) for word in node.word_ids)
    for child in node.children:
        yield from depths(child, depth + 1)


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


def shortest_code(counts):
    """Sum of count * depth in a Huffman tree: the sum of the weights of its inner nodes."""
    heap, total = list(counts), 0
    heapq.heapify(heap)
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        total += merged
        heapq.heappush(heap, merged)
    return total


@pytest.mark.parametrize("classes", [2, 3, 5, 17, 64])
def test_is_a_huffman_tree(classes):
    labels = integers(300, high=classes, dtype=np.int64) * integers(300, high=classes, dtype=np.int64) % classes
    root = tree_of(labels, classes)
    depth = dict(depths(root))
    assert sorted(depth) == list(range(classes))
    counts = np.bincount(labels, minlength=classes)
    assert sum(counts[word] * d for word, d in depth.items()) == shortest_code(counts.tolist())
    assert all(len(node.children) + len(node.word_ids) == 2 for node in nodes(root))


def test_rows_of_nodes_do_not_overlap():
    rows = [row for node in nodes(tree_of(integers(99, high=20, dtype=np.int64), 20)) for row in (node.offset, node.offset + 1)]
    assert len(set(rows)) == len(rows)


def test_a_single_label_is_an_empty_tree():
    assert not tree_of(np.zeros(3, np.int64), 1).children


test_errors = operator_test("HuffmanTreeHierarchy", None, [
    Case([np.int64([0, 2])], {"num_classes": 2}, error="expected labels below 2, got 2"),
    Case([np.int64([-1])], {"num_classes": 2}, error="expected labels below 2, got -1"),
    Case([np.int64([0])], {"num_classes": 0}, error="num_classes must be positive"),
    Case([np.int64([0])], {"num_classes": 2**31 - 1}, error="at most 16777216"),
])
