"""Damaged and hostile files: each gives an exception with a reason or a run; no crash, no hang, no memory beyond the limits."""

import os
import pathlib
import subprocess
import sys

import pytest

from oracles.damage import HEADROOM

KINDS = ["truncated", "bit_flipped", "huge_dims", "wrong_counts", "deep_nesting", "wrong_names", "plans", "text_nets", "databases", "blobs"]


def check(kind, count, at_least):
    program = pathlib.Path(__file__).with_name("attempts.py")
    # Under AddressSanitizer, which reserves terabytes of addresses, the limit is its own.
    options = ":".join([os.environ.get("ASAN_OPTIONS", ""), "allocator_may_return_null=1", f"max_allocation_size_mb={HEADROOM >> 20}"]).strip(":")
    done = subprocess.run([sys.executable, str(program), kind, str(count), "1"], capture_output=True, text=True, timeout=900,
                          env={**os.environ, "ASAN_OPTIONS": options})
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
