"""The reference implementation of the ONNX package as oracle of netdef's operators in ONNX's domains."""

import numpy as np
import pytest

import netdef.testing

onnx = pytest.importorskip("onnx")


def attribute(value):
    """What make_node takes for an argument of netdef's operator."""
    return onnx.numpy_helper.from_array(value) if isinstance(value, np.ndarray) else value


def reference(op_type, domain="", outputs=1):
    """A function of inputs and attributes that runs one node in the reference evaluator, at the newest opset."""

    def run(*inputs, **args):
        from onnx.reference import ReferenceEvaluator

        names = ["" if x is None else f"x{i}" for i, x in enumerate(inputs)]
        results = [f"y{i}" for i in range(outputs)]
        node = onnx.helper.make_node(op_type, names, results, domain=domain, **{k: attribute(v) for k, v in args.items()})
        graph = onnx.helper.make_graph(
            [node], "test", [onnx.helper.make_value_info(n, onnx.TypeProto()) for n in names if n],
            [onnx.helper.make_value_info(n, onnx.TypeProto()) for n in results])
        opsets = [onnx.helper.make_opsetid("", onnx.defs.onnx_opset_version())]
        if domain:
            opsets.append(onnx.helper.make_opsetid(domain, max(s.since_version for s in onnx.defs.get_all_schemas_with_history() if s.domain == domain)))
        evaluator = ReferenceEvaluator(onnx.helper.make_model(graph, opset_imports=opsets))
        with np.errstate(all="ignore"):
            got = evaluator.run(None, {n: x for n, x in zip(names, inputs) if n})
        got = [np.asarray(x) if isinstance(x, np.generic) else x for x in got]
        return got[0] if outputs == 1 else tuple(got)

    return run


def onnx_test(op_type, cases, domain="ai.onnx", outputs=1, **options):
    """operator_test of an operator in one of ONNX's domains, against the reference evaluator."""
    return netdef.testing.operator_test(op_type, reference(op_type, domain.removeprefix("ai.onnx") and domain, outputs), cases, domain=domain, **options)
