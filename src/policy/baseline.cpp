#include "policy/baseline.h"

#include <filesystem>

#include "base/json_writer.h"
#include "base/text.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

constexpr std::string_view schema = "boltseal/baseline/1";

std::string path_from(const std::string& folder, const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failed;  // the working directory may be gone: then paths stay as they were named
  const fs::path whole = fs::absolute(path, failed);
  const fs::path from = failed ? fs::path() : fs::absolute(folder, failed);
  if (failed) return path;
  return whole.lexically_normal().lexically_relative(from.lexically_normal()).generic_string();
}

std::string fingerprint_from(const std::string& folder, const ShownFinding& finding) {
  return fingerprint_of(finding, path_from(folder, finding.place.path));
}

}  // namespace

Result<Baseline> read_baseline(const File& file) {
  const Document document(file);
  yaml::Tree tree;
  if (Result<void> parsed = yaml::parse(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  const auto not_ours = [&] {
    return std::unexpected(document.error("is no baseline of Boltseal", {},
                                          "write one with --write-baseline=" + file.path));
  };
  if (tree.documents.size() != 1) return not_ours();
  const yaml::Node& root = *tree.documents.front();
  const yaml::Node* const named = root.get("schema");
  const yaml::Node* const findings = root.get("findings");
  if (named == nullptr || named->value != schema || findings == nullptr) return not_ours();
  Baseline baseline;
  baseline.folder = directory_of(file.path);
  for (const yaml::Node* finding : findings->items) {
    const yaml::Node* const fingerprint = finding->get("fingerprint");
    if (fingerprint == nullptr || !fingerprint->is_scalar()) return not_ours();
    ++baseline.known[std::string(fingerprint->value)];
  }
  return baseline;
}

std::string write_baseline(const Verdict& verdict, const std::string& folder) {
  StringOutput text;
  {
    JsonWriter json(text);
    json.begin_object();
    json.member("schema", schema);
    json.begin_array("findings");
    for (const ShownFinding& finding : verdict.findings) {
      json.begin_object();
      json.member("fingerprint", fingerprint_from(folder, finding));
      json.member("rule", finding.rule);
      json.member("path", sanitize(path_from(folder, finding.place.path)));
      if (!finding.subjects.empty()) json.member("subject", sanitize(finding.subjects.front()));
      json.member("fact", sanitize(finding.fact));
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  return text.text;
}

std::size_t apply_baseline(Verdict& verdict, const Baseline& baseline) {
  auto known = baseline.known;
  std::vector<ShownFinding> left;
  for (ShownFinding& finding : verdict.findings) {
    const auto found = known.find(fingerprint_from(baseline.folder, finding));
    if (found == known.end() || found->second == 0) {
      left.push_back(std::move(finding));
      continue;
    }
    --found->second;
    Accepted accepted;
    accepted.finding = std::move(finding);
    accepted.by = Accepted::By::baseline;
    verdict.accepted.push_back(std::move(accepted));
  }
  verdict.findings = std::move(left);
  std::size_t gone = 0;
  for (const auto& [fingerprint, count] : known) gone += count;
  return gone;
}

}  // namespace boltseal
