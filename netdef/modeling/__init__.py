"""Parameters of models and changes to nets; as caffe2.python.modeling."""
