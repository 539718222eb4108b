// One rule, every place: the facts of every workload in the rules' own fixtures are written in
// every other format that can say them, read back by that format's source, and judged again. The
// verdict must be the same.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>

#include "check/judge.h"
#include "check/unit.h"
#include "cross/writers.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

namespace fs = std::filesystem;

// Where the platforms really differ, so that the same facts deserve another verdict.
struct Difference {
  std::string_view rule, source, reason;
};
constexpr std::array differences = {
    Difference{"limits/pids", "kubernetes", "the kubelet limits processes, no manifest shows it"},
    Difference{"health/none", "kubernetes", "the kubelet ignores HEALTHCHECK and looks at probes"},
    Difference{"health/nothing-restarts", "kubernetes", "the kubelet restarts by default"},
    Difference{"health/disabled", "kubernetes",
               "the kubelet ignores HEALTHCHECK and looks at probes"},
    Difference{"access/default-service-account-token", "kubernetes", "only pods have accounts"},
    Difference{"access/default-namespace", "kubernetes", "only its objects have namespaces"},
    Difference{"user/unenforced", "compose", "only the kubelet can be asked to refuse root"},
    Difference{"user/unenforced", "script", "only the kubelet can be asked to refuse root"},
    Difference{"user/unverifiable", "compose", "only the kubelet can be asked to refuse root"},
    Difference{"user/unverifiable", "script", "only the kubelet can be asked to refuse root"},
    Difference{"limits/open-files", "kubernetes", "a manifest has no word for it"},
    Difference{"limits/restart", "kubernetes", "the kubelet waits longer each time"},
    Difference{"network/default-bridge", "compose", "Compose makes a network by itself"},
    Difference{"network/default-bridge", "kubernetes", "a pod has its own network"},
    Difference{"network/legacy-links", "compose", "Compose makes a network by itself"},
    Difference{"network/host-port", "compose", "only a pod can do without publishing"},
    Difference{"network/host-port", "script", "only a pod can do without publishing"},
    Difference{"network/published-everywhere", "kubernetes", "network/host-port says it"},
    Difference{"privilege/no-seccomp-profile", "compose", "Docker has a default profile"},
    Difference{"privilege/no-seccomp-profile", "script", "Docker has a default profile"},
    Difference{"privilege/unsafe-sysctl", "compose", "Docker takes namespaced sysctls only"},
    Difference{"privilege/unsafe-sysctl", "script", "Docker takes namespaced sysctls only"},
    Difference{"insight/unbounded-logs", "kubernetes", "the kubelet rotates logs"},
    Difference{"insight/unbounded-container-logs", "kubernetes", "the kubelet rotates logs"},
};

bool differs(std::string_view rule, std::string_view from, std::string_view to) {
  return std::any_of(differences.begin(), differences.end(), [&](const Difference& difference) {
    return difference.rule == rule && (difference.source == from || difference.source == to);
  });
}

bool speaks(const NamedRule& rule, const Workload& workload) {
  std::vector<Finding> said;
  Findings findings(rule, workload.name, said);
  rule.rule->workload(workload, findings);
  return !said.empty();
}

bool is_image(const Level& level) {
  return level.kind == LevelKind::base_image || level.kind == LevelKind::build_stage;
}

// What the workload itself declares, without the image and the daemon around it.
Facts declared(const Workload& workload) {
  Facts facts;
  for (const Level& level : workload.levels) {
    if (level.kind != LevelKind::service && level.kind != LevelKind::pod &&
        level.kind != LevelKind::container)
      continue;
    for (const Facts::Entry& entry : level.facts.entries()) {
      if (entry.fact == Fact::labels) continue;
      std::visit([&](const auto& value) { facts.set({entry.fact}, value); }, entry.value);
    }
  }
  return facts;
}

TEST(Cross, EveryRuleSaysTheSameInEveryFormat) {
  std::map<std::string_view, int> compared;
  for (const NamedRule& rule : all_rules()) {
    if (rule.rule->workload == nullptr) continue;
    for (const char* kind : {"fail", "pass"}) {
      const fs::path folder = root() + "src/rules/" + std::string(rule.id) + "/" + kind;
      for (const auto& fixture : fs::recursive_directory_iterator(folder)) {
        if (!fixture.is_regular_file()) continue;
        const Unit unit = read_unit(fixture.path().string(), nullptr, DiskFiles());
        if (unit.source == nullptr) continue;
        for (const Workload& workload : unit.inventory.workloads) {
          if (workload.is_image || workload.windows || workload.is_init || workload.is_job ||
              workload.is_removed || workload.build)
            continue;
          if (std::any_of(workload.levels.begin(), workload.levels.end(),
                          [](const Level& level) { return level.open && !is_image(level); }))
            continue;  // what it may declare beside cannot be written
          if (workload.platform == Platform::podman) continue;  // its defaults differ
          const bool expected = speaks(rule, workload);
          for (const Writer& writer : all_writers()) {
            if (differs(rule.id, unit.source->name, writer.source)) continue;
            const std::optional<std::string> text = writer.write(declared(workload));
            if (!text) continue;
            const MemoryFiles files(
                std::map<std::string, std::string>{{std::string(writer.path), *text}});
            const Unit written = read_unit(std::string(writer.path), nullptr, files);
            ASSERT_NE(written.source, nullptr) << *text;
            EXPECT_EQ(written.source->name, writer.source);
            ASSERT_EQ(written.inventory.workloads.size(), 1u) << *text;
            for (const Error& error : written.inventory.errors)
              ADD_FAILURE() << error.message << "\n" << *text;
            EXPECT_EQ(speaks(rule, written.inventory.workloads.front()), expected)
                << rule.id << " judges \"" << workload.name << "\" of " << fixture.path()
                << " otherwise as\n"
                << *text;
            ++compared[writer.source];
          }
        }
      }
    }
  }
  for (const auto& [source, count] : compared) {
    std::printf("%d verdicts compared through %s\n", count, std::string(source).c_str());
    EXPECT_GT(count, 10) << source;
  }
  EXPECT_EQ(compared.size(), all_writers().size());
}

}  // namespace
}  // namespace boltseal::test
