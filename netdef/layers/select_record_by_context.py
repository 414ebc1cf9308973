"""As caffe2.python.layers.select_record_by_context."""

from netdef._impl.layers.arrange import SelectRecordByContext
