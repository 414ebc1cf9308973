"""Which blobs can live in the same memory one after another."""

from __future__ import annotations

import collections
import enum
from typing import Any, Collection, Iterable, Sequence

from netdef._impl.memonger.sizes import blob_nbytes

LiveRange = collections.namedtuple("LiveRange", ["defined", "used", "size"])
LiveRange.__doc__ = "Positions of the operators that write a blob first and read it last, and its size; None where there is none."

Statistics = collections.namedtuple("Statistics", ["baseline_nbytes", "optimized_nbytes"])
Statistics.__doc__ = "Bytes of all blobs, before and after."

BlobRange = tuple[str, LiveRange]
Assignment = list[BlobRange]  # blobs that share one piece of memory, in order of time


class AssignmentAlgorithm(enum.Enum):
    """How blobs are assigned: the best place for each in turn, or the best of all assignments."""

    GREEDY = 0
    DYNAMIC_PROGRAMMING = 1


def get_updated_ranges(ranges: Iterable[BlobRange], max_live: int | None = None) -> list[BlobRange]:
    """Ranges without None: blobs never written are there from -1 on, blobs never read until the end, unknown sizes are 1."""
    ranges = list(ranges)
    if max_live is None:
        max_live = 1 + max((used for _, (_, used, _) in ranges if used is not None), default=0)
    return [
        (name, LiveRange(-1 if r.defined is None else r.defined, max_live if r.used is None else r.used, 1 if r.size is None else r.size))
        for name, r in ranges
    ]


def is_compatible(candidate_range: BlobRange, assignment: Assignment, static_blobs: Collection[str]) -> bool:
    """Whether a blob can live in the memory of an assignment after those that are there."""
    if candidate_range[0] in static_blobs or any(name in static_blobs for name, _ in assignment):
        return False
    if not assignment:
        return True
    last_used = assignment[-1][1].used
    return last_used is not None and candidate_range[1].defined is not None and candidate_range[1].defined > last_used


def _size(assignment: Assignment) -> int:
    return max((r.size or 0 for _, r in assignment), default=0)


def get_memory_usage(assignments: Iterable[Assignment]) -> int:
    """The memory all assignments need together, in the unit of the ranges' sizes."""
    return sum(_size(assignment) for assignment in assignments)


def compute_assignments_greedy(ranges_sorted: Sequence[BlobRange], init_assignments: Sequence[Assignment] | None = None) -> list[Assignment]:
    """Puts each blob, in order, where it adds least memory and, among equals, where least is wasted."""
    assignments = [list(assignment) for assignment in init_assignments or ()]
    for blob in ranges_sorted:
        size = blob[1].size or 0
        places = [a for a in assignments if is_compatible(blob, a, ())]
        if places:
            min(places, key=lambda a: (max(size - _size(a), 0), max(_size(a) - size, 0))).append(blob)
        else:
            assignments.append([blob])
    return assignments


def compute_assignments_dp(
    ranges_sorted: Sequence[BlobRange], init_assignment: Sequence[Assignment] | None, counter: Any = None
) -> list[Assignment]:
    """The assignment of least memory.

    Searches all assignments depth first and gives up those that already need more than the best known, the greedy one at the start.
    Groups of blobs whose ranges do not overlap are searched one by one. The effort grows exponentially with the number of blobs alive at once.
    counter: a list whose first element counts the assignments looked at, or None.
    """
    assignments = [list(assignment) for assignment in init_assignment or ()]
    for group in _independent_groups(ranges_sorted):
        assignments = _best_for(group, assignments, counter)
    return assignments


def _independent_groups(ranges: Sequence[BlobRange]) -> list[list[BlobRange]]:
    """The ranges, cut where everything before has been used before everything after is defined."""
    groups: list[list[BlobRange]] = []
    end = None
    for blob in sorted(ranges, key=lambda b: (b[1].defined, b[1].used)):
        if end is None or blob[1].defined > end:
            groups.append([])
            end = blob[1].used
        groups[-1].append(blob)
        end = max(end, blob[1].used)
    return groups


def _best_for(blobs: Sequence[BlobRange], start: list[Assignment], counter: Any) -> list[Assignment]:
    best = compute_assignments_greedy(blobs, start)
    least = get_memory_usage(best)
    current = [list(assignment) for assignment in start]

    def search(k: int, used: int) -> None:
        nonlocal best, least
        if counter is not None:
            counter[0] += 1
        if used >= least:
            return
        if k == len(blobs):
            best, least = [list(a) for a in current], used
            return
        blob = blobs[k]
        size = blob[1].size or 0
        tried = set()
        for assignment in current:
            state = (_size(assignment), assignment[-1][1].used)
            if state in tried or not is_compatible(blob, assignment, ()):
                continue
            tried.add(state)
            assignment.append(blob)
            search(k + 1, used + max(size - state[0], 0))
            assignment.pop()
        current.append([blob])
        search(k + 1, used + size)
        current.pop()

    search(0, get_memory_usage(current))
    return best


def compute_assignments(
    ranges: dict[str, LiveRange], static_blobs: Collection[str], algo: AssignmentAlgorithm
) -> list[Assignment]:
    """Assigns blobs; `static_blobs`, blobs that come from outside and blobs that nothing reads keep memory of their own."""
    movable = {name: r for name, r in ranges.items() if name not in static_blobs and r.defined is not None and r.used is not None}
    ordered = sorted(get_updated_ranges(movable.items()), key=lambda blob: (blob[1].used, blob[1].defined))
    kept = [[blob] for blob in get_updated_ranges((name, r) for name, r in ranges.items() if name not in movable)]
    if algo == AssignmentAlgorithm.GREEDY:
        found = compute_assignments_greedy(sorted(ordered, key=lambda blob: blob[1].defined))
    elif algo == AssignmentAlgorithm.DYNAMIC_PROGRAMMING:
        found = compute_assignments_dp(ordered, [])
    else:
        raise ValueError(f"Invalid algo name {algo}: expected an AssignmentAlgorithm")
    verify_assignments(found)
    return found + kept


def verify_assignments(assignments: Iterable[Assignment]) -> None:
    """Asserts that no blob is written before the one in the same memory has been read for the last time."""
    for assignment in assignments:
        for (before, first), (after, second) in zip(assignment, assignment[1:]):
            assert first.used is not None and second.defined is not None and first.used < second.defined, (
                f"{after} is written at {second.defined}, while {before} in the same memory is read until {first.used}")


def compute_blob_assignments(assignments: Iterable[Assignment]) -> dict[str, str]:
    """{blob: name of the blob it becomes}: the last one of its assignment; blobs that share with nothing are left out."""
    names: dict[str, str] = {}
    for assignment in assignments:
        if len(assignment) > 1:
            names.update((name, assignment[-1][0]) for name, _ in assignment)
    return names


def compute_statistics(assignments: Sequence[Assignment]) -> Statistics:
    """Bytes of all assigned blobs and of the memory they share, from the blobs in the current workspace."""
    sizes = {name: blob_nbytes(name) for assignment in assignments for name, _ in assignment}
    shared = sum(max((sizes[name] for name, _ in assignment), default=0) for assignment in assignments)
    return Statistics(baseline_nbytes=sum(sizes.values()), optimized_nbytes=shared)
