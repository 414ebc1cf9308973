"""Datasets in memory; as caffe2.python.dataset."""

from netdef._impl.dataset.dataset import Const, Dataset, execution_step_with_progress

__all__ = ["Const", "Dataset", "execution_step_with_progress"]
