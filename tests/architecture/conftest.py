import pytest

from netdef import workspace


@pytest.fixture(scope="session")
def operator_types():
    """Every operator type there is, without engines and domains."""
    return {key.split("::")[-1].split("_ENGINE_")[0] for key in workspace.RegisteredOperators()}
