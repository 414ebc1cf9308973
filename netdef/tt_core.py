"""Tensor trains: matrices as products of small cores; as caffe2.python.tt_core."""

from netdef._impl.tt_core import fc_net_to_tt_net, init_tt_cores, matrix_to_tt, tt_svd

__all__ = ["fc_net_to_tt_net", "init_tt_cores", "matrix_to_tt", "tt_svd"]
