"""As caffe2.python.layers.pairwise_similarity."""

from netdef._impl.layers.arrange import PairwiseSimilarity
