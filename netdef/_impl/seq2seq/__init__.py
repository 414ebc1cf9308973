"""Translating one sequence into another: encoder, decoder with attention, training, beam search."""
