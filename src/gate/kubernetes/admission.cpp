#include "gate/kubernetes/admission.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/digest.h"
#include "base/glob.h"
#include "base/text.h"
#include "check/link.h"
#include "gate/kubernetes/harden.h"
#include "gate/kubernetes/review.h"
#include "gate/kubernetes/review_answer.h"
#include "gate/record.h"
#include "sources/kubernetes/objects.h"
#include "sources/yaml/json.h"

namespace boltseal {
namespace {

// The API server reads nothing deeper than 100 and takes nothing that is larger than a request may
// be, so that what is more was not sent by one.
constexpr yaml::Limits limits{.depth = 120, .nodes = 500'000};

// A review while it is answered. The file that the unit owns is what its nodes stand in.
struct Reading {
  Unit unit;
  std::optional<Document> document;
  yaml::Tree tree;
};

// "Deployment shop/web", "pods/exec shop/web"
std::string title_of(const Review& review) {
  std::string title(review.kind);
  if (!review.subresource.empty()) {
    title = std::string(review.resource) + "/" + std::string(review.subresource);
  }
  title += ' ';
  if (!review.name_space.empty()) title.append(review.name_space).append("/");
  title.append(review.name);
  return title;
}

// Where findings are: what `path` of an allowance is a pattern of.
std::string path_of(const Review& review) {
  std::string path(review.name_space);
  if (!path.empty()) path += '/';
  return path.append(review.kind).append("/").append(review.name);
}

Result<void> parse(std::string body, Reading& reading) {
  if (body.size() > most_review_bytes) return fail("the request is larger than 7 MiB");
  reading.unit.files.push_back(std::make_unique<File>(File{"AdmissionReview", std::move(body)}));
  reading.document.emplace(*reading.unit.files.front());
  reading.unit.visited.push_back({*reading.document, &kubernetes_objects_source});
  return yaml::parse_json(*reading.document, reading.tree, limits);
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return matches_glob(pattern, name); });
}

std::string_view exemption_of(const Review& review, const AdmissionSettings& settings) {
  if (!review.name_space.empty() && matches_any(settings.namespaces, review.name_space)) {
    return "namespace";
  }
  if (matches_any(settings.users, review.user)) return "user";
  const bool by_group = std::ranges::any_of(
      review.groups, [&](std::string_view group) { return matches_any(settings.groups, group); });
  return by_group ? "group" : "";
}

// What no rule of files says: a finding of this door alone.
void answer_by(std::string_view setting, ShownFinding finding, Decision& decision) {
  if (setting == "deny") decision.denied.push_back(std::move(finding));
  if (setting == "warn") decision.warned.push_back(std::move(finding));
}

ShownFinding own_finding(std::string_view rule, std::string message, std::string remedy) {
  ShownFinding finding;
  finding.rule = rule;
  finding.severity = Severity::high;
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  return finding;
}

// How `boltseal scan` is told which image is meant: a tag may mean another one by then. Empty where
// nothing says it, or where it should not be asked for.
std::string scannable(const Image& image) {
  constexpr std::size_t most_length = 512;  // a registry takes names of 255 at most
  const ImageReference& reference = image.reference;
  if (image.is_from_trusted == Truth::no || !reference.registry.is_known() ||
      !reference.repository.is_known() || !is_digest(reference.digest.bytes())) {
    return {};
  }
  std::string name = reference.registry.bytes() + "/" + reference.repository.bytes() + "@" +
                     reference.digest.bytes();
  return name.size() <= most_length ? name : std::string();
}

std::vector<std::string> unscanned(const Inventory& inventory, const Admission& admission) {
  std::vector<std::string> names;
  if (admission.images == nullptr || !admission.scans) return names;
  for (const Image& image : inventory.images) {
    if (admission.images->has_scan(image.reference, *admission.scans)) continue;
    if (std::string name = scannable(image); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::string_view remedy_of_unknown(const Image& image, const Admission& admission) {
  if (image.reference.digest.empty()) return "Name the image by its digest, and scan it";
  if (!admission.scans || scannable(image).empty()) {
    return "Scan it, and put the result into the folder of --images";
  }
  return "Its scan is asked for: try again in some minutes";
}

// Whether a container leaves to its image what a rule asks for; what it says itself was judged.
bool leaves_open(const Inventory& inventory, std::string_view container, const NamedRule& rule) {
  const auto workload = std::ranges::find(inventory.workloads, container, &Workload::name);
  if (workload == inventory.workloads.end()) return true;
  std::vector<Finding> found;
  Findings findings(rule, workload->name, found);
  rule.rule->workload(*workload, findings);
  return found.empty() && findings.unknown_count() > 0;
}

void judge_image(const Image& image, const Inventory& inventory, const Admission& admission,
                 Decision& decision) {
  const std::string& name = image.reference.written.bytes();
  const ImageVerdicts::Verdict* const known = admission.images->find(image.reference);
  const std::string_view unknown = admission.policy->policy.gate.kubernetes.unknown_images;
  std::size_t denying = 0;
  std::string worst;
  if (known != nullptr) {
    denying = known->denying;
    worst = known->worst;
    for (const ImageVerdicts::UnlessSaid& each : known->unless_said) {
      if (!leaves_open(inventory, image.used_by, *each.rule)) continue;
      if (denying++ == 0) worst = each.what;
    }
  }
  ShownFinding finding;
  if (known == nullptr) {
    finding = own_finding("gate/unknown-image", "no scan of " + name + " is known",
                          std::string(remedy_of_unknown(image, admission)));
  } else if (denying > 0) {
    finding = own_finding("gate/image",
                          name + " has " + worst +
                              (denying > 1 ? " and " + std::to_string(denying - 1) + " more" : "") +
                              ", by advisories of " + known->date,
                          "Run an image in which it is mended");
  } else if (known->is_unfinished) {
    finding = own_finding("gate/unknown-image", "the scan of " + name + " left something out", "");
  } else {
    return;
  }
  finding.subjects = {image.used_by};
  answer_by(denying > 0 ? "deny" : unknown, std::move(finding), decision);
}

// Of a path of which a variable of the container decides a part (subPathExpr), the folder is judged
// that it is in: whoever writes the variable may mean anything there.
void settle_paths(Workload& workload) {
  for (Level& level : workload.levels) {
    const Value<Mounts>& stated = level.facts.get(fact::mounts);
    const auto is_open = [](const Mount& mount) {
      return mount.kind == MountKind::bind && !mount.source.is_known();
    };
    if (!std::ranges::any_of(*stated, is_open)) continue;
    Mounts mounts = *stated;
    for (Mount& mount : mounts) {
      if (!is_open(mount)) continue;
      const std::string_view known = mount.source.known_prefix();
      const std::size_t slash = known.rfind('/');
      mount.source = std::string(known.substr(0, std::max<std::size_t>(slash, 1)));
    }
    level.facts.set(fact::mounts, std::move(mounts), stated.origin());
  }
}

Decision decide_object(const yaml::Node& object, Reading& reading, const Admission& admission) {
  const GatePolicy& policy = *admission.policy;
  const bool is_pod_security = boltseal::is_pod_security(policy.profile.profile);
  Unit& unit = reading.unit;
  Inventory& inventory = unit.inventory;
  inventory = {};
  read_kubernetes_object(object, is_pod_security ? ObjectView::pod_security : ObjectView::all,
                         inventory);
  for (Workload& workload : inventory.workloads) settle_paths(workload);
  const MemoryFiles none({});
  Reader reader(none, inventory);
  link(inventory, reader, {});
  for (Image& image : inventory.images) {
    image.is_from_trusted = policy.policy.trusts(image.reference);
  }
  Decision decision = decide(unit, policy);
  if (admission.images != nullptr) {
    for (const Image& image : inventory.images) {
      judge_image(image, inventory, admission, decision);
    }
  }
  conclude(decision, policy);
  return decision;
}

Decision decide_connect(const Review& review, const Admission& admission) {
  Decision decision;
  ShownFinding finding =
      own_finding("gate/connect",
                  std::string(review.resource) + "/" + std::string(review.subresource) +
                      " leads into what was judged as it was made",
                  "");
  answer_by(admission.policy->policy.gate.kubernetes.connect, std::move(finding), decision);
  conclude(decision, *admission.policy);
  return decision;
}

// @param to_scan is given the images of the object of which no scan is known
Decision decide_review(const Review& review, Reading& reading, const Admission& admission,
                       std::vector<std::string>& to_scan) {
  switch (review.operation) {
    case Review::Operation::connect: return decide_connect(review, admission);
    case Review::Operation::remove: break;
    case Review::Operation::create:
    case Review::Operation::update: {
      Decision decision = decide_object(*review.object, reading, admission);
      to_scan = unscanned(reading.unit.inventory, admission);
      if (!decision.denied.empty() && review.old_object != nullptr) {
        const Decision before = decide_object(*review.old_object, reading, admission);
        admit_what_was(decision, before, *admission.policy);
      }
      return decision;
    }
  }
  Decision decision;
  conclude(decision, *admission.policy);
  return decision;
}

// Whom an API server would not recognize in an answer.
ReviewAnswer refuse_to_answer(std::string why) {
  ReviewAnswer answer;
  answer.refused = 400;
  answer.body = std::move(why) + "\n";
  return answer;
}

ReviewAnswer refuse_to_answer(const Error& error) {
  return refuse_to_answer("boltseal: the request " + sanitize(error.message));
}

}  // namespace

std::string_view name_of(AdmissionMode mode) {
  switch (mode) {
    case AdmissionMode::enforce: return "enforce";
    case AdmissionMode::warn: return "warn";
    case AdmissionMode::audit: break;
  }
  return "audit";
}

ReviewAnswer answer_review(std::string body, const Admission& admission, AdmissionMode mode,
                           bool with_record) {
  Reading reading;
  // No answer but an error of HTTP would let it pass wherever failurePolicy is Ignore.
  std::string uid(uid_at_beginning(body));
  const Result<void> parsed = parse(std::move(body), reading);
  if (parsed) uid = uid_of(*reading.tree.documents.front());
  if (uid.empty()) {
    return parsed ? refuse_to_answer("boltseal: the request has no request.uid")
                  : refuse_to_answer(parsed.error());
  }
  if (admission.policy->mode == GateMode::audit) mode = AdmissionMode::audit;
  ReviewAnswer answer;
  std::string_view exempt;
  const Result<Review> review =
      parsed ? read_review(reading.tree) : std::unexpected(parsed.error());
  if (!review) {
    answer.decision = refuse(review.error(), *admission.policy);
  } else {
    reading.unit.files.front()->path = path_of(*review);
    answer.call = std::string(name_of(review->operation)) + " " + std::string(review->resource);
    exempt = exemption_of(*review, admission.policy->policy.gate.kubernetes);
    if (exempt.empty()) {
      answer.decision = decide_review(*review, reading, admission, answer.unscanned);
    } else {
      conclude(answer.decision, *admission.policy);
    }
  }
  if (mode != AdmissionMode::enforce) answer.decision.proceeds = true;
  answer.body = review_answer(uid, answer.decision, mode, *admission.policy, exempt);
  if (!with_record) return answer;
  GateRequest request{.door = admission_door, .call = answer.call, .mode = name_of(mode)};
  request.path = "AdmissionReview";
  if (review) {
    request.path = reading.unit.files.front()->path;
    request.what = title_of(*review);
    request.who = review->user;
    if (review->object != nullptr) request.text = reading.document->at(review->object->span);
  }
  answer.record = record_of(request, answer.decision, *admission.policy);
  return answer;
}

GatePolicy policy_of_objects(GatePolicy policy) {
  const std::string folder = directory_of(policy.policy.path) + "/";
  for (Allowance& allowance : policy.policy.allowances) {
    for (std::string& path : allowance.paths) {
      if (path.starts_with(folder)) path.erase(0, folder.size());
    }
  }
  return policy;
}

Decision judge_admitted(const std::string& path, const std::string& object,
                        const GatePolicy& policy) {
  Reading reading;
  if (const Result<void> parsed = parse(object, reading); !parsed) {
    return refuse(parsed.error(), policy);
  }
  reading.unit.files.front()->path = path;
  Admission admission;
  admission.policy = std::make_shared<const GatePolicy>(policy_of_objects(policy));
  return decide_object(*reading.tree.documents.front(), reading, admission);
}

ReviewAnswer answer_mutation(std::string body, const Admission& admission) {
  Reading reading;
  if (const Result<void> parsed = parse(std::move(body), reading); !parsed) {
    return refuse_to_answer(parsed.error());
  }
  const std::string uid(uid_of(*reading.tree.documents.front()));
  if (uid.empty()) return refuse_to_answer("boltseal: the request has no request.uid");
  ReviewAnswer answer;
  std::string patch;
  const Result<Review> review = read_review(reading.tree);
  const AdmissionSettings& settings = admission.policy->policy.gate.kubernetes;
  if (review && review->operation == Review::Operation::create &&
      exemption_of(*review, settings).empty()) {
    patch = hardening_patch(*review->object, settings.read_only_root);
  }
  answer.body = review_patch(uid, patch);
  return answer;
}

}  // namespace boltseal
