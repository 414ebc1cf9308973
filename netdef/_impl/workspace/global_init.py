"""Flags of the command line, as Caffe2's programs and scripts give them."""

from __future__ import annotations

import logging
from typing import Callable, Sequence

from netdef import _C

logger = logging.getLogger("netdef")


def _set_threads(value: str) -> None:
    if int(value) > 0:
        _C.set_num_threads(int(value))


def _set_log_level(value: str) -> None:
    """Caffe2's levels: 0 information, 1 warnings, 2 errors, 3 fatal errors; below 0 more of the first."""
    levels = {0: logging.INFO, 1: logging.WARNING, 2: logging.ERROR, 3: logging.CRITICAL}
    level = int(value)
    logger.setLevel(logging.DEBUG if level < 0 else levels[min(level, 3)])


def _throw_on_fp_exceptions(value: str) -> None:
    _C.throw_on_fp_exceptions(overflow=False, on=int(value) != 0)


def _throw_on_fp_overflow(value: str) -> None:
    _C.throw_on_fp_exceptions(overflow=True, on=int(value) != 0)


# The flags that mean something here.
_EFFECTS: dict[str, Callable[[str], None]] = {
    "caffe2_log_level": _set_log_level,
    "caffe2_omp_num_threads": _set_threads,
    "caffe2_operator_throw_if_fp_exceptions": _throw_on_fp_exceptions,
    "caffe2_operator_throw_if_fp_overflow_exceptions": _throw_on_fp_overflow,
    "minloglevel": _set_log_level,
}

# Flags of Caffe2 steer its own allocators, pools and kernels: accepted, and said to have no effect.
_PREFIXES = ("caffe2_", "torch_", "onnxifi_", "fake_fp16_", "enforce_fp32_", "merge_fp32_", "pthreadpool_")
_OTHERS = ("v", "logtostderr")

_given: list[str] = []


def GlobalInit(args: Sequence[str]) -> None:
    """Takes flags of the form --name=value; the first of `args` is the program's name.

    caffe2_log_level, caffe2_omp_num_threads and caffe2_operator_throw_if_fp_exceptions (and ..._overflow_exceptions) are obeyed; others of
    Caffe2's own flags have no effect, which the log says.

    Raises:
        RuntimeError: a flag that Caffe2 does not have, or a value that is none.
    """
    if isinstance(args, (str, bytes)):
        raise TypeError(f"global_init takes a list of str, got {args!r}")
    flags = list(args)[1:]
    if not all(isinstance(flag, str) for flag in flags):
        raise TypeError(f"global_init takes a list of str, got {args!r}")
    _given.extend(flags)
    waiting = iter(flags)
    for flag in waiting:
        if not flag.startswith("-"):
            continue
        name, equals, value = flag.lstrip("-").partition("=")
        try:
            if name in _EFFECTS:
                _EFFECTS[name](value if equals else next(waiting, ""))
            elif name.startswith(_PREFIXES) or name in _OTHERS:
                logger.info("the flag --%s has no effect here", name)
            else:
                raise ValueError("there is no such flag")
        except ValueError as error:
            raise RuntimeError(f"Failed to run some init functions for caffe2. {flag}: {error}") from error


def GetGlobalInitArgs() -> list[str]:
    """The flags that GlobalInit was given."""
    return list(_given)
