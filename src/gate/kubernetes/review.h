#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/yaml/yaml.h"

namespace boltseal {

/// The largest body that an API server may send: an object has at most 3 MiB in a request, and an
/// update brings the old one along (kubernetes.io, "apiserver: limit request bodies").
inline constexpr std::size_t most_review_bytes = 7 << 20;

/// What an API server asks (admission.k8s.io/v1, AdmissionRequest). Texts are borrowed from the
/// tree that it was read into.
struct Review {
  enum class Operation : std::uint8_t { create, update, remove, connect };

  std::string_view uid;
  Operation operation = Operation::create;
  std::string_view kind, group;            ///< Of the object: "Deployment", "apps".
  std::string_view resource, subresource;  ///< "deployments", "ephemeralcontainers"
  std::string_view name, name_space;       ///< May be empty.
  std::string_view user;
  std::vector<std::string_view> groups;
  const yaml::Node* object = nullptr;      ///< What is to be; of connect the options. May be null.
  const yaml::Node* old_object = nullptr;  ///< What is there. May be null.
};

std::string_view name_of(Review::Operation operation);

/// The name by which an answer has to be addressed (`request.uid`); empty when there is none, and
/// then nobody can be answered but by HTTP. `root` is the whole AdmissionReview.
std::string_view uid_of(const yaml::Node& root);
/// The same of a text that cannot be read as a whole. An API server writes its own fields before
/// those of whoever asks it: what stands in the first of them is the server's.
std::string_view uid_at_beginning(std::string_view text);

/// Strict where it matters: another version or kind, an unknown operation, an object that is of
/// another kind than the request says, and any key given twice are errors.
Result<Review> read_review(const yaml::Tree& tree);

}  // namespace boltseal
