// Arguments: a view of the repeated `arg` of an operator or net. It copies nothing and must not
// outlive the proto it looks at.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "netdef/error.h"
#include "netdef/export.h"
#include "netdef/tensor.h"

namespace google {
namespace protobuf {
template <typename T>
class RepeatedPtrField;
}
}  // namespace google

namespace caffe2 {
class Argument;
class NetDef;
class OperatorDef;
}  // namespace caffe2

namespace netdef {

using NetDefPtr = std::shared_ptr<const caffe2::NetDef>;

class NETDEF_API Arguments {
 public:
  Arguments() = default;  // none
  explicit Arguments(const caffe2::OperatorDef& def);
  explicit Arguments(const caffe2::NetDef& def);

  bool Has(const std::string& name) const { return Find(name) != nullptr; }
  const caffe2::Argument* Find(const std::string& name) const;
  void CopyTo(caffe2::OperatorDef* def) const;  // appends them all
  // Whether the argument is there and carries a scalar of T's kind (float, any integer, std::string).
  template <typename T>
  bool HasSingle(const std::string& name) const {
    const caffe2::Argument* a = Find(name);
    if (a == nullptr) return false;
    if constexpr (std::is_floating_point_v<T>) {
      return HasFloat(*a);
    } else if constexpr (std::is_integral_v<T>) {
      return HasInt(*a);
    } else {
      static_assert(std::is_same_v<T, std::string>, "no scalar argument has this type");
      return HasString(*a);
    }
  }

  // A scalar of type T: float, double, bool, any integer, std::string, NetDefPtr (a copy, which
  // may outlive the proto), or a Tensor: three arguments, `name` with the bytes of the elements (strings, for a
  // tensor of such), `name`_dtype with the name of their type and `name`_dims. An absent argument gives `fallback`; one that carries another kind of
  // value, or an integer that T cannot hold, throws.
  template <typename T>
  T Get(const std::string& name, const T& fallback) const;
  // A list of such; an absent argument gives `fallback`, one with only a scalar an empty list.
  template <typename T>
  std::vector<T> GetList(const std::string& name, const std::vector<T>& fallback = {}) const;

 private:
  static bool HasFloat(const caffe2::Argument& a);
  static bool HasInt(const caffe2::Argument& a);
  static bool HasString(const caffe2::Argument& a);
  float Float(const caffe2::Argument& a) const;
  int64_t Int(const caffe2::Argument& a) const;
  const std::string& String(const caffe2::Argument& a) const;
  NetDefPtr Net(const caffe2::Argument& a) const;
  Tensor TensorOf(const caffe2::Argument& a) const;
  static std::vector<float> Floats(const caffe2::Argument& a);
  static std::vector<int64_t> Ints(const caffe2::Argument& a);
  static std::vector<std::string> Strings(const caffe2::Argument& a);
  static std::vector<NetDefPtr> Nets(const caffe2::Argument& a);
  [[noreturn]] static void ThrowRange(const std::string& name, int64_t value);

  template <typename T>
  static T Narrow(int64_t value, const std::string& name) {
    if constexpr (std::is_same_v<T, bool>) {
      return value != 0;  // any other number is true, as in Caffe2
    } else if constexpr (sizeof(T) < 8) {
      if (value < static_cast<int64_t>(std::numeric_limits<T>::min()) ||
          value > static_cast<int64_t>(std::numeric_limits<T>::max())) {
        ThrowRange(name, value);
      }
    }
    return static_cast<T>(value);
  }

  const google::protobuf::RepeatedPtrField<caffe2::Argument>* list_ = nullptr;
};

template <typename T>
T Arguments::Get(const std::string& name, const T& fallback) const {
  const caffe2::Argument* a = Find(name);
  if (a == nullptr) return fallback;
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(Float(*a));
  } else if constexpr (std::is_integral_v<T>) {
    return Narrow<T>(Int(*a), name);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return String(*a);
  } else if constexpr (std::is_same_v<T, Tensor>) {
    return TensorOf(*a);
  } else {
    static_assert(std::is_same_v<T, NetDefPtr>, "no argument has this type");
    return Net(*a);
  }
}

template <typename T>
std::vector<T> Arguments::GetList(const std::string& name, const std::vector<T>& fallback) const {
  const caffe2::Argument* a = Find(name);
  if (a == nullptr) return fallback;
  if constexpr (std::is_same_v<T, float>) {
    return Floats(*a);
  } else if constexpr (std::is_floating_point_v<T>) {
    const std::vector<float> values = Floats(*a);
    return std::vector<T>(values.begin(), values.end());
  } else if constexpr (std::is_integral_v<T>) {
    std::vector<T> out;
    for (int64_t v : Ints(*a)) out.push_back(Narrow<T>(v, name));
    return out;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Strings(*a);
  } else {
    static_assert(std::is_same_v<T, NetDefPtr>, "no argument list has this type");
    return Nets(*a);
  }
}

}  // namespace netdef
