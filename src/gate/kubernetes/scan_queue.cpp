#include "gate/kubernetes/scan_queue.h"

#include <algorithm>
#include <utility>

namespace boltseal {

void ScanQueue::add(const std::string& image, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  const auto known = not_before_.find(image);
  if (is_over_ || (known != not_before_.end() && now < known->second)) return;
  if (waiting_.size() >= bounds_.waiting) {
    ++counts_.dropped;
    return;
  }
  // In this order what cannot be remembered for want of memory does not wait either.
  not_before_.insert_or_assign(image, Clock::time_point::min());
  waiting_.push_back(image);
  not_before_[image] = Clock::time_point::max();
  ++counts_.queued;
  changed_.notify_one();
}

std::optional<std::string> ScanQueue::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_over_ || !waiting_.empty(); });
  if (is_over_) return std::nullopt;
  std::string image = std::move(waiting_.front());
  waiting_.pop_front();
  return image;
}

void ScanQueue::finish(const std::string& image, bool is_scanned, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  ++(is_scanned ? counts_.scanned : counts_.failed);
  not_before_[image] = now + (is_scanned ? bounds_.pause : bounds_.pause_after_failure);
  forget(now);
}

// What may be taken again needs no place; where that is not enough, what would be soonest.
void ScanQueue::forget(Clock::time_point now) {
  std::erase_if(not_before_, [&](const auto& each) { return each.second <= now; });
  const auto is_sooner = [](const auto& a, const auto& b) { return a.second < b.second; };
  while (not_before_.size() > bounds_.remembered + bounds_.waiting) {
    not_before_.erase(std::ranges::min_element(not_before_, is_sooner));
  }
}

void ScanQueue::stop() {
  const std::scoped_lock lock(mutex_);
  is_over_ = true;
  changed_.notify_all();
}

ScanQueue::Counts ScanQueue::counts() const {
  const std::scoped_lock lock(mutex_);
  Counts counts = counts_;
  counts.waiting = waiting_.size();
  return counts;
}

}  // namespace boltseal
