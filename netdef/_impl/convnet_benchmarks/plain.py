"""AlexNet ("One weird trick", Krizhevsky 2014), OverFeat (Sermanet 2013), VGG A (Simonyan 2014): one layer after another."""

from netdef._impl.brew.layers import brew
from netdef._impl.convnet_benchmarks.layers import CLASSES, conv, fc, hidden, loss, new_model


def AlexNet(order, cudnn_ws):
    model = new_model("alexnet", order, cudnn_ws)
    top = conv(model, "data", "conv1", 3, 64, 11, stride=4, pad=2)
    top = brew.max_pool(model, top, "pool1", kernel=3, stride=2)
    top = conv(model, top, "conv2", 64, 192, 5, pad=2)
    top = brew.max_pool(model, top, "pool2", kernel=3, stride=2)
    top = conv(model, top, "conv3", 192, 384, 3, pad=1)
    top = conv(model, top, "conv4", 384, 256, 3, pad=1)
    top = conv(model, top, "conv5", 256, 256, 3, pad=1)
    top = brew.max_pool(model, top, "pool5", kernel=3, stride=2)
    top = hidden(model, top, "fc6", 256 * 6 * 6, 4096)
    top = hidden(model, top, "fc7", 4096, 4096)
    loss(model, fc(model, top, "fc8", 4096, CLASSES))
    return model, 224


def OverFeat(order, cudnn_ws):
    model = new_model("overfeat", order, cudnn_ws)
    top = conv(model, "data", "conv1", 3, 96, 11, stride=4)
    top = brew.max_pool(model, top, "pool1", kernel=2, stride=2)
    top = conv(model, top, "conv2", 96, 256, 5)
    top = brew.max_pool(model, top, "pool2", kernel=2, stride=2)
    top = conv(model, top, "conv3", 256, 512, 3, pad=1)
    top = conv(model, top, "conv4", 512, 1024, 3, pad=1)
    top = conv(model, top, "conv5", 1024, 1024, 3, pad=1)
    top = brew.max_pool(model, top, "pool5", kernel=2, stride=2)
    top = hidden(model, top, "fc6", 1024 * 6 * 6, 3072)
    top = hidden(model, top, "fc7", 3072, 4096)
    loss(model, fc(model, top, "fc8", 4096, CLASSES))
    return model, 231


def VGGA(order, cudnn_ws):
    model = new_model("vgga", order, cudnn_ws)
    top, channels = "data", 3
    for number, outputs in enumerate((64, 128, 256, 256, 512, 512, 512, 512), 1):
        top = conv(model, top, f"conv{number}", channels, outputs, 3, pad=1)
        if number in (1, 2, 4, 6, 8):
            top = brew.max_pool(model, top, f"pool{number}", kernel=2, stride=2)
        channels = outputs
    top = hidden(model, top, "fcix", 512 * 7 * 7, 4096)
    top = hidden(model, top, "fcx", 4096, 4096)
    loss(model, fc(model, top, "fcxi", 4096, CLASSES))
    return model, 231
