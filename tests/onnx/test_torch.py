"""Models that the current PyTorch exports (dynamo). Oracle: torch itself."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the source of the models and the oracle")
pytest.importorskip("onnxscript", reason="torch.onnx.export needs it")

from netdef.onnx import backend  # noqa: E402


class Cnn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(
            torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
            torch.nn.Conv2d(8, 8, 3, padding=1, groups=8), torch.nn.SiLU(), torch.nn.AdaptiveAvgPool2d(1))
        self.classifier = torch.nn.Linear(8, 5)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1)).softmax(-1)


class Lstm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(6, 7, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0]


class Transformer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, activation="gelu")

    def forward(self, x):
        return self.layer(x)


class Mlp(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.LayerNorm(8), torch.nn.GELU(), torch.nn.Linear(8, 3))

    def forward(self, x):
        return self.net(x)


class Upsampler(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Embedding(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.nn.Embedding(10, 4)

    def forward(self, ids):
        return self.table(ids).mean(1)


def images():
    return torch.randn(2, 3, 8, 8)


MODELS = {
    "cnn": (Cnn, images), "lstm": (Lstm, lambda: torch.randn(2, 5, 6)), "transformer": (Transformer, lambda: torch.randn(2, 5, 16)),
    "mlp": (Mlp, lambda: torch.randn(2, 4)), "upsampler": (Upsampler, images), "embedding": (Embedding, lambda: torch.randint(0, 10, (2, 3))),
}


def exported(model, x, **options):
    return torch.onnx.export(model, (x,), dynamo=True, verbose=False, **options).model_proto


@pytest.mark.parametrize("name", MODELS)
def test_equals_torch(name):
    torch.manual_seed(0)
    make, draw = MODELS[name]
    model, x = make().eval(), draw()
    with torch.no_grad():
        expected = model(x).numpy()
    got = backend.prepare(exported(model, x)).run([x.numpy()])[0]
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def test_any_batch():
    torch.manual_seed(0)
    model, x = Mlp().eval(), torch.randn(2, 4)
    rep = backend.prepare(exported(model, x, dynamic_shapes=({0: torch.export.Dim("batch")},)))
    for batch in (1, 2, 7):
        x = torch.randn(batch, 4)
        with torch.no_grad():
            expected = model(x).numpy()
        np.testing.assert_allclose(rep.run([x.numpy()])[0], expected, rtol=1e-4, atol=1e-5)
