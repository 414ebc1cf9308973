"""Single entries of blobs; as caffe2.python.modeling.get_entry_from_blobs."""

from netdef._impl.modeling.get_entry_from_blobs import GetEntryFromBlobs

__all__ = ["GetEntryFromBlobs"]
