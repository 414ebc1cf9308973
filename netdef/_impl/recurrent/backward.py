"""The backward step: gradients of a step net, given those of its states."""

from __future__ import annotations

from typing import Sequence

from netdef._impl.core.gradient_registry import GradientRegistry
from netdef._impl.core.gradient_sums import AUTO_SUM_TAG
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.net import Net
from netdef._impl.core.operator import CreateOperator
from netdef._impl.core.ssa import get_ssa, get_undefined_blobs
from netdef._impl.scope import EmptyNameScope
from netdef.proto import caffe2_pb2


class BackwardStep:
    """Derives the backward step of a step net.

    The gradient of each state `s` enters as `s_grad`; where the step net itself reads the state again, what flows back from there is
    added to it. `gradients` maps blobs of the step net to the names of their gradients.
    """

    def __init__(self, cell_net: Net, states: Sequence[str], recompute: Sequence[str]):
        self.cell = cell_net.Proto()
        self.state_gradients = {state: state + "_grad" for state in states}
        with EmptyNameScope():
            ops, gradients = GradientRegistry.GetBackwardPass(self.cell.op, dict(self.state_gradients))
            ops = self._add_to_what_enters(ops)
        for blob, gradient in gradients.items():
            assert not isinstance(gradient, GradientSlice), (
                f"the step net {self.cell.name} gives a sparse gradient of {blob}, which a RecurrentNetwork cannot accumulate")
        self.gradients = {str(blob): str(gradient) for blob, gradient in gradients.items()}
        self.recompute = set(recompute)
        self.net = Net("RecurrentBackwardStep")
        self.net.Proto().op.extend(self._recomputed())
        self.net.Proto().op.extend(ops)

    def _recomputed(self) -> list[caffe2_pb2.OperatorDef]:
        """The forward operators whose outputs are computed anew."""
        found = []
        for op in self.cell.op:
            if not self.recompute.isdisjoint(op.output):
                others = set(op.output) - self.recompute
                assert not others, f"{op.type} writes {sorted(others)} as well: recompute all outputs of an operator or none"
                found.append(op)
        return found

    def _add_to_what_enters(self, ops: Sequence[caffe2_pb2.OperatorDef]) -> list[caffe2_pb2.OperatorDef]:
        result = list(ops)
        for gradient in self.state_gradients.values():
            first = next((i for i, op in enumerate(result) if gradient in op.input or gradient in op.output), None)
            if first is None or gradient in result[first].input:  # what enters is used as it is
                continue
            inner = gradient + "_accum"
            last = first
            for i, op in enumerate(result[first + 1:], start=first + 1):
                if gradient not in op.input and gradient not in op.output:
                    continue
                if not _is_auto_sum(op):
                    break
                op.input[:] = [inner if name == gradient else name for name in op.input]
                op.output[:] = [inner if name == gradient else name for name in op.output]
                last = i
            result[first].output[:] = [inner if name == gradient else name for name in result[first].output]
            total = CreateOperator("Sum", [gradient, inner], [gradient], device_option=result[last].device_option)
            result.insert(last + 1, total)
        return result

    def gradient_of(self, state_before: str, wanted: str) -> str:
        """The gradient of a state of the step before, which must differ from those that enter.

        Where it is the gradient of a new state, passed on unchanged, it is copied to `wanted`.
        """
        gradient = self.gradients[state_before]
        if gradient in self.state_gradients.values():
            with EmptyNameScope():
                self.net.Proto().op.extend([CreateOperator("Copy", [gradient], [wanted])])
            self.gradients[state_before] = wanted
        return self.gradients[state_before]

    def finish(self) -> caffe2_pb2.NetDef:
        """The NetDef; its external inputs are the forward step's scratch blobs, the states' gradients, then the step net's blobs."""
        proto = self.net.Proto()
        undefined = get_undefined_blobs(get_ssa(proto)[0])
        _, versions = get_ssa(self.cell)
        scratch = [
            blob for blob, version in versions.items()
            if version > 0 and blob in undefined and blob not in self.cell.external_output
        ]
        gradients = [gradient for gradient in self.state_gradients.values() if gradient in undefined]
        proto.external_input.extend([*scratch, *gradients, *self.cell.external_input, *self.cell.external_output])
        proto.type = "simple"
        return proto


def _is_auto_sum(op: caffe2_pb2.OperatorDef) -> bool:
    return op.type == "Sum" and any(info.startswith(AUTO_SUM_TAG) for info in op.device_option.extra_info)
