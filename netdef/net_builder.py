"""Nets and steps written as Python blocks; as caffe2.python.net_builder.

    with NetBuilder() as nb:
        total = ops.Const(0)
        with ops.loop(10) as loop:
            ops.Add([total, loop.iter()], [total])
    plan.AddStep(core.to_execution_step(nb))
"""

from netdef._impl.net_builder.builder import NetBuilder
from netdef._impl.net_builder.operations import Operations, ops

__all__ = ["NetBuilder", "Operations", "ops"]
