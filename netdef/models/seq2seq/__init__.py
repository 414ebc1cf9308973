"""Translation with recurrent nets; as caffe2.python.models.seq2seq."""
