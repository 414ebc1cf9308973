"""Progress on a terminal; nothing where a program reads the output."""

from __future__ import annotations

import contextlib
import sys
from typing import Callable, Iterator


@contextlib.contextmanager
def progress(description: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar on stderr while inside, if that is a terminal. Gives advance(note): one unit is done."""
    if not sys.stderr.isatty():
        yield lambda note="": None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} {task.fields[note]}"),
               TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total, note="")
        yield lambda note="": bar.update(task, advance=1, note=note)
