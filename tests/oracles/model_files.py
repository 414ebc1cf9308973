"""Models under tests/data, and the seeded weights of the zoo nets."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np

from netdef.proto import caffe2_pb2

DATA = Path(__file__).parents[1] / "data"
MADE = DATA / "made"
ZOO = DATA / "zoo"


def net(path: Path) -> caffe2_pb2.NetDef:
    return caffe2_pb2.NetDef.FromString(path.read_bytes())


def case(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Inputs and expected outputs recorded in case.npz."""
    arrays = np.load(folder / "case.npz")
    return {k[3:]: arrays[k] for k in arrays if k.startswith("in/")}, {k[4:]: arrays[k] for k in arrays if k.startswith("out/")}


def _weight(name: str, recipe: dict, salt: int) -> np.ndarray:
    random = np.random.RandomState((zlib.crc32(name.encode()) + salt) & 0xFFFFFFFF)
    shape = tuple(recipe["shape"])
    match recipe["kind"]:
        case "he":
            return (random.standard_normal(shape) * (recipe.get("gain", 1.0) * np.sqrt(2.0 / recipe["fan_in"]))).astype(np.float32)
        case "normal":
            return (recipe.get("mean", 0.0) + random.standard_normal(shape) * recipe["std"]).astype(np.float32)
        case "uniform":
            return random.uniform(recipe["lo"], recipe["hi"], shape).astype(np.float32)
        case "values":
            return np.array(recipe["values"], dtype=recipe["dtype"]).reshape(shape)
    raise ValueError(f"unknown kind of weight {recipe['kind']}")


def _input(recipe: dict) -> np.ndarray:
    random = np.random.RandomState(recipe["seed"]) if "seed" in recipe else None
    match recipe["dist"]:
        case "values":
            return np.array(recipe["values"], dtype=recipe["dtype"]).reshape(recipe["shape"])
        case "normal":
            return (random.standard_normal(tuple(recipe["shape"])) * recipe["std"]).astype(recipe["dtype"])
        case "image":  # blocks of 8x8 pixels with a little noise
            n, c, h, w = recipe["shape"]
            blocks = np.kron(random.uniform(0, 1, (n, c, (h + 7) // 8, (w + 7) // 8)), np.ones((1, 1, 8, 8)))[:, :, :h, :w]
            pixels = 0.8 * blocks + 0.2 * random.uniform(0, 1, (n, c, h, w))
            return (pixels * (recipe["hi"] - recipe["lo"]) + recipe["lo"]).astype(recipe["dtype"])
    raise ValueError(f"unknown kind of input {recipe['dist']}")


def zoo_weights(folder: Path) -> dict[str, np.ndarray]:
    recipes = json.loads((folder / "shapes.json").read_text())
    return {name: _weight(name, recipe, recipes["salt"]) for name, recipe in recipes["weights"].items()}


def zoo_inputs(folder: Path) -> dict[str, np.ndarray]:
    return {name: _input(recipe) for name, recipe in json.loads((folder / "shapes.json").read_text())["inputs"].items()}
