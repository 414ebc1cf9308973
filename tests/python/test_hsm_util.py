"""Paths of words through a tree, as the real Caffe2 makes them."""

import numpy as np

from netdef import core, hsm_util, workspace
from netdef.proto import hsm_pb2


def test_paths():
    left = hsm_util.create_node_with_words([0, 3], "left")
    left_right = hsm_util.create_node_with_nodes([left, hsm_util.create_node_with_words([1])])
    left_right.word_ids.append(9)
    hierarchy = hsm_util.create_hierarchy(hsm_pb2.TreeProto(root_node=left_right))
    paths = {path.word_id: [(n.index, n.length, n.target) for n in path.path_nodes] for path in hierarchy.paths}
    assert list(paths) == [0, 3, 1, 9] and hierarchy.size == 6
    assert paths == {0: [(0, 3, 0), (3, 2, 0)], 3: [(0, 3, 0), (3, 2, 1)], 1: [(0, 3, 1), (5, 1, 0)], 9: [(0, 3, 2)]}


def test_a_search_finds_the_rows_of_each_node():
    """The nodes' rows are written into the tree: the scores of a search are minus the logarithms of the words' probabilities."""
    node = hsm_util.create_node_with_words
    tree = hsm_pb2.TreeProto(root_node=hsm_util.create_node_with_nodes(
        [hsm_util.create_node_with_nodes([node([0, 1, 2], "a"), node([3, 4], "b")], "ab"), node([5, 6], "c")], "root"))
    hierarchy = hsm_util.create_hierarchy(tree)
    ab = tree.root_node.children[0]
    assert [n.offset for n in (tree.root_node, ab, *ab.children, tree.root_node.children[1])] == [0, 2, 4, 7, 9]
    rng = np.random.RandomState(0)
    x, w, b = (rng.randn(*shape).astype(np.float32) for shape in ((3, 5), (hierarchy.size, 5), (hierarchy.size,)))
    for name, value in (("x", x), ("w", w), ("b", b)):
        workspace.FeedBlob(name, value)
    workspace.RunOperatorOnce(core.CreateOperator(
        "HSoftmaxSearch", ["x", "w", "b"], ["names", "scores"], tree=tree.SerializeToString(), beam=100.0, topN=11))
    for row, names, scores in zip(x, workspace.FetchBlob("names"), workspace.FetchBlob("scores")):
        logits = w @ row + b
        for path in hierarchy.paths:
            expected = sum(
                np.log(np.exp(logits[n.index: n.index + n.length]).sum()) - logits[n.index + n.target] for n in path.path_nodes)
            found = scores[list(names).index(b"%d" % path.word_id)]
            np.testing.assert_allclose(found, expected, rtol=1e-4)
