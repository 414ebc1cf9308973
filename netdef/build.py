"""How the library was built; as caffe2.python.build."""

from netdef import workspace

CAFFE2_NO_OPERATOR_SCHEMA = workspace.C.define_caffe2_no_operator_schema
build_options = workspace.C.get_build_options()
