"""Residual networks (https://arxiv.org/abs/1512.03385, https://arxiv.org/abs/1611.05431)."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.brew.layers import brew

RESNEXT_BLOCK_CONFIG = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
    200: (3, 24, 36, 3),
}
RESNEXT_STRIDES = [1, 2, 2, 2]


class ResNetBuilder:
    """Appends blocks to a model; each starts from the output of the one before, `prev_blob`."""

    def __init__(
        self, model: Any, prev_blob: Any, no_bias: Any, is_test: bool, bn_epsilon: float = 1e-5, bn_momentum: float = 0.9
    ):
        self.model = model
        self.comp_count = 0  # blocks so far
        self.comp_idx = 0  # layers of the block so far
        self.prev_blob = prev_blob
        self.is_test = is_test
        self.bn_epsilon = bn_epsilon
        self.bn_momentum = bn_momentum
        self.no_bias = 1 if no_bias else 0

    def _name(self, layer: str) -> str:
        return f"comp_{self.comp_count}_{layer}_{self.comp_idx}"

    def add_conv(self, in_filters: int, out_filters: int, kernel: int, stride: int = 1, group: int = 1, pad: int = 0) -> Any:
        """A convolution."""
        self.comp_idx += 1
        self.prev_blob = brew.conv(
            self.model, self.prev_blob, self._name("conv"), in_filters, out_filters, weight_init=("MSRAFill", {}),
            kernel=kernel, stride=stride, group=group, pad=pad, no_bias=self.no_bias)
        return self.prev_blob

    def add_relu(self) -> Any:
        """A ReLU in place."""
        self.prev_blob = brew.relu(self.model, self.prev_blob, self.prev_blob)
        return self.prev_blob

    def add_spatial_bn(self, num_filters: int) -> Any:
        """Batch normalization."""
        self.prev_blob = self._normalized(self.prev_blob, self._name("spatbn"), num_filters)
        return self.prev_blob

    def _normalized(self, blob: Any, name: str, num_filters: int) -> Any:
        return brew.spatial_bn(
            self.model, blob, name, num_filters, epsilon=self.bn_epsilon, momentum=self.bn_momentum, is_test=self.is_test)

    def _add_shortcut(
        self, start: Any, in_filters: int, out_filters: int, stride: int, normalize: Callable[[Any, str, int], Any] | None
    ) -> None:
        """Adds the block's input to its output, through a projection, normalized by `normalize`, where their channels differ."""
        if in_filters != out_filters:
            name = f"shortcut_projection_{self.comp_count}"
            start = brew.conv(
                self.model, start, name, in_filters, out_filters, weight_init=("MSRAFill", {}), kernel=1, stride=stride,
                no_bias=self.no_bias)
            if normalize is not None:
                start = normalize(start, name + "_spatbn", out_filters)
        self.prev_blob = brew.sum(self.model, [start, self.prev_blob], self._name("sum"))
        self.comp_idx += 1
        self.add_relu()
        self.comp_count += 1
        self.comp_idx = 0

    def add_bottleneck(
        self,
        input_filters: int,
        base_filters: int,
        output_filters: int,
        stride: int = 1,
        group: int = 1,
        spatial_batch_norm: bool = True,
    ) -> None:
        """A block of 1x1, 3x3 (in `group` groups, with the stride) and 1x1 convolutions."""
        start = self.prev_blob
        layers = ((input_filters, base_filters, 1, {}), (base_filters, base_filters, 3, {"stride": stride, "group": group, "pad": 1}),
                  (base_filters, output_filters, 1, {}))
        for k, (filters_in, filters_out, kernel, options) in enumerate(layers):
            self.add_conv(filters_in, filters_out, kernel, **options)
            if spatial_batch_norm:
                self.add_spatial_bn(filters_out)
            if k < len(layers) - 1:
                self.add_relu()
        self._add_shortcut(start, input_filters, output_filters, stride, self._normalized if spatial_batch_norm else None)

    def add_simple_block(
        self, input_filters: int, num_filters: int, down_sampling: bool = False, spatial_batch_norm: bool = True
    ) -> None:
        """A block of two 3x3 convolutions, the first with stride 2 where it is to halve the image."""
        start = self.prev_blob
        stride = 2 if down_sampling else 1
        self.add_conv(input_filters, num_filters, 3, stride=stride, pad=1)
        if spatial_batch_norm:
            self.add_spatial_bn(num_filters)
        self.add_relu()
        self.add_conv(num_filters, num_filters, 3, pad=1)
        if spatial_batch_norm:
            self.add_spatial_bn(num_filters)

        def normalize_shortcut(blob: Any, name: str, filters: int) -> Any:
            return brew.spatial_bn(self.model, blob, name, filters, epsilon=1e-3, is_test=self.is_test)

        self._add_shortcut(start, input_filters, num_filters, stride, normalize_shortcut if spatial_batch_norm else None)


def create_resnet_32x32(
    model: Any, data: Any, num_input_channels: int, num_groups: int, num_labels: int, is_test: bool = False
) -> Any:
    """ResNet for images of 32x32, as for CIFAR; returns the softmax. num_groups: pairs of blocks in each of the three stages."""
    brew.conv(model, data, "conv1", num_input_channels, 16, kernel=3, stride=1)
    brew.spatial_bn(model, "conv1", "conv1_spatbn", 16, epsilon=1e-3, is_test=is_test)
    brew.relu(model, "conv1_spatbn", "relu1")
    filters = [16, 32, 64]
    builder = ResNetBuilder(model, "relu1", no_bias=0, is_test=is_test)
    prev = 16
    for stage, num in enumerate(filters):
        for k in range(2 * num_groups):
            builder.add_simple_block(prev, num, down_sampling=stage > 0 and k == 0)
            prev = num
    brew.average_pool(model, builder.prev_blob, "final_avg", kernel=8, stride=1)
    brew.fc(model, "final_avg", "last_out", 64, num_labels)
    return brew.softmax(model, "last_out", "softmax")


def create_resnet50(
    model: Any,
    data: Any,
    num_input_channels: int,
    num_labels: int,
    label: Any = None,
    is_test: bool = False,
    no_loss: bool = False,
    no_bias: int = 0,
    conv1_kernel: int = 7,
    conv1_stride: int = 2,
    final_avg_kernel: int = 7,
) -> Any:
    """ResNet-50; see create_resnext."""
    return create_resnext(
        model, data, num_input_channels, num_labels, num_layers=50, num_groups=1, num_width_per_group=64, label=label,
        is_test=is_test, no_loss=no_loss, no_bias=no_bias, conv1_kernel=conv1_kernel, conv1_stride=conv1_stride,
        final_avg_kernel=final_avg_kernel)


def create_resnext(
    model: Any,
    data: Any,
    num_input_channels: int,
    num_labels: int,
    num_layers: int,
    num_groups: int,
    num_width_per_group: int,
    label: Any = None,
    is_test: bool = False,
    no_loss: bool = False,
    no_bias: int = 1,
    conv1_kernel: int = 7,
    conv1_stride: int = 2,
    final_avg_kernel: int = 7,
    log: Any = None,
    bn_epsilon: float = 1e-5,
    bn_momentum: float = 0.9,
) -> Any:
    """ResNeXt: (softmax, loss) where a label is given, else the softmax; with no_loss the last layer's output.

    num_layers: a key of RESNEXT_BLOCK_CONFIG. num_groups, num_width_per_group: groups of the 3x3 convolutions and channels of each in the
    first stage; 1 and 64 make a ResNet. Names of the last layer carry the number of labels.

    Raises:
        ValueError: a number of layers that is not configured.
    """
    if num_layers not in RESNEXT_BLOCK_CONFIG:
        message = f"{num_layers}-layer is invalid for resnext config, expected one of {sorted(RESNEXT_BLOCK_CONFIG)}"
        if log is not None:
            log.error(message)
        raise ValueError(message)
    filters = [64, 64, 128, 256, 512] if num_layers in (18, 34) else [64, 256, 512, 1024, 2048]
    brew.conv(
        model, data, "conv1", num_input_channels, filters[0], weight_init=("MSRAFill", {}), kernel=conv1_kernel, stride=conv1_stride,
        pad=3, no_bias=no_bias)
    brew.spatial_bn(
        model, "conv1", "conv1_spatbn_relu", filters[0], epsilon=bn_epsilon, momentum=bn_momentum, is_test=is_test)
    brew.relu(model, "conv1_spatbn_relu", "conv1_spatbn_relu")
    brew.max_pool(model, "conv1_spatbn_relu", "pool1", kernel=3, stride=2, pad=1)
    builder = ResNetBuilder(model, "pool1", no_bias=no_bias, is_test=is_test, bn_epsilon=bn_epsilon, bn_momentum=bn_momentum)
    for stage, blocks in enumerate(RESNEXT_BLOCK_CONFIG[num_layers]):
        base = num_groups * num_width_per_group * 2**stage
        for k in range(blocks):
            builder.add_bottleneck(
                filters[stage] if k == 0 else filters[stage + 1], base, filters[stage + 1],
                stride=RESNEXT_STRIDES[stage] if k == 0 else 1, group=num_groups)
    final = brew.average_pool(
        model, builder.prev_blob, "final_avg", kernel=final_avg_kernel, stride=1, global_pooling=True)
    last = brew.fc(model, final, f"last_out_L{num_labels}", filters[-1], num_labels)
    return with_loss(model, last, label, no_loss)


def with_loss(model: Any, last: Any, label: Any, no_loss: bool) -> Any:
    """(softmax, loss) of the last layer's output where a label is given, else the softmax; with no_loss the output itself."""
    if no_loss:
        return last
    if label is not None:
        return model.SoftmaxWithLoss([last, label], ["softmax", "loss"])
    return brew.softmax(model, last, "softmax")
