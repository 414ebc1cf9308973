"""Tags of layers: where they take part, and hints for those who place them."""

from __future__ import annotations

import contextlib
from typing import Any, Iterable

from netdef._impl.context import DefaultManaged


class TagContext(DefaultManaged):
    """The tags that layers made now get."""

    def __init__(self, tags: list[str] | None = None):
        self.tags = tags or []

    def add_tags(self, tags: Iterable[str]) -> None:
        """Adds tags."""
        self.tags.extend(tags)

    def remove_tags(self, tags: Iterable[str]) -> None:
        """Takes tags away again, which must be the last ones added."""
        tags = list(tags)
        first = len(self.tags) - len(tags)
        assert self.tags[first:] == tags, f"{tags} are not the tags added last: {self.tags}"
        del self.tags[first:]


class Tags(contextlib.ContextDecorator):
    """As a with block or decorator, gives tags to all layers made inside."""

    EXCLUDE_FROM_TRAIN = "exclude_from_train"
    EXCLUDE_FROM_EVAL = "exclude_from_eval"
    EXCLUDE_FROM_PREDICTION = "exclude_from_prediction"
    EXCLUDE_FROM_ACCUMULATE_PRED = "exclude_from_accumulate_pred"
    PREPROCESSING = "preprocessing"
    HANDLE_AS_SPARSE_LAYER = "handle_as_sparse_layer"
    PREFER_GPU = "prefer_gpu"
    CPU_ONLY = "cpu_only"
    LOCAL = "local"
    SPARSE_SHARDED = "sparse_sharded"
    SPARSE_DONT_SHARD = "sparse_dont_shard"
    COMPONENT = "component:"
    PIPELINE = "pipeline:"
    HOGWILD_DENSE = "hogwild_dense"
    EXTRA_INFO = "extra_info:"
    EMPTY_TAG = "empty_tag"
    DT_TAGS = (SPARSE_SHARDED, SPARSE_DONT_SHARD, COMPONENT, HOGWILD_DENSE)
    PREDICTION_SCHEMA = "prediction_schema"
    FEATURE_TRANSFORM = "feature_transform"
    FEATURE_TRANSFORM_SCHEMA = "feature_transform_schema"

    TRAIN_ONLY = [EXCLUDE_FROM_PREDICTION, EXCLUDE_FROM_EVAL, EXCLUDE_FROM_ACCUMULATE_PRED]
    EVAL_ONLY = [EXCLUDE_FROM_PREDICTION, EXCLUDE_FROM_TRAIN, EXCLUDE_FROM_ACCUMULATE_PRED]
    PREDICTION_ONLY = [EXCLUDE_FROM_TRAIN, EXCLUDE_FROM_EVAL, EXCLUDE_FROM_ACCUMULATE_PRED]

    def __init__(self, tags: str | list[str]):
        self.tags = tags if isinstance(tags, list) else [tags]

    def __enter__(self) -> Tags:
        TagContext.current().add_tags(self.tags)
        return self

    def __exit__(self, type: Any, value: Any, traceback: Any) -> None:
        TagContext.current().remove_tags(self.tags)
