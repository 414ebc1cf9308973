"""Words and their numbers."""

from __future__ import annotations

import collections
import os

PAD_ID, PAD = 0, "<PAD>"  # fills the end of short sentences
GO_ID, GO = 1, "<GO>"  # starts what the decoder reads
EOS_ID, EOS = 2, "<EOS>"  # ends what it writes
UNK_ID, UNK = 3, "<UNK>"  # a word that is not in the vocabulary


def gen_vocab(corpus: str | os.PathLike, unk_threshold: int) -> dict[str, int]:
    """The words that occur more than `unk_threshold` times in a text file of one sentence per line, numbered after the four marks."""
    with open(corpus) as lines:
        occurrences = collections.Counter(word for line in lines for word in line.split())
    words = [PAD, GO, EOS, UNK, *(word for word, count in occurrences.items() if count > unk_threshold)]
    return {word: number for number, word in enumerate(dict.fromkeys(words))}


def get_numberized_sentence(sentence: str, vocab: dict[str, int]) -> list[int]:
    """The numbers of a sentence's words."""
    return [vocab.get(word, vocab[UNK]) for word in sentence.split()]
