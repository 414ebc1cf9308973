// Observers: attached to nets and operators from outside, told before and after each run.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "netdef/export.h"

namespace netdef {

class NetBase;

template <typename Subject>
class ObserverBase {
 public:
  explicit ObserverBase(Subject* subject) : subject_(subject) {}
  virtual ~ObserverBase() = default;
  virtual void Start() {}
  virtual void Stop() {}
  Subject* subject() const { return subject_; }

 protected:
  Subject* subject_;
};

template <typename Subject>
class Observable {
 public:
  using Observer = ObserverBase<Subject>;

  const Observer* AttachObserver(std::unique_ptr<Observer> observer) {
    observers_.push_back(std::move(observer));
    return observers_.back().get();
  }
  // Gives the observer back; nullptr where it is not attached.
  std::unique_ptr<Observer> DetachObserver(const Observer* observer) {
    for (auto it = observers_.begin(); it != observers_.end(); ++it) {
      if (it->get() != observer) continue;
      std::unique_ptr<Observer> out = std::move(*it);
      observers_.erase(it);
      return out;
    }
    return nullptr;
  }
  size_t NumObservers() const { return observers_.size(); }
  // For subjects that tell their observers of runs themselves.
  void StartAllObservers() const {
    for (const auto& observer : observers_) observer->Start();
  }
  void StopAllObservers() const {
    for (const auto& observer : observers_) observer->Stop();
  }
  bool HasObserver(const Observer* observer) const {
    for (const auto& attached : observers_) {
      if (attached.get() == observer) return true;
    }
    return false;
  }

 protected:
  ~Observable() = default;

  // Tells the observers of one run, also of one that throws.
  class Watch {
   public:
    explicit Watch(const Observable& o) : observed_(o) { o.StartAllObservers(); }
    ~Watch() { observed_.StopAllObservers(); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    const Observable& observed_;
  };

  void DetachAllObservers() { observers_.clear(); }

 private:
  std::vector<std::unique_ptr<Observer>> observers_;
};

// An observer of a net that is known by name, and what it can tell of the runs it saw. What an
// observer does not measure throws.
class NETDEF_API NetObserver : public ObserverBase<NetBase> {
 public:
  explicit NetObserver(NetBase* net) : ObserverBase<NetBase>(net) {}
  virtual double average_time() const;           // milliseconds per run of the net
  virtual double average_time_children() const;  // milliseconds per run of an operator
  virtual std::string debug_info() const;
};

class NETDEF_API ObserverRegistry {
 public:
  using Factory = std::function<std::unique_ptr<NetObserver>(NetBase*)>;
  static bool Register(const std::string& name, Factory factory);
  // Throws for a name nobody registered.
  static std::unique_ptr<NetObserver> Create(const std::string& name, NetBase* net);
  static std::vector<std::string> Names();
};

}  // namespace netdef

// REGISTER_NET_OBSERVER(TimeObserver); for a class with a constructor from NetBase*.
#define REGISTER_NET_OBSERVER(type)                                                                 \
  static const bool netdef_observer_##type [[maybe_unused]] = ::netdef::ObserverRegistry::Register( \
      #type, [](::netdef::NetBase* net) { return std::unique_ptr<::netdef::NetObserver>(new type(net)); })
