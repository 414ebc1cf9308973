"""Clipping of gradients, each by itself."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.modeling.net_modifier import NetModifier
from netdef._impl.optimizer.devices import get_param_device
from netdef.proto import caffe2_pb2


class GradientClipping(NetModifier):
    """Clips the gradients of parameters in place: to a norm of clip_threshold, or to values in [clip_min, clip_max].

    Sparse gradients are left as they are.
    """

    L1_NORM = "l1_norm"
    L2_NORM = "l2_norm"
    BY_NORM = "by_norm"
    BY_VALUE = "by_value"

    GRAD_CLIP_METHODS = [BY_NORM, BY_VALUE]
    CLIP_GRADIENT_NORM_TYPES = [L2_NORM, L1_NORM]

    def __init__(
        self,
        grad_clip_method: str,
        clip_norm_type: str = "l2_norm",
        clip_threshold: float = 0.1,
        use_parameter_norm: bool = False,
        compute_norm_ratio: bool = False,
        clip_max: float = 1,
        clip_min: float = -1,
        blobs_to_include: Sequence[str] | None = None,
        blobs_to_exclude: Sequence[str] | None = None,
    ):
        """use_parameter_norm: the threshold counts in norms of the parameter; with compute_norm_ratio, `<param>_norm_ratio`
        is added. blobs_to_include, blobs_to_exclude: which parameters; default all.
        """
        for chosen, known in ((grad_clip_method, self.GRAD_CLIP_METHODS), (clip_norm_type, self.CLIP_GRADIENT_NORM_TYPES)):
            assert chosen in known, f"This method of clipping, {chosen}, has not been implemented."
        self.grad_clip_method = grad_clip_method
        self.clip_norm_type = clip_norm_type
        self.clip_threshold = float(clip_threshold)
        self.use_parameter_norm = use_parameter_norm
        self.compute_norm_ratio = compute_norm_ratio
        self.clip_max = float(clip_max)
        self.clip_min = float(clip_min)
        self.blobs_to_include = blobs_to_include
        self.blobs_to_exclude = blobs_to_exclude

    def modify_net(
        self, net: Any, init_net: Any = None, grad_map: Any = None, blob_to_device: Any = None, modify_output_record: bool = False
    ) -> None:
        assert grad_map is not None, "clipping needs grad_map, {parameter: gradient}"
        cpu = DeviceOption(caffe2_pb2.PROTO_CPU)
        for param, grad in self._chosen(net, grad_map).items():
            if isinstance(grad, GradientSlice):
                continue
            with scope.DeviceScope(get_param_device(str(param), grad, blob_to_device, cpu)):
                if self.grad_clip_method == self.BY_NORM:
                    self._clip_by_norm(net, param, grad)
                else:
                    net.Clip([grad], [grad], max=self.clip_max, min=self.clip_min)

    def _chosen(self, net: Any, grad_map: dict[Any, Any]) -> dict[Any, Any]:
        if self.blobs_to_include is not None:
            chosen = {}
            for name in self.blobs_to_include:
                if not net.BlobIsDefined(name):
                    raise Exception(f"param {name} is not defined in net {net.Name()}")
                chosen[name] = grad_map[name]
            return chosen
        excluded = set(map(str, self.blobs_to_exclude or ()))
        return {param: grad for param, grad in grad_map.items() if str(param) not in excluded}

    def _norm(self, net: Any, blob: Any) -> Any:
        if self.clip_norm_type == self.L1_NORM:
            return net.LpNorm([blob], net.NextScopedBlob(prefix=f"{blob}_l1_norm"), p=1)
        squares = net.LpNorm([blob], net.NextScopedBlob(prefix=f"{blob}_l2_norm"), p=2)
        return net.Pow([squares], exponent=0.5)

    def _clip_by_norm(self, net: Any, param: Any, grad: Any) -> None:
        inputs = [grad, self._norm(net, grad)]
        if self.use_parameter_norm:
            norm = self._norm(net, param)
            if self.compute_norm_ratio:
                net.Div([inputs[1], norm], [net.NextScopedBlob(prefix=f"{param}_norm_ratio")])
            inputs.append(norm)
        net.ClipTensorByScaling(inputs, [grad], threshold=self.clip_threshold)
