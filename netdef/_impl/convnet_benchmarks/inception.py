"""GoogLeNet (Szegedy 2014), without its two side losses."""

from netdef._impl.brew.layers import brew
from netdef._impl.convnet_benchmarks.layers import CLASSES, conv, fc, loss, new_model

# Name: channels of the 1x1 branch, of the 3x3 branch (reduced, then full), of the 5x5 branch (same), after the pool.
_MODULES = {
    "inc3": (64, (96, 128), (16, 32), 32),
    "inc4": (128, (128, 192), (32, 96), 64),
    "inc5": (192, (96, 208), (16, 48), 64),
    "inc6": (160, (112, 224), (24, 64), 64),
    "inc7": (128, (128, 256), (24, 64), 64),
    "inc8": (112, (144, 288), (32, 64), 64),
    "inc9": (256, (160, 320), (32, 128), 128),
    "inc10": (256, (160, 320), (32, 128), 128),
    "inc11": (384, (192, 384), (48, 128), 128),
}
_POOL_AFTER = {"inc4": "pool5", "inc9": "pool9"}


def _module(model, source, name, channels):
    ones, (three_reduced, three), (five_reduced, five), projected = _MODULES[name]
    branches = [conv(model, source, f"{name}:conv1", channels, ones, 1)]
    reduced = conv(model, source, f"{name}:conv3_reduce", channels, three_reduced, 1)
    branches.append(conv(model, reduced, f"{name}:conv3", three_reduced, three, 3, pad=1))
    reduced = conv(model, source, f"{name}:conv5_reduce", channels, five_reduced, 1)
    branches.append(conv(model, reduced, f"{name}:conv5", five_reduced, five, 5, pad=2))
    pool = brew.max_pool(model, source, f"{name}:pool", kernel=3, stride=1, pad=1)
    branches.append(conv(model, pool, f"{name}:pool_proj", channels, projected, 1))
    return brew.concat(model, branches, name), ones + three + five + projected


def Inception(order, cudnn_ws):
    model = new_model("inception", order, cudnn_ws)
    top = conv(model, "data", "conv1", 3, 64, 7, stride=2, pad=3)
    top = brew.max_pool(model, top, "pool1", kernel=3, stride=2, pad=1)
    top = conv(model, top, "conv2a", 64, 64, 1)
    top = conv(model, top, "conv2", 64, 192, 3, pad=1)
    top = brew.max_pool(model, top, "pool2", kernel=3, stride=2, pad=1)
    channels = 192
    for name in _MODULES:
        top, channels = _module(model, top, name, channels)
        if name in _POOL_AFTER:
            top = brew.max_pool(model, top, _POOL_AFTER[name], kernel=3, stride=2, pad=1)
    top = brew.average_pool(model, top, "pool11", kernel=7, stride=1)
    loss(model, fc(model, top, "fc", channels, CLASSES))
    return model, 224
