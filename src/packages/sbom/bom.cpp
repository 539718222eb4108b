#include "packages/sbom/bom.h"

#include "base/text.h"
#include "packages/sbom/cyclonedx.h"
#include "packages/sbom/spdx.h"

namespace boltseal {
namespace {

enum class Form { none, cyclonedx, spdx2, spdx3, spdx_tags, cyclonedx_xml, spdx_xml, spdx_yaml };

// By what stands near the begin of every such document: formats write these first or soon.
Form form_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return Form::none;
  text.remove_prefix(begin);
  const auto has = [](std::string_view where, std::string_view what) {
    return where.find(what) != std::string_view::npos;
  };
  if (text.front() == '{') {
    // Members have no order, so the whole text counts; a document of one kind may hold texts of the
    // other, but no key of it at the same time as the values that only documents have.
    if (has(text, "\"bomFormat\"") && has(text, "\"CycloneDX\"")) return Form::cyclonedx;
    if (has(text, "\"spdxVersion\"")) return Form::spdx2;
    if (has(text, "\"@graph\"") && has(text, "spdx.org/rdf/3")) return Form::spdx3;
    return Form::none;
  }
  const std::string_view head = text.substr(0, 4096);
  if (text.front() == '<') {
    if (has(head, "cyclonedx.org/schema/bom")) return Form::cyclonedx_xml;
    return has(head, "spdx.org/rdf/") ? Form::spdx_xml : Form::none;
  }
  for (const std::string_view line : split(head, '\n')) {
    if (line.starts_with("SPDXVersion:")) return Form::spdx_tags;
    if (line.starts_with("spdxVersion:")) return Form::spdx_yaml;
  }
  return Form::none;
}

Result<Bom> bom_of(const Result<SpdxDocument>& document, const std::string& path) {
  if (!document) return std::unexpected(document.error());
  return bom_of(*document, path);
}

}  // namespace

bool looks_like_bom(std::string_view text) { return form_of(text) != Form::none; }

Result<Bom> read_bom(std::string_view text, const std::string& path) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  switch (form_of(text)) {
    case Form::cyclonedx: return read_cyclonedx(text, path);
    case Form::spdx2: return bom_of(read_spdx_json(text, path), path);
    case Form::spdx3: return bom_of(read_spdx3_json(text, path), path);
    case Form::spdx_tags: return bom_of(read_spdx_tags(text, path), path);
    case Form::cyclonedx_xml:
      return fail("is CycloneDX in XML, which is not read", path, {},
                  "write it as JSON: cyclonedx convert --output-format json");
    case Form::spdx_xml:
    case Form::spdx_yaml:
      return fail("is SPDX in a form that is not read", path, {},
                  "write it as JSON or as tags and values");
    case Form::none: break;
  }
  return fail("is neither CycloneDX nor SPDX", path);
}

}  // namespace boltseal
