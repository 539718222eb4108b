#include "gate/docker/go_json.h"

#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "gate/docker/field_names.h"

namespace boltseal::docker {
namespace {

constexpr std::size_t most_depth = 64;

// encoding/json, foldName: of all letters beside ASCII's only these two fold to one of ASCII.
std::string fold(std::string_view name) {
  constexpr std::string_view kelvin = "\u212A", long_s = "\u017F";
  std::string folded;
  while (!name.empty()) {
    std::size_t taken = 1;
    if (name.starts_with(kelvin)) {
      folded += 'k';
      taken = kelvin.size();
    } else if (name.starts_with(long_s)) {
      folded += 's';
      taken = long_s.size();
    } else {
      folded += to_lower(name.front());
    }
    name.remove_prefix(taken);
  }
  return folded;
}

/// Builds the value while the library's parser reads, so that no name is lost.
class Builder final : public nlohmann::json_sax<json> {
 public:
  Result<json> take(bool is_whole) && {
    if (!error_.empty()) return fail(std::move(error_));
    if (!is_whole) return fail("its body is no JSON");
    return std::move(root_);
  }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Frame& frame = open_.back();
    if (frame.is_free) {
      frame.key = name;
      return frame.seen.insert(std::move(name)).second || stop(frame.key, " stands twice in it");
    }
    std::string folded = fold(name);
    const std::string_view known = field_named(folded);
    frame.is_unknown = known.empty();
    frame.key = known.empty() ? name : std::string(known);
    return frame.seen.insert(std::move(folded)).second || stop(name, " stands twice in it");
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  struct Frame {
    json value;
    bool is_free = false;     // Its members have names that users chose.
    bool is_unknown = false;  // The member that comes has a name that nobody knows.
    std::string key = {};
    std::set<std::string> seen = {};
  };

  bool stop(std::string_view name, std::string_view what) {
    error_ = "its body cannot be judged: " + sanitize(name) + std::string(what);
    return false;
  }

  bool put(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Frame& frame = open_.back();
    if (frame.value.is_array()) {
      frame.value.push_back(std::move(value));
      return true;
    }
    if (frame.is_unknown && !says_nothing(value)) {
      return stop(frame.key, " is no field of Docker's API that is known here");
    }
    if (!frame.is_unknown) frame.value[frame.key] = std::move(value);
    frame.is_unknown = false;
    return true;
  }

  bool open(json value) {
    if (open_.size() >= most_depth) {
      error_ = "its body has more than 64 levels";
      return false;
    }
    const bool is_free = value.is_object() && !open_.empty() && open_.back().value.is_object() &&
                         !open_.back().is_free && holds_free_names(open_.back().key);
    open_.push_back({.value = std::move(value), .is_free = is_free});
    return true;
  }

  bool close() {
    json value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  json root_;
  std::vector<Frame> open_;
  std::string error_;
};

}  // namespace

bool says_nothing(const json& value) {
  return value.is_null() || value == false || value == 0 || value == "" ||
         (value.is_structured() && value.empty());
}

Result<json> read_go_json(std::string_view text) {
  // The library skips one; Go does not.
  if (text.starts_with("\xEF\xBB\xBF")) return fail("its body is no JSON");
  Builder builder;
  const bool is_whole = json::sax_parse(text, &builder);
  return std::move(builder).take(is_whole);
}

}  // namespace boltseal::docker
