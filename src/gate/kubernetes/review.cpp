#include "gate/kubernetes/review.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

using yaml::Fields;

constexpr std::string_view review_version = "admission.k8s.io/v1";
constexpr std::size_t longest_uid = 256;  // bytes; an API server writes a UUID

using Operation = Review::Operation;
constexpr std::array<std::pair<std::string_view, Operation>, 4> operations = {
    {{"CREATE", Operation::create},
     {"UPDATE", Operation::update},
     {"DELETE", Operation::remove},
     {"CONNECT", Operation::connect}}};

std::optional<Operation> operation_named(std::string_view name) {
  for (const auto& [known, operation] : operations) {
    if (known == name) return operation;
  }
  return std::nullopt;
}

// "apps/v1" as the API server's own decoder splits it.
std::pair<std::string_view, std::string_view> group_and_version(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {"", text};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

Result<const yaml::Node*> object_of(Fields request, std::string_view key) {
  const Fields object = request.object(key);
  if (!object) {
    if (request.has(key)) return fail("request." + std::string(key) + " is no object");
    return nullptr;
  }
  const Fields kind = request.object("kind");
  const auto [group, version] = group_and_version(object.text_or_empty("apiVersion"));
  if (object.text_or_empty("kind") != kind.text_or_empty("kind") ||
      group != kind.text_or_empty("group") || version != kind.text_or_empty("version")) {
    return fail("request." + std::string(key) + " is of another kind than the request says");
  }
  return object.node();
}

}  // namespace

std::string_view name_of(Operation operation) {
  return std::ranges::find(operations, operation, &std::pair<std::string_view, Operation>::second)
      ->first;
}

std::string_view uid_of(const yaml::Node& root) {
  const std::string_view uid = Fields(&root).object("request").text_or_empty("uid");
  return uid.size() <= longest_uid ? uid : std::string_view();
}

std::string_view uid_at_beginning(std::string_view text) {
  constexpr std::string_view key = "\"request\":{\"uid\":\"";
  constexpr std::size_t most_before = 256;  // kind and apiVersion
  const std::size_t at = text.substr(0, most_before).find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  const std::string_view uid = text.substr(0, text.substr(0, longest_uid).find('"'));
  const bool is_plain =
      uid.size() < longest_uid &&
      std::ranges::all_of(
          uid, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || c == '-'; });
  return is_plain ? uid : std::string_view();
}

Result<Review> read_review(const yaml::Tree& tree) {
  const Fields root(tree.documents.front());
  if (root.text_or_empty("apiVersion") != review_version ||
      root.text_or_empty("kind") != "AdmissionReview") {
    return fail("is no AdmissionReview of " + std::string(review_version), {}, {},
                "set admissionReviewVersions: [v1]");
  }
  if (!tree.duplicates.empty()) {
    return fail("the key \"" + sanitize(tree.duplicates.front().second->value) +
                "\" is given twice in one object");
  }
  const Fields request = root.object("request");
  const std::optional<Operation> operation = operation_named(request.text_or_empty("operation"));
  if (!operation) {
    return fail("the operation \"" + sanitize(request.text_or_empty("operation")) +
                "\" is none that is known");
  }
  Review review;
  review.uid = uid_of(*root.node());
  review.operation = *operation;
  review.kind = request.object("kind").text_or_empty("kind");
  review.group = request.object("kind").text_or_empty("group");
  review.resource = request.object("resource").text_or_empty("resource");
  review.subresource = request.text_or_empty("subResource");
  review.name = request.text_or_empty("name");
  // One that has yet to be named is called by how its name begins.
  const Fields metadata = request.object("object").object("metadata");
  for (const std::string_view key : {"name", "generateName"}) {
    if (review.name.empty()) review.name = metadata.text_or_empty(key);
  }
  review.name_space = request.text_or_empty("namespace");
  const Fields user = request.object("userInfo");
  review.user = user.text_or_empty("username");
  for (const yaml::Node* const group : user.list("groups")) {
    if (group->is_scalar()) review.groups.push_back(group->value);
  }
  if (review.kind.empty()) return fail("the request does not say of which kind its object is");
  const auto object = object_of(request, "object");
  if (!object) return std::unexpected(object.error());
  review.object = *object;
  const bool makes = *operation == Operation::create || *operation == Operation::update;
  if (makes && review.object == nullptr) return fail("the request has no object");
  // Up to Kubernetes 1.21 this subresource had a kind of its own, which names no pod.
  if (makes && review.subresource == "ephemeralcontainers" && review.kind != "Pod") {
    return fail("ephemeral containers of this version of Kubernetes cannot be judged", {}, {},
                "Kubernetes 1.22 or newer sends the pod");
  }
  // Of an update it only says what was so before: whatever it is not, is new.
  if (*operation == Operation::update)
    review.old_object = object_of(request, "oldObject").value_or(nullptr);
  return review;
}

}  // namespace boltseal
