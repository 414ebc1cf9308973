"""Creating and running operators and nets."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator, Sequence

from netdef import _C
from netdef._impl.lazy import TriggerLazyImport
from netdef._impl.workspace.names import GetNetName, StringifyNetName, to_bytes
from netdef._impl.workspace.tracebacks import CallWithExceptionIntercept, last_failed_operator


def ResetWorkspace(root_folder: str | None = None) -> bool:
    """Empties the current workspace, nets included; without `root_folder` it keeps the one it has."""
    return _C.reset_workspace(root_folder)


@contextlib.contextmanager
def WorkspaceGuard(workspace_name: str) -> Iterator[None]:
    """Makes a workspace current, creating it if necessary, for the time of a with block."""
    before = _C.current_workspace()
    _C.switch_workspace(workspace_name, True)
    try:
        yield
    finally:
        _C.switch_workspace(before)


def CreateNet(net: Any, overwrite: bool = False, input_blobs: Sequence[Any] | None = None) -> bool:
    """Creates a net (Net, NetDef or bytes) in the current workspace, to be run by name.

    input_blobs: blobs to create first, empty.

    Raises:
        netdef.Error: an operator cannot be made, or the name is in use and `overwrite` is False.
    """
    TriggerLazyImport()
    for blob in input_blobs or ():
        _C.create_blob(str(blob))
    return CallWithExceptionIntercept(_C.create_net, last_failed_operator, _net_name(net), to_bytes(net), overwrite)


def RunNet(name: Any, num_iter: int = 1, allow_fail: bool = False) -> bool:
    """Runs a created net, given as Net or name, `num_iter` times.

    With `allow_fail`, a run that ends early without an error gives False instead of an exception.
    """
    name = StringifyNetName(name)
    return CallWithExceptionIntercept(_C.run_net, last_failed_operator, name, name, num_iter, allow_fail)


def RunNetOnce(net: Any) -> bool:
    """Creates, runs and discards a net (Net, NetDef or bytes)."""
    return CallWithExceptionIntercept(_C.run_net_once, last_failed_operator, _net_name(net), to_bytes(net))


def _net_name(net: Any) -> str:
    return "" if isinstance(net, bytes) else GetNetName(net)


def RunOperatorOnce(operator: Any) -> bool:
    """Makes, runs and discards an operator (OperatorDef or bytes)."""
    return _C.run_operator_once(to_bytes(operator))


def RunOperatorsOnce(operators: Sequence[Any]) -> bool:
    """RunOperatorOnce for each; False at the first that gives it."""
    return all(RunOperatorOnce(operator) for operator in operators)


def RunOperatorMultiple(operator: Any, num_runs: int) -> bool:
    """Makes an operator once and runs it `num_runs` times."""
    return _C.run_operator_multiple(to_bytes(operator), num_runs)


def run(ws: _C.Workspace, obj: Any) -> None:
    """Runs an operator, net or plan in a given workspace."""
    message = obj.Proto() if callable(getattr(obj, "Proto", None)) else obj
    kind = type(message).__name__
    if kind == "PlanDef":
        return ws._run_plan(message.SerializeToString())
    if kind == "NetDef":
        return CallWithExceptionIntercept(
            ws._run_net, ws._last_failed_op_net_position, message.name, message.SerializeToString())
    if kind == "OperatorDef":
        return ws._run_operator(message.SerializeToString())
    raise ValueError(f"Don't know how to do Workspace.run() on {type(message)}")


def create_net(ws: _C.Workspace, net: Any, overwrite: bool = False) -> _C.Net:
    """Creates a net in a given workspace."""
    return CallWithExceptionIntercept(
        ws._create_net, ws._last_failed_op_net_position, _net_name(net), to_bytes(net), overwrite)


def RunPlan(plan_or_step: Any) -> bool:
    """Runs a plan (Plan, PlanDef or bytes), or a step, to its end; False where a net says so."""
    return _C.run_plan(_plan_bytes(plan_or_step))


def RunPlanInBackground(plan_or_step: Any) -> _C.BackgroundPlan:
    """Starts a plan in a thread of its own; the answer has is_done(), is_succeeded(), wait() and cancel()."""
    return _C.run_plan_in_background(_plan_bytes(plan_or_step))


def _plan_bytes(plan_or_step: Any) -> bytes:
    from netdef._impl.core.plan import ExecutionStep, Plan

    return to_bytes(Plan(plan_or_step) if isinstance(plan_or_step, ExecutionStep) else plan_or_step)
