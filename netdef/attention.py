"""Attention over an encoder's outputs; as caffe2.python.attention."""

from netdef import brew
from netdef._impl.attention import (
    AttentionType,
    apply_dot_attention,
    apply_recurrent_attention,
    apply_regular_attention,
    apply_soft_coverage_attention,
    s,
)
