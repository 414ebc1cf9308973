"""Execution steps that run under conditions; as caffe2.python.control.

    step = control.While("train", not_done_net, train_net)
"""

from netdef._impl.control.conditions import (
    BoolNet,
    CombineConditions,
    GetConditionBlobFromNet,
    MergeConditionNets,
    NotNet,
)
from netdef._impl.control.steps import Do, DoParallel, DoUntil, DoWhile, For, If, IfNot, Switch, SwitchNot, Until, While

__all__ = [
    "BoolNet", "CombineConditions", "Do", "DoParallel", "DoUntil", "DoWhile", "For", "GetConditionBlobFromNet", "If", "IfNot",
    "MergeConditionNets", "NotNet", "Switch", "SwitchNot", "Until", "While",
]
