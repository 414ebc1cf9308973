"""Recorded cases whose outcome is another here, with the reason. A case that comes to agree has to leave."""

_FIRST_ROW = "weights quantized beforehand under DNNLOWP_ROWWISE: Caffe2 took the scale of all rows but the first to be 0; all outputs are computed here"
_NO_IMAGE = "a RoI lies in an image that the batch does not have: Caffe2 read past its end, an error here"
_INTEGERS = "Caffe2 multiplied and added the gates as integers; the float unit runs on the quantized values here"

DIFFERENCES = {
    "Int8AveragePool-1affc5567b": "one mean lies exactly between two steps, and Caffe2 rounded it away from the even one",
    "Int8FC-1bcdc4a66c": _FIRST_ROW,
    "Int8FC-e2785d30ee": _FIRST_ROW,
    "Int8RoIAlign-3817bd6212": _NO_IMAGE,
    "Int8RoIAlign-59d82029d9": _NO_IMAGE,
    "Int8RoIAlign-77ab23e0a5": _NO_IMAGE,
    "LSTMUnit-16f363145a": _INTEGERS,
    "LSTMUnit-6bf2a0b586": _INTEGERS,
}
