"""Parameters: how they start, which are shared, what is known of them. Expected is what the real Caffe2 answered."""

import pytest

from netdef import core, modifier_context, normalizer_context, optimizer_context, regularizer_context, scope, utils
from netdef.modeling import initializers, parameter_sharing
from netdef.modeling.parameter_info import ParameterInfo


def ops(net):
    return [(op.type, list(op.input), list(op.output)) for op in net.Proto().op]


class TestInitializers:
    def test_half_precision(self):
        net = core.Net("init")
        info = initializers.PseudoFP16Initializer("XavierFill").create_param(core.BlobReference("h"), net, [1, 2])
        assert info.blob == "h" and info.blob_copy == {core.DataType.FLOAT: "h_fp32"}
        info = initializers.ReversePseudoFP16Initializer("XavierFill").create_param(core.BlobReference("r"), net, [1, 2])
        assert info.blob == "r" and info.blob_copy == {core.DataType.FLOAT16: "r_fp16"}
        assert ops(net) == [
            ("XavierFill", [], ["h_fp32"]), ("FloatToHalf", ["h_fp32"], ["h"]),
            ("XavierFill", [], ["r"]), ("FloatToHalf", ["r"], ["r_fp16"])]

    def test_external_ones_add_nothing(self):
        net = core.Net("init")
        external = initializers.ExternalInitializer()
        with scope.NameScope("ns"):
            assert external.create_param(core.BlobReference("p"), net, [1]).blob == "p"
            assert external.create_param("p", net, [1]).blob == "ns/p"
        with pytest.raises(TypeError):
            external.create_param(3, net, [1])
        assert ops(net) == []

    def test_the_filler_is_chosen_once(self):
        with pytest.raises(Exception, match="Operator name overwrites are not allowed"):
            initializers.Initializer("XavierFill").update("MSRAFill", {})
        late = initializers.Initializer()
        late.update("MSRAFill", {"a": 1})
        assert late.operator_name == "MSRAFill" and late.operator_kwargs == {"a": 1}

    def test_default_class_and_filler(self):
        update = initializers.update_initializer
        assert vars(update(None, None, ("XavierFill", {}))) == {"operator_name": "XavierFill", "operator_kwargs": {}}
        asked = update(initializers.PseudoFP16Initializer, ("MSRAFill", {"q": 1}), ("XavierFill", {}))
        assert type(asked) is initializers.PseudoFP16Initializer and asked.operator_kwargs == {"q": 1}


class TestParameterSharing:
    CASES = [
        ({"a": "b"}, "a", "b/w"), ({"a": "b"}, "c/a", "c/a/w"), ({"a": "b"}, "ab", "ab/w"), ({"a/": "b/"}, "a", "b/w"),
        ({"a": "b", "a/c": "b/d"}, "a/c/e", "b/d/e/w"), ({"a": "b", "a/c": "b/d"}, "a/cc", "b/cc/w"),
        ({"b/d": "x", "a": "b"}, "a/d", "b/d/w"), ({"a": "b/d", "b": "e"}, "a", "e/d/w"), ({"a": "b", "c": "a"}, "c", "b/w"),
        ({"a": ""}, "a", "w"),
    ]

    @pytest.mark.parametrize("shared, where, name", CASES)
    def test_scopes_stand_for_others(self, shared, where, name):
        with parameter_sharing.ParameterSharing(shared), scope.NameScope(where):
            assert parameter_sharing.parameter_sharing_context.get_parameter_name("w") == name

    def test_inner_blocks_win_and_end(self):
        name = parameter_sharing.parameter_sharing_context.get_parameter_name
        with parameter_sharing.ParameterSharing({"a": "b"}):
            with parameter_sharing.ParameterSharing({"a": "d"}), scope.NameScope("a"):
                assert name("w") == "d/w"
            with scope.NameScope("a"):
                assert name("w") == "b/w"
        assert name("w") == "w"

    def test_relative_to_the_scope_around(self):
        with scope.NameScope("ns"), parameter_sharing.ParameterSharing({"a": "b"}), scope.NameScope("a"):
            assert parameter_sharing.parameter_sharing_context.get_parameter_name("w") == "ns/b/w"

    def test_not_with_a_part_of_itself(self):
        with pytest.raises(AssertionError, match="a is prefix of a/b"):
            parameter_sharing.ParameterSharing({"a": "a/b"}).__enter__()

    def test_a_circle_is_named(self):
        with parameter_sharing.ParameterSharing({"a": "b", "b": "a"}), scope.NameScope("a"):
            with pytest.raises(ValueError, match="a/ -> b/ -> a/"):
                parameter_sharing.parameter_sharing_context.get_parameter_name("w")


class TestModifiers:
    def test_inner_blocks_hide(self):
        context = optimizer_context.OptimizerContext.current()
        with optimizer_context.UseOptimizer({"W": 1, "B": 2}), optimizer_context.UseOptimizer({"W": 3}):
            assert context.get_optimizer("W") == 3 and context.get_optimizer("B") == 2
        with optimizer_context.UseOptimizer(5):
            assert context.get_optimizer(optimizer_context.DEFAULT_OPTIM) == 5
        assert not context.has_optimizer(modifier_context.DEFAULT_MODIFIER)

    def test_missing_ones_are_named(self):
        with pytest.raises(AssertionError, match="a optimizer is not provided!"):
            optimizer_context.OptimizerContext.current().get_optimizer("a")
        with pytest.raises(AssertionError, match="a regularizer is not provided!"):
            regularizer_context.RegularizerContext.current().get_regularizer("a")
        with pytest.raises(AssertionError, match="a normalizer is not provided!"):
            normalizer_context.NormalizerContext.current().get_normalizer("a")


def test_parameter_info():
    info = ParameterInfo(3, core.BlobReference("x"), shape=(2, 3), length=7, grad="g")
    assert (info.size, info.length, info.parameter, info.name) == (6, 7, "x", "x")
    assert ParameterInfo(None, core.BlobReference("x")).length == 1
    shape = utils.MakeArgument("shape", (2, 3))
    assert ParameterInfo(None, core.BlobReference("x"), shape=shape).shape == shape
    info.optimizer = "o"
    with pytest.raises(AssertionError, match="optimizer has already been set"):
        info.optimizer = "p"
    with pytest.raises(AssertionError):
        ParameterInfo(None, "x")
