"""Layers over records: what they compute against numpy, training, sharing, and their nets in each context."""

import numpy as np
import pytest

from netdef import layer_model_helper, layer_model_instantiator, optimizer, schema, workspace
from netdef.layers.layers import IdList, InstantiationContext
from netdef.layers.tags import Tags
from netdef.modeling.parameter_sharing import ParameterSharing

VECTOR = schema.Struct(("x", schema.Scalar((np.float32, (4,)))))


def make(inputs=VECTOR, extra=None):
    workspace.ResetWorkspace()
    return layer_model_helper.LayerModelHelper("layers", inputs, extra or schema.Struct())


def run(model, feeds, output):
    for blob, value in feeds.items():
        workspace.FeedBlob(blob, value)
    model.output_schema = schema.Struct()
    for net in layer_model_instantiator.generate_training_nets_forward_only(model):
        workspace.RunNetOnce(net)
    return workspace.FetchBlob(output)


@pytest.fixture
def x():
    return np.random.default_rng(2).normal(size=(5, 4)).astype(np.float32)


def test_fc(x):
    model = make()
    out = model.FC(model.input_feature_schema.x, 3)
    assert out == schema.Scalar((np.float32, (3,)))
    got = run(model, {"x": x}, out())
    w, b = workspace.FetchBlob("fc/w"), workspace.FetchBlob("fc/b")
    np.testing.assert_allclose(got, x @ w.T + b, rtol=1e-5)
    assert np.all(np.abs(w) <= 0.5)  # 1/sqrt(4)


@pytest.mark.parametrize("transposed", [False, True])
def test_fc_in_parts(x, transposed):
    model = make()
    out = model.FC(model.input_feature_schema.x, 3, max_fc_size=8, transposed=transposed)
    got = run(model, {"x": x}, out())
    ws = [workspace.FetchBlob(f"fc/w_split_{k}") for k in range(2)]
    bs = [workspace.FetchBlob(f"fc/b_split_{k}") for k in range(2)]
    w = np.concatenate(ws, axis=1) if transposed else np.concatenate(ws).T
    np.testing.assert_allclose(got, x @ w + np.concatenate(bs), rtol=1e-5)


@pytest.mark.parametrize("by_operator", [True, False])
def test_layer_normalization(x, by_operator):
    model = make()
    out = model.LayerNormalization(model.input_feature_schema.x, use_layer_norm_op=by_operator)
    got = run(model, {"x": x}, out())
    expected = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-4)
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-4)


def test_operators_are_layers(x):
    model = make()
    out = model.Sigmoid(model.input_feature_schema.x, 1)
    assert out.field_type() == np.dtype((np.float32, (4,)))
    np.testing.assert_allclose(run(model, {"x": x}, out()), 1 / (1 + np.exp(-x)), rtol=1e-5)
    with pytest.raises(AttributeError, match="non-registered layer"):
        model.NoSuchLayer(model.input_feature_schema.x)


def test_contexts_give_other_operators(x):
    model = make()
    out = model.Dropout(model.input_feature_schema.x)
    with Tags(Tags.TRAIN_ONLY):
        model.BatchNormalization(out)
    model.output_schema = schema.Struct(("out", out))
    predict = layer_model_instantiator.generate_predict_net(model)
    _, train = layer_model_instantiator.generate_training_nets_forward_only(model)
    assert [op.type for op in predict.Proto().op] == ["Dropout"]
    assert [arg.i for arg in predict.Proto().op[0].arg if arg.name == "is_test"] == [1]
    assert "SpatialBN" in [op.type for op in train.Proto().op]
    workspace.FeedBlob("x", x)
    workspace.RunNetOnce(predict)
    np.testing.assert_array_equal(workspace.FetchBlob(out()), x)


def test_training_lowers_the_loss(x):
    model = make(VECTOR, schema.Struct(("label", schema.Scalar((np.float32, ())))))
    model.default_optimizer = optimizer.AdagradOptimizer(alpha=0.3)
    hidden = model.Relu(model.FC(model.input_feature_schema.x, 8), 1)
    logit = model.FC(hidden, 1)
    model.add_loss(model.BatchLRLoss(schema.Struct(("label", model.trainer_extra_schema.label), ("logit", logit))))
    model.output_schema = schema.Struct()
    init, train = layer_model_instantiator.generate_training_nets(model)
    workspace.FeedBlob("x", x)
    workspace.FeedBlob("label", (x[:, 0] > 0).astype(np.float32))
    workspace.RunNetOnce(init)
    workspace.CreateNet(train)
    losses = []
    for _ in range(30):
        workspace.RunNet(train)
        losses.append(float(workspace.FetchBlob(model.loss.unnamed())))
    assert losses[-1] < 0.3 * losses[0]
    rates = [op for op in train.Proto().op if op.type == "LearningRate"]
    assert rates and not any(op.device_option.HasField("device_id") for op in rates)  # as in Caffe2's nets


def test_logistic_loss_by_hand(x):
    record = schema.Struct(
        ("label", schema.Scalar((np.float64, (1,)))), ("logit", schema.Scalar((np.float32, (1,)))),
        ("weight", schema.Scalar((np.float64, (1,)))))
    model = make(record)
    loss = model.BatchLRLoss(model.input_feature_schema)
    logit, label = x[:, :1], (x[:, 1:2] > 0).astype(np.float64)
    weight = np.abs(x[:, 2:3]).astype(np.float64)
    got = run(model, {"label": label, "logit": logit, "weight": weight}, loss())
    entropy = np.log1p(np.exp(-np.abs(logit))) + np.maximum(logit, 0) - logit * label
    np.testing.assert_allclose(got, np.mean(weight * entropy), rtol=1e-4)


@pytest.mark.parametrize("shape", [(), (1,)])
@pytest.mark.parametrize("options", [
    {"focal_gamma": 2.0}, {"focal_gamma": 2.0, "stop_grad_in_focal_factor": True}, {"task_gamma": 0.5}, {"task_gamma": 0.01}, {"jsd_weight": 0.3},
    {"homotopy_weighting": True}, {"pos_label_target": 0.9, "neg_label_target": 0.2}, {"average_loss": False}])
def test_variants_of_the_logistic_loss_by_hand(options, shape):
    record = schema.Struct(
        ("label", schema.Scalar((np.float32, shape))), ("logit", schema.Scalar((np.float32, (1,)))),
        ("prediction", schema.Scalar((np.float32, shape))))
    model = make(record)
    loss = model.BatchLRLoss(model.input_feature_schema, **options)
    logit, y = np.array([-1.0, 0.5, 2.0], np.float32), np.array([0, 1, 1], np.float32)
    p = 1 / (1 + np.exp(-logit))
    got = run(model, {"label": y.reshape(3, *shape), "logit": logit.reshape(3, 1), "prediction": p.reshape(3, *shape)}, loss())

    target = np.where(y > 0.5, options.get("pos_label_target", 1), options.get("neg_label_target", 0))
    expected = -target * np.log(p) - (1 - target) * np.log(1 - p)
    if "focal_gamma" in options:
        expected *= (y * (1 - p) + p * (1 - y)) ** 2
    expected *= max(options.get("task_gamma", 1), 0.1)
    entropy = lambda q: -np.where(q > 0, q * np.log(np.maximum(q, 1e-30)), 0) - np.where(q < 1, (1 - q) * np.log(np.maximum(1 - q, 1e-30)), 0)
    share = options.get("jsd_weight", 1 - (1 + 1e-6) ** -0.1 if "homotopy_weighting" in options else 0)
    expected = (1 - share) * expected + share * (entropy((p + y) / 2) - (entropy(p) + entropy(y)) / 2)
    np.testing.assert_allclose(got, expected.mean() if options.get("average_loss", True) else expected.sum(), rtol=1e-4)


@pytest.mark.parametrize("label", [np.array([0, 1, 1], np.int32), np.array([[0.0], [1.0], [1.0]], np.float32)])
def test_labels_may_come_without_the_axis_of_their_record(label):
    record = schema.Struct(("label", schema.Scalar((np.float32, (1,)))), ("logit", schema.Scalar((np.float32, (1,)))))
    model = make(record)
    loss = model.BatchLRLoss(model.input_feature_schema)
    got = run(model, {"label": label, "logit": np.float32([[0], [0], [np.log(3)]])}, loss())
    np.testing.assert_allclose(got, (2 * np.log(2) + np.log(4 / 3)) / 3, rtol=1e-5)


def test_uncertainty_by_hand():
    record = schema.Struct(
        ("label", schema.Scalar((np.float32, (1,)))), ("logit", schema.Scalar((np.float32, (1,)))),
        ("log_variance", schema.Scalar((np.float64, (1,)))))
    model = make(record)
    loss = model.BatchLRLoss(model.input_feature_schema, uncertainty_penalty=3.0)
    s = np.array([[0.5], [-1.0]])
    got = run(model, {"label": np.ones((2, 1), np.float32), "logit": np.zeros((2, 1), np.float32), "log_variance": s}, loss())
    np.testing.assert_allclose(got, np.mean(np.exp(-s) * np.log(2) / 2 + 3 * s / 2), rtol=1e-5)


def test_features_by_id_become_columns():
    record = schema.Struct(
        ("floats", schema.Map(np.int32, np.float32)), ("lists", schema.Map(np.int32, schema.List(np.int64))),
        ("scored", schema.Map(np.int32, schema.Map(np.int64, np.float32))))
    model = make(record)
    specs = [(field, schema.FeatureSpec(feature_type=kind, feature_ids=ids, feature_names=["a", "b"])) for field, kind, ids in (
        ("floats", "FLOAT", [7, 3]), ("lists", "ID_LIST", [1, 2]), ("scored", "ID_SCORE_LIST", [5, 6]))]
    out = model.FeatureSparseToDense(model.input_feature_schema, specs, default_dense_value=float("NaN"))
    lengths = np.array([1, 2], np.int32)
    feeds = {
        "floats:lengths": lengths, "floats:values:keys": np.array([3, 7, 9], np.int32), "floats:values:values": np.array([.3, .7, .9], np.float32),
        "lists:lengths": lengths, "lists:values:keys": np.array([2, 1, 2], np.int32),
        "lists:values:values:lengths": np.array([2, 1, 3], np.int32), "lists:values:values:values": np.arange(6),
        "scored:lengths": lengths, "scored:values:keys": np.array([6, 8, 5], np.int32),
        "scored:values:values:lengths": np.array([1, 1, 2], np.int32), "scored:values:values:values:keys": np.arange(4) + 10,
        "scored:values:values:values:values": np.arange(4, dtype=np.float32)}
    feeds = dict(zip(map(str, model.input_feature_schema.field_blobs()), feeds.values()))
    np.testing.assert_allclose(run(model, feeds, out.floats()), [[np.nan, .3], [.7, np.nan]])
    np.testing.assert_array_equal(workspace.FetchBlob(out.lists.ranges()), [[[0, 0], [0, 2]], [[2, 1], [3, 3]]])
    np.testing.assert_array_equal(workspace.FetchBlob(out.lists["values"]()), np.arange(6))
    np.testing.assert_array_equal(workspace.FetchBlob(out.scored.ranges()), [[[0, 0], [0, 1]], [[2, 2], [0, 0]]])
    np.testing.assert_array_equal(workspace.FetchBlob(out.scored.ids()), [10, 11, 12, 13])
    np.testing.assert_array_equal(workspace.FetchBlob(out.scored.scores()), [0, 1, 2, 3])
    layer = model.layers[-1]
    assert layer.get_accessed_features()["lists"][0].ids == {1, 2}
    assert layer.get_metadata()[0][0] == {"type": "FLOAT", "names": ["a", "b"], "ids": [7, 3], "cardinality": 1}
    assert out.lists.ranges.metadata.feature_specs is specs[1][1]
    unknown = [("floats", schema.FeatureSpec(feature_type="COLOUR", feature_ids=[1], feature_names=["a"]))]
    with pytest.raises(TypeError, match="Unsupported input type: COLOUR"):
        model.FeatureSparseToDense(model.input_feature_schema, unknown)


def test_huber_loss_by_hand():
    record = schema.Struct(("label", schema.Scalar((np.float32, ()))), ("prediction", schema.Scalar((np.float32, (1,)))))
    model = make(record)
    loss = model.BatchHuberLoss(model.input_feature_schema, delta=0.5)
    label, prediction = np.array([0, 0, 1], np.float32), np.array([[0.2], [2.0], [1.0]], np.float32)
    got = run(model, {"label": label, "prediction": prediction}, loss())
    np.testing.assert_allclose(got, (0.5 * 0.04 + 0.5 * (2.0 - 0.25) + 0) / 3, rtol=1e-5)


@pytest.mark.parametrize("pads, stride, size", [({}, 1, (4, 6)), ({}, 2, (1, 2)), ({"pad_t": 0, "pad_r": 2}, 1, (3, 7))])
def test_a_convolution_keeps_the_size_unless_told_otherwise(pads, stride, size):
    model = make(schema.Struct(("image", schema.Scalar((np.float32, (4, 6, 2))))))
    out = model.Conv(model.input_feature_schema.image, 3, kernel_h=3, kernel_w=3, stride_h=stride, stride_w=stride, **pads)
    assert out.field_type().shape == (3,)
    image = np.random.default_rng(0).normal(size=(5, 4, 6, 2)).astype(np.float32)
    got = run(model, {"image": image}, out())
    assert got.shape == (5, *size, 3)
    kernel = workspace.FetchBlob("conv/conv_kernel")
    top, left = (1, 1) if stride == 1 else (0, 0)
    row, column = 1 - pads.get("pad_t", top), 1 - left  # of the image, under the second output pixel of both axes
    if stride == 1:
        expected = np.einsum("nhwc,ohwc->no", image[:, row: row + 3, column: column + 3], kernel)
        np.testing.assert_allclose(got[:, 1, 1], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("reducer", ["Sum", "Mean", "Sqrt"])
def test_embeddings(reducer):
    model = make(schema.Struct(("ids", IdList)))
    ids = model.input_feature_schema.ids
    schema.attach_metadata_to_scalars(ids, schema.Metadata(categorical_limit=10))
    out = model.SparseLookup(ids, [3], reducer)
    values, lengths = np.array([1, 2, 2, 7]), np.array([3, 1, 0], np.int32)
    got = run(model, {"ids:values": values, "ids:lengths": lengths}, out())
    w = workspace.FetchBlob("sparse_lookup/w")
    for row, part in zip(got, np.split(values, np.cumsum(lengths)[:-1])):
        total = w[part].sum(axis=0)
        scale = {"Sum": 1, "Mean": max(len(part), 1), "Sqrt": max(len(part), 1) ** 0.5}[reducer]
        np.testing.assert_allclose(row, total / scale, rtol=1e-5, atol=1e-7)


def test_concat_and_split(x):
    model = make(schema.Struct(("a", schema.Scalar((np.float32, (4,)))), ("b", schema.Scalar((np.float32, (4,))))))
    joined = model.Concat(model.input_feature_schema)
    parts = model.Split(joined, num_splits=4)
    got = run(model, {"a": x, "b": 2 * x}, parts.field_2())
    np.testing.assert_array_equal(got, 2 * x[:, :2])


def test_gather_record():
    inner = schema.Struct(("dense", schema.Scalar(np.float32)), ("list", schema.List(np.int64)))
    model = make(schema.Struct(("indices", schema.Scalar(np.int32)), ("record", inner)))
    out = model.GatherRecord(model.input_feature_schema)
    feeds = {"indices": np.array([2, 0], np.int32), "record:dense": np.arange(3, dtype=np.float32),
             "record:list:lengths": np.array([1, 0, 2], np.int32), "record:list:values": np.array([5, 6, 7])}
    np.testing.assert_array_equal(run(model, feeds, out.dense()), [2, 0])
    np.testing.assert_array_equal(workspace.FetchBlob(out.list.items()), [6, 7, 5])


def test_select_by_context(x):
    record = schema.Struct(
        (InstantiationContext.TRAINING, schema.Scalar((np.float32, (4,)))), (InstantiationContext.PREDICTION, schema.Scalar((np.float32, (4,)))))
    model = make(record)
    out = model.SelectRecordByContext(model.input_feature_schema)
    np.testing.assert_array_equal(run(model, {"training": x, "prediction": -x}, out()), x)
    workspace.RunNetOnce(layer_model_instantiator.generate_predict_net(model))
    np.testing.assert_array_equal(workspace.FetchBlob(out()), -x)


def test_homotopy_weights_pass_over():
    model = make(schema.Struct(("a", schema.Scalar(np.float32)), ("b", schema.Scalar(np.float32))))
    model.HomotopyWeight(model.input_feature_schema, half_life=10, quad_life=40)
    gamma, power = model.layers[0].gamma, model.layers[0].power
    np.testing.assert_allclose([(1 + gamma * 10) ** -power, (1 + gamma * 40) ** -power], [0.5, 0.25])


def test_homotopy_weights_keep_their_range():
    model = make(schema.Struct(("a", schema.Scalar(np.float32)), ("b", schema.Scalar(np.float32))))
    out = model.HomotopyWeight(model.input_feature_schema, min_weight=0.2, max_weight=1.0, half_life=10, quad_life=40)
    model.output_schema = schema.Struct()
    init, train = layer_model_instantiator.generate_training_nets_forward_only(model)
    workspace.FeedBlob("a", np.float32([3]))
    workspace.FeedBlob("b", np.float32([5]))
    workspace.RunNetOnce(init)
    workspace.CreateNet(train)
    for runs, share in ((10, 0.5), (30, 0.25)):
        workspace.RunNet(train, num_iter=runs)
        expected = (0.2 + 0.8 * share) * 3 + (0.2 + 0.8 * (1 - share)) * 5
        np.testing.assert_allclose(workspace.FetchBlob(out()), [expected], rtol=1e-4)


def test_a_layer_of_columns_without_type_warns_and_works(x, caplog):
    model = make(schema.Struct(("x", schema.Scalar())))
    out = model.Sigmoid(model.input_feature_schema.x, 1)
    assert "cannot be inferred" in caplog.text
    np.testing.assert_allclose(run(model, {"x": x}, out()), 1 / (1 + np.exp(-x)), rtol=1e-5)


def test_shared_parameters(x):
    model = make()
    with ParameterSharing({"fc_auto_0": "fc"}):
        model.FC(model.input_feature_schema.x, 3)
        out = model.FC(model.input_feature_schema.x, 3)
        assert model.layers[-1].w == "fc/w" and out() == "fc_auto_0/output"
        with pytest.raises(ValueError, match="Got inconsistent shapes"):
            with ParameterSharing({"fc_auto_1": "fc"}):
                model.FC(model.input_feature_schema.x, 2)


def test_wrong_inputs_are_refused():
    model = make()
    with pytest.raises(AssertionError, match="FC expects|Incorrect input type"):
        model.FC(model.input_feature_schema, 3)
    with pytest.raises(AssertionError, match="num_samples < num_elements"):
        model.UniformSampling(schema.NewRecord(model.net, schema.Scalar(np.int32)), 5, 5)
    model.add_output_schema("a", schema.Struct())
    with pytest.raises(AssertionError, match="already exists"):
        model.add_output_schema("a", schema.Struct())
