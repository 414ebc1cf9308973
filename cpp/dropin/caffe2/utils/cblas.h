#pragma once

// The one enumeration of CBLAS that Caffe2's math functions take.
enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112, CblasConjTrans = 113 };
