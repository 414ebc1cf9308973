// Every element passes through one of three wide types, a block at a time: int64 between integers, complex where a complex
// type takes part, else double. So there is code for each type, not for each pair.
#include "ops/onnx_cast/_convert.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <type_traits>

#include "base/half_convert.h"
#include "core/narrow_ints.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/pointwise.h"

namespace netdef {
inline namespace onnx_cast {  // other families have things of the same names
namespace {

using Complex = std::complex<double>;
using ConvertedTypes =
    TypeList<float, double, Half, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool,
             std::string, std::complex<float>, Complex, Float8E4M3FN, Float8E4M3FNUZ, Float8E5M2, Float8E5M2FNUZ, Float8E8M0,
             Float6E2M3, Float6E3M2, Float4E2M1, Int4, Uint4, Int2, Uint2>;

constexpr int64_t kBlock = 1024;

template <typename T>
constexpr bool kIsComplex = std::is_same_v<T, std::complex<float>> || std::is_same_v<T, Complex>;
template <typename T>
constexpr bool kHasNoNan = std::is_same_v<T, Float6E2M3> || std::is_same_v<T, Float6E3M2> || std::is_same_v<T, Float4E2M1>;
template <typename T>
constexpr bool kHasSaturation = std::is_same_v<T, Float8E4M3FN> || std::is_same_v<T, Float8E4M3FNUZ> || std::is_same_v<T, Float8E5M2> ||
                                std::is_same_v<T, Float8E5M2FNUZ>;

bool IsInteger(DType dtype) {
  switch (dtype) {
    case DType::kInt8: case DType::kInt16: case DType::kInt32: case DType::kInt64: case DType::kUint8: case DType::kUint16:
    case DType::kUint32: case DType::kUint64: case DType::kBool: case DType::kInt4: case DType::kUint4: case DType::kInt2:
    case DType::kUint2:
      return true;
    default:
      return false;
  }
}

double ParseNumber(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  NETDEF_ENFORCE(end != text.c_str() && *end == 0, "cannot convert the string '", text, "' to a number");
  return value;
}

// The shortest digits that give the number back, as Python writes them: 1.0, 0.0001, 1e-05, 1e+16, nan, inf.
template <typename T>
std::string NumberText(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string text(buffer, result.ptr);
  const size_t e = text.find('e');
  const int exponent = std::atoi(text.c_str() + e + 1);
  if (exponent < -4 || exponent >= 16) return text;
  std::string digits;
  for (char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  std::string out = std::signbit(value) ? "-" : "";
  if (exponent < 0) return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0') + ".0";
  return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

// What does not fit, and NaN, becomes what other runtimes get from x86: the least int32 or int64, of which narrower types
// keep the low bits.
template <typename T>
int64_t ToInteger(double x) {
  if constexpr (std::is_same_v<T, uint64_t>) {
    if (x >= 9223372036854775808.0 && x < 18446744073709551616.0) return static_cast<int64_t>(static_cast<uint64_t>(x));
  }
  constexpr bool kWide = sizeof(T) == 8 || std::is_same_v<T, uint32_t>;
  constexpr double kEnd = kWide ? 9223372036854775808.0 : 2147483648.0;
  if (!(x >= -kEnd && x < kEnd)) return kWide ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int32_t>::min();
  return static_cast<int64_t>(x);
}

template <typename T, typename W>
void Load(const T* from, int64_t n, W* wide) {
  for (int64_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<T, std::string>) {
      wide[i] = static_cast<W>(ParseNumber(from[i]));
    } else if constexpr (kIsComplex<T>) {
      if constexpr (kIsComplex<W>) {
        wide[i] = W(from[i]);
      } else {
        wide[i] = static_cast<W>(from[i].real());
      }
    } else if constexpr (kIsNarrowInt<T>) {
      wide[i] = static_cast<W>(static_cast<int>(from[i]));
    } else if constexpr (std::is_arithmetic_v<T>) {
      wide[i] = static_cast<W>(from[i]);
    } else {
      wide[i] = static_cast<W>(static_cast<float>(from[i]));
    }
  }
}

template <typename T, typename W>
void Store(const W* wide, int64_t n, const ConvertOptions& options, T* to) {
  for (int64_t i = 0; i < n; ++i) {
    if constexpr (kIsComplex<W>) {
      if constexpr (kIsComplex<T>) {
        to[i] = T(wide[i]);
      } else {
        const double real = wide[i].real();
        Store(&real, 1, options, to + i);
      }
    } else if constexpr (std::is_same_v<T, std::string>) {
      if constexpr (std::is_same_v<W, int64_t>) {
        to[i] = std::to_string(wide[i]);
      } else {
        to[i] = NumberText(wide[i]);
      }
    } else if constexpr (kIsComplex<T>) {
      to[i] = T(static_cast<typename T::value_type>(wide[i]));
    } else if constexpr (std::is_same_v<T, bool>) {
      to[i] = wide[i] != 0;
    } else if constexpr (std::is_integral_v<T> || kIsNarrowInt<T>) {
      int64_t value;
      if constexpr (std::is_same_v<W, int64_t>) {
        value = wide[i];
      } else {
        value = ToInteger<T>(wide[i]);
      }
      if constexpr (kIsNarrowInt<T>) {
        to[i] = T(static_cast<int>(value & 0xF));
      } else {
        to[i] = static_cast<T>(value);
      }
    } else if constexpr (kHasSaturation<T>) {
      to[i].bits = T::FromFloat(static_cast<float>(wide[i]), options.saturate);
    } else if constexpr (kHasNoNan<T>) {
      to[i] = wide[i] == wide[i] ? T(static_cast<float>(wide[i])) : T(-0.0f);
    } else if constexpr (std::is_same_v<T, Float8E8M0>) {
      to[i].bits = T::FromFloat(static_cast<float>(wide[i]), options.saturate, options.e8m0_rounding);
    } else if constexpr (std::is_arithmetic_v<T>) {
      to[i] = static_cast<T>(wide[i]);
    } else {
      to[i] = T(static_cast<float>(wide[i]));
    }
  }
}

// Loaders and savers of one type, behind functions that do not name it.
template <typename W>
struct Through {
  using Loader = void (*)(const void*, int64_t begin, int64_t n, W*);
  using Saver = void (*)(const W*, int64_t begin, int64_t n, const ConvertOptions&, void*);

  static void Run(const Tensor& from, const ConvertOptions& options, Tensor* to) {
    Loader load = nullptr;
    Saver store = nullptr;
    DispatchTypes(ConvertedTypes(), from.dtype(), [&](auto zero) {
      using T = decltype(zero);
      load = [](const void* data, int64_t begin, int64_t n, W* wide) { Load(static_cast<const T*>(data) + begin, n, wide); };
    });
    DispatchTypes(ConvertedTypes(), to->dtype(), [&](auto zero) {
      using T = decltype(zero);
      store = [](const W* wide, int64_t begin, int64_t n, const ConvertOptions& o, void* data) {
        Store(wide, n, o, static_cast<T*>(data) + begin);
      };
    });
    const void* in = from.raw_data();
    void* out = to->raw_mutable_data();
    ParallelFor(0, from.numel(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
      W wide[kBlock];
      for (int64_t b = begin; b < end; b += kBlock) {
        const int64_t n = std::min(kBlock, end - b);
        load(in, b, n, wide);
        store(wide, b, n, options, out);
      }
    });
  }
};

// Pairs that models convert all the time go in one step.
template <typename To, typename From>
To Converted(From x) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    // As ToInteger: numbers that do not fit never meet the conversion.
    using Wide = std::conditional_t<sizeof(To) == 8, int64_t, int32_t>;
    constexpr From kEnd = sizeof(To) == 8 ? From(9223372036854775808.0) : From(2147483648.0);
    const bool fits = (x >= -kEnd) & (x < kEnd);
    const Wide whole = static_cast<Wide>(fits ? x : From(0));
    return static_cast<To>(fits ? whole : std::numeric_limits<Wide>::min());
  } else {
    return static_cast<To>(x);
  }
}

template <typename From, typename To>
NETDEF_SIMD void ConvertNumbers(const From* from, int64_t n, To* to) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) to[i] = Converted<To>(from[i]);
}

template <typename From>
NETDEF_SIMD void ConvertToBools(const From* from, int64_t n, uint8_t* to) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) to[i] = from[i] != From(0);
}

template <typename From, typename To, typename Fn>
void InPieces(int64_t n, const From* from, To* to, const Fn& convert) {
  ParallelFor(0, n, kPointwiseGrain, [&](int64_t begin, int64_t end) { convert(from + begin, end - begin, to + begin); });
}

// Calls fn with a zero of the type that is one of those models convert all the time; false for others.
template <typename Fn>
bool CommonType(DType dtype, Fn&& fn) {
  switch (dtype) {
    case DType::kFloat: return fn(float{}), true;
    case DType::kDouble: return fn(double{}), true;
    case DType::kInt32: return fn(int32_t{}), true;
    case DType::kInt64: return fn(int64_t{}), true;
    case DType::kUint8: return fn(uint8_t{}), true;
    case DType::kInt8: return fn(int8_t{}), true;
    case DType::kBool: return fn(false), true;
    default: return false;
  }
}

// A bool is a byte of 0 or 1.
template <typename T>
using StoredAs = std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>;
template <typename T>
const StoredAs<T>* StoredIn(const Tensor& t) {
  return reinterpret_cast<const StoredAs<T>*>(t.data<T>());
}
template <typename T>
StoredAs<T>* StoredIn(Tensor* t) {
  return reinterpret_cast<StoredAs<T>*>(t->mutable_data<T>());
}

template <typename To, typename From>
void ConvertCommon(const From* from, int64_t n, StoredAs<To>* to) {
  if constexpr (std::is_same_v<To, bool>) {
    ConvertToBools(from, n, to);
  } else {
    ConvertNumbers(from, n, to);
  }
}

// Types of 16 bits go through float.
template <typename Half16>
bool ConvertFromHalf(const Tensor& from, Tensor* to) {
  return CommonType(to->dtype(), [&](auto zero) {
    using To = decltype(zero);
    InPieces(from.numel(), from.data<Half16>(), StoredIn<To>(to), [](const Half16* in, int64_t n, StoredAs<To>* out) {
      if constexpr (std::is_same_v<To, float>) return ConvertRun(in, n, out);
      float wide[kBlock];
      for (int64_t i = 0; i < n; i += kBlock) {
        const int64_t count = std::min(kBlock, n - i);
        ConvertRun(in + i, count, wide);
        ConvertCommon<To>(wide, count, out + i);
      }
    });
  });
}
template <typename Half16>
bool ConvertToHalf(const Tensor& from, Tensor* to) {
  return CommonType(from.dtype(), [&](auto zero) {
    using From = decltype(zero);
    InPieces(from.numel(), StoredIn<From>(from), to->mutable_data<Half16>(), [](const StoredAs<From>* in, int64_t n, Half16* out) {
      if constexpr (std::is_same_v<From, float>) return ConvertRun(in, n, out);
      float wide[kBlock];
      for (int64_t i = 0; i < n; i += kBlock) {
        const int64_t count = std::min(kBlock, n - i);
        ConvertNumbers(in + i, count, wide);
        ConvertRun(wide, count, out + i);
      }
    });
  });
}

// False for pairs that take the long way.
bool ConvertDirectly(const Tensor& from, Tensor* to) {
  if (from.dtype() == DType::kHalf) return ConvertFromHalf<Half>(from, to);
  if (from.dtype() == DType::kBFloat16) return ConvertFromHalf<BFloat16>(from, to);
  if (to->dtype() == DType::kHalf) return ConvertToHalf<Half>(from, to);
  if (to->dtype() == DType::kBFloat16) return ConvertToHalf<BFloat16>(from, to);
  bool done = false;
  CommonType(from.dtype(), [&](auto zero) {
    using From = decltype(zero);
    done = CommonType(to->dtype(), [&](auto one) {
      using To = decltype(one);
      InPieces(from.numel(), StoredIn<From>(from), StoredIn<To>(to), ConvertCommon<To, StoredAs<From>>);
    });
  });
  return done;
}

}  // namespace

void ConvertTensor(const Tensor& from, DType dtype, const ConvertOptions& options, Tensor* to) {
  if (from.dtype() == dtype) return to->CopyFrom(from);
  to->Resize(from.dims(), dtype);
  if (ConvertDirectly(from, to)) return;
  const bool from_integer = IsInteger(from.dtype()), to_integer = IsInteger(dtype);
  const auto is_complex = [](DType t) { return t == DType::kComplex64 || t == DType::kComplex128; };
  if (from_integer && (to_integer || (dtype == DType::kString && from.dtype() != DType::kUint64))) {
    Through<int64_t>::Run(from, options, to);
  } else if (is_complex(from.dtype()) || is_complex(dtype)) {
    Through<Complex>::Run(from, options, to);
  } else if (dtype == DType::kString && from.dtype() != DType::kDouble) {
    Through<float>::Run(from, options, to);  // the digits of a float
  } else {
    Through<double>::Run(from, options, to);
  }
}

}  // namespace onnx_cast
}  // namespace netdef
