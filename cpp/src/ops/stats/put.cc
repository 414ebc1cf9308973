// AveragePut, IncrementPut, StdDevPut: add the value of a tensor to the statistics.
#include <atomic>
#include <cmath>
#include <limits>
#include <type_traits>

#include "netdef/half.h"
#include "netdef/operator.h"
#include "netdef/stats.h"

namespace netdef {
namespace {

struct PutArgs {
  std::string stat_name;
  int64_t magnitude_expand = 1;
  bool bound = false;
  float default_value = 0;
  bool has_default = false;

  template <typename V>
  void Fields(V& v) {
    v("stat_name", stat_name, "Name of the statistics; the input's where there is none.");
    v("magnitude_expand", magnitude_expand, "Statistics are whole numbers: the value is multiplied by this first.");
    v("bound", bound, "Cut values that are too large and take 0 for NaN, instead of failing.");
    v("default_value", default_value, "Value of an empty tensor; without it that is an error.");
    if constexpr (V::kReads) has_default = v.raw().Has("default_value");
  }
};

// One number: the sum.
class SumStat {
 public:
  explicit SumStat(const std::string& name) : sum_(StatRegistry::Global().Add(name)) {}
  void Add(int64_t value) { sum_->Increment(value); }

 private:
  StatValue* sum_;
};

// Enough for the standard deviation: sums of the distances from the first value and of their squares.
class SpreadStat {
 public:
  explicit SpreadStat(const std::string& name)
      : average_(name),
        squares_(StatRegistry::Global().Add(name + "/sumsqoffset")),
        distances_(StatRegistry::Global().Add(name + "/sumoffset")) {}
  void Add(int64_t value) {
    int64_t none = kNone;
    first_.compare_exchange_strong(none, value);
    // Unsigned arithmetic wraps around where signed must not overflow.
    const uint64_t distance = static_cast<uint64_t>(value) - static_cast<uint64_t>(first_.load());
    squares_->Increment(static_cast<int64_t>(distance * distance));
    distances_->Increment(static_cast<int64_t>(distance));
    average_.Add(value);
  }

 private:
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
  std::atomic<int64_t> first_{kNone};
  AverageStat average_;
  StatValue *squares_, *distances_;
};

template <typename Stat>
class PutOp final : public Operator<CPUContext> {
 public:
  PutOp(const OperatorDef& def, Workspace* ws)
      : Operator(def, ws),
        args_(ParseArgs<PutArgs>(arguments())),
        name_(args_.stat_name.empty() ? InputName(0) : args_.stat_name),
        stat_(name_ + "/stat_value") {
    NETDEF_ENFORCE(args_.magnitude_expand > 0, "[", type(), "] magnitude_expand must be positive, got ",
                   args_.magnitude_expand);
  }

  bool RunOnDevice() override {
    double value = static_cast<double>(args_.default_value);
    if (Input(0).numel() > 0) {
      DispatchTypes<float, double, Half, int8_t, uint8_t, int16_t, uint16_t, int32_t, int64_t>(
          Input(0).dtype(), [&](auto zero) {
            using T = decltype(zero);
            if constexpr (std::is_same_v<T, Half>) {
              value = static_cast<double>(static_cast<float>(Input(0).data<T>()[0]));
            } else {
              value = static_cast<double>(Input(0).data<T>()[0]);
            }
          });
    } else {
      NETDEF_ENFORCE(args_.has_default, "Default value must be provided when receiving empty tensors for ", name_);
    }
    stat_.Add(Expand(value));
    return true;
  }

 private:
  int64_t Expand(double value) const {
    const auto expand = static_cast<double>(args_.magnitude_expand);
    const double limit = static_cast<double>(std::numeric_limits<int64_t>::max() / args_.magnitude_expand);
    if (args_.bound) {
      if (std::isnan(value)) return 0;
      if (value <= -limit) return std::numeric_limits<int64_t>::min();
      if (value >= limit) return std::numeric_limits<int64_t>::max();
    } else {
      NETDEF_ENFORCE(!std::isnan(value), "Input value cannot be NaN!");
      NETDEF_ENFORCE(std::abs(value) < limit, "Input value is too large for the given magnitude expansion!");
    }
    return static_cast<int64_t>(value * expand);
  }

  const PutArgs args_;
  const std::string name_;
  Stat stat_;
};

void TakesValue(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(0)
      .Args<PutArgs>()
      .Stateful()
      .ShapeDependsOnData("there is no output")
      .Input(0, "value", "Numeric tensor; its first element counts.");
}

OPERATOR_SCHEMA(AveragePut).FillUsing(TakesValue).SetDoc("Adds a value to a statistic from which the mean can be taken.");
OPERATOR_SCHEMA(IncrementPut).FillUsing(TakesValue).SetDoc("Adds a value to a statistic.");
OPERATOR_SCHEMA(StdDevPut).FillUsing(TakesValue).SetDoc("Adds a value to a statistic from which the standard deviation can be taken.");

REGISTER_CPU_OPERATOR(AveragePut, PutOp<AverageStat>);
REGISTER_CPU_OPERATOR(IncrementPut, PutOp<SumStat>);
REGISTER_CPU_OPERATOR(StdDevPut, PutOp<SpreadStat>);
SHOULD_NOT_DO_GRADIENT_BECAUSE(AveragePut, "it keeps statistics");
SHOULD_NOT_DO_GRADIENT_BECAUSE(IncrementPut, "it keeps statistics");
SHOULD_NOT_DO_GRADIENT_BECAUSE(StdDevPut, "it keeps statistics");

}  // namespace
}  // namespace netdef
