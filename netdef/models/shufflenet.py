"""ShuffleNet V2; as caffe2.python.models.shufflenet."""

from netdef import brew
from netdef._impl.models.shufflenet import OUTPUT_CHANNELS, ShuffleNetV2Builder, create_shufflenet
