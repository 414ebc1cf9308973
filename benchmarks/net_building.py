"""Time of building a net of many operators and of deriving its gradients, beside the real Caffe2.

    python benchmarks/net_building.py [--operators 10000] [--rounds 3] [--reference PYTHON]

PYTHON is an interpreter that imports the real caffe2. Each measurement runs in a process of its own, the two sides by turns; the
best round counts. The last column tells whether time grows with the number of operators only: time per operator at the full
size over that at a quarter of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

# Runs under either package: a chain that shares one weight (so that its gradients are summed up), and one of separate layers.
PROGRAM = """
import json, sys, time
if sys.argv[2] == "netdef":
    import netdef.compat
    netdef.compat.install()
from caffe2.python import core


def shared(net, n):
    x = "x"
    for i in range(n):
        x = net.FC([x, "w", "b"], "y%d" % i)
    return x


def separate(net, n):
    x = "x"
    for i in range(n // 2):
        x = net.Relu(net.FC([x, "w%d" % i, "b%d" % i]), name="r%d" % i)
    return x


seconds = {}
shared(core.Net("warm"), 10)
for make in (shared, separate):
    net = core.Net("bench")
    start = time.perf_counter()
    last = make(net, int(sys.argv[1]))
    built = time.perf_counter()
    net.AddGradientOperators([last])
    seconds[make.__name__ + " build"] = built - start
    seconds[make.__name__ + " gradients"] = time.perf_counter() - built
print(json.dumps(seconds))
"""


def measure(python: str, side: str, operators: int) -> dict[str, float]:
    """Seconds of each part, in a process of its own."""
    paths = [str(Path(__file__).parents[1])] if side == "netdef" else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])}
    output = subprocess.run(
        [python, "-W", "ignore", "-c", PROGRAM, str(operators), side], env=environment, check=True, capture_output=True, text=True)
    return json.loads(output.stdout.strip().splitlines()[-1])


def best(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {part: min(measured[part] for measured in rounds) for part in rounds[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operators", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reference", metavar="PYTHON", help="interpreter with the real caffe2")
    arguments = parser.parse_args()
    ours, small, theirs = [], [], []
    for _ in range(arguments.rounds):
        ours.append(measure(sys.executable, "netdef", arguments.operators))
        small.append(measure(sys.executable, "netdef", arguments.operators // 4))
        if arguments.reference:
            theirs.append(measure(arguments.reference, "reference", arguments.operators))
    ours_best, small_best = best(ours), best(small)
    print(f"{'part':20} {'netdef s':>9} {'real s':>9} {'ratio':>6} {'growth':>7}")
    for part, seconds in ours_best.items():
        real = best(theirs)[part] if theirs else None
        columns = f"{real:9.3f} {seconds / real:6.2f}" if real else f"{'-':>9} {'-':>6}"
        print(f"{part:20} {seconds:9.3f} {columns} {seconds / (4 * small_best[part]):7.2f}")
    if theirs:
        print(f"all: {sum(ours_best.values()) / sum(best(theirs).values()):.2f} of the real one's time")


if __name__ == "__main__":
    main()
