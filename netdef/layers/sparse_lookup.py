"""As caffe2.python.layers.sparse_lookup."""

from netdef._impl.layers.sparse import SparseLookup, get_sparse_lookup_predictor_version, get_sparse_lookup_trainer_version, get_trainer_version_based_on_optim
