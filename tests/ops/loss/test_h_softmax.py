"""HSoftmax and HSoftmaxSearch against softmaxes along paths."""

import numpy as np

from netdef.proto import hsm_pb2
from netdef.testing import Case, normal, operator_test


def hierarchy(paths):
    proto = hsm_pb2.HierarchyProto()
    for word, nodes in paths.items():
        path = proto.paths.add(word_id=word)
        for index, length, target in nodes:
            path.path_nodes.add(index=index, length=length, target=target)
    return proto.SerializeToString()


# root (rows 0 to 2) -> a (3, 4): labels 0 and 1; b (5 to 7): labels 2, 3 and 4; label 5
PATHS = {0: [(0, 3, 0), (3, 2, 0)], 1: [(0, 3, 0), (3, 2, 1)], 2: [(0, 3, 1), (5, 3, 0)], 3: [(0, 3, 1), (5, 3, 1)],
         4: [(0, 3, 1), (5, 3, 2)], 5: [(0, 3, 2)]}
TREE = hsm_pb2.TreeProto()
TREE.root_node.offset = 0
TREE.root_node.word_ids.append(5)
for _name, _offset, _words in (("a", 3, [0, 1]), ("b", 5, [2, 3, 4])):
    TREE.root_node.children.add(name=_name, offset=_offset, word_ids=_words)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def node(x, w, b, index, length):
    scores = w[index:index + length].astype(np.float64) @ x + b[index:index + length]
    return scores, softmax(scores)


def h_softmax(x, w, b, labels, hierarchy):
    y, kept = [], []
    for row, label in zip(x, labels):
        parts = [(*node(row, w, b, index, length), target) for index, length, target in PATHS[label]]
        y.append(-sum(np.log(p[target]) for _, p, target in parts))
        kept += [v for scores, p, _ in parts for v in (*scores, *p)]
    return np.float32(y), np.float32(kept)


def search(x, w, b, tree, beam=0.01, topN=5):
    names, scores = np.full((len(x), topN), b"", object), np.zeros((len(x), topN), np.float32)
    for i, row in enumerate(x):
        found = []
        costs = -np.log(node(row, w, b, 0, 3)[1])
        for k, cost in enumerate(costs):
            if cost > beam:
                continue
            name, offset, words = [("a", 3, [0, 1]), ("b", 5, [2, 3, 4]), ("5", 0, [])][k]
            found.append((cost, name))
            inner = -np.log(node(row, w, b, offset, len(words))[1]) if words else []
            found += [(cost + c, str(word)) for c, word in zip(inner, words) if c <= beam]
        for j, (cost, name) in enumerate(sorted(found)[:topN]):
            names[i, j], scores[i, j] = name.encode(), cost
    return names, scores


LAYER = [normal(7, 4), normal(8, 4), normal(8)]
LABELS = np.int32([0, 5, 3, 1, 2, 4, 5])
ARG = {"hierarchy": hierarchy(PATHS)}
test_h_softmax = operator_test("HSoftmax", h_softmax, [
    Case([*LAYER, LABELS], ARG, gradient=[0, 1, 2], gradient_outputs=[0]),
    Case([normal(0, 4), *LAYER[1:], np.zeros(0, np.int32)], ARG),
    Case([*LAYER, LABELS + 1], ARG, error="incorrect label"),
    Case([*LAYER, LABELS[:6]], ARG, error="one label for each example"),
    Case([normal(7, 3), *LAYER[1:], LABELS], ARG, error="expected X"),
    Case([LAYER[0], LAYER[1][:6], LAYER[2][:6], LABELS], ARG, error="owns rows"),
    Case([*LAYER, LABELS], {"hierarchy": b"\xff\xff"}, error="as a HierarchyProto"),
    Case([*LAYER, LABELS], {"hierarchy": hierarchy({0: [(0, 3, 3)]})}, error="takes branch 3 of 3"),
    Case([*LAYER, np.zeros(7, np.int32)], {"hierarchy": hierarchy({0: [(-2, 3, 1)]})}, error="owns rows"),
], inplace=False, why="nothing may be in-place")

test_gradient = operator_test("HSoftmaxGradient", None, [
    Case([*LAYER, LABELS, normal(7), normal(7)], ARG, error="the one of the forward run"),
])

test_search = operator_test("HSoftmaxSearch", search, [
    *[Case(LAYER, {"tree": TREE.SerializeToString(), "beam": beam, "topN": top}) for beam in (0.7, 1.5, 50.0) for top in (1, 4, 10)],
    Case(LAYER, {"tree": TREE.SerializeToString()}),
    Case(LAYER, {"tree": TREE.SerializeToString(), "topN": -1}, error="must not be negative"),
    Case(LAYER, {"tree": b"\xff\xff"}, error="as a TreeProto"),
    Case([LAYER[0], LAYER[1][:2], LAYER[2][:2]], {"tree": TREE.SerializeToString()}, error="owns rows"),
])
