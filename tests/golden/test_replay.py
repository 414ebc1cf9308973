"""Replays what the real Caffe2 did with each operator: values, shapes, types, errors."""

import pathlib

import pytest

from netdef import workspace
from recording import DIFFERENCES, read, replay

FOLDER = pathlib.Path(__file__).parent
FILES = sorted(FOLDER.glob("*.npz"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_replay(path):
    wrong = {}
    for case in read(path):
        why = replay(case)
        if bool(why) != (case.id in DIFFERENCES):
            wrong[case.id] = why or "agrees, and must leave DIFFERENCES"
    assert not wrong, "\n".join(f"{case}: {why}" for case, why in wrong.items())


def test_differences_are_of_recorded_cases():
    recorded = {case.id for name in {case.rsplit("-", 1)[0] for case in DIFFERENCES} for case in read(FOLDER / f"{name}.npz")}
    assert set(DIFFERENCES) <= recorded


def test_every_recorded_operator_is_registered():
    registered = {key.split("_ENGINE_")[0] for key in workspace.RegisteredOperators()}
    unknown = {path.stem for path in FILES} - registered - {"_nets"}
    assert not unknown
