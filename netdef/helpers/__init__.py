"""The layers of brew by topic; as caffe2.python.helpers. What a module here lists in `__all__` is a layer of brew."""
