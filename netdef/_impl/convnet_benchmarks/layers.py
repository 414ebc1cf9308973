"""What the builders have in common."""

from netdef._impl.brew.layers import brew
from netdef._impl.model_helper.model_helper import ModelHelper

CLASSES = 1000
_XAVIER = ("XavierFill", {})
_ZEROS = ("ConstantFill", {})


def new_model(name, order, cudnn_ws):
    scope = {"order": order, "use_cudnn": True, "cudnn_exhaustive_search": True}
    if cudnn_ws:
        scope["ws_nbytes_limit"] = cudnn_ws
    return ModelHelper(name, arg_scope=scope)


def conv(model, source, name, channels, outputs, kernel, **options):
    """A convolution and a Relu."""
    brew.conv(model, source, name, channels, outputs, kernel, _XAVIER, _ZEROS, **options)
    return brew.relu(model, name, name)


def fc(model, source, name, inputs, outputs):
    return brew.fc(model, source, name, inputs, outputs, _XAVIER, _ZEROS)


def hidden(model, source, name, inputs, outputs):
    """A fully connected layer and a Relu."""
    return brew.relu(model, fc(model, source, name, inputs, outputs), name)


def loss(model, scores):
    """Softmax, cross entropy against `label`, mean."""
    prediction = brew.softmax(model, scores, "pred")
    entropy = model.net.LabelCrossEntropy([prediction, "label"], "xent")
    model.net.AveragedLoss(entropy, "loss")
