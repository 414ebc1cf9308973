"""Vocabularies, encoder and decoder; as caffe2.python.models.seq2seq.seq2seq_util."""

from netdef import brew
from netdef._impl.seq2seq.decoder import (
    LSTMWithAttentionDecoder,
    build_embedding_decoder,
    build_initial_rnn_decoder_states,
    output_projection,
)
from netdef._impl.seq2seq.encoder import (
    build_embedding_encoder,
    build_embeddings,
    get_layer_scope,
    rnn_bidirectional_layer,
    rnn_unidirectional_layer,
)
from netdef._impl.seq2seq.vocabulary import (
    EOS,
    EOS_ID,
    GO,
    GO_ID,
    PAD,
    PAD_ID,
    UNK,
    UNK_ID,
    gen_vocab,
    get_numberized_sentence,
)
