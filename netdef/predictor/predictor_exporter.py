"""Export to and import from a database; as caffe2.python.predictor.predictor_exporter.

    meta = PredictorExportMeta(net, parameters, inputs=["data"], outputs=["softmax"])
    save_to_db("minidb", path, meta)
    net = prepare_prediction_net(path, "minidb")
"""

from netdef._impl.predictor.export_meta import PredictorExportMeta, get_predictor_exporter_helper
from netdef._impl.predictor.exporter import (
    get_meta_net_def,
    load_from_db,
    prepare_prediction_net,
    save_to_db,
    set_model_info,
)

__all__ = [
    "PredictorExportMeta", "get_meta_net_def", "get_predictor_exporter_helper", "load_from_db", "prepare_prediction_net",
    "save_to_db", "set_model_info",
]
