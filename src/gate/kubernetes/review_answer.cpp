#include "gate/kubernetes/review_answer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/base64.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace boltseal {
namespace {

// kubernetes.io, "Dynamic Admission Control": warnings of more than 256 characters may be cut, and
// of more than 4096 in all none is shown.
constexpr std::size_t longest_warning = 250;
constexpr std::size_t most_warnings = 12;
constexpr std::size_t most_reasons = 30;

// "container app" of "Deployment/web container app".
std::string_view part_of(const std::string& subject) {
  const std::size_t space = subject.find(' ');
  return space == std::string::npos ? std::string_view()
                                    : std::string_view(subject).substr(space + 1);
}

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

std::vector<std::string> limited(std::vector<std::string> lines, std::size_t most) {
  if (lines.size() <= most) return lines;
  const std::size_t more = lines.size() - most;
  lines.resize(most);
  lines.push_back("and " + std::to_string(more) + " more");
  return lines;
}

void add(std::vector<std::string>& lines, std::vector<std::string> more) {
  std::ranges::move(more, std::back_inserter(lines));
}

std::vector<std::string> denials_of(const Decision& decision) {
  std::vector<std::string> lines = reasons_of(decision.denied);
  for (const ShownError& error : decision.unexamined) lines.push_back(reason_of(error));
  return limited(std::move(lines), most_reasons);
}

std::vector<std::string> warnings_of(const Decision& decision, AdmissionMode mode) {
  std::vector<std::string> lines;
  if (mode == AdmissionMode::audit) return lines;
  if (mode == AdmissionMode::warn || decision.break_glass) lines = denials_of(decision);
  add(lines, reasons_of(decision.warned));
  for (std::string& line : lines) line = shortened("boltseal: " + line, longest_warning);
  return limited(std::move(lines), most_warnings);
}

std::string rules_of(const std::vector<ShownFinding>& findings) {
  std::vector<std::string> rules;
  for (const ShownFinding& finding : findings) {
    if (std::ranges::find(rules, finding.rule) == rules.end()) rules.emplace_back(finding.rule);
  }
  return join(rules, ",");
}

// They stand in the audit log of the API server under the name of the webhook.
void write_audit_annotations(JsonWriter& out, const Decision& decision, const GatePolicy& policy,
                             std::string_view exempt) {
  out.begin_object("auditAnnotations");
  if (!exempt.empty()) {
    out.member("exempt", exempt);
  } else {
    out.member("decision", decision.passes ? "allow" : "deny");
    if (!decision.denied.empty()) out.member("rules", rules_of(decision.denied));
    if (!decision.unexamined.empty()) {
      out.member("unexamined", shortened(reason_of(decision.unexamined.front()), longest_warning));
    }
    if (!decision.warned.empty()) out.member("warned", rules_of(decision.warned));
    if (!decision.accepted.empty()) {
      out.member("accepted", std::to_string(decision.accepted.size()));
    }
    if (decision.break_glass) out.member("break-glass", decision.break_glass->reason);
    out.member("policy", policy.policy.digest);
  }
  out.end_object();
}

template <class Write>
std::string review(std::string_view uid, bool allowed, Write write) {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_object();
    out.member("apiVersion", "admission.k8s.io/v1");
    out.member("kind", "AdmissionReview");
    out.begin_object("response");
    out.member("uid", uid);
    out.member("allowed", allowed);
    write(out);
    out.end_object();
    out.end_object();
  }
  return std::move(text.text);
}

}  // namespace

std::vector<std::string> reasons_of(const std::vector<ShownFinding>& findings) {
  std::vector<std::string> lines;
  std::vector<std::pair<std::string, std::string>> said;  // a reason, and of whom it is so
  for (const ShownFinding& finding : findings) {
    std::string reason = reason_of(finding);
    auto known = std::ranges::find(said, reason, &std::pair<std::string, std::string>::first);
    if (known == said.end()) known = said.insert(known, {std::move(reason), {}});
    for (const std::string& subject : finding.subjects) {
      const std::string_view part = part_of(subject);
      if (part.empty()) continue;
      known->second.append(known->second.empty() ? " in " : ", ").append(sanitize(part));
    }
  }
  for (auto& [reason, parts] : said) {
    lines.push_back(std::move(reason.insert(reason.find(':'), parts)));
  }
  return lines;
}

std::string review_answer(std::string_view uid, const Decision& decision, AdmissionMode mode,
                          const GatePolicy& policy, std::string_view exempt) {
  const bool allowed = decision.proceeds;
  return review(uid, allowed, [&](JsonWriter& out) {
    if (!allowed) {
      out.begin_object("status");
      out.member("code", 403);
      out.member("reason", "Forbidden");
      out.member("message", join(denials_of(decision), "\n"));
      out.end_object();
    }
    if (const auto warnings = warnings_of(decision, mode); !warnings.empty()) {
      out.begin_array("warnings");
      for (const std::string& warning : warnings) out.value(warning);
      out.end_array();
    }
    write_audit_annotations(out, decision, policy, exempt);
  });
}

std::string review_patch(std::string_view uid, std::string_view patch) {
  return review(uid, true, [&](JsonWriter& out) {
    if (patch.empty()) return;
    out.member("patchType", "JSONPatch");
    out.member("patch", encode_base64(patch));
  });
}

}  // namespace boltseal
