"""A module without names; as caffe2.python.convert."""
