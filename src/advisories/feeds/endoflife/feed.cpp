#include "advisories/feeds/endoflife/feed.h"

#include <algorithm>
#include <string>
#include <utility>

#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/date.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

using feeds::in;
using feeds::items_of;

struct Product {
  std::string_view slug, name;  // there, and in model/end_of_life.cpp
  // Whether what follows the end is for everybody, too: LTS of Debian. ESM, ELS and LTSS are paid.
  bool goes_on = false;
};
constexpr Product products[] = {
    {"almalinux", "AlmaLinux"},
    {"alpine-linux", "Alpine"},
    {"amazon-linux", "Amazon Linux"},
    {"centos", "CentOS"},
    {"centos-stream", "CentOS Stream"},
    {"debian", "Debian", true},
    {"fedora", "Fedora"},
    {"mageia", "Mageia"},
    {"opensuse", "openSUSE Leap"},
    {"oracle-linux", "Oracle Linux"},
    {"rhel", "Red Hat Enterprise Linux"},
    {"rocky-linux", "Rocky Linux"},
    {"sles", "SLES"},
    {"ubuntu", "Ubuntu"},
    {"vmware-photon", "Photon OS"},
};

// The older API is a list of cycles and does not name the product; the newer begins with its
// version.
bool is_older(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '[' && feeds::begins_with(file.bytes, {"\"cycle\""}) &&
         feeds::begins_with(file.bytes, {"\"eol\""}, 1024);
}

bool recognises(const FeedFile& file) {
  return is_older(file) ||
         (feeds::first_byte(file.bytes) == '{' &&
          feeds::begins_with(file.bytes, {"\"schema_version\"", "\"result\""}, 1024) &&
          feeds::begins_with(file.bytes, {"\"releases\""}, 64 << 10));
}

// How the two call the same.
struct Keys {
  const char *series, *end, *later_end;
};
constexpr Keys older = {"cycle", "eol", "extendedSupport"};
constexpr Keys newer = {"name", "eolFrom", "eoesFrom"};

class Reader {
 public:
  Reader(const FeedFile& file, AdvisorySink& sink) : file_(file), sink_(sink) {}

  // Products that no scan asks for are passed over.
  void read(std::string_view slug, const json& releases, const Keys& keys,
            std::string_view said_on) {
    const auto product = std::ranges::find(products, slug, &Product::slug);
    if (product == std::end(products)) return;
    for (const json& release : items_of(releases)) {
      SeriesSupport series{
          std::string(product->name), text_in(release, keys.series), {}, std::string(said_on)};
      const json& end = in(release, keys.end);
      // true, or that it has ended, without a day: the day is not known here.
      const json& is_over = end.is_boolean() ? end : in(release, "isEol");
      const bool has_ended = is_over.is_boolean() && is_over.get<bool>();
      if (end.is_string()) series.end = end.get<std::string>();
      if (product->goes_on && !series.end.empty()) {
        series.end = std::max(series.end, text_in(release, keys.later_end));
      }
      const bool is_day = series.end.empty() ? !has_ended : parse_date(series.end).has_value();
      if (series.series.empty() || !is_day) {
        sink_.trouble({"a release of " + std::string(slug) +
                           " has no name or no day of its end: \"" + sanitize(series.series) +
                           "\", \"" + sanitize(series.end) + "\"",
                       std::string(file_.path),
                       {},
                       {}});
        continue;
      }
      sink_.add(std::move(series));
    }
  }

 private:
  const FeedFile& file_;
  AdvisorySink& sink_;
};

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  const Result<json> document = feeds::read_json(file);
  if (!document) return std::unexpected(document.error());
  Reader reader(file, sink);
  if (document->is_array()) {
    const std::string_view name = base_name(file.path);
    reader.read(name.substr(0, name.rfind('.')), *document, older, {});
    return {};
  }
  // When the site was made, which is when the table was last looked at.
  std::string day = text_in(*document, "generated_at").substr(0, 10);
  if (!parse_date(day)) day.clear();
  const json& result = in(*document, "result");
  if (result.is_object()) {
    reader.read(text_in(result, "name"), in(result, "releases"), newer, day);
  }
  for (const json& product : items_of(result)) {
    reader.read(text_in(product, "name"), in(product, "releases"), newer, day);
  }
  return {};
}

}  // namespace

const Feed endoflife_feed = {"endoflife", "endoflife.date", recognises, read};

}  // namespace boltseal
