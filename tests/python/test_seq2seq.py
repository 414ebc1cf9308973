"""Translation: batches by hand, a corpus that is learned by heart, scores of the search against those of training."""

import io
import sys

import numpy as np
import pytest

from netdef import core, workspace
from netdef.models.seq2seq import seq2seq_util as util
from netdef.models.seq2seq import train, translate
from netdef.models.seq2seq.beam_search import BeamSearchForwardOnly
from netdef.models.seq2seq.seq2seq_model_helper import Seq2SeqModelHelper

SOURCE = ["one", "two", "three two", "one three", "two two", "three"]
TARGET = ["eins", "zwei", "drei zwei", "eins drei", "zwei zwei", "drei"]
SIZES = ["--encoder-cell-num-units", "16", "--encoder-num-layers", "1", "--decoder-cell-num-units", "16", "--decoder-num-layers", "1",
         "--encoder-embedding-size", "8", "--decoder-embedding-size", "8"]


@pytest.fixture
def corpora(tmp_path):
    for name, lines in (("source", SOURCE), ("target", TARGET)):
        (tmp_path / name).write_text("".join(line + "\n" for line in lines))
    return tmp_path


def model_params(attention="none", layers=1, bidirectional=False, units=16):
    return {
        "attention": attention,
        "decoder_layer_configs": [{"num_units": units}] * layers,
        "encoder_type": {
            "encoder_layer_configs": [{"num_units": units // 2 if bidirectional and i == 0 else units} for i in range(layers)],
            "use_bidirectional_encoder": bidirectional},
        "batch_size": 1,
        "optimizer_params": {"learning_rate": 0.1},
        "encoder_embedding_size": 8,
        "decoder_embedding_size": 8,
        "decoder_softmax_size": None,
        "max_gradient_norm": 1.0,
    }


def test_vocabulary(corpora):
    vocab = util.gen_vocab(corpora / "source", unk_threshold=2)
    assert vocab == {"<PAD>": 0, "<GO>": 1, "<EOS>": 2, "<UNK>": 3, "two": 4, "three": 5}
    assert util.get_numberized_sentence("two one  three\n", vocab) == [4, 3, 5]


def test_a_batch():
    batch = train.prepare_batch([([4, 5], [6]), ([4], [5, 6, 7])])
    assert batch.encoder_inputs.T.tolist() == [[5, 4], [4, 0]]
    assert batch.encoder_lengths.tolist() == [2, 1]
    assert batch.decoder_inputs.T.tolist() == [[1, 6, 0, 0], [1, 5, 6, 7]]
    assert batch.decoder_lengths.tolist() == [2, 4]
    assert batch.targets.T.tolist() == [[6, 2, 0, 0], [5, 6, 7, 2]]
    assert batch.target_weights.T.tolist() == [[1, 1, 0, 0], [1, 1, 1, 1]]
    assert (batch.targets.dtype, batch.target_weights.dtype) == (np.int32, np.float32)
    assert not train.prepare_batch([([], [])]).target_weights.any()


def test_batches_are_filled_up_and_hold_pairs_of_about_the_same_length(corpora):
    source, target = (util.gen_vocab(corpora / name, 0) for name in ("source", "target"))
    batches = train.gen_batches(corpora / "source", corpora / "target", source, target, batch_size=4, max_length=None)
    assert sorted(len(batch) for batch in batches) == [4, 4]
    assert sorted(sum(len(s) for s, _ in batch) for batch in batches) == [5, 8]
    short = train.gen_batches(corpora / "source", corpora / "target", source, target, batch_size=3, max_length=1)
    assert [[len(s) for s, _ in batch] for batch in short] == [[1, 1, 1]]


def test_parameters_that_are_not_trained():
    model = Seq2SeqModelHelper(name="seq2seq")
    model.AddParam("weight", init=("ConstantFill", {"shape": [2], "value": 1.0}))
    with core.NameScope("inner"):
        model.AddParam("counter", init_value=3, trainable=False)
        assert model.GetNonTrainableParams() == ["inner/counter"]
    assert model.GetNonTrainableParams("other") == []
    assert model.GetAllParams() == ["weight", "inner/counter"]
    workspace.RunNetOnce(model.param_init_net)
    assert workspace.FetchBlob("inner/counter") == 3
    assert model.arg_scope["order"] == "NHWC"


@pytest.mark.parametrize("options", [[], ["--use-attention"], ["--use-attention", "--use-bidirectional-encoder"]])
def test_a_small_corpus_is_learned_by_heart(corpora, monkeypatch, capsys, options):
    np.random.seed(0)
    files = ["--source-corpus", str(corpora / "source"), "--target-corpus", str(corpora / "target"), "--unk-threshold", "0"]
    evaluation = ["--source-corpus-eval", str(corpora / "source"), "--target-corpus-eval", str(corpora / "target")]
    train.main([*files, *evaluation, *SIZES, *options, "--batch-size", "3", "--epochs", "150", "--learning-rate", "1",
                "--checkpoint", str(corpora / "model")])
    losses = [float(line.split()[-1]) for line in capsys.readouterr().err.splitlines() if "training loss" in line]
    assert len(losses) == 150 and losses[-1] < losses[0] / 10
    assert f'model_checkpoint_path: "{corpora}/model-149"' in (corpora / "checkpoint").read_text()

    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(line + "\n" for line in SOURCE)))
    translate.main([*files, *SIZES, *options, "--beam-size", "3", "--checkpoint", str(corpora / "model-149")])
    assert [line.replace(" <EOS>", "").strip() for line in capsys.readouterr().out.splitlines()] == TARGET


@pytest.mark.parametrize("params", [
    model_params(), model_params("regular"), model_params("regular", layers=2), model_params("regular", layers=2, bidirectional=True)])
def test_the_score_of_a_translation_is_its_probability(params, tmp_path):
    """The search, a step at a time, against the loss of the same words, computed by the net that is trained."""
    sentence, words = [5, 3, 4], 6
    with train.Seq2SeqModelCaffe2(params, source_vocab_size=6, target_vocab_size=words, num_gpus=0) as model:
        model.initialize_from_scratch()
        for _ in range(3):
            model.step([(sentence, [4, 5])], forward_only=False)
        path = model.save(str(tmp_path / "model"), 0)
    decoder = translate.Seq2SeqModelCaffe2EnsembleDecoder({
        "ensemble_models": [{"source_vocab": range(6), "target_vocab": range(words), "model_params": params, "model_file": path}],
        "decoding_params": {"beam_size": 2, "word_reward": 0, "unk_reward": 0}})
    decoder.load_models()
    translated, attention, score = decoder.decode(sentence, 4)
    assert len(attention) == len(translated) and all(len(weights) == len(sentence) for weights in attention)
    if params["attention"] != "none":
        np.testing.assert_allclose(np.sum(attention, axis=1), 1, rtol=1e-5)
    ended = translated[-1] == util.EOS_ID
    targets = translated[:-1] if ended else translated
    workspace.ResetWorkspace()
    with train.Seq2SeqModelCaffe2(params, source_vocab_size=6, target_vocab_size=words, num_gpus=0) as model:
        model.initialize_from_scratch()
        workspace.RunOperatorOnce(core.CreateOperator(
            "Load", [], model.model.GetAllParams(), db=path, db_type="minidb", absolute_path=True))
        batch = train.prepare_batch([(sentence, targets)])
        batch.target_weights[:] = 1  # an untrained model may write the mark that fills up
        if not ended:  # the loss of training counts the end as well
            batch.target_weights[-1] = 0
        for name, value in batch._asdict().items():
            workspace.FeedBlob(name, value)
        workspace.RunNet(model.forward_net)
        loss = float(model.total_loss_scalar())
    assert score == pytest.approx(loss, rel=1e-4)


def test_gpus_are_refused():
    with train.Seq2SeqModelCaffe2(model_params(), 6, 6, num_gpus=2) as model:
        with pytest.raises(RuntimeError, match="num_gpus is 2, but this library runs on the CPU"):
            model.initialize_from_scratch()


def test_what_goes_on_after_the_end_is_penalized():
    """Two words with fixed probabilities: without the penalty the end is followed by more of what is probable."""
    model = Seq2SeqModelHelper(name="search")
    inputs, length = model.net.AddExternalInputs("encoder_inputs", "length")
    search = BeamSearchForwardOnly(2, model, eos_token_id=1, go_token_id=0, post_eos_penalty=-100.0)
    log_probs, attention = model.net.AddExternalInputs("log_probs", "attention")
    step = search.get_step_model()
    step.net.AddExternalInputs("log_probs", "attention")
    tokens, beams, scores, _ = search.apply(inputs, length, log_probs, attention, [], [])
    workspace.FeedBlob("encoder_inputs", np.zeros((3, 1), np.int32))
    workspace.FeedBlob("length", np.array([2]))
    workspace.FeedBlob("log_probs", np.log(np.array([[0.4, 0.6]] * 2, np.float32)))
    workspace.FeedBlob("attention", np.zeros((2, 3, 1), np.float32))
    workspace.RunNetOnce(model.param_init_net)
    workspace.RunNetOnce(model.net)
    tokens, beams, scores = (workspace.FetchBlob(blob)[..., 0] for blob in (tokens, beams, scores))
    assert tokens[1].tolist() == [1, 0]  # the end is the more probable
    np.testing.assert_allclose(scores[1], np.log([0.6, 0.4]), rtol=1e-5)
    assert beams[2].tolist() == [1, 1]  # and yet both best go on from the other word
    np.testing.assert_allclose(scores[2], np.log([0.4 * 0.6, 0.4 * 0.4]), rtol=1e-5)
