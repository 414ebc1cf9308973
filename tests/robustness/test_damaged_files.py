"""Damaged and hostile files: each gives an exception with a reason or a run; no crash, no hang, no memory beyond the limits."""

import pathlib
import subprocess
import sys

import pytest

KINDS = ["truncated", "bit_flipped", "huge_dims", "wrong_counts", "deep_nesting", "wrong_names", "plans", "text_nets", "databases", "blobs"]


def check(kind, count, at_least):
    program = pathlib.Path(__file__).with_name("attempts.py")
    done = subprocess.run([sys.executable, str(program), kind, str(count), "1"], capture_output=True, text=True, timeout=900)
    ends = done.stdout.splitlines()
    assert done.returncode == 0, f"file {ends[-1] if ends else '?'} of kind {kind} ended the process\n{done.stderr[-3000:]}"
    assert len(ends) >= at_least
    for end in ends:
        number, outcome, *reason = end.split(" ", 2)
        assert outcome == "ran" or (outcome == "raised" and len(reason[0]) > 20), end
    assert any(" raised " in end for end in ends)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged(kind):
    check(kind, count=100, at_least=100)


@pytest.mark.parametrize("kind, at_least", [("changed_operators", 1700), ("any_operators", 1900)])
def test_operators(kind, at_least):
    """Two runs of every operator: sound ones with something changed, and definitions made from the schema alone."""
    check(kind, count=2, at_least=at_least)
