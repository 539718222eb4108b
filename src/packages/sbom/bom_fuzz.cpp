// Bills of materials of strangers.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "packages/sbom/bom.h"
#include "packages/sbom/cyclonedx.h"
#include "packages/sbom/purl_package.h"
#include "packages/sbom/spdx.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void expect_sound(const boltseal::Result<boltseal::Bom>& bom) {
  if (!bom) return expect(!bom.error().message.empty());
  expect(bom->errors.size() <= 52);
  for (const boltseal::Package& package : bom->packages) {
    expect(!package.type.empty() && !package.name.empty() && !package.source_name.empty());
    (void)boltseal::purl_text(boltseal::purl_of(package, bom->distribution));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  expect_sound(boltseal::read_bom(text, "bom"));
  // Also without the words by which a form is recognized.
  expect_sound(boltseal::read_cyclonedx(text, "bom"));
  for (const auto read :
       {boltseal::read_spdx_json, boltseal::read_spdx3_json, boltseal::read_spdx_tags}) {
    if (const auto document = read(text, "bom")) {
      expect_sound(boltseal::bom_of(*document, "bom"));
    }
  }
  return 0;
}
