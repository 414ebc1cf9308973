"""Trees of words for hierarchical softmax; as caffe2.python.hsm_util."""

from netdef._impl.hsm_util import create_hierarchy, create_node_with_nodes, create_node_with_words
from netdef.proto import hsm_pb2

__all__ = ["create_hierarchy", "create_node_with_nodes", "create_node_with_words", "hsm_pb2"]
