"""What tests of nets and operators share; as caffe2.python.test_util."""

from netdef import core, workspace
from netdef._impl.test_util import (
    TestCase,
    caffe2_flaky,
    get_default_test_flags,
    is_flaky_test_mode,
    numOps,
    rand_array,
    randBlob,
    randBlobFloat32,
    randBlobsFloat32,
    str_compare,
)
