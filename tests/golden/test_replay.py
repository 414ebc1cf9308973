"""Replays what the real Caffe2 did with each operator: values, shapes, types, errors."""

import pathlib

import pytest

from netdef import workspace
from recording import read, replay

FILES = sorted(pathlib.Path(__file__).parent.glob("*.npz"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_replay(path):
    wrong = {}
    for case in read(path):
        why = replay(case)
        if why:
            wrong[case.id] = why
    assert not wrong, "\n".join(f"{case}: {why}" for case, why in wrong.items())


def test_every_recorded_operator_is_registered():
    registered = {key.split("_ENGINE_")[0] for key in workspace.RegisteredOperators()}
    unknown = {path.stem for path in FILES} - registered - {"_nets"}
    assert not unknown
