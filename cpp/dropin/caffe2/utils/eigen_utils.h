// Memory seen as Eigen's matrices, and rows and elements chosen by indices. Where Eigen is on the include path.
#pragma once

#if __has_include(<Eigen/Core>)

#include <Eigen/Core>
#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "caffe2/core/logging.h"

namespace caffe2 {

// --- owners: an E for Eigen, R for row-major; arrays (Arr) or matrices; a letter for the element
template <typename T>
using EArrXt = Eigen::Array<T, Eigen::Dynamic, 1>;
template <typename T>
using EArrXXt = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
template <typename T>
using ERArrXXt = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <typename T>
using EVecXt = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <typename T>
using EMatXt = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <typename T>
using ERMatXt = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

using EArrXf = EArrXt<float>;
using EArrXd = EArrXt<double>;
using EArrXi = EArrXt<int>;
using EArrXb = EArrXt<bool>;
using EArrXI32 = EArrXt<int32_t>;
using EArrXU16 = EArrXt<uint16_t>;
using EArrXU8 = EArrXt<uint8_t>;
using EArr3U8 = Eigen::Array<uint8_t, 3, 1>;
using EArrXXf = EArrXXt<float>;
using EArrXXi = EArrXXt<int>;
using EArrXXI32 = EArrXXt<int32_t>;
using EArrXXU16 = EArrXXt<uint16_t>;
using EArrXXU8 = EArrXXt<uint8_t>;
using ERArrXXf = ERArrXXt<float>;
using ERArrXXi = ERArrXXt<int>;
using ERArrXXI32t = ERArrXXt<int32_t>;
using ERArrXXi32t = ERArrXXt<int32_t>;
using ERArrXXi64t = ERArrXXt<int64_t>;
using ERArrXXU16t = ERArrXXt<uint16_t>;
using ERArrXXU8t = ERArrXXt<uint8_t>;
using EVecXf = EVecXt<float>;
using EVecXd = EVecXt<double>;
using ERVecXf = Eigen::RowVectorXf;
using ERVecXd = Eigen::RowVectorXd;
using EMatXf = EMatXt<float>;
using EMatXd = EMatXt<double>;
using EMatXU8 = EMatXt<uint8_t>;
using EMatXU16 = EMatXt<uint16_t>;
using ERMatXf = ERMatXt<float>;
using ERMatXd = ERMatXt<double>;
using ERMatXU8 = ERMatXt<uint8_t>;

// --- views
template <typename T>
using EigenMatrixMap = Eigen::Map<EMatXt<T>>;
template <typename T>
using EigenArrayMap = Eigen::Map<EArrXXt<T>>;
template <typename T>
using EigenVectorMap = Eigen::Map<EVecXt<T>>;
template <typename T>
using EigenVectorArrayMap = Eigen::Map<EArrXt<T>>;
template <typename T>
using ConstEigenMatrixMap = Eigen::Map<const EMatXt<T>>;
template <typename T>
using ConstEigenArrayMap = Eigen::Map<const EArrXXt<T>>;
template <typename T>
using ConstEigenVectorMap = Eigen::Map<const EVecXt<T>>;
template <typename T>
using ConstEigenVectorArrayMap = Eigen::Map<const EArrXt<T>>;

using EigenOuterStride = Eigen::OuterStride<Eigen::Dynamic>;
using EigenInnerStride = Eigen::InnerStride<Eigen::Dynamic>;
using EigenStride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
template <typename T>
using EigenOuterStridedMatrixMap = Eigen::Map<EMatXt<T>, 0, EigenOuterStride>;
template <typename T>
using EigenOuterStridedArrayMap = Eigen::Map<EArrXXt<T>, 0, EigenOuterStride>;
template <typename T>
using ConstEigenOuterStridedMatrixMap = Eigen::Map<const EMatXt<T>, 0, EigenOuterStride>;
template <typename T>
using ConstEigenOuterStridedArrayMap = Eigen::Map<const EArrXXt<T>, 0, EigenOuterStride>;
template <typename T>
using EigenStridedMatrixMap = Eigen::Map<EMatXt<T>, 0, EigenStride>;
template <typename T>
using EigenStridedArrayMap = Eigen::Map<EArrXXt<T>, 0, EigenStride>;
template <typename T>
using ConstEigenStridedMatrixMap = Eigen::Map<const EMatXt<T>, 0, EigenStride>;
template <typename T>
using ConstEigenStridedArrayMap = Eigen::Map<const EArrXXt<T>, 0, EigenStride>;
namespace utils {

// The vector's elements, which must outlive what is returned.
template <typename T>
ConstEigenVectorArrayMap<T> AsEArrXt(const std::vector<T>& items) {
  return {items.data(), static_cast<Eigen::Index>(items.size())};
}
template <typename T>
EigenVectorArrayMap<T> AsEArrXt(std::vector<T>& items) {
  return {items.data(), static_cast<Eigen::Index>(items.size())};
}

// out[i] = array[indices[i]]
template <class In, class Indices, class Out>
void GetSubArray(const Eigen::ArrayBase<In>& array, const Eigen::ArrayBase<Indices>& indices, Eigen::ArrayBase<Out>* out) {
  CAFFE_ENFORCE_EQ(array.cols(), 1);
  out->derived().resize(indices.size());
  for (Eigen::Index i = 0; i < indices.size(); ++i) {
    CAFFE_ENFORCE(indices[i] >= 0 && indices[i] < array.size(), "index ", indices[i], " of ", array.size(), " elements");
    (*out)[i] = array[indices[i]];
  }
}
template <class In, class Indices>
EArrXt<typename In::Scalar> GetSubArray(const Eigen::ArrayBase<In>& array, const Eigen::ArrayBase<Indices>& indices) {
  EArrXt<typename In::Scalar> out;
  GetSubArray(array, indices, &out);
  return out;
}
template <class In>
EArrXt<typename In::Scalar> GetSubArray(const Eigen::ArrayBase<In>& array, const std::vector<int>& indices) {
  return GetSubArray(array, AsEArrXt(indices));
}
// The same with rows.
template <class In, class Indices, class Out>
void GetSubArrayRows(const Eigen::ArrayBase<In>& array, const Eigen::ArrayBase<Indices>& rows, Eigen::ArrayBase<Out>* out) {
  out->derived().resize(rows.size(), array.cols());
  for (Eigen::Index i = 0; i < rows.size(); ++i) {
    CAFFE_ENFORCE(rows[i] >= 0 && rows[i] < array.rows(), "row ", rows[i], " of ", array.rows());
    out->row(i) = array.row(rows[i]).template cast<typename Out::Scalar>();
  }
}
// Where the elements are not 0.
template <class In>
std::vector<int> GetArrayIndices(const Eigen::ArrayBase<In>& array) {
  std::vector<int> indices;
  for (Eigen::Index i = 0; i < array.size(); ++i) {
    if (array[i]) indices.push_back(static_cast<int>(i));
  }
  return indices;
}

}  // namespace utils
}  // namespace caffe2

#endif
