#include "sources/shell/variables.h"

#include <iterator>
#include <utility>

namespace boltseal::shell {

Variables::Variables(const std::map<std::string, Text>& outside) {
  for (const auto& [name, value] : outside) {
    Variable variable;
    variable.elements.push_back({value, {}});
    values_.emplace(name, std::move(variable));
    fresh_.push_back(name);
  }
}

const Variable* Variables::find(std::string_view name) const {
  static const Variable unknown{Variable::State::changed, false, {}, {}};
  if (given_up_) return &unknown;
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

void Variables::set(const std::string& name, Variable value) {
  if (given_up_) return;
  const auto [slot, is_new] = values_.try_emplace(name);
  log_.push_back({name, !is_new, false, 0, is_new ? Variable{} : std::move(slot->second)});
  slot->second = std::move(value);
  if (slot->second.state == Variable::State::known) fresh_.push_back(name);
}

void Variables::append(const std::string& name, Items words) {
  const auto slot = values_.find(name);
  if (given_up_ || slot == values_.end()) return;
  Variable& value = slot->second;
  Change& change = log_.emplace_back();
  change.name = name;
  change.existed = change.appended = true;
  change.words = value.elements.size();
  change.before.array = std::exchange(value.array, true);
  std::move(words.begin(), words.end(), std::back_inserter(value.elements));
}

void Variables::give_up() {
  given_up_ = true;
  values_.clear();
  log_.clear();
  fresh_.clear();
}

void Variables::forget(const std::string& name, const Origin& because) {
  Variable changed;
  changed.state = Variable::State::changed;
  changed.origin = because;
  set(name, std::move(changed));
}

void Variables::forget_all(const Origin& because) {
  for (const std::string& name : std::exchange(fresh_, {})) {
    const Variable* const value = find(name);
    if (value && value->state == Variable::State::known) forget(name, because);
  }
}

Names Variables::changed_since(std::size_t mark) const {
  Names names;
  for (std::size_t at = mark; at < log_.size(); ++at) names.insert(log_[at].name);
  return names;
}

void Variables::restore(std::size_t mark) {
  while (log_.size() > mark) {
    Change& last = log_.back();
    if (last.appended) {
      Variable& value = values_[last.name];
      value.elements.resize(last.words);
      value.array = last.before.array;
    } else if (last.existed) {
      values_[last.name] = std::move(last.before);
      fresh_.push_back(last.name);
    } else {
      values_.erase(last.name);
    }
    log_.pop_back();
  }
}

}  // namespace boltseal::shell
