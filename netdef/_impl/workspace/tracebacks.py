"""Where in the script the operators of a net were added, told when one of them fails."""

from __future__ import annotations

import collections
import logging
import os
import sys
from typing import Any, Callable

from netdef import _C

logger = logging.getLogger("netdef.workspace")

_CORE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "core", "")

# net name -> operator index -> frames (file, line, function), innermost first
operator_tracebacks: dict[str, dict[int, list[tuple[str, int, str]]]] = collections.defaultdict(dict)


def current_stack() -> list[tuple[str, int, str]]:
    """The frames of the caller that asked for an operator, innermost first, without those of core itself."""
    frames = []
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_CORE):
        frame = frame.f_back
    while frame is not None:
        code = frame.f_code
        frames.append((code.co_filename, frame.f_lineno, code.co_name))
        frame = frame.f_back
    return frames


def last_failed_operator() -> int:
    """Position in its net of the operator that failed last in the current workspace."""
    return _C.Workspace.current._last_failed_op_net_position()


def CallWithExceptionIntercept(func: Callable, op_id_fetcher: Callable[[], int], net_name: str, *args: Any, **kwargs: Any) -> Any:
    """Calls func(*args, **kwargs); where it fails, logs where the failing operator was added to its net, then raises."""
    try:
        return func(*args, **kwargs)
    except Exception:
        op_id = op_id_fetcher()
        lines = [f"Original python traceback for operator `{op_id}` in network `{net_name}` in exception above (most recent call last):"]
        known = operator_tracebacks[net_name] if net_name in operator_tracebacks else {}
        for file, line, function in reversed(known.get(op_id, ())):
            lines.append(f'  File "{file}", line {line}, in {function}')
        logger.error("\n".join(lines))
        raise
