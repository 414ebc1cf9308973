"""The backward pass of a list of operators.

The operators are played forward once, so that every read and write of a blob is known by version. Then they are walked from
last to first; each gives its gradient operators, which may only read what has not been overwritten since. Where the walk
reaches the first reader of a version of a blob, all gradients of that version exist and are added up.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Iterable, Sequence

from netdef._impl.core import gradient_sums
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.gradient_registry import GetIndexFromGradientList, GradientRegistry
from netdef._impl.core.gradient_types import GradGenMeta, GradientSlice, OpSSA, SparseGradGenMeta
from netdef._impl.core.operator import CreateOperator
from netdef.proto import caffe2_pb2

Gradient = Any  # str, GradientSlice or None


class IR:
    """A list of operators on its way to a backward pass."""

    IS_AUTO_GEN_SUM_OPS_TAG = gradient_sums.AUTO_SUM_TAG
    ONLY_KEEP_IS_AUTO_GEN_SUM_OPS_TAG = gradient_sums.ONLY_AUTO_SUM_TAG
    AUTOGEN_GRAD_SUFFIX = "_autogen_grad"

    def __init__(self, operators: Iterable[caffe2_pb2.OperatorDef]):
        self.ssa: list[OpSSA] = []
        self.frontier: dict[str, int] = defaultdict(int)  # blob -> newest version
        self.gradient_frontier: dict[str, int] = {}  # blob -> version its newest gradient belongs to
        self.input_usages: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.gradient_generators: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.in_version_history: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        self.out_version_history: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        operators = list(operators)
        for op in operators:
            self.Play(op)
        self.SanityCheck(operators)

    def SanityCheck(self, operators: Sequence[caffe2_pb2.OperatorDef]) -> None:
        """Raises a ValueError for a StopGradient whose output nothing reads."""
        for op in operators:
            if op.type == "StopGradient" and op.output[0] not in self.input_usages:
                raise ValueError(
                    f"StopGradient's output '{op.output[0]}' is orphan. You typically want to specify same input and output "
                    f"for StopGradient. Op:\n\n{op}")

    def Play(self, op: caffe2_pb2.OperatorDef) -> None:
        """Notes what the operator reads and writes."""
        in_versions: dict[str, int] = {}
        for name in op.input:
            version = self.frontier[name]
            in_versions[name] = version
            self.input_usages[name][version].append(len(self.ssa))
            self.in_version_history[name].append((op, version))
        out_versions: dict[str, int] = {}
        for name in op.output:
            if name in self.frontier:
                self.frontier[name] += 1
            out_versions[name] = self.frontier[name]
            self.out_version_history[name].append((op, out_versions[name]))
        self.ssa.append(OpSSA(op, in_versions, out_versions))

    # --- the walk

    def GetBackwardPass(self, ys: Any) -> tuple[list[caffe2_pb2.OperatorDef], dict[BlobReference, Any]]:
        """(operators, {blob: gradient}) from the gradients `ys`; see Net.AddGradientOperators."""
        if isinstance(ys, list):
            ys = {y: None for y in ys}
        elif not isinstance(ys, dict):
            raise TypeError("ys should either be a list or a dict.")
        for y in ys:
            name = str(y)
            self.gradient_frontier[name] = self.frontier[name]
            self.input_usages[name][self.frontier[name]].append(len(self.ssa))
        gradients, ops = self._seeds(ys)
        for index in reversed(range(len(self.ssa))):
            new_gradients, new_ops = self._gradients_of(index, gradients)
            gradients.update(new_gradients)
            ops += new_ops
            sums, summed = self.DoGradientAccumulation(index)
            gradients.update(summed)
            ops += sums
        return ops, {BlobReference(blob): _reference(g) for blob, g in gradients.items() if g is not None}

    def _seeds(self, ys: dict[Any, Any]) -> tuple[dict[str, Gradient], list[caffe2_pb2.OperatorDef]]:
        """The gradients given, and fillers with ones for those that are not."""
        gradients: dict[str, Gradient] = {}
        ops = []
        for y, gradient in ys.items():
            name = str(y)
            if gradient is None:
                # the output is a plain name, which the current name scope is put before, as Caffe2 did
                fill = CreateOperator("ConstantFill", [y], [name + self.AUTOGEN_GRAD_SUFFIX], value=1.0)
                ops.append(fill)
                gradients[name] = fill.output[0]
                generator = GradGenMeta(fill, 0, fill.output[0], fill.device_option)
                self.gradient_generators[name][self.frontier[name]].append(generator)
            elif isinstance(gradient, GradientSlice):
                gradients[name] = GradientSlice(str(gradient.indices), str(gradient.values))
            else:
                gradients[name] = str(gradient)
        return gradients, ops

    def _gradients_of(self, index: int, known: dict[str, Gradient]) -> tuple[dict[str, Gradient], list]:
        op = self.ssa[index].op
        g_output = [known.get(name) for name in op.output]
        if all(g is None for g in g_output) and op.type != "ZeroGradient":
            return {}, []
        ops, g_input = GradientRegistry.GetGradientForOp(op, g_output)
        self.BuildGradientGenerators(index, ops, g_output, g_input)
        new: dict[str, Gradient] = {}
        for name, gradient in zip(op.input, g_input):
            # "no gradient" replaces a known one only where the operator wrote the blob it read
            if gradient is not None or name not in known or name in op.output:
                new[name] = gradient
        return new, ops

    # --- who generates which gradient

    def BuildGradientGenerators(
        self, fwd_op_idx: int, gradient_ops: Sequence[caffe2_pb2.OperatorDef], g_output: Sequence[Gradient], g_input: Sequence[Gradient]
    ) -> None:
        """Notes which outputs of `gradient_ops` are gradients of which version of an input, and checks what they read."""
        forward, in_versions, _ = self.ssa[fwd_op_idx]
        local: set[str] = set()
        sparse: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for op in gradient_ops:
            for name in op.input:
                self.CheckGradientOperatorInput(name, g_output, fwd_op_idx, local)
            local.update(op.output)
            for i, output in enumerate(op.output):
                input_index = GetIndexFromGradientList(g_input, output)
                if input_index is None:
                    continue
                name = forward.input[input_index]
                version = in_versions[name]
                gradient = g_input[input_index]
                if not isinstance(gradient, GradientSlice):
                    self.gradient_generators[name][version].append(GradGenMeta(op, i, gradient, op.device_option))
                elif gradient.indices == output:
                    sparse[name][version].append(SparseGradGenMeta(op, i, None, 0, gradient, op.device_option))
                else:
                    sparse[name][version].append(SparseGradGenMeta(None, 0, op, i, gradient, op.device_option))
        self.AppendSparseGenerators(sparse)
        for name, gradient in zip(forward.input, g_input):
            if gradient is None:
                continue
            version = in_versions[name]
            self.gradient_frontier[name] = version
            # what no gradient operator generated is the gradient of an output, passed on
            if isinstance(gradient, GradientSlice):
                if gradient.indices not in local and gradient.values not in local:
                    self.gradient_generators[name][version].append(
                        SparseGradGenMeta(None, 0, None, 0, gradient, forward.device_option))
            elif gradient not in local:
                self.gradient_generators[name][version].append(GradGenMeta(None, 0, gradient, forward.device_option))

    def AppendSparseGenerators(self, sparse_generators: dict[str, dict[int, list[Any]]]) -> None:
        """Joins the generators of indices and of values of one sparse gradient."""
        for name, by_version in sparse_generators.items():
            for version, generators in by_version.items():
                if len(generators) == 1:  # the other part is passed on
                    self.gradient_generators[name][version].append(generators[0])
                    continue
                assert len(generators) == 2, f"{len(generators)} operators generate the sparse gradient of {name}"
                first, second = generators
                assert first.gradient == second.gradient, f"two sparse gradients of {name} come from one operator"
                indices, values = (first, second) if first.grad_op_indices is not None else (second, first)
                self.gradient_generators[name][version].append(SparseGradGenMeta(
                    indices.grad_op_indices, indices.idx_indices, values.grad_op_values, values.idx_values,
                    indices.gradient, indices.device_option))

    def CheckGradientOperatorInput(
        self, grad_op_input: str, g_output: Sequence[Gradient], fwd_op_idx: int, locally_generated_blobs: Any
    ) -> None:
        """Raises a RuntimeError where a gradient operator would read a version of a blob that is overwritten by then."""
        forward, in_versions, out_versions = self.ssa[fwd_op_idx]
        output_index = GetIndexFromGradientList(g_output, grad_op_input)
        if output_index is not None:
            name = forward.output[output_index]
            if out_versions[name] != self.gradient_frontier[name]:
                raise RuntimeError(
                    f'Gradient name "{grad_op_input}" is expected to correspond to version {out_versions[name]} of "{name}", but '
                    f"currently we have version {self.gradient_frontier[name]}.\n\n{self._history(name)}")
        elif grad_op_input in out_versions:
            self._check_version(grad_op_input, out_versions[grad_op_input], "output")
        elif grad_op_input in in_versions:
            self._check_version(grad_op_input, in_versions[grad_op_input], "input")
        elif grad_op_input not in locally_generated_blobs:
            raise RuntimeError(
                f'Blob name "{grad_op_input}" not in the scope of operator: {forward}\nand is not generated by any of the local '
                "gradient operators.")

    def _check_version(self, name: str, wanted: int, what: str) -> None:
        if self.frontier[name] != wanted:
            raise RuntimeError(
                f'Gradient operator needs {what} "{name}" at version {wanted}, but currently we have version '
                f"{self.frontier[name]}.\n\n{self._history(name)}")

    def _history(self, name: str) -> str:
        def lines(title: str, history: list[tuple[Any, int]]) -> list[str]:
            return [f"{title} of blob [{name}]:"] + [
                f"  version {version} by {op.type} {op.name}({', '.join(op.input)} -> {', '.join(op.output)})".replace("  (", " (")
                for op, version in history]

        return "\n".join([*lines("Version history (writers)", self.out_version_history[name]),
                          *lines("Version history (readers)", self.in_version_history[name])])

    def DoGradientAccumulation(self, fwd_op_idx: int) -> tuple[list[caffe2_pb2.OperatorDef], dict[str, Gradient]]:
        """(operators, gradients) that add up the gradients of inputs of which this operator is the first reader."""
        forward, in_versions, _ = self.ssa[fwd_op_idx]
        ops: list[caffe2_pb2.OperatorDef] = []
        gradients: dict[str, Gradient] = {}
        for name in dict.fromkeys(forward.input):
            version = in_versions[name]
            readers = self.input_usages[name][version]
            if len(readers) <= 1 or readers[0] != fwd_op_idx:
                continue
            generators = self.gradient_generators[name][version]
            try:
                if not gradient_sums.needs_sum(generators):
                    continue
            except RuntimeError as error:
                raise RuntimeError(f"Gradients for param ''{name}'' failed to verify: {error}") from error
            sums, gradients[name] = gradient_sums.make_sum(generators, name)
            ops += sums
        return ops, gradients


def _reference(gradient: Gradient) -> Any:
    if isinstance(gradient, GradientSlice):
        return GradientSlice(BlobReference(gradient.indices), BlobReference(gradient.values))
    return BlobReference(gradient)
