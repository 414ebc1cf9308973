"""As caffe2.python.layers.arc_cosine_feature_map."""

from netdef._impl.layers.random_features import ArcCosineFeatureMap
