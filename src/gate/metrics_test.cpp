#include "gate/metrics.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(GateMetrics, CountWhatWasDecided) {
  GateMetrics metrics;
  const GatePolicy policy;
  const Decision denied = refuse({"cannot be read", {}, {}, {}}, policy);
  metrics.count("docker", "POST /containers/create", denied, std::chrono::microseconds(30));
  metrics.count("docker", "POST /containers/create", denied, std::chrono::seconds(2));
  metrics.count_lost_record();
  const std::string text = metrics.text(policy, "gate.yaml: unknown key");
  for (const char* const line :
       {"\nboltseal_gate_decisions_total{door=\"docker\",call=\"POST /containers/create\","
        "decision=\"deny\"} 2\n",
        "\nboltseal_gate_answer_seconds_bucket{le=\"2e-05\"} 0\n",
        "\nboltseal_gate_answer_seconds_bucket{le=\"5e-05\"} 1\n",
        "\nboltseal_gate_answer_seconds_bucket{le=\"+Inf\"} 2\n",
        "\nboltseal_gate_lost_records_total 1\n", "\nboltseal_gate_policy_failed 1\n",
        "\nboltseal_gate_policy_info{revision=\"built-in\",mode=\"enforce\"} 1\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(GateMetrics, TakeNothingFromACallButText) {
  GateMetrics metrics;
  const GatePolicy policy;
  metrics.count("docker", "a\"} 1\nevil{x=\"\\", {}, std::chrono::microseconds(1));
  EXPECT_NE(metrics.text(policy, "").find("call=\"a} 1evil{x=\","), std::string::npos);
}

TEST(GateMetrics, StayBoundedWhateverIsAskedFor) {
  GateMetrics metrics;
  for (int i = 0; i < 5000; ++i) {
    metrics.count("docker", std::to_string(i), {}, std::chrono::microseconds(1));
  }
  const std::string text = metrics.text(GatePolicy(), "");
  EXPECT_LT(text.size(), 200'000u);
  EXPECT_NE(text.find("call=\"other\",decision=\"deny\"} 4000\n"), std::string::npos);
}

}  // namespace
}  // namespace boltseal
