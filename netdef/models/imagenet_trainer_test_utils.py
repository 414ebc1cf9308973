"""Checks of image networks under memory reuse; as caffe2.python.models.imagenet_trainer_test_utils."""

from netdef import cnn, core, memonger, workspace
from netdef._impl.models.image_checks import (
    count_blobs,
    count_shared_blobs,
    has_blob,
    test_forward_only,
    test_forward_only_fast_simplenet,
    test_shared_grads,
)
