#include "gate/hooks.h"

#include <functional>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "gate/judged_text.h"
#include "gate/record.h"
#include "gate/recorder.h"

namespace boltseal {
namespace {

// Judges by the policy, records, and says why not.
std::string answer(GateRequest request, const std::string& policy_file,
                   const std::function<Decision(const GatePolicy&)>& judge) {
  const Result<GatePolicy> policy = read_gate_policy(policy_file);
  if (!policy) return unusable_policy(policy.error());
  const Decision decision = judge(*policy);
  return record(request, decision, *policy).refusal;
}

}  // namespace

std::string answer_oci_hook(const std::string& state, const std::string& policy_file) {
  const json read = parse_json(state);
  const std::string bundle = text_in(read, "bundle");
  GateRequest request{.door = "hook", .call = "createRuntime"};
  request.what = "container " + text_in(read, "id");
  request.path = bundle + "/config.json";
  Result<std::string> text = DiskFiles().read(request.path);
  if (text) request.text = std::move(*text);
  return answer(request, policy_file, [&](const GatePolicy& policy) {
    if (bundle.empty()) return refuse({"is no state of a container", {}, {}, {}}, policy);
    if (!text) return refuse(text.error(), policy);
    return judge_text(request.door, request.path, request.text, policy);
  });
}

std::string answer_lxc_hook(const std::string& name, const std::string& configuration,
                            const std::string& policy_file) {
  GateRequest request{.door = "lxc", .call = "pre-start"};
  request.what = "container " + name;
  request.path = configuration;
  const DiskFiles files;
  Result<std::string> text = files.read(configuration);
  if (text) request.text = std::move(*text);
  return answer(request, policy_file, [&](const GatePolicy& policy) {
    if (!text) return refuse(text.error(), policy);
    // What it includes counts as well, so it is read where it stands.
    return decide(open_unit(configuration, find_source("lxc"), files), policy);
  });
}

}  // namespace boltseal
