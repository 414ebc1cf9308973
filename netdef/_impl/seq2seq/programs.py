"""The programs that train and translate: their options."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import random
import sys
from typing import Any, Iterator, Sequence

from netdef._impl.progress import progress
from netdef._impl.seq2seq import training, translation
from netdef._impl.seq2seq.batches import Pair, gen_batches
from netdef._impl.seq2seq.vocabulary import gen_vocab, get_numberized_sentence


def _vocabularies(args: argparse.Namespace) -> tuple[dict[str, int], dict[str, int]]:
    source, target = (gen_vocab(corpus, args.unk_threshold) for corpus in (args.source_corpus, args.target_corpus))
    training.logger.info("Source vocab size %d", len(source))
    training.logger.info("Target vocab size %d", len(target))
    return source, target


def run_seq2seq_model(args: argparse.Namespace, model_params: dict[str, Any]) -> None:
    """Trains for args.epochs epochs; logs the losses of the training and evaluation sets after each."""
    source_vocab, target_vocab = _vocabularies(args)

    def batches(source_corpus: str, target_corpus: str) -> list[list[Pair]]:
        return gen_batches(source_corpus, target_corpus, source_vocab, target_vocab, model_params["batch_size"], args.max_length)

    train = batches(args.source_corpus, args.target_corpus)
    evaluate = batches(args.source_corpus_eval, args.target_corpus_eval)
    training.logger.info("Number of training batches %d", len(train))
    training.logger.info("Number of eval batches %d", len(evaluate))
    with training.Seq2SeqModelCaffe2(
        model_params=model_params, source_vocab_size=len(source_vocab), target_vocab_size=len(target_vocab),
        num_gpus=args.num_gpus, num_cpus=os.cpu_count() or 1,
    ) as model:
        model.initialize_from_scratch()
        for epoch in range(args.epochs):
            training.logger.info("Epoch %d", epoch)
            training.logger.info("\ttraining loss %s", _total_loss(model, train, f"epoch {epoch}", forward_only=False))
            training.logger.info("\teval loss %s", _total_loss(model, evaluate, "evaluation", forward_only=True))
            if args.checkpoint is not None:
                model.save(args.checkpoint, epoch)


def _total_loss(model: training.Seq2SeqModelCaffe2, batches: Sequence[list[Pair]], description: str, forward_only: bool) -> float:
    total = 0.0
    with progress(description, len(batches)) as advance:
        for batch in batches:
            loss = float(model.step(batch=batch, forward_only=forward_only))
            total += loss
            advance(f"loss {loss:.4g}")
    return total


def run_seq2seq_beam_decoder(args: argparse.Namespace, model_params: dict[str, Any], decoding_params: dict[str, Any]) -> None:
    """Translates the lines of standard input to standard output."""
    source_vocab, target_vocab = _vocabularies(args)
    words = {number: word for word, number in target_vocab.items()}
    decoder = translation.Seq2SeqModelCaffe2EnsembleDecoder({
        "ensemble_models": [{
            "source_vocab": source_vocab, "target_vocab": target_vocab, "model_params": model_params, "model_file": args.checkpoint}],
        "decoding_params": decoding_params,
    })
    decoder.load_models()
    for line in sys.stdin:
        sentence = get_numberized_sentence(line, source_vocab)
        translated, _, _ = decoder.decode(sentence, 2 * len(sentence) + 5)
        print(" ".join(words[number] for number in translated))


# --- options


def _parser(description: str) -> argparse.ArgumentParser:
    """What both programs must know: the corpora, and how wide and deep the model is."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--source-corpus", type=str, required=True, help="Text file, a sentence per line.")
    parser.add_argument("--target-corpus", type=str, required=True, help="Text file with the translations, line by line.")
    parser.add_argument("--unk-threshold", type=int, default=50, help="Words that occur no more often are unknown.")
    parser.add_argument("--use-bidirectional-encoder", action="store_true", help="The first layer reads in both directions.")
    parser.add_argument("--use-attention", action="store_true", help="The decoder attends to the encoder's outputs.")
    parser.add_argument("--encoder-cell-num-units", type=int, default=512, help="Units of an encoder layer.")
    parser.add_argument("--encoder-num-layers", type=int, default=2, help="Layers of the encoder.")
    parser.add_argument("--decoder-cell-num-units", type=int, default=512, help="Units of a decoder layer.")
    parser.add_argument("--decoder-num-layers", type=int, default=2, help="Layers of the decoder.")
    parser.add_argument("--encoder-embedding-size", type=int, default=256, help="Width of a source word's vector.")
    parser.add_argument("--decoder-embedding-size", type=int, default=512, help="Width of a target word's vector.")
    parser.add_argument("--decoder-softmax-size", type=int, default=None, help="Width of a layer before the softmax; none by default.")
    return parser


def _model_params(parser: argparse.ArgumentParser, args: argparse.Namespace) -> dict[str, Any]:
    encoder = [{"num_units": args.encoder_cell_num_units} for _ in range(args.encoder_num_layers)]
    if args.use_bidirectional_encoder:
        if args.encoder_cell_num_units % 2:
            parser.error("--use-bidirectional-encoder needs an even --encoder-cell-num-units: each direction has half of them")
        encoder[0]["num_units"] //= 2
    return {
        "attention": "regular" if args.use_attention else "none",
        "decoder_layer_configs": [{"num_units": args.decoder_cell_num_units} for _ in range(args.decoder_num_layers)],
        "encoder_type": {"encoder_layer_configs": encoder, "use_bidirectional_encoder": args.use_bidirectional_encoder},
        "encoder_embedding_size": args.encoder_embedding_size,
        "decoder_embedding_size": args.decoder_embedding_size,
        "decoder_softmax_size": args.decoder_softmax_size,
    }


def train(argv: Sequence[str] | None = None) -> None:
    """The command line of training."""
    random.seed(31415)
    parser = _parser("Trains a model that translates.")
    parser.add_argument("--source-corpus-eval", type=str, required=True, help="As --source-corpus, to evaluate with.")
    parser.add_argument("--target-corpus-eval", type=str, required=True, help="As --target-corpus, to evaluate with.")
    parser.add_argument("--max-length", type=int, default=None, help="Longer sentences are left out.")
    parser.add_argument("--batch-size", type=int, default=32, help="Sentences in a batch.")
    parser.add_argument("--epochs", type=int, default=10, help="Rounds over the corpus.")
    parser.add_argument("--learning-rate", type=float, default=0.5, help="Length of a step.")
    parser.add_argument("--max-gradient-norm", type=float, default=1.0, help="Limit of the gradients' common norm.")
    parser.add_argument("--num-gpus", type=int, default=0, help="0: there are none here.")
    parser.add_argument("--checkpoint", type=str, default=None, help="Where weights are saved after each epoch: a prefix.")
    args = parser.parse_args(argv)
    with _log_to_stderr():
        run_seq2seq_model(args, model_params={
            **_model_params(parser, args),
            "batch_size": args.batch_size,
            "optimizer_params": {"learning_rate": args.learning_rate},
            "max_gradient_norm": args.max_gradient_norm,
        })


def translate(argv: Sequence[str] | None = None) -> None:
    """The command line of translating."""
    parser = _parser("Translates sentences.")
    parser.add_argument("--checkpoint", type=str, required=True, help="The trained weights.")
    parser.add_argument("--beam-size", type=int, default=6, help="Sentences that are pursued at once.")
    parser.add_argument("--word-reward", type=float, default=0.0, help="Added to the score for each word.")
    parser.add_argument("--unk-reward", type=float, default=0.0, help="Added for each unknown word beside that; below 0 as a rule.")
    args = parser.parse_args(argv)
    with _log_to_stderr():
        run_seq2seq_beam_decoder(
            args,
            model_params=_model_params(parser, args),
            decoding_params={"beam_size": args.beam_size, "word_reward": args.word_reward, "unk_reward": args.unk_reward},
        )


@contextlib.contextmanager
def _log_to_stderr() -> Iterator[None]:
    """Shows what training and translating log, while inside."""
    logger = logging.getLogger("netdef.models.seq2seq")
    handler = logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
