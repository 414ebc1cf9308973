// Messages from files and back, arguments of definitions.
#pragma once

#include <fstream>
#include <string>
#include <type_traits>
#include <vector>

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "netdef/serialize.h"

namespace caffe2 {

using google::protobuf::Message;
using google::protobuf::MessageLite;
static_assert(std::is_base_of_v<Message, NetDef>, "Caffe2's header names need protobuf's full runtime: build netdef without NETDEF_PROTOBUF_LITE");

inline string DeviceTypeName(int32_t device) { return netdef::DeviceTypeName(device); }
inline int DeviceId(const DeviceOption& option) { return option.device_id(); }
inline bool IsSameDevice(const DeviceOption& a, const DeviceOption& b) {
  return a.device_type() == b.device_type() && a.device_id() == b.device_id() && a.node_name() == b.node_name() &&
         a.numa_node_id() == b.numa_node_id();
}
inline bool IsCPUDeviceType(int type) { return type == CPU || type == MKLDNN || type == IDEEP; }
inline bool IsGPUDeviceType(int type) { return type == CUDA || type == HIP; }

// --- bytes and files to messages, within netdef's Limits. These answer false where a file cannot be read or does not parse, as
// Caffe2's did; the reason is logged.

namespace internal {

template <typename Fn>
bool Succeeds(Fn fn) {
  try {
    fn();
    return true;
  } catch (const netdef::Error& e) {
    LOG(ERROR) << e.what();
    return false;
  }
}

// Messages of the lite runtime do not know their fields, so nothing can be checked before they are parsed.
inline Message* FullMessage(MessageLite* proto) {
  auto* message = dynamic_cast<Message*>(proto);
  CAFFE_ENFORCE(message != nullptr, "a message of protobuf's full runtime is expected, got the lite ", proto->GetTypeName());
  return message;
}

}  // namespace internal

inline bool ReadStringFromFile(const char* path, string* text) {
  return internal::Succeeds([&] { *text = netdef::ReadFile(path); });
}
inline bool WriteStringToFile(const string& text, const char* path) {
  std::ofstream out(path, std::ios::binary);
  return static_cast<bool>(out << text) && static_cast<bool>(out.flush());
}

inline bool ParseProtoFromLargeString(const string& bytes, MessageLite* proto) {
  return internal::Succeeds([&] { netdef::ParseMessageInto(bytes, internal::FullMessage(proto)); });
}
namespace TextFormat {
inline bool ParseFromString(const string& text, Message* proto) {
  return internal::Succeeds([&] { netdef::ParseTextInto(text, proto); });
}
}  // namespace TextFormat
inline string ProtoDebugString(const Message& proto) { return proto.ShortDebugString(); }

inline bool ReadProtoFromBinaryFile(const char* path, MessageLite* proto) {
  return internal::Succeeds([&] { netdef::ParseMessageInto(netdef::ReadFile(path), internal::FullMessage(proto)); });
}
inline bool ReadProtoFromTextFile(const char* path, Message* proto) {
  return internal::Succeeds([&] { netdef::ParseTextInto(netdef::ReadFile(path), proto); });
}
// Binary or text.
inline bool ReadProtoFromFile(const char* path, Message* proto) {
  return internal::Succeeds([&] { netdef::ReadMessageInto(netdef::ReadFile(path), path, proto); });
}
inline void WriteProtoToBinaryFile(const MessageLite& proto, const char* path) {
  CAFFE_ENFORCE(WriteStringToFile(proto.SerializeAsString(), path), "cannot write ", path);
}
inline void WriteProtoToTextFile(const Message& proto, const char* path, bool /*throw_if_error*/ = true) {
  string text;
  google::protobuf::TextFormat::PrintToString(proto, &text);
  CAFFE_ENFORCE(WriteStringToFile(text, path), "cannot write ", path);
}
inline bool ReadProtoFromFile(const string& path, Message* proto) { return ReadProtoFromFile(path.c_str(), proto); }
inline bool ReadProtoFromTextFile(const string& path, Message* proto) { return ReadProtoFromTextFile(path.c_str(), proto); }
inline bool ReadProtoFromBinaryFile(const string& path, MessageLite* proto) { return ReadProtoFromBinaryFile(path.c_str(), proto); }
inline void WriteProtoToTextFile(const Message& proto, const string& path) { WriteProtoToTextFile(proto, path.c_str()); }
inline void WriteProtoToBinaryFile(const MessageLite& proto, const string& path) { WriteProtoToBinaryFile(proto, path.c_str()); }

// --- definitions

// An argument that holds a number, a string, a list of such, or a message.
template <typename T>
inline Argument MakeArgument(const string& name, const T& value) {
  if constexpr (std::is_same_v<T, NetDef>) {
    Argument arg;
    arg.set_name(name);
    *arg.mutable_n() = value;
    return arg;
  } else if constexpr (std::is_base_of_v<MessageLite, T>) {
    return netdef::MakeArgument<string>(name, value.SerializeAsString());
  } else {
    return netdef::MakeArgument<T>(name, value);
  }
}

template <class Inputs = std::initializer_list<string>, class Outputs = std::initializer_list<string>, class Args = std::initializer_list<Argument>>
inline OperatorDef CreateOperatorDef(const string& type, const string& name, const Inputs& inputs, const Outputs& outputs,
                                     const Args& args, const DeviceOption& device = DeviceOption(), const string& engine = "") {
  OperatorDef def;
  def.set_type(type);
  def.set_name(name);
  for (const auto& input : inputs) def.add_input(input);
  for (const auto& output : outputs) def.add_output(output);
  for (const auto& arg : args) *def.add_arg() = arg;
  if (device.has_device_type()) *def.mutable_device_option() = device;
  if (!engine.empty()) def.set_engine(engine);
  return def;
}
template <class Inputs = std::initializer_list<string>, class Outputs = std::initializer_list<string>>
inline OperatorDef CreateOperatorDef(const string& type, const string& name, const Inputs& inputs, const Outputs& outputs,
                                     const DeviceOption& device = DeviceOption(), const string& engine = "") {
  return CreateOperatorDef(type, name, inputs, outputs, std::vector<Argument>(), device, engine);
}

inline bool HasInput(const OperatorDef& op, const string& name) {
  return std::find(op.input().begin(), op.input().end(), name) != op.input().end();
}
inline bool HasOutput(const OperatorDef& op, const string& name) {
  return std::find(op.output().begin(), op.output().end(), name) != op.output().end();
}

// The arguments of an operator or a net. It must not outlive the definition.
class ArgumentHelper {
 public:
  explicit ArgumentHelper(const OperatorDef& def) : arguments_(def) {}
  explicit ArgumentHelper(const NetDef& def) : arguments_(def) {}

  template <typename Def>
  static bool HasArgument(const Def& def, const string& name) {
    return ArgumentHelper(def).HasArgument(name);
  }
  template <typename Def, typename T>
  static T GetSingleArgument(const Def& def, const string& name, const T& fallback) {
    return ArgumentHelper(def).GetSingleArgument<T>(name, fallback);
  }
  template <typename Def, typename T>
  static bool HasSingleArgumentOfType(const Def& def, const string& name) {
    return ArgumentHelper(def).HasSingleArgumentOfType<T>(name);
  }
  template <typename Def, typename T>
  static vector<T> GetRepeatedArgument(const Def& def, const string& name, const vector<T>& fallback = {}) {
    return ArgumentHelper(def).GetRepeatedArgument<T>(name, fallback);
  }
  template <typename Def, typename M>
  static M GetMessageArgument(const Def& def, const string& name) {
    return ArgumentHelper(def).GetMessageArgument<M>(name);
  }

  bool HasArgument(const string& name) const { return arguments_.Has(name); }
  template <typename T>
  bool HasSingleArgumentOfType(const string& name) const {
    return arguments_.HasSingle<T>(name);
  }
  template <typename T>
  T GetSingleArgument(const string& name, const T& fallback) const {
    if constexpr (std::is_same_v<T, NetDef>) {
      const auto net = arguments_.Get<netdef::NetDefPtr>(name, nullptr);
      return net ? *net : fallback;
    } else {
      return arguments_.Get<T>(name, fallback);
    }
  }
  template <typename T>
  vector<T> GetRepeatedArgument(const string& name, const vector<T>& fallback = {}) const {
    return arguments_.GetList<T>(name, fallback);
  }
  template <typename M>
  M GetMessageArgument(const string& name) const {
    M message;
    CAFFE_ENFORCE(HasArgument(name), "Cannot find parameter named ", name);
    netdef::ParseMessageInto(arguments_.Get<string>(name, ""), &message);
    return message;
  }

 private:
  netdef::Arguments arguments_;
};

inline bool HasArgument(const OperatorDef& def, const string& name) { return ArgumentHelper(def).HasArgument(name); }
inline const Argument& GetArgument(const OperatorDef& def, const string& name) {
  for (const Argument& arg : def.arg()) {
    if (arg.name() == name) return arg;
  }
  CAFFE_THROW("Argument named ", name, " does not exist in operator ", def.ShortDebugString());
}
inline const Argument* GetArgumentPtr(const OperatorDef& def, const string& name) { return HasArgument(def, name) ? &GetArgument(def, name) : nullptr; }
inline Argument* GetMutableArgument(const string& name, bool create, OperatorDef* def) {
  for (Argument& arg : *def->mutable_arg()) {
    if (arg.name() == name) return &arg;
  }
  if (!create) return nullptr;
  Argument* arg = def->add_arg();
  arg->set_name(name);
  return arg;
}
inline bool GetFlagArgument(const OperatorDef& def, const string& name, bool fallback = false) {
  return ArgumentHelper(def).GetSingleArgument<bool>(name, fallback);
}
template <typename T>
inline void AddArgument(const string& name, const T& value, OperatorDef* def) {
  *def->add_arg() = MakeArgument(name, value);
}

}  // namespace caffe2
