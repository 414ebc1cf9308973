"""Adding up the gradients that several operators generate for one version of a blob."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import device_option_equal
from netdef._impl.core.gradient_types import GradGenMeta, GradientSlice, SparseGradGenMeta
from netdef._impl.core.operator import CreateOperator
from netdef.proto import caffe2_pb2

AUTO_SUM_TAG = "is_auto_gen_sum_ops"

# On the device of a generator: the sum takes nothing else of its extra_info.
ONLY_AUTO_SUM_TAG = "only_keep_is_auto_gen_sum_ops_tag"

Generator = Any  # GradGenMeta or SparseGradGenMeta


def needs_sum(generators: Sequence[Generator]) -> bool:
    """Whether there is more than one gradient; raises a RuntimeError where they cannot be added."""
    if len({type(generator) for generator in generators}) > 1:
        raise RuntimeError("Automatic aggregation of a mix of sparse and dense gradients is not supported yet")
    if len(generators) < 2:
        return False
    devices = [generator.device_option for generator in generators if generator.device_option]
    if any(not device_option_equal(device, devices[0]) for device in devices[1:]):
        raise RuntimeError("Unexpected behavior: not all grad ops have the same device option.")
    return True


def make_sum(generators: Sequence[Generator], blob: str) -> tuple[list[caffe2_pb2.OperatorDef], Any]:
    """(operators that add, the gradient they give); outputs of generators are renamed so that they differ."""
    name = _sum_name(generators, blob)
    if isinstance(generators[0], GradGenMeta):
        ops, gradient = [_dense_sum(generators, name)], name
    else:
        ops, gradient = _sparse_sum(generators, name)
    for op in ops:
        op.device_option.CopyFrom(generators[0].device_option)
        if f"{ONLY_AUTO_SUM_TAG}:1" in op.device_option.extra_info:
            del op.device_option.extra_info[:]
        op.device_option.extra_info.append(f"{AUTO_SUM_TAG}:1")
    return ops, gradient


def _sum_name(generators: Sequence[Generator], blob: str) -> str:
    """The name the first generator gave the gradient, without the suffix of a sparse one."""
    for generator in generators:
        if isinstance(generator, GradGenMeta):
            if generator.grad_op is not None:
                return generator.grad_op.output[generator.idx]
        elif generator.grad_op_indices is not None:
            return generator.grad_op_indices.output[generator.idx_indices].removesuffix("_indices")
        elif generator.grad_op_values is not None:
            return generator.grad_op_values.output[generator.idx_values].removesuffix("_values")
    return blob + "_grad"


def _dense_sum(generators: Sequence[GradGenMeta], name: str) -> caffe2_pb2.OperatorDef:
    terms: list[str] = []
    split = 0
    kept_first = False
    for generator in generators:
        if generator.grad_op is None:  # the gradient of an output, passed on
            terms.append(_passed_on(generator.gradient, name))
        elif not kept_first:
            kept_first = True
            terms.append(generator.grad_op.output[generator.idx])
        else:
            terms.append(_rename_output(generator.grad_op, generator.idx, split))
            split += 1
    if name in terms:  # Sum works in place on its first input only
        at = terms.index(name)
        terms[0], terms[at] = terms[at], terms[0]
    return CreateOperator("Sum", [BlobReference(term) for term in terms], BlobReference(name))


def _sparse_sum(generators: Sequence[SparseGradGenMeta], name: str) -> tuple[list[caffe2_pb2.OperatorDef], GradientSlice]:
    """Sparse gradients are put one after the other; equal indices stay apart until an optimizer merges them."""
    indices = _sparse_terms(name, [(g.grad_op_indices, g.idx_indices, g.gradient.indices) for g in generators])
    values = _sparse_terms(name, [(g.grad_op_values, g.idx_values, g.gradient.values) for g in generators])
    ops = []
    for kind, terms in (("indices", indices), ("values", values)):
        outputs = [BlobReference(f"{name}_{kind}_concat"), BlobReference(f"{name}_{kind}_concat_split")]
        ops.append(CreateOperator("Concat", [BlobReference(term) for term in terms], outputs, axis=0))
    return ops, GradientSlice(indices=f"{name}_indices_concat", values=f"{name}_values_concat")


def _sparse_terms(name: str, sources: Sequence[tuple[Any, int, str]]) -> list[str]:
    terms: list[str] = []
    split = 0
    for op, output, gradient in sources:
        if op is None:
            terms.append(_passed_on(gradient, name))
        else:
            terms.append(_rename_output(op, output, split))
            split += 1
    return terms


def _passed_on(gradient: Any, name: str) -> str:
    if str(gradient) == name:
        raise RuntimeError(
            f"The gradient output of empty gradient op can not be the same as the normal name of the current input gradient: {name}")
    return str(gradient)


def _rename_output(op: caffe2_pb2.OperatorDef, output: int, split: int) -> str:
    old, new = op.output[output], f"_{op.output[output]}_autosplit_{split}"
    op.output[output] = new
    for arg in op.arg:  # the branches of an If write its outputs by name
        for inner in arg.n.op if op.type == "If" else ():
            inner.output[:] = [new if name == old else name for name in inner.output]
    return new
