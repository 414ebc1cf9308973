import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def einsum(*operands, equation):
    return np.asarray(np.einsum(equation, *operands))


test_einsum = operator_test("Einsum", einsum, [
    Case([normal(3, 4)], args={"equation": "ij->ji"}),
    Case([normal(3, 4)], args={"equation": "ij->i"}),
    Case([normal(3, 4)], args={"equation": "ij->"}),
    Case([normal(3, 3)], args={"equation": "ii->i"}),
    Case([normal(3, 3)], args={"equation": "ii"}),
    Case([normal(3, 4), normal(4, 5)], args={"equation": "ij,jk->ik"}),
    Case([normal(3, 4), normal(4, 5)], args={"equation": "ij, jk"}),
    Case([normal(2, 3, 4), normal(2, 4, 5)], args={"equation": "bij,bjk->bik"}),
    Case([normal(2, 3, 4), normal(4, 5)], args={"equation": "...ij,jk->...ik"}),
    Case([normal(2, 3, 4), normal(3, 4)], args={"equation": "...ij,...ij->..."}),
    Case([normal(5), normal(6)], args={"equation": "i,j->ij"}),
    Case([normal(2, 3), normal(3, 4), normal(4, 5)], args={"equation": "ab,bc,cd->ad"}),
    Case([normal(1, 3), normal(2, 3)], args={"equation": "ij,ij->ij"}),
    Case([integers(3, 4).astype(np.int64), integers(4, 5).astype(np.int64)], args={"equation": "ij,jk->ik"}),
    Case([normal(3, 4)], args={"equation": "ij,jk->ik"}, error="number of operands"),
    Case([normal(3, 4)], args={"equation": "ijk->ik"}, error="does not fit"),
    Case([normal(3, 4)], args={"equation": "ij->ik"}, error="unknown or named twice"),
    Case([normal(3, 4), normal(5, 4)], args={"equation": "ij,ij->ij"}, error="has the extents"),
    Case([normal(3, 4)], args={"equation": "i1->i"}, error="letters"),
    Case([normal(3, 4)], args={"equation": "i..->i"}, error="ellipsis"),
], domain="ai.onnx")
