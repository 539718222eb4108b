#include "support/advisory_dump.h"

#include <fmt/format.h>

#include "base/text.h"

namespace boltseal::test {
namespace {

void dump(const std::vector<SeverityClaim>& claims, std::string_view indent, std::string& out) {
  for (const SeverityClaim& claim : claims) {
    out += fmt::format("{}severity of {}: {}{}{}\n", indent, claim.source, name_of(claim.rating),
                       claim.vector.empty() ? "" : " ", claim.vector);
  }
}

void dump_field(std::string_view name, const std::string& value, std::string& out) {
  if (!value.empty()) out += fmt::format("  {}: {}\n", name, value);
}

std::string dump(const VersionRange& range) {
  constexpr std::string_view words[] = {"from", "before", "to", "limit"};
  std::string text;
  for (const VersionEvent& event : range.events) {
    text += fmt::format(" {} {}", words[static_cast<std::size_t>(event.kind)], event.version);
  }
  return text;
}

void dump(const Affected& affected, std::string& out) {
  out += fmt::format("  {} {}:", affected.ecosystem, affected.package);
  for (const VersionRange& range : affected.ranges) {
    out += (&range == affected.ranges.data() ? "" : " or") + dump(range);
  }
  if (!affected.versions.empty()) out += " = " + join(affected.versions, " = ");
  if (affected.status != Status::affected) out += fmt::format(" ({})", name_of(affected.status));
  if (!affected.note.empty()) out += fmt::format(" \"{}\"", affected.note);
  if (!affected.modularity.empty()) out += " module " + affected.modularity;
  if (!affected.architectures.empty()) out += " only " + join(affected.architectures, ", ");
  out += '\n';
  dump(affected.severities, "    ", out);
}

}  // namespace

std::string dump(const KeptAdvisories& kept) {
  std::string out;
  for (const Advisory& advisory : kept.advisories) {
    out += fmt::format("{} ({}){}\n", advisory.id, advisory.source,
                       advisory.withdrawn ? " withdrawn" : "");
    dump_field("aliases", join(advisory.aliases, ", "), out);
    dump_field("upstream", join(advisory.upstream, ", "), out);
    dump_field("summary", advisory.summary, out);
    dump_field("published", advisory.published, out);
    dump_field("modified", advisory.modified, out);
    dump(advisory.severities, "  ", out);
    for (const std::string& url : advisory.references) dump_field("see", url, out);
    for (const Affected& affected : advisory.affected) dump(affected, out);
  }
  for (const VulnerabilityNote& note : kept.notes) {
    out += fmt::format("note on {}\n", note.id);
    dump_field("exploited since", note.exploited_since, out);
    if (note.epss >= 0) out += fmt::format("  epss: {:.5f}\n", note.epss);
    dump_field("summary", note.summary, out);
    dump(note.severities, "  ", out);
  }
  for (const SeriesSupport& one : kept.series) {
    out += fmt::format("{} {} until {}{}{}\n", one.product, one.series,
                       one.end.empty() ? "an open day" : one.end,
                       one.said_on.empty() ? "" : ", as of ", one.said_on);
  }
  for (const Error& trouble : kept.troubles) {
    out += fmt::format("trouble: {}: {}\n", trouble.path, trouble.message);
  }
  return out;
}

}  // namespace boltseal::test
