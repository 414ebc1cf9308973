"""Loops and branches of nets and steps, as execution steps with stop blobs.

A step looks at its stop blob after each net or substep: a loop puts the net that computes its condition first.
"""

from __future__ import annotations

import itertools
from typing import Any

from netdef._impl.control.conditions import BoolNet, GetConditionBlobFromNet, NotNet, condition_blob, copy_net
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, scoped_execution_step

_used_names: set[str] = set()
_numbers = itertools.count(1)


def _step_name(control: str, name: str) -> str:
    """`<name>/<control>`, with a number where that is taken."""
    result = f"{name}/{control}" if name else control
    if result in _used_names:
        result = f"{result}_{next(_numbers)}"
    _used_names.add(result)
    return result


def _as_list(parts: Any) -> list:
    """One or several nets or steps, given one by one or as a list, as a list."""
    if not parts:
        raise ValueError("input cannot be empty.")
    if isinstance(parts, tuple):
        parts = list(parts)
        if len(parts) == 1 and isinstance(parts[0], list):
            parts = parts[0]
    return parts if isinstance(parts, list) else [parts]


def _are_nets(parts: Any) -> bool:
    return all(isinstance(part, Net) for part in (parts if isinstance(parts, list) else [parts]))


def _prepend(parts: Any, *nets: Net) -> list:
    parts = parts if isinstance(parts, list) else [parts]
    return [*nets, *parts] if _are_nets(parts) else [Do("prepend", list(nets)), *parts]


def _append(parts: Any, *nets: Net) -> list:
    parts = parts if isinstance(parts, list) else [parts]
    return [*parts, *nets] if _are_nets(parts) else [*parts, Do("append", list(nets))]


def _condition_nets(condition: Any, *nets: Net) -> list[Net]:
    """The net that computes the condition, where it is a net, and the others."""
    return [condition, *nets] if isinstance(condition, Net) else list(nets)


def Do(name: str, *nets_or_steps: Any) -> ExecutionStep:
    """Runs nets or steps one after the other."""
    parts = _as_list(nets_or_steps)
    if len(parts) == 1 and isinstance(parts[0], ExecutionStep):
        return parts[0]
    return scoped_execution_step(_step_name("Do", name), parts)


def DoParallel(name: str, *nets_or_steps: Any) -> ExecutionStep:
    """Runs nets or steps side by side."""
    parts = _as_list(nets_or_steps)
    if len(parts) == 1 and isinstance(parts[0], ExecutionStep):
        return parts[0]
    return scoped_execution_step(_step_name("DoParallel", name), parts, concurrent_substeps=True)


def For(name: str, nets_or_steps: Any, iter_num: int) -> ExecutionStep:
    """Runs nets or steps `iter_num` times."""
    init_net = Net("init-net")
    counter = init_net.CreateCounter([], init_count=iter_num)
    iter_net = Net("For-iter")
    done = iter_net.CountDown([counter])
    body = scoped_execution_step(_step_name("For-inner", name), _prepend(nets_or_steps, iter_net), should_stop_blob=done)
    return Do(name + "/For", Do(name + "/For-init-net", init_net), body)


def While(name: str, condition_blob_or_net: Any, nets_or_steps: Any) -> ExecutionStep:
    """Runs nets or steps while the condition holds, which is looked at first. A blob must be changed by what is run."""
    not_net, stop_blob = NotNet(condition_blob_or_net)
    parts = _prepend(nets_or_steps, *_condition_nets(condition_blob_or_net, not_net))
    return _stoppable("While", name, parts, stop_blob)


def Until(name: str, condition_blob_or_net: Any, nets_or_steps: Any) -> ExecutionStep:
    """Runs nets or steps until the condition holds, which is looked at first (after the first net for a blob)."""
    parts = nets_or_steps
    if isinstance(condition_blob_or_net, Net):
        parts = _prepend(nets_or_steps, condition_blob_or_net)
    return scoped_execution_step(_step_name("Until", name), parts, should_stop_blob=condition_blob(condition_blob_or_net))


def DoWhile(name: str, condition_blob_or_net: Any, nets_or_steps: Any) -> ExecutionStep:
    """Runs nets or steps once, and again while the condition holds."""
    not_net, stop_blob = NotNet(condition_blob_or_net)
    parts = _append(nets_or_steps, *_condition_nets(condition_blob_or_net, not_net))
    return _initialized("DoWhile", name, parts, stop_blob)


def DoUntil(name: str, condition_blob_or_net: Any, nets_or_steps: Any) -> ExecutionStep:
    """Runs nets or steps once, and again until the condition holds."""
    if not isinstance(condition_blob_or_net, Net):
        return scoped_execution_step(_step_name("DoUntil", name), nets_or_steps, should_stop_blob=condition_blob_or_net)
    parts = _append(nets_or_steps, condition_blob_or_net)
    return _initialized("DoUntil", name, parts, GetConditionBlobFromNet(condition_blob_or_net))


def If(name: str, condition_blob_or_net: Any, true_nets_or_steps: Any, false_nets_or_steps: Any = None) -> ExecutionStep:
    """Runs nets or steps if the condition holds, others if it does not."""
    if not false_nets_or_steps:
        return _run_once_if(name + "/If", condition_blob_or_net, true_nets_or_steps)
    return Do(
        name + "/If",
        _run_once_if(name + "/If-true", condition_blob_or_net, true_nets_or_steps),
        _run_once_if_not(name + "/If-false", condition_blob(condition_blob_or_net), false_nets_or_steps))


def IfNot(name: str, condition_blob_or_net: Any, true_nets_or_steps: Any, false_nets_or_steps: Any = None) -> ExecutionStep:
    """Runs nets or steps if the condition does not hold, others if it does."""
    if not false_nets_or_steps:
        return _run_once_if_not(name + "/IfNot", condition_blob_or_net, true_nets_or_steps)
    return Do(
        name + "/IfNot",
        _run_once_if_not(name + "/IfNot-true", condition_blob_or_net, true_nets_or_steps),
        _run_once_if(name + "/IfNot-false", condition_blob(condition_blob_or_net), false_nets_or_steps))


def Switch(name: str, *conditions: Any) -> ExecutionStep:
    """Runs, for each (condition, nets or steps), the latter if the condition holds."""
    step_name = _step_name("Switch", name)
    return scoped_execution_step(
        step_name, [_run_once_if(name + "/Switch", condition, parts) for condition, parts in _as_list(conditions)])


def SwitchNot(name: str, *conditions: Any) -> ExecutionStep:
    """Runs, for each (condition, nets or steps), the latter if the condition does not hold."""
    step_name = _step_name("SwitchNot", name)
    return scoped_execution_step(
        step_name, [_run_once_if_not(name + "/SwitchNot", condition, parts) for condition, parts in _as_list(conditions)])


def _run_once_if(name: str, condition: Any, parts: Any) -> ExecutionStep:
    not_net, stop_blob = NotNet(condition)
    return _stoppable("_RunOnceIf", name, _prepend(parts, *_condition_nets(condition, not_net)), stop_blob, only_once=True)


def _run_once_if_not(name: str, condition: Any, parts: Any) -> ExecutionStep:
    if isinstance(condition, Net):
        first, stop_blob = condition, GetConditionBlobFromNet(condition)
    else:
        first, stop_blob = copy_net(condition)  # the step must not end by what it does to the condition
    parts = _prepend(parts, first)
    return scoped_execution_step(_step_name("_RunOnceIfNot", name), parts, should_stop_blob=stop_blob, only_once=True)


def _stoppable(control: str, name: str, parts: list, stop_blob: BlobReference, **options: Any) -> ExecutionStep:
    """A step whose stop blob its first net or substep computes."""
    if _are_nets(parts):
        # The blob may be true from an earlier run: it would end the step after its first net.
        return _initialized(control, name, parts, stop_blob, **options)
    return scoped_execution_step(_step_name(control, name), parts, should_stop_blob=stop_blob, **options)


def _initialized(control: str, name: str, parts: list, stop_blob: BlobReference, **options: Any) -> ExecutionStep:
    """A step whose stop blob is false when it begins."""
    bool_net = BoolNet((stop_blob, False))
    inner = scoped_execution_step(_step_name(f"{control}-inner", name), parts, should_stop_blob=stop_blob, **options)
    return Do(f"{name}/{control}", bool_net, inner)
