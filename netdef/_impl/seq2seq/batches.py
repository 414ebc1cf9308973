"""Pairs of sentences as arrays."""

from __future__ import annotations

import os
import random
from typing import NamedTuple, Sequence

import numpy as np

from netdef._impl.seq2seq.vocabulary import EOS_ID, GO_ID, PAD_ID, get_numberized_sentence

Pair = tuple[list[int], list[int]]


class Batch(NamedTuple):
    """Sentences side by side, (length, batch), filled up with PAD_ID at the end."""

    encoder_inputs: np.ndarray  # int32, source sentences backwards
    encoder_lengths: np.ndarray  # int32 (batch,)
    decoder_inputs: np.ndarray  # int32, GO_ID and the target sentences
    decoder_lengths: np.ndarray  # int32 (batch,)
    targets: np.ndarray  # int32, the target sentences and EOS_ID
    target_weights: np.ndarray  # float32, 1 where a target is a word or EOS_ID


def _columns(sentences: Sequence[Sequence[float]], fill: float, dtype: type) -> np.ndarray:
    array = np.full((max(map(len, sentences)), len(sentences)), fill, dtype)
    for column, sentence in enumerate(sentences):
        array[: len(sentence), column] = sentence
    return array


def prepare_batch(batch: Sequence[Pair]) -> Batch:
    """The arrays of numbered pairs (source, target); a pair of empty sentences weighs nothing."""
    sources = [list(reversed(source)) for source, _ in batch]
    decoder_inputs = [[GO_ID, *target] for _, target in batch]
    targets = [[*target, EOS_ID] for _, target in batch]
    weights = [[0.0 if word == PAD_ID or not (source or target) else 1.0 for word in [*target, EOS_ID]] for source, target in batch]
    return Batch(
        encoder_inputs=_columns(sources, PAD_ID, np.int32),
        encoder_lengths=np.array([len(s) for s in sources], np.int32),
        decoder_inputs=_columns(decoder_inputs, PAD_ID, np.int32),
        decoder_lengths=np.array([len(s) for s in decoder_inputs], np.int32),
        targets=_columns(targets, PAD_ID, np.int32),
        target_weights=_columns(weights, 0.0, np.float32),
    )


def gen_batches(
    source_corpus: str | os.PathLike,
    target_corpus: str | os.PathLike,
    source_vocab: dict[str, int],
    target_vocab: dict[str, int],
    batch_size: int,
    max_length: int | None,
) -> list[list[Pair]]:
    """Batches of pairs of about the same length, in random order; the last is filled up with its last pair.

    The corpora are text files, a sentence per line. Empty sentences and such of more than max_length words are left out.
    """
    pairs = []
    with open(source_corpus) as source, open(target_corpus) as target:
        for lines in zip(source, target):
            pair = (get_numberized_sentence(lines[0], source_vocab), get_numberized_sentence(lines[1], target_vocab))
            if all(sentence and (max_length is None or len(sentence) <= max_length) for sentence in pair):
                pairs.append(pair)
    pairs.sort(key=lambda pair: (len(pair[0]), len(pair[1])))
    batches = [pairs[i: i + batch_size] for i in range(0, len(pairs), batch_size)]
    if batches:
        batches[-1] += batches[-1][-1:] * (batch_size - len(batches[-1]))
    random.shuffle(batches)
    return batches
