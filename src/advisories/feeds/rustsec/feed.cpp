#include "advisories/feeds/rustsec/feed.h"

#include <string>
#include <utility>
#include <vector>

#include "advisories/feeds/requirement.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"
#include "base/toml.h"

namespace boltseal {
namespace {

constexpr std::string_view fence = "```";

bool recognises(const FeedFile& file) {
  return file.path.ends_with(".md") && file.bytes.starts_with("```toml") &&
         feeds::begins_with(file.bytes, {"[advisory]"}, 256) &&
         !file.path.ends_with(
             "EXAMPLE_ADVISORY.md");  // how one is written, in the repository's root
}

std::string text_at(const toml::table& table, std::string_view path) {
  return std::string(trim(table.at_path(path).value_or(std::string_view())));
}

std::vector<std::string> texts_at(const toml::table& table, std::string_view path) {
  std::vector<std::string> texts;
  if (const toml::array* const list = table.at_path(path).as_array()) {
    for (const toml::node& item : *list) {
      if (const auto text = item.value<std::string>()) texts.push_back(*text);
    }
  }
  return texts;
}

// "# The title", the first heading.
std::string title_of(std::string_view markdown) {
  const std::size_t at = markdown.find("# ");
  if (at == markdown.npos) return {};
  markdown.remove_prefix(at + 2);
  return feeds::first_sentence(markdown.substr(0, markdown.find('\n')));
}

Result<Affected> read_affected(const toml::table& record) {
  // What is below rust/ is about the standard library and the tools that come with it.
  const bool is_toolchain = text_at(record, "advisory.collection") == "rust";
  Affected affected{.ecosystem = is_toolchain ? "Rust" : "crates.io",
                    .package = text_at(record, "advisory.package"),
                    .note = text_at(record, "advisory.informational")};
  if (affected.package.empty()) return fail("the advisory names no crate");
  feeds::judge_informational(affected);
  std::vector<feeds::Span> good;
  for (const std::string_view key : {"versions.patched", "versions.unaffected"}) {
    for (const std::string& text : texts_at(record, key)) {
      const auto read = feeds::read_requirement(text, feeds::Dialect::cargo);
      if (!read) return fail("this is no requirement: \"" + sanitize(text) + "\"");
      good.insert(good.end(), read->begin(), read->end());
    }
  }
  const Ordering& ordering = feeds::ordering_of(feeds::Dialect::cargo);
  const auto bad = feeds::outside(std::move(good), ordering);
  if (!bad) return fail("its versions cannot be compared");
  affected.ranges = feeds::ranges_of(*bad, ordering);
  return affected;
}

Result<Advisory> read_record(const toml::table& record, std::string_view markdown) {
  Advisory advisory{.id = text_at(record, "advisory.id"),
                    .source = "rustsec",
                    .aliases = texts_at(record, "advisory.aliases"),
                    .summary = title_of(markdown),
                    .published = feeds::rfc3339(text_at(record, "advisory.date")),
                    .withdrawn = !text_at(record, "advisory.withdrawn").empty()};
  if (!feeds::is_advisory_id(advisory.id)) return fail("the advisory has no id");
  std::erase_if(advisory.aliases, [](const auto& id) { return !feeds::is_advisory_id(id); });
  if (const std::string vector = text_at(record, "advisory.cvss"); !vector.empty()) {
    advisory.severities.push_back({"rustsec", Rating::unknown, vector});
  }
  if (advisory.id.starts_with("RUSTSEC-")) {
    advisory.references.push_back("https://rustsec.org/advisories/" + advisory.id + ".html");
  }
  if (std::string url = text_at(record, "advisory.url"); !url.empty()) {
    advisory.references.push_back(std::move(url));
  }
  for (std::string& url : texts_at(record, "advisory.references")) {
    advisory.references.push_back(std::move(url));
  }
  Result<Affected> affected = read_affected(record);
  if (!affected) return std::unexpected(affected.error());
  if (!affected->ranges.empty()) advisory.affected.push_back(std::move(*affected));
  return advisory;
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  std::string_view rest = file.bytes;
  rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
  const std::size_t end = rest.find("\n" + std::string(fence));
  const std::string path(file.path);
  if (end == rest.npos) return fail("has no end of its TOML", path, {}, "fetch the file again");
  const toml::parse_result parsed = toml::parse(rest.substr(0, end + 1));
  if (!parsed) {
    return fail("is no well-formed TOML: " + sanitize(parsed.error().description()) + " (line " +
                    std::to_string(parsed.error().source().begin.line) + ")",
                path, {}, "fetch the file again");
  }
  Result<Advisory> advisory = read_record(parsed.table(), rest.substr(end + 1 + fence.size()));
  if (!advisory) return fail(advisory.error().message, path);
  sink.add(std::move(*advisory));
  return {};
}

}  // namespace

const Feed rustsec_feed = {"rustsec", "RustSec Advisory Database", recognises, read};

}  // namespace boltseal
