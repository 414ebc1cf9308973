// The registry of operators, and Caffe2's general one for what programs register themselves.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "caffe2/core/common.h"
#include "netdef/registry.h"

namespace c10 {

template <class Key, class Object, class... Args>
class Registry {
 public:
  using Creator = std::function<Object(Args...)>;

  void Register(const Key& key, Creator creator, const std::string& help = "") {
    const std::lock_guard<std::mutex> lock(mutex_);
    creators_[key] = std::move(creator);
    help_[key] = help;
  }
  bool Has(const Key& key) const { return creators_.count(key) != 0; }
  Object Create(const Key& key, Args... args) {
    const auto found = creators_.find(key);
    return found == creators_.end() ? nullptr : found->second(args...);
  }
  std::vector<Key> Keys() const {
    std::vector<Key> keys;
    for (const auto& entry : creators_) keys.push_back(entry.first);
    return keys;
  }
  const char* HelpMessage(const Key& key) const {
    const auto found = help_.find(key);
    return found == help_.end() ? nullptr : found->second.c_str();
  }

 private:
  std::mutex mutex_;
  std::map<Key, Creator> creators_;
  std::map<Key, std::string> help_;
};

template <class Key, class Object, class... Args>
struct Registerer {
  Registerer(const Key& key, Registry<Key, Object, Args...>* registry, typename Registry<Key, Object, Args...>::Creator creator,
             const std::string& help = "") {
    registry->Register(key, std::move(creator), help);
  }
  template <class Derived>
  static Object DefaultCreator(Args... args) {
    return Object(new Derived(args...));
  }
};

}  // namespace c10

namespace caffe2 {
using c10::Registerer;
using c10::Registry;
}  // namespace caffe2

#define C10_DECLARE_TYPED_REGISTRY(name, key, object, pointer, ...)          \
  ::c10::Registry<key, pointer<object>, ##__VA_ARGS__>* name();              \
  using Registerer##name = ::c10::Registerer<key, pointer<object>, ##__VA_ARGS__>
#define C10_DEFINE_TYPED_REGISTRY(name, key, object, pointer, ...)           \
  ::c10::Registry<key, pointer<object>, ##__VA_ARGS__>* name() {             \
    static auto* registry = new ::c10::Registry<key, pointer<object>, ##__VA_ARGS__>(); \
    return registry;                                                         \
  }
#define C10_DECLARE_REGISTRY(name, object, ...) C10_DECLARE_TYPED_REGISTRY(name, std::string, object, std::unique_ptr, ##__VA_ARGS__)
#define C10_DEFINE_REGISTRY(name, object, ...) C10_DEFINE_TYPED_REGISTRY(name, std::string, object, std::unique_ptr, ##__VA_ARGS__)
#define C10_REGISTER_TYPED_CREATOR(name, key, ...) \
  static Registerer##name C10_ANONYMOUS_VARIABLE(netdef_##name)(key, name(), __VA_ARGS__);
#define C10_REGISTER_TYPED_CLASS(name, key, ...) C10_REGISTER_TYPED_CREATOR(name, key, Registerer##name::DefaultCreator<__VA_ARGS__>)
#define C10_REGISTER_CREATOR(name, key, ...) C10_REGISTER_TYPED_CREATOR(name, #key, __VA_ARGS__)
#define C10_REGISTER_CLASS(name, key, ...) C10_REGISTER_TYPED_CLASS(name, #key, __VA_ARGS__)
#define C10_DECLARE_SHARED_REGISTRY(name, object, ...) C10_DECLARE_TYPED_REGISTRY(name, std::string, object, std::shared_ptr, ##__VA_ARGS__)
#define C10_DEFINE_SHARED_REGISTRY(name, object, ...) C10_DEFINE_TYPED_REGISTRY(name, std::string, object, std::shared_ptr, ##__VA_ARGS__)
#define CAFFE_DECLARE_TYPED_REGISTRY(...) C10_DECLARE_TYPED_REGISTRY(__VA_ARGS__)
#define CAFFE_DEFINE_TYPED_REGISTRY(...) C10_DEFINE_TYPED_REGISTRY(__VA_ARGS__)
#define CAFFE_REGISTER_TYPED_CLASS(...) C10_REGISTER_TYPED_CLASS(__VA_ARGS__)
#define CAFFE_REGISTER_TYPED_CREATOR(...) C10_REGISTER_TYPED_CREATOR(__VA_ARGS__)
#define CAFFE_DECLARE_SHARED_REGISTRY(...) C10_DECLARE_SHARED_REGISTRY(__VA_ARGS__)
#define CAFFE_DEFINE_SHARED_REGISTRY(...) C10_DEFINE_SHARED_REGISTRY(__VA_ARGS__)
#define CAFFE_DECLARE_REGISTRY(name, object, ...) C10_DECLARE_REGISTRY(name, object, ##__VA_ARGS__)
#define CAFFE_DEFINE_REGISTRY(name, object, ...) C10_DEFINE_REGISTRY(name, object, ##__VA_ARGS__)
#define CAFFE_REGISTER_CLASS(name, key, ...) C10_REGISTER_CLASS(name, key, __VA_ARGS__)
#define CAFFE_REGISTER_CREATOR(name, key, ...) C10_REGISTER_CREATOR(name, key, __VA_ARGS__)
