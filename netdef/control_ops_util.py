"""If and While operators around nets; as caffe2.python.control_ops_util."""

from netdef._impl.control_ops.build import add_if_op, add_while_op, get_external_blob_names

__all__ = ["add_if_op", "add_while_op", "get_external_blob_names"]
