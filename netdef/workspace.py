"""Blobs and nets of the current workspace (the part that exists so far)."""

from __future__ import annotations

import collections

from netdef import _C
from netdef import _C as C

Int8Tensor = collections.namedtuple("Int8Tensor", ["data", "scale", "zero_point"])


def _bytes(proto):
    return proto if isinstance(proto, bytes) else proto.SerializeToString()


RegisteredOperators = _C.registered_operators
ResetWorkspace = _C.reset_workspace
Blobs = _C.blobs
HasBlob = _C.has_blob
CurrentWorkspace = _C.current_workspace


def SwitchWorkspace(name, create_if_missing=False):
    _C.switch_workspace(name, bool(create_if_missing))


def FeedBlob(name, arr):
    _C.feed_blob(str(name), arr)


def FetchBlob(name):
    return _C.fetch_blob(str(name))


def FetchInt8Blob(name):
    return Int8Tensor(*_C.fetch_blob(str(name)))


def RunOperatorOnce(op):
    return _C.run_operator_once(_bytes(op))


def RunNetOnce(net):
    return _C.run_net_once(_bytes(net))


def CreateNet(net, overwrite=False):
    return _C.create_net(_bytes(net), overwrite)


def RunNet(name, num_iter=1):
    return _C.run_net(str(name), num_iter)
