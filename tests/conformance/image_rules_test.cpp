// What the rules say of images that others publish for tests, and of systems as their makers ship
// them, where low noise is the point.

#include <gtest/gtest.h>

#include <string>

#include "scan/scan.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

std::string said_of(const std::string& image, Profile profile) {
  ScanOptions options;
  options.inventory.input = shared_material() + "/data/images/" + image;
  options.vulnerabilities = false;
  options.profile = AskedProfile(profile);
  const auto result = scan(options);
  if (!result) return result.error().message;
  std::string text;
  for (const PracticeFinding& each : result->practices) {
    text += std::string(each.finding.rule) + " " + std::string(name_of(each.finding.severity));
    if (!each.finding.place.path.empty()) text += " " + each.finding.place.path;
    if (each.layer) text += " layer " + std::to_string(*each.layer + 1);
    text += "\n";
  }
  return text;
}

// Of goodwithtech/dockle: bits set in a step of their own, one of them taken away again.
TEST(ImageRules, BitsThatAreStillThere) {
  if (shared_material().empty()) return;
  EXPECT_EQ(said_of("docker-save/dockle-symbolic.tar", Profile::strict),
            "user/root high\n"
            "privilege/set-uid-program low app/gid.txt layer 6\n"
            "privilege/set-uid-program low app/suid.txt layer 4\n");
}

TEST(ImageRules, SystemsAsShipped) {
  if (shared_material().empty()) return;
  EXPECT_EQ(said_of("alpine/alpine-minirootfs-3.18.9-x86_64.tar.gz", Profile::standard), "");
  EXPECT_EQ(said_of("alpine/alpine-minirootfs-20240923-x86_64.tar.gz", Profile::standard), "");
  EXPECT_EQ(said_of("docker-save/trivy-alpine-39.tar.gz", Profile::standard), "user/root high\n");
  EXPECT_EQ(said_of("oci/busybox-latest-glibc-amd64-oci.tar", Profile::strict), "user/root high\n");
}

}  // namespace
}  // namespace boltseal::test
