"""Numbers of a training run, in a file; as caffe2.python.experiment_util."""

from netdef._impl.experiment_log import ExternalLogger, ModelTrainerLog

__all__ = ["ExternalLogger", "ModelTrainerLog"]
