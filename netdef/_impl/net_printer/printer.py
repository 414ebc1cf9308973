"""Printing nets, steps, tasks and jobs."""

from __future__ import annotations

from typing import Any

from netdef._impl.checkpoint.job import Job
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep
from netdef._impl.net_printer.formatting import argument_value, call, format_device_option
from netdef._impl.net_printer.text import Text
from netdef._impl.net_printer.visitor import Visitor
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.task import Task
from netdef.proto.caffe2_pb2 import NetDef, OperatorDef


class Printer(Visitor, Text):
    """Called with an object, adds its text.

    factor_prefixes: writes a/[b, c] for names with a common start. c2_syntax: writes operators as calls of net methods.
    """

    def __init__(self, factor_prefixes: bool = False, c2_syntax: bool = True):
        Text.__init__(self)
        self.factor_prefixes = factor_prefixes
        self.c2_syntax = c2_syntax
        self.c2_net_name: str | None = None


class _Value:
    """Text that is an argument's value already."""

    def __init__(self, text: str):
        self.text = text

    def __str__(self) -> str:
        return self.text


@Printer.register(OperatorDef)
def print_op(text: Printer, op: OperatorDef) -> None:
    """One line."""
    args: list[Any] = [(arg.name, _Value(argument_value(arg))) for arg in op.arg]
    device = format_device_option(op.device_option)
    if device:
        args.append(("device_option", _Value(device)))
    if text.c2_net_name:
        inputs, outputs = (list(names) if names else [] for names in (op.input, op.output))
        text.add(call(f"{text.c2_net_name}.{op.type}", [_Value(repr(inputs)), _Value(repr(outputs)), *args]))
    else:
        text.add(call(op.type, [*op.input, *args], list(op.output), factor_prefixes=text.factor_prefixes))
    for arg in op.arg:
        for net in [arg.n] if arg.HasField("n") else arg.nets:
            with text.context(f"arg: {arg.name}"):
                text(net)


@Printer.register(NetDef)
def print_net_def(text: Printer, net_def: NetDef) -> None:
    """The net's name, then its operators."""
    before = text.c2_net_name
    if text.c2_syntax:
        text.add(f"{net_def.name} = core.Net('{net_def.name}')")
        text.c2_net_name = net_def.name
    else:
        text.add(f"# net: {net_def.name}")
    for op in net_def.op:
        text(op)
    text.c2_net_name = before


@Printer.register(Net)
def print_net(text: Printer, net: Net) -> None:
    """As its NetDef."""
    text(net.Proto())


def _step_context(step: ExecutionStep) -> str | None:
    proto = step.Proto()
    if proto.should_stop_blob:
        return call("loop")
    if proto.num_iter > 1:
        return call("loop", [proto.num_iter])
    instances = proto.num_concurrent_instances
    if proto.concurrent_substeps or instances > 1:
        return call("parallel", [("num_instances", instances)] if instances > 1 else [])
    return None


@Printer.register(ExecutionStep)
def print_step(text: Printer, step: ExecutionStep) -> None:
    """What the step holds, inside `with loop():` or `with parallel():` where it is one."""
    proto = step.Proto()
    with text.context(_step_context(step)):
        if proto.report_net:
            with text.context(call("report_net", [proto.report_interval])):
                text(step.get_net(proto.report_net))
        parts = step.Substeps() + [step.get_net(name) for name in proto.network]
        for part in parts:
            label = proto.concurrent_substeps and isinstance(part, ExecutionStep)
            with text.context(call("step", [str(part)]) if label else None):
                text(part)
            if proto.should_stop_blob:
                text.add(call("yield stop_if", [proto.should_stop_blob]))


@Printer.register(Task)
def print_task(text: Printer, task: Task) -> None:
    """The task's step, inside `with Task(...):`."""
    outputs = ", ".join(f"Output[{', '.join(map(str, output.names))}]" for output in task.outputs())
    facts = [("node", task.node), ("name", task.name), ("outputs", _Value(outputs) if outputs else "")]
    with text.context(call("Task", facts)):
        text(task.get_step())


@Printer.register(TaskGroup)
def print_task_group(text: Printer, tg: TaskGroup, header: str | None = None) -> None:
    """The tasks, those of a node together."""
    with text.context(header or call("TaskGroup")):
        for task in tg.tasks_by_node().tasks():
            text(task)


@Printer.register(Job)
def print_job(text: Printer, job: Job) -> None:
    """The four groups."""
    text(job.init_group, "Job.current().init_group")
    text(job.epoch_group, "Job.current().epoch_group")
    with text.context("Job.current().stop_conditions"):
        for out in job.stop_conditions:
            text.add(f"Output[{', '.join(map(str, out.names))}]")
    text(job.download_group, "Job.current().download_group")
    text(job.exit_group, "Job.current().exit_group")


def to_string(obj: Any, **kwargs: Any) -> str:
    """The text of a Net, NetDef, OperatorDef, ExecutionStep, Task, TaskGroup or Job; keywords are those of Printer.

    Raises:
        TypeError: another type.
    """
    printer = Printer(**kwargs)
    printer(obj)
    return str(printer)


def debug_net(net: Any) -> Any:
    """A copy of a net that prints each operator before it runs it: logs its line and, after it, its outputs.

    net: a Net. Returns a Net.
    """
    copy = net.Clone(net.Name() + "_debug")
    ops = list(copy.Proto().op)
    del copy.Proto().op[:]
    for op in ops:
        line = Printer(c2_syntax=False)
        print_op(line, op)
        copy.LogInfo(f"running {line}")
        copy.Proto().op.extend([op])
        for output in op.output:
            copy.Print(output, [])
    return copy
