"""What verbs take as inputs of a model: arrays, archives, images, shapes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from netdef._impl.extras import needed_for

IMAGES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm"}


@dataclasses.dataclass(frozen=True)
class ImageForm:
    """How an image becomes a float tensor: 1 x channels x height x width, (value - mean) * scale."""

    size: tuple[int, int] | None = None  # height, width
    mean: tuple[float, ...] = (0.0,)
    scale: float = 1.0
    bgr: bool = False
    gray: bool = False


def image_options(command):
    """The options of a verb that reads images."""
    for option in (
        click.option("--size", metavar="HxW", help="Resize images to this height and width."),
        click.option("--mean", metavar="M[,M,M]", default="0", show_default=True, help="Subtracted from the pixels (0 to 255), by channel."),
        click.option("--scale", type=float, default=1.0, show_default=True, help="Then multiplied with this."),
        click.option("--bgr", is_flag=True, help="Channels of images in the order blue, green, red."),
        click.option("--gray", is_flag=True, help="Images as one channel."),
    ):
        command = option(command)
    return command


def image_form(size: str | None, mean: str, scale: float, bgr: bool, gray: bool) -> ImageForm:
    """The form that image_options describe."""
    height_width = shape_of(size) if size else None
    if height_width and len(height_width) != 2:
        raise click.UsageError(f"--size expects HxW, for example 224x224; got {size}")
    return ImageForm(height_width, tuple(float(m) for m in mean.split(",")), scale, bgr, gray)


def read_image(path: str, form: ImageForm) -> np.ndarray:
    """An image file as a float array [1, C, H, W].

    Raises click.UsageError where pillow cannot read the file.
    """
    with needed_for("reading images", "image"):
        from PIL import Image, UnidentifiedImageError
    try:
        with Image.open(path) as image:
            image = image.convert("L" if form.gray else "RGB")
            if form.size:
                image = image.resize((form.size[1], form.size[0]), Image.Resampling.BILINEAR)
            pixels = np.asarray(image, np.float32)
    except UnidentifiedImageError as error:
        raise click.UsageError(str(error)) from None
    pixels = pixels[None] if form.gray else pixels.transpose(2, 0, 1)[:: -1 if form.bgr else 1]
    if len(form.mean) not in (1, len(pixels)):
        raise click.UsageError(f"--mean has {len(form.mean)} values for images of {len(pixels)} channels")
    pixels = (pixels - np.array(form.mean, np.float32).reshape(-1, 1, 1)) * np.float32(form.scale)
    return np.ascontiguousarray(pixels[None], np.float32)


def read_arrays(inputs: Sequence[str], sources: Sequence[str], form: ImageForm = ImageForm()) -> dict[str, np.ndarray]:
    """Arrays by input name from sources of the form [NAME=]FILE.

    An .npz file brings the arrays whose names are inputs; .npy files and images fill the inputs in their order. Several images without
    a name in a row become one batch.
    """
    arrays: dict[str, np.ndarray] = {}
    unnamed = iter(inputs)
    batch: list[np.ndarray] = []
    batch_name = ""
    for source in sources:
        name, _, path = source.rpartition("=")
        if Path(path).suffix.lower() in IMAGES:
            if name or not batch_name:
                batch_name, batch = name or _next(unnamed, source), []
            batch.append(read_image(path, form))
            if batch[-1].shape != batch[0].shape:
                raise click.UsageError(f"{path} is {batch[-1].shape[2:]}, the images before it {batch[0].shape[2:]}: give --size HxW")
            arrays[batch_name] = np.concatenate(batch)
            continue
        loaded = np.load(path, allow_pickle=False)
        if isinstance(loaded, np.lib.npyio.NpzFile):
            wanted = [name] if name else [key for key in loaded.files if key in inputs]
            if not wanted:
                raise click.UsageError(f"{path} holds {', '.join(loaded.files)}; the model's inputs are {', '.join(inputs)}")
            arrays.update({key: loaded[key] for key in wanted})
        else:
            arrays[name or _next(unnamed, source)] = loaded
    return arrays


def _next(unnamed, source: str) -> str:
    name = next(unnamed, None)
    if name is None:
        raise click.UsageError(f"{source}: the model has no more inputs")
    return name


def shape_of(text: str) -> tuple[int, ...]:
    """1x3x224x224 as (1, 3, 224, 224)."""
    try:
        return tuple(int(d) for d in text.replace(",", "x").split("x") if d)
    except ValueError:
        raise click.UsageError(f"expected a shape such as 1x3x224x224, got {text}") from None


def named_shapes(texts: Sequence[str], inputs: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Shapes by input name from texts of the form [NAME=]SHAPE; those without a name go by the inputs' order."""
    unnamed = iter(inputs)
    shapes = {}
    for text in texts:
        name, _, shape = text.rpartition("=")
        shapes[name or _next(unnamed, text)] = shape_of(shape)
    return shapes


def random_arrays(shapes: Mapping[str, Sequence[int]], seed: int = 0) -> dict[str, np.ndarray]:
    """Normally distributed float arrays."""
    generator = np.random.default_rng(seed)
    return {name: generator.standard_normal(tuple(shape)).astype(np.float32) for name, shape in shapes.items()}
