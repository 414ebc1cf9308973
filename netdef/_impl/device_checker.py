"""Whether operators and nets compute the same on several devices."""

from __future__ import annotations

import copy
from typing import Any, Collection, Sequence

import numpy as np

from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import ResetWorkspace, RunNetOnce, RunOperatorOnce, WorkspaceGuard
from netdef.proto import caffe2_pb2


class DeviceChecker:
    """Runs the same thing on each of some devices and compares."""

    def __init__(self, threshold: float, device_options: Sequence[caffe2_pb2.DeviceOption]):
        """threshold: the difference allowed, relative to the larger value but at least 1."""
        self._threshold = threshold
        self._device_options = device_options

    def CheckSimple(
        self,
        op: caffe2_pb2.OperatorDef,
        inputs: Sequence[np.ndarray],
        outputs_to_check: Sequence[int],
        input_device_options: dict[str, caffe2_pb2.DeviceOption] | None = None,
    ) -> bool:
        """Whether the chosen outputs of an operator are the same on all devices.

        input_device_options: places of single inputs, by name, that differ from the operator's.
        """
        places = input_device_options or {}
        op = copy.deepcopy(op)
        results = []
        with WorkspaceGuard("_device_check_"):
            for device in self._device_options:
                op.device_option.CopyFrom(device)
                for name, array in zip(op.input, inputs):
                    FeedBlob(name, np.asarray(array), places.get(name, device))
                RunOperatorOnce(op)
                results.append([FetchBlob(op.output[i]) for i in outputs_to_check])
                ResetWorkspace()
        return self._same(results, [op.output[i] for i in outputs_to_check])

    def CheckNet(
        self,
        net: caffe2_pb2.NetDef,
        inputs: dict[str, np.ndarray] | None = None,
        blobs_to_check: Sequence[str] | None = None,
        ignore: Collection[str] | None = None,
    ) -> bool:
        """Whether blobs of a net (by default all outputs of operators, `ignore` aside) are the same on all devices."""
        net = copy.deepcopy(net)
        if blobs_to_check is None:
            blobs_to_check = sorted({name for op in net.op for name in op.output})
        blobs_to_check = [name for name in blobs_to_check if name not in (ignore or ())]
        results = []
        with WorkspaceGuard("_device_check_"):
            for device in self._device_options:
                for name, array in (inputs or {}).items():
                    FeedBlob(name, array, device)
                for op in net.op:
                    op.device_option.CopyFrom(device)
                RunNetOnce(net)
                results.append([FetchBlob(name) for name in blobs_to_check])
                ResetWorkspace()
        return self._same(results, blobs_to_check)

    def _same(self, results: Sequence[Sequence[Any]], names: Sequence[str]) -> bool:
        same = True
        for i, values in enumerate(results[1:], start=1):
            for name, x, y in zip(names, results[0], values):
                if not self._close(x, y):
                    same = False
                    print(f"{name} differs between device {self._device_options[0]} and device {self._device_options[i]}:\n{x}\n{y}")
        return same

    def _close(self, x: Any, y: Any) -> bool:
        if not isinstance(x, np.ndarray) or x.dtype.kind in "OSU":
            return np.array_equal(x, y)
        if x.shape != y.shape:
            return False
        scale = np.maximum(np.maximum(np.abs(x), np.abs(y)), 1)
        return bool(np.all(np.abs(x - y) <= scale * self._threshold))
