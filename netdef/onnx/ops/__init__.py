"""Records of Caffe2 operators and their ONNX counterparts, by family; found by walking."""
