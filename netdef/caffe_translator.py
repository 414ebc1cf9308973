"""Translates Caffe models (.prototxt and .caffemodel) to NetDefs; as caffe2.python.caffe_translator, without Caffe.

    python -m netdef.caffe_translator deploy.prototxt trained.caffemodel --init_net init_net.pb --predict_net predict_net.pb
"""

import sys

from netdef._impl.caffe_translator.cli import main as _main
from netdef._impl.caffe_translator.layers import (
    TranslateAccuracy,
    TranslateBatchNorm,
    TranslateConcat,
    TranslateConv,
    TranslateConvNd,
    TranslateCrop,
    TranslateData,
    TranslateDeconv,
    TranslateDropout,
    TranslateElementWise,
    TranslateFlatten,
    TranslateInnerProduct,
    TranslateInput,
    TranslateInstanceNorm,
    TranslateLRN,
    TranslatePool,
    TranslatePRelu,
    TranslateReduction,
    TranslateRelu,
    TranslateReshape,
    TranslateROIPooling,
    TranslateScale,
    TranslateSigmoid,
    TranslateSoftmax,
    TranslateSoftmaxWithLoss,
    TranslateTanH,
    TranslateVideoData,
)
from netdef._impl.caffe_translator.registry import (
    AddArgument,
    BaseTranslate,
    ConvertTensorProtosToInitNet,
    TranslateModel,
    TranslatorRegistry,
)

if __name__ == "__main__":
    sys.exit(_main())
