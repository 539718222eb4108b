// `check --fix --prove`, and taking images, on real engines, which a script starts in namespaces of
// its own, so that it meets no other engine of this machine and nothing outlives the test. What the
// script prints is the golden beside it. Renew with ./dev accept, then read it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "support/folder.h"
#include "support/golden.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

// Exit codes of a script that finds nothing to test, and of one whose engine is only there when it
// is asked for.
constexpr int is_skipped = 77, is_not_asked = 78;

class Engines : public testing::TestWithParam<const char*> {};

TEST_P(Engines, DoWhatTheirScriptSays) {
  if (::geteuid() != 0) GTEST_SKIP() << "skipped: no engine: starting one needs root";
  const std::string stem = std::string("tests/engines/") + GetParam();
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program("BOLTSEAL_TESTS='" BOLTSEAL_BUILD "/boltseal_tests' SCRATCH='" +
                      folder.path().substr(0, folder.path().size() - 1) +
                      "' timeout --kill-after=5 300 unshare --net --mount --pid --fork "
                      "--mount-proc --kill-child '" +
                      root() + stem + ".sh'",
                  folder.path());
  if (result.exit_code == is_skipped) GTEST_SKIP() << "skipped: no engine: " << result.err;
  if (result.exit_code == is_not_asked) GTEST_SKIP() << "skipped: " << result.err;
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  expect_golden(stem + ".txt", result.out);
}

INSTANTIATE_TEST_SUITE_P(Real, Engines,
                         testing::Values("docker", "podman", "save_docker", "save_podman",
                                         "audit_docker", "audit_podman", "audit_machine",
                                         "audit_containerd", "audit_cri", "audit_lxc",
                                         "audit_network_docker", "audit_network_podman",
                                         "audit_swarm", "audit_user_namespaces", "audit_kubernetes",
                                         "gate_runtime", "gate_docker", "gate_hooks",
                                         "gate_kubernetes", "gate_socket"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace boltseal::test
