"""Export and import of models; as caffe2.python.predictor."""
