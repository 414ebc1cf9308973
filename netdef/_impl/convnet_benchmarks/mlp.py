"""Three columns of fully connected layers side by side: nothing but matrix products, and work for three threads."""

from netdef._impl.brew.layers import brew
from netdef._impl.convnet_benchmarks.layers import CLASSES
from netdef._impl.model_helper.model_helper import ModelHelper

WIDTH = 256
_DEPTH = 20
_COLUMNS = 3
_XAVIER = ("XavierFill", {})


def MLP(order, cudnn_ws):
    model = ModelHelper("MLP")
    tops = ["data"] * _COLUMNS
    for layer in range(1, _DEPTH + 1):
        tops = [
            brew.fc(model, top, f"fc_{layer}_{column}", WIDTH, WIDTH, _XAVIER, _XAVIER) for column, top in enumerate(tops)
        ]
    brew.sum(model, tops, "sum")
    brew.fc(model, "sum", "last", WIDTH, CLASSES, _XAVIER, _XAVIER)
    entropy = model.net.LabelCrossEntropy(["last", "label"], "xent")
    model.net.AveragedLoss(entropy, "loss")
    return model, WIDTH
