"""Training a model that translates, and the program that does; as caffe2.python.models.seq2seq.train."""

from netdef._impl.seq2seq.batches import Batch, gen_batches, prepare_batch
from netdef._impl.seq2seq.programs import run_seq2seq_model
from netdef._impl.seq2seq.programs import train as main
from netdef._impl.seq2seq.training import Seq2SeqModelCaffe2, logger
from netdef.models.seq2seq import seq2seq_util

if __name__ == "__main__":
    main()
