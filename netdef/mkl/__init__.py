"""Nets for oneDNN's devices; as caffe2.python.mkl."""
