#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/decision.h"
#include "gate/kubernetes/image_verdicts.h"

namespace boltseal {

/// How records call this door.
inline constexpr std::string_view admission_door = "kubernetes";

/// What an admission does with what it denies. The API server does not tell the labels of a
/// namespace, so that each mode has a path of its own, and a webhook configuration chooses.
enum class AdmissionMode : std::uint8_t {
  enforce,  ///< It is refused.
  warn,     ///< Whoever asked is warned.
  audit,    ///< It is only written down: in the annotations of audit events, and in records.
};
std::string_view name_of(AdmissionMode mode);

/// What an admission decides by. Nothing in it changes: many threads may use it at once.
struct Admission {
  std::shared_ptr<const GatePolicy> policy;     ///< Of objects; never null.
  std::shared_ptr<const ImageVerdicts> images;  ///< Null: none is asked.
  /// Images are to be scanned of which there is no scan by this; nothing: none are.
  std::optional<ScanBasis> scans = {};
};

struct ReviewAnswer {
  /// Nothing: `body` is an AdmissionReview. Else the status of HTTP that says that nobody can be
  /// answered, and `body` a sentence.
  std::optional<int> refused;
  std::string body;
  Decision decision;
  std::string call;    ///< "CREATE pods"; empty when the review was not understood.
  std::string record;  ///< A line of JSON (gate/record.h); empty unless it was asked for.
  /// Images that are to be scanned, with registry and digest:
  /// "docker.io/library/redis@sha256:…". None of registries that the policy does not trust.
  std::vector<std::string> unscanned;
};

/// Judges the object of an AdmissionReview (v1) by the same rules as manifests. It opens no file
/// and asks nobody.
/// @param with_record whether the decision is to be written down
ReviewAnswer answer_review(std::string body, const Admission& admission, AdmissionMode mode,
                           bool with_record = false);

/// The policy in which paths of allowances are those of objects: "kube-system/DaemonSet/agent",
/// "ClusterRole/reader".
GatePolicy policy_of_objects(GatePolicy policy);

/// What is said of an object that is to be made, which a record holds: all but its images.
/// @param path what stands for it: "shop/Pod/web"
Decision judge_admitted(const std::string& path, const std::string& object,
                        const GatePolicy& policy);

/// Answers an AdmissionReview with a patch (RFC 6902) that takes from new pods what they do not
/// need and nobody asked for: gate/kubernetes/harden.h. Allows everything.
ReviewAnswer answer_mutation(std::string body, const Admission& admission);

}  // namespace boltseal
