"""Control flow inside a net: the Collatz sequence by While and If, computed by the runtime alone.

    python examples/if_while.py [START]
"""

import argparse

import numpy as np

from netdef import workspace
from netdef.net_builder import NetBuilder, ops


def build():
    """Operators that read the int64 blob "start" and count in "steps" how often x -> x/2 or 3x+1 is applied until x is 1."""
    one, two, three = (ops.Const(value) for value in (1, 2, 3))
    x = ops.Copy("start", "x")
    steps = ops.Const(0, blob_out="steps")
    highest = ops.Copy("start", "highest")
    with ops.WhileNet():
        with ops.Condition():
            ops.NE([x, one])
        with ops.IfNet(ops.EQ([ops.Mod(x, divisor=2), ops.Const(0)])):
            ops.Div([x, two], [x])
        with ops.Else():
            ops.Add([ops.Mul([x, three]), one], [x])
        ops.Add([steps, one], [steps])
        ops.Max([highest, x], [highest])


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", nargs="?", type=int, default=27)
    args = parser.parse_args(arguments)
    workspace.ResetWorkspace()
    workspace.FeedBlob("start", np.array(args.start, np.int64))
    with NetBuilder(_use_control_ops=True, initial_scope=["start"]) as builder:
        build()
    for net in builder.get():
        workspace.RunNetOnce(net)
    steps, highest = int(workspace.FetchBlob("steps")), int(workspace.FetchBlob("highest"))
    print(f"{args.start} reaches 1 after {steps} steps and rises to {highest} on the way")
    return steps, highest


if __name__ == "__main__":
    main()
