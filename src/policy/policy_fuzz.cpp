// Any bytes as a policy and as a file with allowances: reading ends, places stay inside the text.

#include <cstdint>
#include <cstdlib>

#include "policy/policy.h"

namespace boltseal {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void run(const std::uint8_t* data, std::size_t size) {
  const File file{"boltseal.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  if (const Result<Policy> policy = read_policy(file, "a")) {
    for (const Allowance& allowance : policy->allowances) {
      require(!allowance.rules.empty() && !allowance.reason.empty());
      require(allowance.place.bytes.end <= size);
    }
    policy->admits("a/b/Dockerfile");
  } else {
    require(policy.error().span.end <= size && !policy.error().message.empty());
  }
  const InlineAllowances found = inline_allowances(file);
  for (const Allowance& allowance : found.allowances) {
    require(allowance.first_line > 0 && allowance.first_line <= allowance.last_line);
    require(allowance.place.bytes.end <= size && !allowance.reason.empty());
  }
  for (const Error& error : found.errors) require(error.span.end <= size);
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boltseal::run(data, size);
  return 0;
}
