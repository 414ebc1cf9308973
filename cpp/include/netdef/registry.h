// The operator registry: which kernels exist, by type, engine, device and domain.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "netdef/context.h"
#include "netdef/export.h"

namespace caffe2 {
class OperatorDef;
}

namespace netdef {

class OperatorBase;
class Workspace;

struct NETDEF_API OperatorKey {
  std::string type;
  std::string engine;       // "" is the plain kernel
  int device = CPU;
  std::string domain;       // "" is Caffe2's

  bool operator<(const OperatorKey& other) const;
  // Caffe2's spelling: Type or Type_ENGINE_NAME; with domain::before it for others.
  std::string ToString() const;
};

class NETDEF_API OperatorRegistry {
 public:
  using Factory = std::function<std::unique_ptr<OperatorBase>(const caffe2::OperatorDef&, Workspace*)>;

  // Only notes the record, so that it may run before main(). Two records of one key make every
  // look-up of it throw, naming both places.
  static bool Register(OperatorKey key, Factory factory, const char* file, int line);
  static const Factory* Find(const OperatorKey& key);  // nullptr where there is none
  static std::vector<OperatorKey> Keys();              // sorted
  // Types near to `type` by spelling, nearest first, for error messages.
  static std::vector<std::string> Similar(const std::string& type, size_t count = 3);
};

// Engines tried, in order, where a definition names none. The defaults are those of this build.
NETDEF_API void SetGlobalEnginePreference(std::vector<std::string> engines);
NETDEF_API std::vector<std::string> GlobalEnginePreference();
NETDEF_API void SetOpEnginePreference(const std::string& type, std::vector<std::string> engines);
NETDEF_API std::vector<std::string> OpEnginePreference(const std::string& type);

}  // namespace netdef

#define NETDEF_REGISTER_KERNEL(id, key, ...)                                                          \
  static const bool NETDEF_CONCAT(netdef_kernel_##id##_, __COUNTER__) [[maybe_unused]] =              \
      ::netdef::OperatorRegistry::Register(                                                           \
          key,                                                                                        \
          [](const ::caffe2::OperatorDef& def, ::netdef::Workspace* ws) {                             \
            return std::unique_ptr<::netdef::OperatorBase>(new __VA_ARGS__(def, ws));                 \
          },                                                                                          \
          __FILE__, __LINE__)
#define NETDEF_KEY(...) (::netdef::OperatorKey{__VA_ARGS__})

// REGISTER_CPU_OPERATOR(Relu, ReluOp<float>);
#define REGISTER_CPU_OPERATOR(type, ...) \
  NETDEF_REGISTER_KERNEL(type, NETDEF_KEY(#type, "", ::netdef::CPU, ""), __VA_ARGS__)
#define REGISTER_CPU_OPERATOR_STR(type, ...) \
  NETDEF_REGISTER_KERNEL(named, NETDEF_KEY(type, "", ::netdef::CPU, ""), __VA_ARGS__)
#define REGISTER_CPU_OPERATOR_WITH_ENGINE(type, engine, ...) \
  NETDEF_REGISTER_KERNEL(type, NETDEF_KEY(#type, #engine, ::netdef::CPU, ""), __VA_ARGS__)
#define REGISTER_OPERATOR_IN(domain, type, ...) \
  NETDEF_REGISTER_KERNEL(type, NETDEF_KEY(#type, "", ::netdef::CPU, domain), __VA_ARGS__)
