#include "sources/image_name.h"

#include <algorithm>
#include <string_view>

namespace boltseal {

Result<std::vector<Edit>> write_image_name(const Document& document, const Change& change) {
  const auto refuse = [&] {
    return fail("a variable or an escape decides what stands here", document.file().path,
                change.at.span, "add the digest where the name is set");
  };
  const std::string* const name = std::get_if<std::string>(&change.value);
  auto local = document.to_local(change.at.span);
  if (name == nullptr || !local || change.at.via != nullptr) return refuse();
  std::string_view text = document.at(*local);
  const bool quoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'') &&
                      text.front() == text.back();
  if (quoted) {
    text = text.substr(1, text.size() - 2);
    ++local->begin;
    --local->end;
  }
  if (text != change.element) return refuse();
  const auto [old_end, new_end] = std::ranges::mismatch(text, *name);
  const auto same = static_cast<std::uint32_t>(old_end - text.begin());
  return std::vector<Edit>{{{local->begin + same, local->end}, std::string(new_end, name->end())}};
}

std::string spell_image_name(const Change& change) {
  if (change.at.via != nullptr) return {};  // it is set elsewhere
  const std::string* const name = std::get_if<std::string>(&change.value);
  return name != nullptr ? *name : change.element + "@sha256:…";
}

}  // namespace boltseal
