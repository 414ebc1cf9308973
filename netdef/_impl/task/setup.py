"""What runs once before and after a step: objects attached to its nets."""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, execution_step

# Names under which objects are attached to nets.
TASK_SETUP = "task_setup"  # once per task
TASK_INSTANCE_SETUP = "task_instance_setup"  # once per instance of the task
LOCAL_SETUP = "local_setup"  # once per node
REPORT_STEP = "report_step"  # steps that run at intervals while the task runs


class SetupNets:
    """Nets, steps or builders that run before and after the step whose nets they are attached to."""

    def __init__(self, init_nets: list | None = None, exit_nets: list | None = None):
        self.init_nets = init_nets
        self.exit_nets = exit_nets

    def setup(self, init_net: Net) -> list | None:
        """What runs before."""
        return self.init_nets

    def exit(self, exit_net: Net) -> list | None:
        """What runs after."""
        return self.exit_nets

    def __repr__(self) -> str:
        return f"SetupNets(init_nets={self.init_nets}, exit_nets={self.exit_nets})"


def get_setup_nets(key: str, steps_or_nets: Iterable[Any], target: Any) -> tuple[list, list]:
    """What the objects attached under `key` to nets of these steps want to run before and after; each object once.

    An object has setup(init_net) or exit(exit_net) or both, which add operators to the net they get, or return nets, steps or
    builders. One with a `_setup_target` is left to that target.
    """
    init_net, exit_net = Net(key + "/init"), Net(key + "/exit")
    init_nets: list = []
    exit_nets: list = []
    objects: list[Any] = []
    for part in steps_or_nets:
        attached = part.get_all_attributes(key) if isinstance(part, ExecutionStep) else part.get_attributes(key)
        objects += [obj for obj in attached if not any(obj is known for known in objects)]
    for obj in objects:
        if getattr(obj, "_setup_used", False) or getattr(obj, "_setup_target", target) is not target:
            continue
        for method, net, nets in (("setup", init_net, init_nets), ("exit", exit_net, exit_nets)):
            if hasattr(obj, method):
                nets += _as_list(getattr(obj, method)(net), obj)
                obj._setup_used = True
    if init_net.Proto().op:
        init_nets.insert(0, init_net)
    if exit_net.Proto().op:
        exit_nets.insert(0, exit_net)
    return init_nets, exit_nets


def _as_list(made: Any, maker: Any) -> list:
    if made is None:
        return []
    if isinstance(made, (list, tuple)):
        return list(made)
    if isinstance(made, (Net, ExecutionStep)):
        return [made]
    raise TypeError(f"{maker} must return nets or steps to run, a list of them or None, not {type(made)}")


def add_setup_steps(step: ExecutionStep, init_nets: list, exit_nets: list, name: str) -> ExecutionStep:
    """The step between what runs before and after; itself where there is neither."""
    if not init_nets and not exit_nets:
        return step
    steps = [step]
    if init_nets:
        steps.insert(0, execution_step(name + ":init", init_nets))
    if exit_nets:
        steps.append(execution_step(name + ":exit", exit_nets))
    return execution_step(name, steps)
