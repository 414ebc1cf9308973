"""Pooling; as caffe2.python.helpers.pooling."""

from netdef._impl.brew.pooling import average_pool, max_pool, max_pool_with_index

__all__ = ["average_pool", "max_pool", "max_pool_with_index"]
