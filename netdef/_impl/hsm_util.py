"""Trees of words for hierarchical softmax."""

from __future__ import annotations

from typing import Iterable

from netdef.proto import hsm_pb2


def create_node_with_words(words: Iterable[int], name: str = "node") -> hsm_pb2.NodeProto:
    """A node with words as leaves."""
    return hsm_pb2.NodeProto(name=name, word_ids=words)


def create_node_with_nodes(nodes: Iterable[hsm_pb2.NodeProto], name: str = "node") -> hsm_pb2.NodeProto:
    """A node with nodes below it."""
    return hsm_pb2.NodeProto(name=name, children=nodes)


def create_hierarchy(tree_proto: hsm_pb2.TreeProto) -> hsm_pb2.HierarchyProto:
    """The path to each word of a tree, as the operator HSoftmax reads it.

    Every node has a row of weights for each of its children, nodes before words; the rows are numbered from the root on, node by
    node. A step of a path says where the node's rows begin (`index`), how many there are (`length`) and which one is taken.
    Where they begin is also written into the nodes of the tree (`offset`), where HSoftmaxSearch reads it.
    """
    hierarchy = hsm_pb2.HierarchyProto()

    def add(node: hsm_pb2.NodeProto, above: list[hsm_pb2.PathNodeProto]) -> None:
        index, length = hierarchy.size, len(node.children) + len(node.word_ids)
        hierarchy.size += length
        node.offset = index
        steps = [hsm_pb2.PathNodeProto(index=index, length=length, target=target) for target in range(length)]
        for child, step in zip(node.children, steps):
            add(child, [*above, step])
        for word, step in zip(node.word_ids, steps[len(node.children):]):
            hierarchy.paths.add(word_id=word, path_nodes=[*above, step])

    add(tree_proto.root_node, [])
    return hierarchy
