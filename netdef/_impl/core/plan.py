"""Execution steps and plans."""

from __future__ import annotations

import itertools
from typing import Any, Iterable

from netdef._impl.core.blob_reference import BlobReference, ScopedName
from netdef._impl.core.net import Net
from netdef.proto import caffe2_pb2


def get_net_name(netlike: Any) -> str:
    """The name of a Net or of a NetDef, or a name as it is."""
    if isinstance(netlike, Net):
        return netlike.Name()
    if isinstance(netlike, caffe2_pb2.NetDef):
        return netlike.name
    return netlike


_unnamed_steps = itertools.count()


def _unnamed() -> str:
    """The next of step, step_1, step_2 ..."""
    number = next(_unnamed_steps)
    return f"step_{number}" if number else "step"


class ExecutionStep:
    """A step of a plan: nets or substeps, how often and how they run. It cannot change once it is part of another."""

    def __init__(self, name: str | None, nets: Any = None, num_iter: int | None = None):
        """name: without one, the next of step, step_1, step_2 ..."""
        self._step = caffe2_pb2.ExecutionStep(name=name or _unnamed())
        self._net_dict: dict[str, Net] = {}
        self._is_used = False
        self._substeps: list[ExecutionStep] = []
        if nets is not None:
            for net in [nets] if isinstance(nets, Net) else nets:
                if net not in self._net_dict.values():
                    self._net_dict[net.Name()] = net
                self._step.network.append(get_net_name(net))
        if num_iter is not None:
            self._step.num_iter = num_iter

    def get_net(self, name: str) -> Net:
        """The net of this name."""
        return self._net_dict[name]

    def Name(self) -> str:
        """The step's name."""
        return self._step.name

    def __str__(self) -> str:
        return self._step.name

    def _assert_can_mutate(self) -> None:
        assert not self._is_used, "Cannot mutate a step that has already been added to a plan/step."

    def _notify_is_used(self) -> None:
        self._is_used = True

    def Proto(self) -> caffe2_pb2.ExecutionStep:
        """The message itself."""
        return self._step

    def HasNets(self) -> bool:
        return bool(self._step.network)

    def HasSubsteps(self) -> bool:
        return bool(self._step.substep)

    def Nets(self) -> list[Net]:
        """Every net of the step and its substeps."""
        return list(self._net_dict.values())

    def Substeps(self) -> list[ExecutionStep]:
        return self._substeps

    def SetIter(self, num_iter: int) -> None:
        """How often it runs."""
        self._assert_can_mutate()
        self._step.num_iter = num_iter

    def SetCreateWorkspace(self, create_workspace: bool) -> None:
        """Whether each execution gets a child workspace."""
        self._assert_can_mutate()
        self._step.create_workspace = create_workspace

    def SetNumConcurrentInstances(self, num_concurrent_instances: int) -> None:
        """How many times it runs side by side."""
        self._assert_can_mutate()
        self._step.num_concurrent_instances = num_concurrent_instances

    def SetOnlyOnce(self, only_once: bool) -> None:
        """Whether, with a stop blob, it runs once at most."""
        self._assert_can_mutate()
        self._step.only_once = only_once

    def SetShouldStopBlob(self, should_stop_blob: BlobReference) -> None:
        """The bool blob that ends it, looked at after each net or substep."""
        assert isinstance(should_stop_blob, BlobReference), f"expects BlobReference here, got {type(should_stop_blob)}"
        self._assert_can_mutate()
        self._step.should_stop_blob = str(should_stop_blob)

    def RunEveryMillis(self, interval: int) -> None:
        """Runs it beside its siblings every so many milliseconds."""
        self._step.run_every_ms = interval

    def SetReportNet(self, report_net: Net, report_interval: int) -> None:
        """A net that runs beside the step every `report_interval` seconds."""
        self._assert_can_mutate()
        self._net_dict[get_net_name(report_net)] = report_net
        self._step.report_net = get_net_name(report_net)
        self._step.report_interval = report_interval

    def SetConcurrentSubsteps(self, concurrent_substeps: bool) -> None:
        """Whether substeps run side by side."""
        self._assert_can_mutate()
        self._step.concurrent_substeps = concurrent_substeps

    def AddSubstep(self, substep: Any) -> ExecutionStep:
        """Appends a step (or its message); one without nets and substeps is left out."""
        self._assert_can_mutate()
        assert not self.HasNets(), "Cannot have both network and substeps."
        proto = substep
        if isinstance(substep, ExecutionStep):
            substep._notify_is_used()
            if not substep.HasNets() and not substep.HasSubsteps():
                return self
            for net in substep.Nets():
                self._net_dict[net.Name()] = net
            self._substeps.append(substep)
            proto = substep.Proto()
        self._step.substep.add().CopyFrom(proto)
        return self

    def AddNet(self, net: Net) -> ExecutionStep:
        """Appends a net."""
        self._assert_can_mutate()
        assert not self.HasSubsteps(), "Cannot have both substeps and networks."
        assert isinstance(net, Net), f"expected a Net, got {type(net).__name__}"
        self._net_dict[net.Name()] = net
        self._step.network.append(get_net_name(net))
        return self

    def get_all_attributes(self, name: str) -> list[Any]:
        """The objects attached to any of its nets under `name`."""
        return [obj for net in self._net_dict.values() for obj in net.get_attributes(name)]

    @classmethod
    def create_from_proto(cls, step_proto: caffe2_pb2.ExecutionStep, net_obj_dict: dict[str, Net],
                          net_proto_dict: dict[str, caffe2_pb2.NetDef]) -> ExecutionStep:
        """The step a message describes; nets come from `net_obj_dict`, to which those of `net_proto_dict` are added."""
        assert isinstance(step_proto, caffe2_pb2.ExecutionStep)
        assert bool(step_proto.network) != bool(step_proto.substep), "a step has either nets or substeps"
        parts: list[Any] = [cls.create_from_proto(substep, net_obj_dict, net_proto_dict) for substep in step_proto.substep]
        for name in step_proto.network:
            if name not in net_obj_dict:
                assert name in net_proto_dict, f"no net is named {name}"
                net_obj_dict[name] = Net(net_proto_dict[name])
            parts.append(net_obj_dict[name])

        def given(field: str) -> Any:
            return getattr(step_proto, field) if step_proto.HasField(field) else None

        stop = given("should_stop_blob")
        return execution_step(
            step_proto.name, parts, num_iter=given("num_iter"), report_net=None, report_interval=None,
            concurrent_substeps=given("concurrent_substeps"), should_stop_blob=None if stop is None else BlobReference(stop),
            only_once=given("only_once"), num_concurrent_instances=given("num_concurrent_instances"),
            create_workspace=bool(given("create_workspace")), run_every_ms=given("run_every_ms"))


def add_nets_in_order(step: ExecutionStep, net_list: list[str]) -> None:
    """Appends the names of the step's nets in the order in which they run, each once."""
    proto = step.Proto()
    for substep in step.Substeps():
        add_nets_in_order(substep, net_list)
    for net in proto.network:
        if net not in net_list:
            net_list.append(net)
    if proto.report_net and proto.report_net not in net_list:
        net_list.append(proto.report_net)


class Plan:
    """Steps and the nets they run, ready for workspace.RunPlan."""

    def __init__(self, name_or_step: str | ExecutionStep):
        """A name, or a step, which is added and gives its name."""
        self._plan = caffe2_pb2.PlanDef()
        self._net_dict: dict[str, Net] = {}
        self._steps: list[ExecutionStep] = []
        if isinstance(name_or_step, ExecutionStep):
            self._plan.name = name_or_step.Name()
            self.AddStep(name_or_step)
        elif isinstance(name_or_step, str):
            self._plan.name = name_or_step
        else:
            raise ValueError("name_or_step must be a string or ExecutionStep")

    def __str__(self) -> str:
        return self._plan.name

    def Proto(self) -> caffe2_pb2.PlanDef:
        """The message itself."""
        return self._plan

    def AddNets(self, nets: Iterable[Net]) -> None:
        """Adds nets the plan does not have yet."""
        for net in nets:
            known = self._net_dict.get(net.Name())
            if known is None:
                self._net_dict[net.Name()] = net
                self._plan.network.add().CopyFrom(net.Proto())
            else:
                assert known is net, f"Different nets with same name: {net.Name()}"

    def Nets(self) -> list[Net]:
        return list(self._net_dict.values())

    def AddStep(self, step: ExecutionStep) -> None:
        """Appends a step and its nets; one without nets and substeps is left out."""
        assert isinstance(step, ExecutionStep), f"expected an ExecutionStep, got {type(step).__name__}"
        step._notify_is_used()
        if not step.HasNets() and not step.HasSubsteps():
            return
        self._plan.execution_step.add().CopyFrom(step.Proto())
        self._steps.append(step)
        names: list[str] = []
        add_nets_in_order(step, names)
        self.AddNets([step.get_net(name) for name in names])

    def Steps(self) -> list[ExecutionStep]:
        return self._steps

    def get_all_attributes(self, name: str) -> list[Any]:
        """The objects attached to any of its nets under `name`."""
        return [obj for net in self._net_dict.values() for obj in net.get_attributes(name)]

    @classmethod
    def create_from_proto(cls, plan_proto: caffe2_pb2.PlanDef) -> Plan:
        """The plan a message describes."""
        assert isinstance(plan_proto, caffe2_pb2.PlanDef)
        plan = cls(plan_proto.name)
        plan._plan.CopyFrom(plan_proto)
        del plan._plan.network[:]
        del plan._plan.execution_step[:]
        protos = {net.name: net for net in plan_proto.network}
        nets: dict[str, Net] = {}
        for step in plan_proto.execution_step:
            plan.AddStep(ExecutionStep.create_from_proto(step, nets, protos))
        return plan


def to_execution_step(step_or_nets: Any, default_name: str | None = None) -> ExecutionStep:
    """A step as it is, or one made of nets, steps or a NetBuilder."""
    if isinstance(step_or_nets, ExecutionStep):
        return step_or_nets
    if not default_name and hasattr(step_or_nets, "name"):
        default_name = step_or_nets.name
    stop_blob = None
    if hasattr(step_or_nets, "_stop_blob"):  # a NetBuilder
        stop_blob = step_or_nets._stop_blob
        step_or_nets = step_or_nets.get()
    return execution_step(default_name, step_or_nets, should_stop_blob=stop_blob)


def execution_step(
    default_name: str | None,
    steps_or_nets: Any,
    num_iter: int | None = None,
    report_net: Net | None = None,
    report_interval: int | None = None,
    concurrent_substeps: bool | None = None,
    should_stop_blob: BlobReference | None = None,
    only_once: bool | None = None,
    num_concurrent_instances: int | None = None,
    create_workspace: bool = False,
    run_every_ms: int | None = None,
) -> ExecutionStep:
    """A step made of nothing, a Net, a step, or a list of nets or of steps.

    It runs once unless `num_iter` or `should_stop_blob` (a bool blob, looked at after every net or substep) say otherwise.
    """
    assert should_stop_blob is None or num_iter is None, "Cannot set both should_stop_blob and num_iter."
    if should_stop_blob is None and num_iter is None:
        num_iter = 1
    step = ExecutionStep(default_name)
    if should_stop_blob is not None:
        step.SetShouldStopBlob(should_stop_blob)
    if num_iter is not None:
        step.SetIter(num_iter)
    if only_once is not None:
        step.SetOnlyOnce(only_once)
    if num_concurrent_instances is not None:
        step.SetNumConcurrentInstances(num_concurrent_instances)
    if concurrent_substeps is not None:
        step.SetConcurrentSubsteps(concurrent_substeps)
    if report_net is not None:
        assert report_interval is not None, "a report net needs a report interval"
        step.SetReportNet(report_net, report_interval)
    if create_workspace:
        step.SetCreateWorkspace(True)
    if run_every_ms:
        step.RunEveryMillis(run_every_ms)

    if isinstance(steps_or_nets, ExecutionStep):
        step.AddSubstep(steps_or_nets)
    elif isinstance(steps_or_nets, Net):
        step.AddNet(steps_or_nets)
    elif isinstance(steps_or_nets, list):
        if all(isinstance(part, Net) for part in steps_or_nets):
            for net in steps_or_nets:
                step.AddNet(net)
        else:
            for part in steps_or_nets:
                step.AddSubstep(to_execution_step(part))
    elif steps_or_nets:
        raise ValueError(f"steps_or_nets must be a step, a net, or a list of nets or steps, got {type(steps_or_nets)}")
    return step


def scoped_execution_step(name: str, *args: Any, **kwargs: Any) -> ExecutionStep:
    """execution_step whose name is put under the current name scope."""
    return execution_step(ScopedName(name) if name else name, *args, **kwargs)


def output_to_list(op_output: Any) -> list:
    """What an operator method of Net returned, as a list."""
    if isinstance(op_output, (list, tuple)):
        return list(op_output)
    assert isinstance(op_output, BlobReference), f"{type(op_output)} is not the output of an operator"
    return [op_output]
