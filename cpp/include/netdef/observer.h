// Observers: attached to nets and operators from outside, told before and after each run.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace netdef {

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

 protected:
  ~Observable() = default;

  // Tells the observers of one run, also of one that throws.
  class Watch {
   public:
    explicit Watch(const Observable& o) : observers_(o.observers_) {
      for (const auto& observer : observers_) observer->Start();
    }
    ~Watch() {
      for (const auto& observer : observers_) observer->Stop();
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    const std::vector<std::unique_ptr<Observer>>& observers_;
  };

 private:
  std::vector<std::unique_ptr<Observer>> observers_;
};

}  // namespace netdef
