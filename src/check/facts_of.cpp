#include "check/facts_of.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "model/defaults.h"
#include "model/describe.h"

namespace boltseal {
namespace {

template <class T>
inline constexpr bool is_list = false;
template <class E>
inline constexpr bool is_list<std::vector<E>> = true;

// What makes two elements of a list speak of the same thing, so that the inner one counts; empty
// when nothing does.
std::string key_of(const Item&) { return {}; }
std::string key_of(const Port&) { return {}; }
std::string key_of(const Setting& setting) { return setting.name; }
std::string key_of(const Mount& mount) {
  return mount.target.is_known() ? mount.target.bytes() : std::string();
}

class Teller {
 public:
  Teller(const Workload& workload, const Placer& place_of, WorkloadTruth& truth)
      : workload_(workload), place_of_(place_of), truth_(truth) {}

  void run() {
    // The later ones are facts of engines and hosts.
    for (int at = 0; at <= static_cast<int>(Fact::log_options); ++at) tell(static_cast<Fact>(at));
  }

 private:
  bool counts(const Level& level, Fact fact) const {
    return applies(workload_.platform, level.kind, fact);
  }

  void tell(Fact fact) {
    told_ = TruthFact{};
    told_.fact = fact;
    const EffectiveEntry entry = effective_entry(workload_, fact);
    const Facts::Any* const sample = entry.value != nullptr ? entry.value : stated_anywhere(fact);
    if (sample != nullptr) {
      std::visit(
          [&]<class T>(const Value<T>&) {
            if constexpr (is_list<T>) {
              list<T>(fact);
            } else {
              scalar<T>(entry, fact);
            }
          },
          *sample);
    } else if (entry.open != nullptr) {
      unknown(entry);
    } else {
      truth_.unstated.push_back(fact);
      return;
    }
    truth_.facts.push_back(std::move(told_));
  }

  const Facts::Any* stated_anywhere(Fact fact) const {
    for (const Level& level : workload_.levels) {
      // What a stage starts from is a layer of its own.
      if (fact == Fact::image && level.kind == LevelKind::build_stage) continue;
      if (const Facts::Any* const found = level.facts.find(fact)) return found;
    }
    return nullptr;
  }

  TruthValue value(std::string text, const Origin& origin, const Level* level) const {
    TruthValue told;
    told.text = std::move(text);
    for (const Origin* step = &origin; step != nullptr; step = step->via.get()) {
      told.from.push_back(place_of_(*step));
    }
    if (level != nullptr) told.level = level->name;
    return told;
  }

  template <class T>
  static std::string text_of(Fact fact, const Value<T>& value) {
    if (!value.is_known()) return {};
    if constexpr (std::is_same_v<T, std::int64_t>) {
      return describe_number(fact, *value);
    } else {
      return describe(*value, Spelled::bare);
    }
  }

  static std::string why_open(const Level& level, const Origin& open) {
    if (!open.note.empty()) return std::string(open.note);
    return level.name + " may say more than can be read";
  }

  void unknown(const EffectiveEntry& entry) {
    told_.state = TruthFact::State::unknown;
    told_.values.push_back(value({}, *entry.open, entry.level));
    told_.why = why_open(*entry.level, *entry.open);
  }

  void ignored(const Level& level) {
    told_.state = TruthFact::State::ignored;
    if (told_.fact == Fact::command && counts(level, told_.fact)) {
      told_.why = "it goes with the entrypoint, which another level replaces";
      return;
    }
    told_.why = std::string(name_of(workload_.platform)) + " does not look at it in " +
                (level.kind <= LevelKind::build_stage ? "an image" : "this place");
  }

  // What levels outside of `inner` say as well.
  template <class T>
  void replaced(const Level* inner, Fact fact) {
    bool outside = false;
    for (auto level = workload_.levels.rbegin(); level != workload_.levels.rend(); ++level) {
      const Facts::Any* const stated = level->facts.find(fact);
      if (outside && stated != nullptr && counts(*level, fact)) {
        const auto& other = *std::get_if<Value<T>>(stated);
        told_.replaced.push_back(value(text_of(fact, other), other.origin(), &*level));
      }
      outside = outside || &*level == inner;
    }
  }

  template <class T>
  void scalar(const EffectiveEntry& entry, Fact fact) {
    if (entry.open != nullptr) return unknown(entry);
    if (entry.value == nullptr) {
      // Stated somewhere, where nobody looks.
      for (const Level& level : workload_.levels) {
        const Facts::Any* const stated = level.facts.find(fact);
        if (stated == nullptr) continue;
        const auto& there = *std::get_if<Value<T>>(stated);
        told_.values.push_back(value(text_of(fact, there), there.origin(), &level));
        ignored(level);
      }
      return;
    }
    const auto& effective = *std::get_if<Value<T>>(entry.value);
    told_.values.push_back(value(text_of(fact, effective), effective.origin(), entry.level));
    if (effective.is_unknown()) {
      told_.state = TruthFact::State::unknown;
      told_.why = "what stands here is not known before it runs";
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t>) {
      told_.scalar = *effective;
    }
    if (entry.level != nullptr) replaced<T>(entry.level, fact);
  }

  template <class List>
  void list(Fact fact) {
    told_.is_list = true;
    std::vector<std::string> keys;
    const Level* looked_past = nullptr;
    // From the inside out, so that what counts is there before what it replaces.
    for (auto level = workload_.levels.rbegin(); level != workload_.levels.rend(); ++level) {
      const Facts::Any* const stated = level->facts.find(fact);
      if (stated == nullptr) continue;
      if (!counts(*level, fact)) {
        looked_past = &*level;
        continue;
      }
      const auto& elements = *std::get_if<Value<List>>(stated);
      if (elements.is_unknown()) {
        told_.why = "what stands here is not known before it runs";
        told_.values.push_back(value("«?»", elements.origin(), &*level));
        continue;
      }
      for (const auto& element : *elements) {
        TruthValue told = value(describe(element, Spelled::bare), element.origin, &*level);
        const std::string key = key_of(element);
        const bool is_replaced = !key.empty() && std::ranges::find(keys, key) != keys.end();
        (is_replaced ? told_.replaced : told_.values).push_back(std::move(told));
        if (!is_replaced && !key.empty()) keys.push_back(key);
      }
    }
    if (told_.values.empty() && looked_past != nullptr) {
      const auto& there = *std::get_if<Value<List>>(looked_past->facts.find(fact));
      if (there.is_known()) {
        for (const auto& element : *there) {
          told_.values.push_back(
              value(describe(element, Spelled::bare), element.origin, looked_past));
        }
      }
      return ignored(*looked_past);
    }
    for (const Level& level : workload_.levels) {
      if (level.open && counts(level, fact)) told_.why = why_open(level, *level.open);
    }
  }

  const Workload& workload_;
  const Placer& place_of_;
  WorkloadTruth& truth_;
  TruthFact told_;
};

}  // namespace

void tell_facts(const Workload& workload, const Placer& place_of, WorkloadTruth& truth) {
  Teller(workload, place_of, truth).run();
}

}  // namespace boltseal
