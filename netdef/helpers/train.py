"""What training needs beside layers; as caffe2.python.helpers.train."""

from netdef._impl.brew.train import accuracy, add_weight_decay, iter

__all__ = ["accuracy", "add_weight_decay", "iter"]
