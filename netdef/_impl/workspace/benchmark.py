"""How long a net takes."""

from __future__ import annotations

import collections
from typing import Any

from netdef import _C
from netdef._impl.workspace.names import StringifyNetName


def BenchmarkNet(name: Any, warmup_runs: int, main_runs: int, run_individual: bool) -> list[float]:
    """Milliseconds per run of a net that was created, then, with `run_individual`, per run of each operator; prints them as well.

    Raises:
        netdef.Error: there is no such net.
    """
    name = StringifyNetName(name)
    times = _C.benchmark_net(name, warmup_runs, main_runs, run_individual)
    print(f"Main run finished. Milliseconds per iter: {times[0]:g}. Iters per second: {1000 / times[0]:g}" if times[0] else "Main run finished.")
    if run_individual:
        _print_operators(_C.Workspace.current.nets[name].operators, times[1:])
    return times


def _print_operators(operators: list[tuple[str, str]], times: list[float]) -> None:
    """Each operator, then each type of operators, the slowest first."""
    of_type: dict[str, float] = collections.defaultdict(float)
    for number, ((op_type, name), time) in enumerate(zip(operators, times)):
        print(f"Operator #{number} ({name}, {op_type}) {time:g} ms/iter")
        of_type[op_type] += time
    total = sum(times)
    print("Time per operator type:")
    for op_type, time in sorted(of_type.items(), key=lambda item: -item[1]):
        print(f"{time:15.6g} ms. {100 * time / total if total else 0:10.6g}%. {op_type}")
    print(f"{total:15.6g} ms in Total")
