"""As caffe2.python.layers.last_n_window_collector."""

from netdef._impl.layers.sampling import LastNWindowCollector
