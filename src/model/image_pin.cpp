#include "model/image_pin.h"

namespace boltseal {

std::optional<Change> pin_of(const Image& image) {
  const ImageReference& reference = image.reference;
  if (!reference.written.is_known() || !reference.registry.is_known()) return std::nullopt;
  return Change{.fact = Fact::image,
                .element = reference.written.bytes(),
                .safety = Safety::behaviour,
                .breaks = "updates: what is pushed under " + reference.written.bytes() +
                          " from now on is not run until somebody raises the digest",
                .at = image.site};
}

std::string_view name_without_digest(const ImageReference& reference) {
  const std::string_view all = reference.written.bytes();
  if (reference.digest.empty()) return all;
  return all.substr(0, all.size() - reference.digest.bytes().size() - 1);
}

bool asks_registry(const Change& change) {
  return change.fact == Fact::image && change.op == Change::Op::set && !change.element.empty() &&
         std::holds_alternative<std::monostate>(change.value) && change.new_file.empty();
}

}  // namespace boltseal
