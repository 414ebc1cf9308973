"""Changes to a net that exists: other operators, devices, seeds."""

from __future__ import annotations

import copy
from typing import Any, Collection

import numpy as np

from netdef._impl.core.remap import remap_input
from netdef._impl.workspace.tracebacks import operator_tracebacks
from netdef.proto import caffe2_pb2


class EditsOfNet:
    """Mixed into Net."""

    def AppendNet(self, net: Any, device_option: caffe2_pb2.DeviceOption | None = None) -> Any:
        """Appends the operators of another net, on `device_option` if given; its externals become this net's."""
        assert isinstance(net, type(self)), f"expected a Net, got {type(net).__name__}"
        proto = net._net
        for blob in proto.external_input:
            if not self.BlobIsDefined(blob):
                self.AddExternalInput(blob)
        known = set(self._net.external_output)
        self._net.external_output.extend(blob for blob in proto.external_output if blob not in known)
        start = len(self._net.op)
        self._append(proto.op)
        if device_option is not None:
            for op in self._net.op[start:]:
                op.device_option.CopyFrom(device_option)
                for step_op in (o for arg in op.arg if op.type == "RecurrentNetwork" and arg.name.endswith("step_net") for o in arg.n.op):
                    step_op.device_option.CopyFrom(device_option)
        return self

    def insert_op_at_idx(self, op: caffe2_pb2.OperatorDef, op_idx: int) -> None:
        """Puts a ready-made operator before the one at `op_idx`."""
        assert op_idx >= 0, f"no operator has the index {op_idx}"
        later = [copy.deepcopy(o) for o in self._net.op[op_idx:]]
        del self._net.op[op_idx:]
        self._append([op, *later])

    def reroute_tensor(self, tensor: Any, new_producer: caffe2_pb2.OperatorDef, can_modify: Collection[Any] | None = None) -> int:
        """Inserts `new_producer`, which reads `tensor`, and lets the operators of `can_modify` read its first output instead.

        Returns how many operators were changed. External outputs are changed too. The net must not write a blob twice.
        """
        tensor = str(tensor)
        assert tensor in new_producer.input, f"the new producer {new_producer.type} does not read {tensor}"
        chosen = [op for op in self._net.op if any(op == candidate for candidate in can_modify or ())]
        changed = [i for i, op in enumerate(self._net.op) if op in chosen]
        writers = {blob: i for i, op in enumerate(self._net.op) for blob in op.output}
        place = max(writers.get(blob, -1) for blob in new_producer.input) + 1
        replacement = {tensor: new_producer.output[0]}
        for i in changed:
            remap_input(self._net.op[i], replacement)
        outputs = [replacement.get(blob, blob) for blob in self._net.external_output]
        del self._net.external_output[:]
        self._net.external_output.extend(outputs)
        self.insert_op_at_idx(new_producer, place)
        return len(changed)

    # --- devices

    def RunAllOnGPU(self, gpu_id: int = 0, use_cudnn: bool = False) -> None:
        """Asks for a GPU, step nets of recurrent operators included; with `use_cudnn` every operator asks for that engine."""
        self._run_all_on(caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_CUDA, device_id=gpu_id))
        if use_cudnn:
            for op in self._net.op:
                op.engine = "CUDNN"

    def RunAllOnMKL(self) -> None:
        """Asks for MKL-DNN."""
        self._run_all_on(caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_MKLDNN))

    def RunAllOnIDEEP(self) -> None:
        """Asks for IDEEP."""
        self._run_all_on(caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_IDEEP))

    def _run_all_on(self, device: caffe2_pb2.DeviceOption) -> None:
        self._net.device_option.CopyFrom(device)
        for arg in (arg for op in self._net.op for arg in op.arg if arg.name.endswith("step_net") and arg.HasField("n")):
            arg.n.device_option.CopyFrom(device)

    def set_rand_seed(self, seed: int = 100, sequence_seed: bool = True, seed_on_op_def: bool = False) -> None:
        """Seeds every operator: with seed + its position, or a hash of its definition, or plainly `seed`."""
        assert not (sequence_seed and seed_on_op_def), "sequence_seed and seed_on_op_def cannot be both set to True."
        for i, op in enumerate(self._net.op):
            if sequence_seed:
                value = seed + i
            elif seed_on_op_def:
                value = hash(str(op) + str(seed)) % np.iinfo(np.uint32).max
            else:
                value = seed
            op.device_option.random_seed = value

    def PopulateProtoWithFileName(self) -> None:
        """Names every operator after the place in the script that made it."""
        known = operator_tracebacks.get(self.Name(), {})
        for i, op in enumerate(self._net.op):
            if i in known:
                file, line, function = known[i][0]
                op.name = f"{file}:{line}:{function}"

    # --- observers of the net that was created from this one

    def AddObserver(self, observer_type: str) -> Any:
        """Attaches an observer ("TimeObserver" ...) to the created net."""
        from netdef import _C

        return _C.add_observer_to_net(self.Name(), observer_type)

    def RemoveObserver(self, observer: Any) -> None:
        """Detaches it again."""
        from netdef import _C

        _C.remove_observer_from_net(self.Name(), observer)

    def NumObservers(self) -> int:
        """How many are attached."""
        from netdef import _C

        return _C.num_observers_on_net(self.Name())
