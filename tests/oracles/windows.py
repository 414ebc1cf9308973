"""How the oracles of window operators read the many spellings of a window."""

from __future__ import annotations

import numpy as np


def spelled(args: dict, name: str, default, rank: int, sides=None) -> list[int]:
    """`name`s, `name` or `name`_h and `name`_w as a list of `rank` values."""
    if name + "s" in args:
        return list(args[name + "s"])
    if name in args:
        return [args[name]] * rank
    sides = sides or (name + "_h", name + "_w")
    if all(s in args for s in sides):
        return [args[s] for s in sides]
    return [default] * rank


class Window:
    """kernel, stride, dilation, pads (head, tail) and output size along each axis of an image."""

    def __init__(self, spatial, args: dict):
        n = len(spatial)
        if args.get("global_pooling"):
            self.kernel, self.stride, self.dilation = list(spatial), [1] * n, [1] * n
            self.head, self.tail, self.out = [0] * n, [0] * n, [1] * n
            return
        self.kernel = spelled(args, "kernel", 0, n)
        self.stride = spelled(args, "stride", 1, n)
        self.dilation = spelled(args, "dilation", 1, n)
        pads = args["pads"] if "pads" in args else spelled(args, "pad", 0, 2 * n, ("pad_t", "pad_l", "pad_b", "pad_r"))
        self.head, self.tail, self.out = list(pads[:n]), list(pads[n:]), []
        legacy = args.get("legacy_pad", 0)
        for i, size in enumerate(spatial):
            extent = self.dilation[i] * (self.kernel[i] - 1) + 1
            if legacy == 1:
                self.head[i] = self.tail[i] = 0
            if legacy == 2:
                out = -(-size // self.stride[i])
                needed = (out - 1) * self.stride[i] + self.kernel[i] - size
                self.head[i] = int(needed / 2)
                self.tail[i] = needed - self.head[i]
            elif legacy == 3:
                out = -(-(size + 2 * self.head[i] - self.kernel[i]) // self.stride[i]) + 1  # no dilation
                if self.head[i] and (out - 1) * self.stride[i] >= size + self.head[i]:
                    out -= 1
                self.tail[i] = (out - 1) * self.stride[i] + extent - size - self.head[i]
            else:
                out = (size + self.head[i] + self.tail[i] - extent) // self.stride[i] + 1
            self.out.append(out)

    def taps(self):
        """Each tap with the slices of a padded image that all outputs see under it."""
        for tap in np.ndindex(*self.kernel):
            yield tap, tuple(
                slice(t * d, t * d + (o - 1) * s + 1, s)
                for t, d, o, s in zip(tap, self.dilation, self.out, self.stride)
            )

    def padded(self, x: np.ndarray, value: float) -> np.ndarray:
        """x [N, C, ...] with the padding around it (negative padding crops), and no smaller than the taps reach."""
        for axis, (head, tail) in enumerate(zip(self.head, self.tail), start=2):
            if head < 0:
                x = np.delete(x, np.s_[:-head], axis)
            elif head:
                x = np.concatenate([np.full_like(x.take([0] * head, axis), value), x], axis)
            if tail < 0:
                x = np.delete(x, np.s_[tail:], axis)
            elif tail:
                x = np.concatenate([x, np.full_like(x.take([0] * tail, axis), value)], axis)
        return x


def channels_first(x: np.ndarray, order: str) -> np.ndarray:
    return x if order == "NCHW" else np.moveaxis(x, -1, 1)


def channels_as(x: np.ndarray, order: str) -> np.ndarray:
    return x if order == "NCHW" else np.moveaxis(x, 1, -1)
