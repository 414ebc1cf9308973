"""Translating, and the program that does; as caffe2.python.models.seq2seq.translate."""

from netdef._impl.seq2seq.programs import run_seq2seq_beam_decoder
from netdef._impl.seq2seq.programs import translate as main
from netdef._impl.seq2seq.translation import (
    Seq2SeqModelCaffe2EnsembleDecoder,
    Seq2SeqModelCaffe2EnsembleDecoderBase,
    logger,
)
from netdef.models.seq2seq import seq2seq_util

if __name__ == "__main__":
    main()
