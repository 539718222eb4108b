// A gate that scans what it meets, with a real registry.

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/golden.h"
#include "support/program.h"
#include "support/real_registry.h"

namespace boltseal::test {
namespace {

TEST(GateScans, AnswerTheNextAdmission) {
  if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
  const TemporaryFolder folder;
  const RealRegistry registry(folder);
  const std::string environment =
      "export HOME=$PWD XDG_CACHE_HOME=$PWD/cache http_proxy= https_proxy=; ";
  const ProgramResult made = run_program(
      environment + root() + "tests/cli/sealed/image.sh shop.tar && tar -xf shop.tar && " +
          "boltseal db build " + root() + "tests/cli/scans/advisories -o db",
      folder.path());
  ASSERT_EQ(made.exit_code, 0) << made.err;
  folder.put("digest", push_image({registry.host(), "team/shop", "1"}, folder.path()));
  const ProgramResult result =
      run_program(environment + "python3 " + root() + "tests/cli/scans/ask.py " + registry.host() +
                      " " + root() + "src/gate/kubernetes/fixtures/allowed.json",
                  folder.path());
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  expect_golden("tests/cli/scans/said.txt", result.out);
}

}  // namespace
}  // namespace boltseal::test
