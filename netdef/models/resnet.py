"""ResNet and ResNeXt; as caffe2.python.models.resnet."""

from netdef import brew
from netdef._impl.models.resnet import (
    RESNEXT_BLOCK_CONFIG,
    RESNEXT_STRIDES,
    ResNetBuilder,
    create_resnet50,
    create_resnet_32x32,
    create_resnext,
)
