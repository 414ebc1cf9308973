"""How hypothesis runs the tests."""

from __future__ import annotations

import os
from typing import Any

import hypothesis


def is_sandcastle() -> bool:
    """Whether this runs in the build system Caffe2 was tested in."""
    return "SANDCASTLE" in os.environ


def is_travis() -> bool:
    """Whether this runs in Travis."""
    return "TRAVIS" in os.environ


def settings(*args: Any, **kwargs: Any) -> hypothesis.settings:
    """hypothesis.settings that also takes settings of old which hypothesis has dropped."""
    dropped = {"min_satisfying_examples", "timeout", "use_coverage"} & set(kwargs)
    kept = {key: value for key, value in kwargs.items() if key not in dropped}
    return hypothesis.settings(*args, **kept)


def _profile(max_examples: int, deadline: int, **more: Any) -> hypothesis.settings:
    return hypothesis.settings(
        suppress_health_check=[hypothesis.HealthCheck.too_slow], database=None, max_examples=max_examples, deadline=deadline,
        verbosity=hypothesis.Verbosity.verbose, **more)


def load_profile() -> None:
    """Registers the profiles of Caffe2's tests and loads the one that CAFFE2_HYPOTHESIS_PROFILE names ("dev" by default).

    A profile that somebody else has loaded already stays.
    """
    hypothesis.settings.register_profile("sandcastle", _profile(50, 10_000, derandomize=True))
    hypothesis.settings.register_profile("dev", _profile(10, 10_000))
    hypothesis.settings.register_profile("debug", _profile(1000, 50_000))
    if getattr(hypothesis.settings, "_current_profile", "default") in (None, "default"):
        default = "sandcastle" if is_sandcastle() else "dev"
        hypothesis.settings.load_profile(os.environ.get("CAFFE2_HYPOTHESIS_PROFILE", default))
