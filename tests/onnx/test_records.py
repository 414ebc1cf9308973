"""Every record on the cases of its operator's own test: to ONNX, run by ONNX Runtime, and back to a NetDef.

Oracle: ONNX Runtime (the reference evaluator of the onnx package where that is not installed) against the operator.
"""

import numpy as np
import onnx
import pytest

import netdef
from netdef import core, workspace
from netdef.onnx import registry, runtimes, value_info
from netdef.onnx.error import Unsupported
from netdef.onnx.exporter import export_model
from netdef.onnx.importer import import_model
from netdef.proto import caffe2_pb2
from oracles.operator_cases import operator_cases

RECORDS = sorted(name for name, record in registry.records_by_caffe2().items() if record.onnx or record.to_onnx)

# Why none of an operator's cases goes to ONNX.
NOTHING_TO_RUN = {
    "If": "its test builds nets by hand; a net with it is among the models",
    "ScatterAssign": "it writes in place, the cases here do not; a net with it is in test_convert",
    "WeightedSum": "its test makes its cases as it runs",
    "RecurrentNetwork": "its test builds nets by hand; nets with it are in the tests of models",
    "GivenTensorFill": "fills", "GivenTensorDoubleFill": "fills", "GivenTensorIntFill": "fills", "GivenTensorInt64Fill": "fills",
    "GivenTensorBoolFill": "fills",
}


@pytest.fixture(scope="module")
def cases():
    found, skipped = operator_cases()
    unread = {op_type: f"{path.name}: {why}" for path, why in skipped.items() for op_type in RECORDS if f'"{op_type}"' in path.read_text()}
    return found, unread


def one_operator_net(op_type, case, oracle):
    """(init_net, predict_net, inputs): int8 tensors and strings are filled, arrays are fed."""
    names = [f"x{i}" for i in range(len(case.inputs))]
    results = case.expected if case.expected is not None else oracle(*case.inputs, **case.args)
    count = case.outputs or (len(results) if type(results) in (tuple, list) else 1)
    outputs = [f"y{i}" for i in range(count)]
    predict = caffe2_pb2.NetDef(name="one", external_input=names, external_output=outputs)
    predict.op.append(core.CreateOperator(op_type, names, outputs, **case.args))
    init, fed = caffe2_pb2.NetDef(name="init"), {}
    for name, value in zip(names, case.inputs):
        if isinstance(value, workspace.Int8Tensor):
            kind = "Int8GivenIntTensorFill" if value.data.dtype == np.int32 else "Int8GivenTensorFill"
            values = value.data.tobytes() if value.data.dtype != np.int32 else value.data.ravel().tolist()
            init.op.append(core.CreateOperator(kind, [], [name], shape=list(value.data.shape), values=values, Y_scale=float(value.scale),
                                               Y_zero_point=int(value.zero_point)))
        else:
            fed[name] = np.asarray(value)
    return init, predict, fed


def different(expected, got):
    expected = expected[0] if isinstance(expected, tuple) else expected
    return f"shapes {np.shape(expected)} and {np.shape(got)}, {np.ravel(expected)[:6]} and {np.ravel(got)[:6]}"


def agree(expected, got):
    if expected is None:
        return True
    gap, magnitude = runtimes.difference(got, expected)
    return gap <= 1e-3 * max(magnitude, 1.0)


@pytest.mark.parametrize("op_type", RECORDS)
def test_there_and_back(op_type, cases):
    found, unread = cases
    exported, reasons = 0, []
    if ("", op_type) not in found and op_type in unread:
        pytest.skip(unread[op_type])
    for case, oracle in found.get(("", op_type), []):
        if case.error or any(np.asarray(x).size == 0 for x in case.inputs if not isinstance(x, workspace.Int8Tensor)):
            continue
        init, predict, fed = one_operator_net(op_type, case, oracle)
        try:
            with_netdef = runtimes.NetDefSide(init, predict).run(fed)
        except netdef.Error:
            continue  # a case that its test runs in another way
        if (op_type, case.args.get("Y_zero_point")) == ("Int8Quantize", 10):
            continue  # infinite and huge numbers: the lowest byte in Caffe2, the nearest in ONNX
        try:
            model = export_model(predict, init, value_info.of(fed))
        except Unsupported as error:
            reasons.append(str(error))
            continue
        if any(np.size(x[0] if isinstance(x, tuple) else x) == 0 for x in with_netdef if x is not None):
            continue
        onnx.checker.check_model(model, full_check=True)
        side = runtimes.OnnxSide(model)
        of_onnx = dict(zip(side.outputs, side.run(fed)))
        expected = dict(zip(predict.external_output, with_netdef))
        for name, value in of_onnx.items():
            assert agree(expected[name], value), f"{op_type} {case.args}: {different(expected[name], value)}"
        back = runtimes.NetDefSide(*import_model(model))
        for name, value in zip(back.outputs, back.run(fed)):
            assert agree(expected[name], value), f"{op_type} {case.args} back again: {different(expected[name], value)}"
        exported += 1
    assert exported or op_type in NOTHING_TO_RUN, f"no case of {op_type} went to ONNX: {reasons[:3]}"
