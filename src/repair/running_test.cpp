#include "repair/running.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

ServiceState state_of(ContainerState container) {
  container.service = "web";
  return states_of({"web"}, std::vector{container}).at("web");
}

const ContainerState healthy{
    .status = "running", .health = "healthy", .ports = {"80/tcp"}, .knows_ports = true};

TEST(Running, WorseIsWhatWorkedAndDoesNot) {
  const ServiceState before = state_of(healthy);
  EXPECT_EQ(worse(before, before), "");
  EXPECT_EQ(worse(before, state_of({.status = "exited", .exit_code = 137, .out_of_memory = true})),
            "ended with exit code 137: it needed more memory than it may have");
  EXPECT_EQ(worse(before, state_of({.status = "exited"})), "ended with exit code 0");
  EXPECT_EQ(worse(before, state_of({.status = "running", .health = "unhealthy"})), "is unhealthy");
  EXPECT_EQ(worse(before, state_of({.status = "running", .health = "starting"})),
            "did not turn healthy in time");
  EXPECT_EQ(worse(before, state_of({.status = "created"})), "did not start");
  EXPECT_EQ(worse(before, ServiceState{}), "did not start");
}

TEST(Running, PortsCountWhereTheyAreKnown) {
  const ServiceState before = state_of(healthy);
  ContainerState other = healthy;
  other.ports = {"8080/tcp"};
  EXPECT_EQ(worse(before, state_of(other)), "does not listen any more on 80/tcp");
  other.knows_ports = false;
  EXPECT_EQ(worse(before, state_of(other)), "");
}

TEST(Running, AJobHasToEnd) {
  const ServiceState job = state_of({.status = "exited"});
  EXPECT_EQ(worse(job, job), "");
  EXPECT_EQ(worse(job, state_of({.status = "running"})), "does not end any more");
  EXPECT_EQ(worse(job, state_of({.status = "exited", .exit_code = 1})), "ended with exit code 1");
}

TEST(Running, NothingIsProvedOfWhatDidNotWork) {
  const ServiceState broken = state_of({.status = "exited", .exit_code = 1});
  EXPECT_EQ(worse(broken, ServiceState{}), "");
  EXPECT_FALSE(broken.works());
}

TEST(Running, OfSeveralContainersTheWorstCounts) {
  ContainerState bad;
  bad.service = "web";
  bad.status = "exited";
  bad.exit_code = 3;
  ContainerState good = healthy;
  good.service = "web";
  for (const auto& both : {std::vector{bad, good}, std::vector{good, bad}}) {
    EXPECT_EQ(describe(states_of({"web"}, both).at("web")), "ended with exit code 3");
  }
  EXPECT_EQ(describe(states_of({"web"}, std::vector{good}, {"web"}).at("web")),
            "starts again and again, last after exit code 0");
}

}  // namespace
}  // namespace boltseal
