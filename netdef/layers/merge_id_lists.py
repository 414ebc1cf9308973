"""As caffe2.python.layers.merge_id_lists."""

from netdef._impl.layers.sparse import MergeIdLists
