"""ShuffleNet V2 (https://arxiv.org/abs/1807.11164)."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.layers import brew

OUTPUT_CHANNELS = {
    "0.5x": [24, 48, 96, 192, 1024],
    "1.0x": [24, 116, 232, 464, 1024],
    "1.5x": [24, 176, 352, 704, 1024],
    "2.0x": [24, 244, 488, 976, 2048],
}
_MSRA = ("MSRAFill", {})


class ShuffleNetV2Builder:
    """Builds the network into a model; `create` does all of it and leaves the last layer's output in `last_out`.

    width: a key of OUTPUT_CHANNELS. detection: adds a convolution to each unit, which widens what a position sees.
    """

    def __init__(
        self,
        model: Any,
        data: Any,
        num_input_channels: int,
        num_labels: int,
        num_groups: int = 2,
        width: str = "1.0x",
        is_test: bool = False,
        detection: bool = False,
        bn_epsilon: float = 1e-5,
    ):
        self.model = model
        self.prev_blob = data
        self.num_input_channels = num_input_channels
        self.num_labels = num_labels
        self.num_groups = num_groups
        self.output_channels = OUTPUT_CHANNELS[width]
        self.stage_repeats = [3, 7, 3]
        self.is_test = is_test
        self.detection = detection
        self.bn_epsilon = bn_epsilon

    def create(self) -> ShuffleNetV2Builder:
        """Adds all layers."""
        channels = self.output_channels
        self.prev_blob = brew.conv(
            self.model, self.prev_blob, "stage1_conv", self.num_input_channels, channels[0], weight_init=_MSRA, kernel=3, stride=2)
        self.prev_blob = brew.max_pool(self.model, self.prev_blob, "stage1_pool", kernel=3, stride=2)
        for k, repeats in enumerate(self.stage_repeats):
            self.add_spatial_ds_unit(f"stage{k + 2}_stride2", channels[k], channels[k + 1])
            for repeat in range(repeats):
                self.add_basic_unit(f"stage{k + 2}_stride1_repeat{repeat + 1}", channels[k + 1])
        self.last_conv = brew.conv(
            self.model, self.prev_blob, "conv5", channels[-2], channels[-1], weight_init=_MSRA, kernel=1)
        self.avg_pool = self.model.net.AveragePool(self.last_conv, "avg_pool", kernel=7)
        self.last_out = brew.fc(self.model, self.avg_pool, f"last_out_L{self.num_labels}", channels[-1], self.num_labels)
        return self

    def add_spatial_ds_unit(self, prefix: str, in_channels: int, out_channels: int, stride: int = 2) -> None:
        """A unit that makes the image smaller; both branches see the whole input."""
        right = left = self.prev_blob
        half = out_channels // 2
        if self.detection:
            left = self.add_detection_unit(left, prefix + "_left_detection", in_channels, in_channels)
            right = self.add_detection_unit(right, prefix + "_right_detection", in_channels, in_channels)
        left = self.add_dwconv3x3_bn(left, prefix + "left_dwconv", in_channels, stride)
        left = self.add_conv1x1_bn(left, prefix + "_left_conv1", in_channels, half)
        right = self._right_branch(right, prefix, in_channels, half, stride)
        self._join(right, left, prefix)

    def add_basic_unit(self, prefix: str, in_channels: int, stride: int = 1) -> None:
        """A unit that leaves half of the channels as they are."""
        half = in_channels // 2
        left, right = self.model.net.Split(self.prev_blob, [prefix + "_left", prefix + "_right"])
        if self.detection:
            right = self.add_detection_unit(right, prefix + "_right_detection", half, half)
        self._join(self._right_branch(right, prefix, half, half, stride), left, prefix)

    def _right_branch(self, blob: Any, prefix: str, in_channels: int, channels: int, stride: int) -> Any:
        blob = self.add_conv1x1_bn(blob, prefix + "_right_conv1", in_channels, channels)
        blob = self.add_dwconv3x3_bn(blob, prefix + "_right_dwconv", channels, stride)
        return self.add_conv1x1_bn(blob, prefix + "_right_conv2", channels, channels)

    def _join(self, right: Any, left: Any, prefix: str) -> None:
        joined = brew.concat(self.model, [right, left], prefix + "_concat")
        self.prev_blob = self.model.net.ChannelShuffle(joined, prefix + "_ch_shuffle", group=self.num_groups, kernel=1)

    def _normalized(self, blob: Any, channels: int) -> Any:
        return brew.spatial_bn(self.model, blob, blob + "_bn", channels, epsilon=self.bn_epsilon, is_test=self.is_test)

    def add_detection_unit(
        self, prev_blob: Any, prefix: str, in_channels: int, out_channels: int, kernel: int = 3, pad: int = 1
    ) -> Any:
        """A depthwise convolution with normalization."""
        blob = brew.conv(
            self.model, prev_blob, prefix + "_conv", in_channels, out_channels, kernel=kernel, weight_init=_MSRA, group=in_channels,
            pad=pad)
        return self._normalized(blob, out_channels)

    def add_conv1x1_bn(self, prev_blob: Any, blob: str, in_channels: int, out_channels: int) -> Any:
        """A 1x1 convolution, normalization and ReLU."""
        result = brew.conv(self.model, prev_blob, blob, in_channels, out_channels, kernel=1, weight_init=_MSRA)
        result = self._normalized(result, out_channels)
        return brew.relu(self.model, result, result)

    def add_dwconv3x3_bn(self, prev_blob: Any, blob: str, channels: int, stride: int) -> Any:
        """A depthwise 3x3 convolution and normalization."""
        result = brew.conv(
            self.model, prev_blob, blob, channels, channels, kernel=3, weight_init=_MSRA, stride=stride, group=channels, pad=1)
        return self._normalized(result, channels)


def create_shufflenet(
    model: Any, data: Any, num_input_channels: int, num_labels: int, label: Any = None, is_test: bool = False, no_loss: bool = False
) -> Any:
    """ShuffleNet V2 1.0x: (softmax, loss) where a label is given, else the last layer's output."""
    builder = ShuffleNetV2Builder(model, data, num_input_channels, num_labels, is_test=is_test).create()
    if no_loss or label is None:
        return builder.last_out
    return model.SoftmaxWithLoss([builder.last_out, label], ["softmax", "loss"])
