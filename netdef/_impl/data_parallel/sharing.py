"""Replicas that read and update the parameters of the first one."""

from __future__ import annotations

from typing import Any

from netdef._impl.data_parallel.devices import prefix_of, stripBlobName
from netdef._impl.utils.messages import replace_operators


def prune_parameters(model: Any) -> None:
    """Leaves the model the parameters of the first replica."""
    first = prefix_of(model, model._devices[0])
    model.params = model.GetParams(first)
    model.param_to_grad = {param: grad for param, grad in model.param_to_grad.items() if str(param).startswith(first)}


def remap_parameters(model: Any, all_params: list[Any]) -> None:
    """Lets all operators use the parameters of the first replica; those that write others go."""
    first = prefix_of(model, model._devices[0])
    others = {str(param) for param in all_params if not str(param).startswith(first)}
    for net in (model.param_init_net, model.net):
        ops = [op for op in net.Proto().op if not others.intersection(op.output)]
        for op in ops:
            for i, blob in enumerate(op.input):
                if blob in others:
                    op.input[i] = first + stripBlobName(blob)
        replace_operators(net.Proto(), ops)
