"""netdef: runs Caffe2 NetDefs."""
