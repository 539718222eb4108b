// What boltseal writes for programs is what its published schemas promise.

#include <gtest/gtest.h>

#include "support/golden.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

TEST(Schema, JsonOfACheckIsAsPublished) {
  const ProgramResult result = run_program(
      "boltseal check --format=json --profile=strict examples tests/cli/project tests/cli/policy | "
      "python3 -c '"
      "import json, sys, jsonschema\n"
      "result = json.load(sys.stdin)\n"
      "schema = json.load(open(\"docs/schema/check-1.json\"))\n"
      "jsonschema.validate(result, schema)\n"
      "print(len(result[\"findings\"]) > 0, len(result[\"errors\"]) > 0,\n"
      "      len(result[\"accepted\"]) > 0)'",
      root());
  EXPECT_EQ(result.out, "True True True\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Schema, JsonOfAWorkloadIsAsPublished) {
  const ProgramResult result = run_program(
      "boltseal explain --workload api --format=json examples/shop | python3 -c '"
      "import json, sys, jsonschema\n"
      "result = json.load(sys.stdin)\n"
      "jsonschema.validate(result, json.load(open(\"docs/schema/workload-1.json\")))\n"
      "check = json.load(open(\"docs/schema/check-1.json\"))\n"
      "finding = {\"$ref\": \"#/$defs/finding\", \"$defs\": check[\"$defs\"]}\n"
      "found = [finding for workload in result[\"workloads\"]\n"
      "         for practice in workload[\"practices\"] for finding in practice[\"findings\"]]\n"
      "for each in found: jsonschema.validate(each, finding)\n"
      "print(len(result[\"workloads\"]) > 2, len(found) > 5)'",
      root());
  EXPECT_EQ(result.out, "True True\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

// The parts of SARIF 2.1.0 that its own schema cannot check: indices, spans, order.
TEST(Schema, SarifAgreesWithItself) {
  const ProgramResult result = run_program(
      "boltseal check --format=sarif --profile=strict examples tests/cli/project | python3 -c '"
      "import json, sys\n"
      "log = json.load(sys.stdin)\n"
      "run = log[\"runs\"][0]\n"
      "rules = run[\"tool\"][\"driver\"][\"rules\"]\n"
      "assert log[\"version\"] == \"2.1.0\" and run[\"columnKind\"] == \"unicodeCodePoints\"\n"
      "invocation = run[\"invocations\"][0]\n"
      "assert invocation[\"executionSuccessful\"] is False\n"
      "assert len(invocation[\"toolExecutionNotifications\"]) > 0\n"
      "for rule in rules:\n"
      "  for key in (\"shortDescription\", \"fullDescription\", \"help\"): assert "
      "rule[key][\"text\"]\n"
      "  assert rule[\"help\"][\"markdown\"] and rule[\"defaultConfiguration\"][\"level\"]\n"
      "def check(physical):\n"
      "  location = physical[\"artifactLocation\"]\n"
      "  artifact = run[\"artifacts\"][location[\"index\"]] if \"index\" in location else None\n"
      "  assert artifact is None or artifact[\"location\"][\"uri\"] == location[\"uri\"]\n"
      "  region = physical.get(\"region\")\n"
      "  if region is None: return\n"
      "  data = open(location[\"uri\"], \"rb\").read()\n"
      "  begin = region[\"byteOffset\"]; end = begin + region[\"byteLength\"]\n"
      "  before = data[:begin].decode(\"utf-8\", \"replace\")\n"
      "  assert before.count(\"\\n\") + 1 == region[\"startLine\"]\n"
      "  assert len(before.split(\"\\n\")[-1]) + 1 == region[\"startColumn\"], region\n"
      "  assert data[:end].count(b\"\\n\") + 1 == region[\"endLine\"]\n"
      "prints = set()\n"
      "for result in run[\"results\"]:\n"
      "  assert rules[result[\"ruleIndex\"]][\"id\"] == result[\"ruleId\"]\n"
      "  for location in result[\"locations\"] + result[\"relatedLocations\"]:\n"
      "    if \"physicalLocation\" in location: check(location[\"physicalLocation\"])\n"
      "  prints.add(result[\"partialFingerprints\"][\"boltseal/v1\"])\n"
      "print(len(run[\"results\"]) > 0, len(prints) > 0)'",
      root());
  EXPECT_EQ(result.out, "True True\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

}  // namespace
}  // namespace boltseal::test
