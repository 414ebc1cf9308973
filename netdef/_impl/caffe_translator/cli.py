"""The command line of the translator."""

from __future__ import annotations

import argparse
import logging
from typing import Sequence

from netdef._impl.caffe_translator.reading import read_caffemodel, read_prototxt
from netdef._impl.caffe_translator.registry import ConvertTensorProtosToInitNet, TranslateModel

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Translates a .prototxt and a .caffemodel to an init net and a predict net."""
    parser = argparse.ArgumentParser(description="Utility to convert pretrained caffe models to Caffe2 models.")
    parser.add_argument("prototext", help="Caffe prototext.")
    parser.add_argument("caffemodel", help="Caffe trained model.")
    parser.add_argument("--init_net", help="Caffe2 initialization net.", default="init_net.pb")
    parser.add_argument("--predict_net", help="Caffe2 prediction net.", default="predict_net.pb")
    parser.add_argument("--remove_legacy_pad", help="Remove legacy pad; needs --input_dims.", action="store_true")
    parser.add_argument("--input_dims", help="Dimension of input blob: N C H W.", nargs="+", type=int, default=[])
    args = parser.parse_args(arguments)
    net, params = TranslateModel(
        read_prototxt(args.prototext), read_caffemodel(args.caffemodel), is_test=True, remove_legacy_pad=args.remove_legacy_pad,
        input_dims=args.input_dims)
    external_input, external_output = net.op[0].input[0], net.op[-1].output[0]
    net.external_input.extend([external_input, *(param.name for param in params.protos)])
    net.external_output.append(external_output)
    init_net = ConvertTensorProtosToInitNet(params, external_input)
    for path, message in ((args.predict_net, net), (args.init_net, init_net)):
        with open(path, "wb") as file:
            file.write(message.SerializeToString())
        log.info("wrote %s", path)
    return 0
