"""Pictures of profiles; needs matplotlib (the extra `plot`)."""

from __future__ import annotations

import collections
from collections.abc import Sequence

from netdef._impl.extras import needed_for

MOST_BARS = 20


def draw_profile(rows: Sequence[dict], path: str, title: str) -> None:
    """Writes a picture of a profile's steps, in the format that the file's name ends with: svg, png, pdf ...

    Above, the steps one after the other along the time, a colour for each type of operator; below, the time by type and
    implementation.
    """
    with needed_for("a picture of the profile", "plot"):
        from matplotlib.figure import Figure

    times: dict[tuple[str, str], float] = collections.defaultdict(float)
    for row in rows:
        times[row["type"], row["implementation"]] += row["ms"]
    total = sum(times.values()) or 1.0
    kinds = list(dict.fromkeys(kind for kind, _ in sorted(times, key=times.get, reverse=True)))
    colours = {kind: f"C{i}" if i < 9 else "0.7" for i, kind in enumerate(kinds)}
    shown = sorted(times.items(), key=lambda item: item[1], reverse=True)[:MOST_BARS]

    figure = Figure(figsize=(10, 2.2 + 0.28 * len(shown)), layout="constrained")
    line, bars = figure.subplots(2, 1, height_ratios=[1, max(1.0, 0.45 * len(shown))])
    at = 0.0
    for row in rows:
        line.barh(0, row["ms"], left=at, color=colours[row["type"]], edgecolor="white", linewidth=0.2)
        at += row["ms"]
    line.set_xlim(0, at)
    line.set_yticks([])
    line.set_xlabel("ms")
    line.set_title(f"{title}: {total:.3f} ms in {len(rows)} steps")
    for i, ((kind, _), ms) in enumerate(shown):
        bars.barh(i, ms, color=colours[kind])
        bars.text(ms, i, f" {ms:.3f} ms, {100 * ms / total:.1f} %", va="center", fontsize=8)
    bars.set_yticks(range(len(shown)), [f"{kind} ({how})" for (kind, how), _ in shown], fontsize=8)
    bars.invert_yaxis()
    bars.set_xlim(0, 1.25 * shown[0][1] if shown else 1)
    bars.set_xlabel("ms by operator and implementation")
    figure.savefig(path)
