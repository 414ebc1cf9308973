"""Names of the parts of a MetaNetDef; as caffe2.python.predictor_constants."""

from netdef._impl.predictor.export_meta import predictor_constants

__all__ = ["predictor_constants"]
