"""Prepared nets against the same nets as they are written."""

from __future__ import annotations

import numpy as np

from netdef import core, workspace
from netdef.proto import caffe2_pb2


def fills(constants):
    """The init net that fills `constants`, a dict of arrays."""
    init = core.Net("init")
    for name, value in constants.items():
        value = np.asarray(value)
        if value.dtype.itemsize < 4 or value.dtype == np.int32:
            fill = core.CreateOperator("GivenTensorBytesFill", [], [name], shape=value.shape, values=value.tobytes(), dtype=value.dtype.name)
            fill.domain = "netdef"
            init.Proto().op.append(fill)
            continue
        kind = {"f": "GivenTensorFill", "i": "GivenTensorInt64Fill"}[value.dtype.kind]
        getattr(init, kind)([], name, shape=value.shape, values=value.ravel())
    return init.Proto()


def prepare(ops, inputs, outputs, constants, value_info=None):
    """(prepared, plain): predictors of the net of `ops`; `inputs` are names, `constants` arrays by name, `value_info` types as text by name."""
    net = caffe2_pb2.NetDef(name="net", op=list(ops), external_input=[*inputs, *constants], external_output=list(outputs))
    if value_info:
        net.arg.add(name="value_info", strings=[f"{name}: {found}".encode() for name, found in value_info.items()])
    init = fills(constants)
    return workspace.Predictor(init, net), workspace.Predictor(init, net, optimize=False)


def types(predictor):
    """Types of the operators that run, those of the domain netdef with it."""
    return [f"{op.domain}::{op.type}" if op.domain else op.type for op in caffe2_pb2.NetDef.FromString(predictor.net).op]


def kernels(predictor, inputs):
    """(operator or "reorder", implementation) of each step that runs for `inputs`."""
    return [(step.type, step.implementation) for step in predictor.profile(inputs, 1)]


def assert_agree(prepared, plain, inputs, tolerance=1e-4, least=1e-6):
    """All outputs agree within `tolerance` of the largest value, taken as `least` where it is smaller, in the first run and in one after it."""
    wanted = plain.run_named(inputs)
    for _ in range(2):
        got = prepared.run_named(inputs)
        for name, value in wanted.items():
            if value is None:
                assert got[name] is None
                continue
            assert got[name].shape == value.shape and got[name].dtype == value.dtype
            if value.dtype.kind == "f" and value.size:
                np.testing.assert_allclose(got[name], value, rtol=0, atol=tolerance * max(np.abs(value).max(), least))
            else:
                np.testing.assert_array_equal(got[name], value)


def normal(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")
