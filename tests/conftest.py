"""Every test starts in an empty default workspace."""

import pytest

from netdef import workspace


@pytest.fixture(autouse=True)
def clean_workspace():
    workspace.SwitchWorkspace("default")
    workspace.ResetWorkspace(".")
    yield
    workspace.SwitchWorkspace("default")
    workspace.ResetWorkspace(".")
