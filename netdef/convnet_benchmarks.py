"""Well-known convolutional networks and how fast they run; as caffe2.python.convnet_benchmarks."""

from netdef import brew, model_helper, workspace
from netdef._impl.convnet_benchmarks import (
    MLP,
    VGGA,
    AddParameterUpdate,
    AlexNet,
    Benchmark,
    GetArgumentParser,
    Inception,
    OverFeat,
    main,
)

__all__ = [
    "AddParameterUpdate",
    "AlexNet",
    "Benchmark",
    "GetArgumentParser",
    "Inception",
    "MLP",
    "OverFeat",
    "VGGA",
    "brew",
    "model_helper",
    "workspace",
]

if __name__ == "__main__":
    main()
