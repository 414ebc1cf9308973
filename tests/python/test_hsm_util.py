"""Paths of words through a tree, as the real Caffe2 makes them."""

from netdef import hsm_util
from netdef.proto import hsm_pb2


def test_paths():
    left = hsm_util.create_node_with_words([0, 3], "left")
    left_right = hsm_util.create_node_with_nodes([left, hsm_util.create_node_with_words([1])])
    left_right.word_ids.append(9)
    hierarchy = hsm_util.create_hierarchy(hsm_pb2.TreeProto(root_node=left_right))
    paths = {path.word_id: [(n.index, n.length, n.target) for n in path.path_nodes] for path in hierarchy.paths}
    assert list(paths) == [0, 3, 1, 9] and hierarchy.size == 6
    assert paths == {0: [(0, 3, 0), (3, 2, 0)], 3: [(0, 3, 0), (3, 2, 1)], 1: [(0, 3, 1), (5, 1, 0)], 9: [(0, 3, 2)]}
