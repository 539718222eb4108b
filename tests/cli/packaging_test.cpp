// What is handed out to be deployed has to pass the strictest of our own rules.

#include <gtest/gtest.h>

#include "support/golden.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

TEST(Packaging, ManifestsOfTheGateAreWithoutAFinding) {
  for (const char* const profile : {"strict", "pss-restricted"}) {
    const ProgramResult result =
        run_program("boltseal check --isolated --fail-on=info --profile=" + std::string(profile) +
                        " packaging/kubernetes/*.yaml",
                    root());
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  }
}

// The policy of the ConfigMap is one.
TEST(Packaging, PolicyOfTheGateIsOne) {
  const ProgramResult result = run_program(
      "folder=$(mktemp -d) && sed -n '/^  gate.yaml: |$/,/^---$/{/^    /s/^    //p}' "
      "packaging/kubernetes/gate.yaml > \"$folder/boltseal.yaml\" && "
      "grep -q warn_on \"$folder/boltseal.yaml\" && cd \"$folder\" && echo 'FROM scratch' > "
      "Dockerfile && boltseal check --quiet --fail-on=never Dockerfile; code=$?; rm -r "
      "\"$folder\"; "
      "exit $code",
      root());
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace boltseal::test
