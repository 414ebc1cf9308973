"""Shows patches (images, filters, activations) side by side with matplotlib."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from netdef._impl.extras import needed_for


def ChannelFirst(arr: np.ndarray) -> np.ndarray:
    """Moves the channels of (..., height, width, channel) to the front: (..., channel, height, width).

    Raises:
        ValueError: neither three nor four dimensions.
    """
    if arr.ndim not in (3, 4):
        raise ValueError(f"ChannelFirst expects 3 or 4 dimensions, got shape {arr.shape}")
    return np.moveaxis(arr, -1, -3)


def ChannelLast(arr: np.ndarray) -> np.ndarray:
    """Moves the channels of (..., channel, height, width) to the end: (..., height, width, channel).

    Raises:
        ValueError: neither three nor four dimensions.
    """
    if arr.ndim not in (3, 4):
        raise ValueError(f"ChannelLast expects 3 or 4 dimensions, got shape {arr.shape}")
    return np.moveaxis(arr, -3, -1)


class PatchVisualizer:
    """Shows patches as one image, `gap` pixels apart. What is shown is returned as an array."""

    def __init__(self, gap: int = 1):
        self.gap = gap

    def ShowSingle(self, patch: np.ndarray, cmap: Any = None) -> np.ndarray:
        """Shows one patch of shape (height, width), or (height, width, 3)."""
        patch = np.asarray(patch)
        if patch.ndim not in (2, 3):
            raise ValueError(f"a patch has two or three dimensions, got shape {patch.shape}")
        return self._show(patch, cmap)

    def ShowMultiple(
        self, patches: Sequence[np.ndarray], ncols: int | None = None, cmap: Any = None, bg_func: Callable = np.mean
    ) -> np.ndarray:
        """Shows patches of shape (n, height, width), or (n, height, width, 3), in `ncols` columns, by default about as many as rows.

        bg_func: makes the background of all values.
        """
        patches = np.asarray(patches)
        if patches.ndim not in (3, 4):
            raise ValueError(f"patches have three or four dimensions, got shape {patches.shape}")
        count, height, width = patches.shape[:3]
        columns = ncols or int(np.ceil(np.sqrt(count)))
        rows = -(-count // columns)
        shape = (rows * (height + self.gap) - self.gap, columns * (width + self.gap) - self.gap, *patches.shape[3:])
        image = np.full(shape, bg_func(patches), dtype=patches.dtype)
        for k, patch in enumerate(patches):
            y, x = (k // columns) * (height + self.gap), (k % columns) * (width + self.gap)
            image[y: y + height, x: x + width] = patch
        return self._show(image, cmap)

    def ShowImages(self, patches: Sequence[np.ndarray], *args: Any, **kwargs: Any) -> np.ndarray:
        """ShowMultiple of images whose values are scaled to the range from 0 to 1."""
        patches = np.asarray(patches, dtype=np.float64)
        low, high = (patches.min(), patches.max()) if patches.size else (0.0, 0.0)
        return self.ShowMultiple((patches - low) / (high - low) if high > low else patches - low, *args, **kwargs)

    def ShowChannels(self, patch: np.ndarray, cmap: Any = None, bg_func: Callable = np.mean) -> np.ndarray:
        """Shows the channels of one patch of shape (height, width, channel), each in gray."""
        patch = np.asarray(patch)
        if patch.ndim != 3:
            raise ValueError(f"a patch with channels has three dimensions, got shape {patch.shape}")
        return self.ShowMultiple(np.moveaxis(patch, -1, 0), cmap=cmap, bg_func=bg_func)

    def get_patch_shape(self, patch: np.ndarray) -> tuple[int, ...]:
        """(height, width) of a gray patch, (height, width, channels) of another."""
        return patch.shape if patch.ndim in (2, 3) else patch.shape[1:]

    @staticmethod
    def _show(image: np.ndarray, cmap: Any) -> np.ndarray:
        with needed_for("showing patches", "plot"):
            from matplotlib import cm, pyplot
        pyplot.imshow(image, cmap=cm.gray if cmap is None else cmap, interpolation="nearest", aspect="equal")
        pyplot.axis("off")
        return image


_shared = PatchVisualizer()


class NHWC:
    """Shows arrays whose channels come last."""

    @staticmethod
    def ShowSingle(*args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowSingle."""
        return _shared.ShowSingle(*args, **kwargs)

    @staticmethod
    def ShowMultiple(*args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowMultiple."""
        return _shared.ShowMultiple(*args, **kwargs)

    @staticmethod
    def ShowImages(*args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowImages."""
        return _shared.ShowImages(*args, **kwargs)

    @staticmethod
    def ShowChannels(*args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowChannels."""
        return _shared.ShowChannels(*args, **kwargs)


class NCHW:
    """Shows arrays whose channels come before height and width."""

    @staticmethod
    def ShowSingle(patch: np.ndarray, *args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowSingle of a patch of shape (channel, height, width)."""
        return _shared.ShowSingle(ChannelLast(patch), *args, **kwargs)

    @staticmethod
    def ShowMultiple(patch: np.ndarray, *args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowMultiple of patches of shape (n, channel, height, width)."""
        return _shared.ShowMultiple(ChannelLast(patch), *args, **kwargs)

    @staticmethod
    def ShowImages(patch: np.ndarray, *args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowImages of images of shape (n, channel, height, width)."""
        return _shared.ShowImages(ChannelLast(patch), *args, **kwargs)

    @staticmethod
    def ShowChannels(patch: np.ndarray, *args: Any, **kwargs: Any) -> np.ndarray:
        """PatchVisualizer.ShowChannels of a patch of shape (channel, height, width)."""
        return _shared.ShowChannels(ChannelLast(patch), *args, **kwargs)
