"""Messages to bytes and back; as caffe2.python.predictor.serde."""

from netdef._impl.predictor.serde import deserialize_protobuf_struct, serialize_protobuf_struct

__all__ = ["deserialize_protobuf_struct", "serialize_protobuf_struct"]
