"""CNNModelHelper: a ModelHelper whose layers are methods."""

from __future__ import annotations

import logging
from typing import Any, Callable

from netdef._impl.brew import registry
from netdef._impl.brew.plain import snake_case
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef.proto import caffe2_pb2

logger = logging.getLogger(__name__)


def _layer(name: str) -> Callable:
    """A method that calls a layer of brew."""

    def method(self: ModelHelper, *args: Any, **kwargs: Any) -> Any:
        return registry.scoped(name)(self, *args, **kwargs)

    method.__doc__ = f"brew.{name}."
    return method


class CNNModelHelper(ModelHelper):
    """A model whose layers are methods: model.Conv("data", "conv1", 3, 64, kernel=7). Newer scripts use ModelHelper and brew."""

    def __init__(
        self,
        order: str = "NCHW",
        name: str | None = None,
        use_cudnn: bool = True,
        cudnn_exhaustive_search: bool = False,
        ws_nbytes_limit: int | None = None,
        init_params: bool = True,
        skip_sparse_optim: bool = False,
        param_model: Any = None,
    ):
        """order: NCHW or NHWC, of all layers. The others are arguments that layers get, or those of ModelHelper."""
        logger.warning(
            "[====DEPRECATE WARNING====]: you are creating an object from CNNModelHelper class which will be deprecated soon. "
            "Please use ModelHelper object with brew module.")
        arg_scope: dict[str, Any] = {
            "order": order, "use_cudnn": use_cudnn, "cudnn_exhaustive_search": cudnn_exhaustive_search}
        if ws_nbytes_limit:
            arg_scope["ws_nbytes_limit"] = ws_nbytes_limit
        super().__init__(
            skip_sparse_optim=skip_sparse_optim, name="CNN" if name is None else name, init_params=init_params,
            param_model=param_model, arg_scope=arg_scope)
        self.order = order
        self.use_cudnn = use_cudnn
        self.cudnn_exhaustive_search = cudnn_exhaustive_search
        self.ws_nbytes_limit = ws_nbytes_limit
        if order not in ("NHWC", "NCHW"):
            raise ValueError(f"Cannot understand the CNN storage order {order}.")

    # What brew and the operators call otherwise.
    GroupConv_Deprecated = _layer("group_conv_deprecated")
    FC_Decomp = _layer("fc_decomp")
    FC_Prune = _layer("fc_prune")
    FC_Sparse = _layer("fc_sparse")
    PRelu = _layer("prelu")

    def ImageInput(self, blob_in: Any, blob_out: Any, use_gpu_transform: bool = False, **kwargs: Any) -> Any:
        """brew.image_input in the model's order."""
        return registry.scoped("image_input")(
            self, blob_in, blob_out, order=self.order, use_gpu_transform=use_gpu_transform, **kwargs)

    def VideoInput(self, blob_in: Any, blob_out: Any, **kwargs: Any) -> Any:
        """brew.video_input."""
        return registry.scoped("video_input")(self, blob_in, blob_out, **kwargs)

    def PadImage(self, blob_in: Any, blob_out: Any, **kwargs: Any) -> None:
        """The operator PadImage; like the real one it returns nothing."""
        self.net.PadImage(blob_in, blob_out, **kwargs)

    def AddWeightDecay(self, weight_decay: float) -> None:
        """brew.add_weight_decay."""
        registry.scoped("add_weight_decay")(self, weight_decay)

    def ConstantInit(self, value: float) -> tuple[str, dict[str, Any]]:
        """For weight_init: all values the same."""
        return ("ConstantFill", {"value": value})

    @property
    def XavierInit(self) -> tuple[str, dict[str, Any]]:
        """For weight_init: uniform by the number of inputs."""
        return ("XavierFill", {})

    @property
    def MSRAInit(self) -> tuple[str, dict[str, Any]]:
        """For weight_init: normal by the number of outputs."""
        return ("MSRAFill", {})

    @property
    def ZeroInit(self) -> tuple[str, dict[str, Any]]:
        """For weight_init: zeros."""
        return ("ConstantFill", {})

    @property
    def CPU(self) -> caffe2_pb2.DeviceOption:
        """The device option of the CPU."""
        return caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_CPU)

    @property
    def GPU(self) -> caffe2_pb2.DeviceOption:
        """The device option of the current GPU."""
        return caffe2_pb2.DeviceOption(device_type=caffe2_pb2.PROTO_CUDA, device_id=0)


for _name in ("Accuracy", "AveragePool", "Concat", "Conv", "ConvNd", "ConvTranspose", "DepthConcat", "Dropout", "FC", "GroupConv",
              "InstanceNorm", "Iter", "LRN", "MaxPool", "MaxPoolWithIndex", "PackedFC", "Relu", "Softmax", "SpatialBN",
              "SpatialGN", "Sum", "Transpose"):
    setattr(CNNModelHelper, _name, _layer(snake_case(_name)))
