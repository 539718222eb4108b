#include "sources/compose/project.h"

#include <algorithm>

#include "base/text.h"
#include "sources/compose/loader.h"

namespace boltseal::compose {
namespace {

// Expanding can make a file larger; what is more than this in one project is unknown.
constexpr std::size_t expansion_limit = 64 << 20;
constexpr std::size_t errors_kept = 50;

}  // namespace

void Project::load(const std::vector<std::string>& paths, const Document* given) {
  if (paths.empty()) return;
  Loader loader(*this);
  const std::string directory = directory_of(paths.front());
  root = loader.files(paths, given, directory, loader.environment_of(directory, {}));
}

void Project::load_embedded(const Document& document) {
  embedded_ = true;
  Loader loader(*this);
  root = loader.document(document, directory_of(document.path()),
                         std::make_shared<const Environment>());
  if (root) root = loader.without_resets(*root);
}

const Layer* Project::layer_of(const yaml::Node& node) const {
  const auto found = by_document_.find(node.document);
  return found == by_document_.end() ? nullptr : found->second;
}

const Origin* Project::open_service(const yaml::Node& service) const {
  const auto found = open_services_.find(&service);
  return found == open_services_.end() ? nullptr : &found->second;
}

void Project::error(const yaml::Node& at, std::string message, std::string remedy) {
  if (errors.size() >= errors_kept) return;
  errors.push_back(at.document->error(std::move(message), at.span, std::move(remedy)));
}

Expanded Project::expand(const yaml::Node& scalar) {
  Expanded expanded;
  expanded.origin = scalar.origin();
  const std::string_view raw = scalar.is_null() ? std::string_view() : scalar.value;
  const Layer* const layer = layer_of(scalar);
  if (!needs_interpolation(raw) || layer == nullptr) {
    expanded.text = Text(std::string(raw));
  } else if (expanded_bytes_ > expansion_limit) {
    expanded.text = Text::unknown(std::string(raw));
  } else {
    Interpolated result = interpolate(raw, *layer->environment);
    expanded_bytes_ += raw.size() + result.text.bytes().size();
    if (result.invalid) {
      error(scalar, "the $ in \"" + sanitize(raw.substr(0, 80)) + "\" names no variable",
            "Write $$ for a dollar sign");
    }
    expanded.text = std::move(result.text);
    // A value may use one variable many times; the chain names each once, and few.
    constexpr std::size_t steps = 4;
    std::vector<const Variable*> named;
    for (const Variable* variable : result.used) {
      if (named.size() == steps || std::find(named.begin(), named.end(), variable) != named.end()) {
        continue;
      }
      named.push_back(variable);
      expanded.origin.kind = OriginKind::environment;
      expanded.origin = with_step(std::move(expanded.origin), variable->origin);
    }
  }
  const yaml::Node* replaced = merger_.replaced_by(scalar);
  for (int step = 0; replaced && step < 8; ++step) {
    Origin before = replaced->origin();
    before.note = "replaced by an override";
    expanded.origin = with_step(std::move(expanded.origin), before);
    replaced = merger_.replaced_by(*replaced);
  }
  return expanded;
}

Origin Project::part(const yaml::Node& scalar, const Expanded& expanded, ByteSpan in_text) const {
  const std::uint32_t quote = scalar.style == yaml::Style::plain ? 0 : 1;
  const ByteSpan inside{scalar.span.begin + quote,
                        std::max(scalar.span.begin + quote, scalar.span.end) - quote};
  Origin origin = expanded.origin;
  if (inside.begin <= inside.end && scalar.document->at(inside) == expanded.text.bytes()) {
    origin.span =
        scalar.document->to_file({inside.begin + in_text.begin, inside.begin + in_text.end});
  }
  return origin;
}

}  // namespace boltseal::compose
