// What boltseal writes for programs is what its published schemas promise.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

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

TEST(Schema, RecordsOfAGateAreAsPublished) {
  if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
  const ProgramResult result = run_program(
      "folder=$(mktemp -d) && cd \"$folder\" && mkdir unsafe && "
      "ln -s \"$(command -v boltseal)\" boltseal-runtime && "
      "echo 'fail_on: low' > gate.yaml && "
      "echo 'gate: {records: all.jsonl, record_inputs: true, runtime: /bin/true}' >> gate.yaml && "
      "echo 'allow: [{rule: user/root, reason: old service, owner: me}]' >> gate.yaml "
      "&& "
      "echo '{\"ociVersion\": \"1.0.2\", \"linux\": {}, \"process\": {\"user\": {\"uid\": 0}}}' > "
      "unsafe/config.json && "
      "export BOLTSEAL_GATE=gate.yaml && "
      "for call in 'create -b unsafe a' 'create -b none b' 'make c' 'create -b unsafe d'; do "
      "  ./boltseal-runtime $call 2> /dev/null; "
      "  boltseal gate break-glass --reason=tests --owner=me > /dev/null; "
      "done; "
      "python3 -c '"
      "import json, sys, jsonschema\n"
      "schema = json.load(open(sys.argv[1]))\n"
      "records = [json.loads(line) for line in open(\"all.jsonl\")]\n"
      "for each in records: jsonschema.validate(each, schema)\n"
      "print([[key for key in each if key not in schema[\"required\"]] for each in records],\n"
      "      all(each[\"denied\"] or each[\"unexamined\"] for each in records),\n"
      "      len(records[0][\"accepted\"]))' \"$OLDPWD/docs/schema/decision-1.json\"; "
      "rm -r \"$folder\"",
      root());
  EXPECT_EQ(result.out,
            "[['path', 'digest', 'input'], ['break_glass'], ['break_glass'], "
            "['path', 'digest', 'input', 'break_glass']] True 1\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Schema, JsonOfAGateOfPipelinesIsAsPublished) {
  const ProgramResult result = run_program(
      "cd examples/shop && boltseal gate ci --form=json --isolated | python3 -c '"
      "import json, sys, jsonschema\n"
      "result = json.load(sys.stdin)\n"
      "jsonschema.validate(result, json.load(open(\"../../docs/schema/gate-ci-1.json\")))\n"
      "print(result[\"passed\"], [each[\"outcome\"] for each in result[\"steps\"]])'",
      root());
  EXPECT_EQ(result.out, "False ['refused']\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

// Of examples/image, without a network: the archive and the advisory file are in this folder.
class ScanSchema : public testing::Test {
 protected:
  void SetUp() override {
    const ProgramResult made = run_program(
        "mkdir -p " + folder_ + " && examples/image/build.sh " + folder_ +
            "/labels.tar && boltseal db build examples/image/advisories -o " + folder_ + "/db",
        root());
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // What this Python prints with the result of the command as `result`.
  std::string judge(const std::string& command, const std::string& python) const {
    const ProgramResult judged =
        run_program("boltseal " + command + " --no-cache --db=" + folder_ + "/db " + folder_ +
                        "/labels.tar | python3 -c '"
                        "import json, sys, jsonschema\n"
                        "result = json.load(sys.stdin)\n" +
                        python + "'",
                    root());
    EXPECT_EQ(judged.exit_code, 0) << judged.err;
    return judged.out;
  }

 private:
  const std::string folder_ =
      (std::filesystem::temp_directory_path() / ("boltseal-schema-" + std::to_string(getpid())))
          .string();
};

TEST_F(ScanSchema, JsonOfAScanIsAsPublished) {
  EXPECT_EQ(judge("scan --format=json",
                  "jsonschema.validate(result, json.load(open(\"docs/schema/scan-1.json\")))\n"
                  "print(len(result[\"packages\"]), len(result[\"vulnerabilities\"]),\n"
                  "      len(result[\"layers\"]), len(result[\"not_examined\"]))"),
            "11 10 3 2\n");
}

TEST_F(ScanSchema, WhatIsAllowedIsAsPublished) {
  const std::string config = " --config=tests/cli/allowed/boltseal.yaml";
  EXPECT_EQ(judge("scan --format=json" + config,
                  "jsonschema.validate(result, json.load(open(\"docs/schema/scan-1.json\")))\n"
                  "print(len(result[\"vulnerabilities\"]), len(result[\"practices\"]),\n"
                  "      len(result[\"accepted\"]), len(result[\"allowances\"]))"),
            "6 1 5 2\n");
  EXPECT_EQ(judge("scan --format=sarif" + config,
                  "results = result[\"runs\"][0][\"results\"]\n"
                  "rules = result[\"runs\"][0][\"tool\"][\"driver\"][\"rules\"]\n"
                  "for each in results:\n"
                  "  assert rules[each[\"ruleIndex\"]][\"id\"] == each[\"ruleId\"]\n"
                  "print(sum(not each[\"suppressions\"] for each in results),\n"
                  "      sum(len(each[\"suppressions\"]) for each in results))"),
            "9 5\n");
  EXPECT_EQ(judge("scan --format=cyclonedx" + config,
                  "all = result[\"vulnerabilities\"]\n"
                  "assert len({each[\"bom-ref\"] for each in all}) == len(all)\n"
                  "print([each[\"bom-ref\"] for each in all if \"analysis\" in each])"),
            "['CVE-2023-44487', 'CVE-2023-5363#2', 'CVE-2023-38546']\n");
}

TEST_F(ScanSchema, JsonOfWhyIsAsPublished) {
  EXPECT_EQ(judge("why --format=json openssl",
                  "jsonschema.validate(result, json.load(open(\"docs/schema/why-1.json\")))\n"
                  "scan = json.load(open(\"docs/schema/scan-1.json\"))\n"
                  "def check(value, kind):\n"
                  "  jsonschema.validate(value, {\"$ref\": \"#/$defs/\" + kind,\n"
                  "                              \"$defs\": scan[\"$defs\"]})\n"
                  "for each in result[\"packages\"]:\n"
                  "  check(each[\"package\"], \"package\")\n"
                  "  check(each[\"brought_by\"], \"layer\")\n"
                  "  for found in each[\"vulnerabilities\"]: check(found, \"vulnerability\")\n"
                  "  print(each[\"chains\"])"),
            "[['curl', 'libcurl', 'libcrypto3'], ['label-driver', 'libcurl', 'libcrypto3']]\n"
            "[['curl', 'libcurl', 'libssl3'], ['label-driver', 'libcurl', 'libssl3']]\n");
}

TEST_F(ScanSchema, SarifOfAScanAgreesWithItself) {
  EXPECT_EQ(
      judge("scan --format=sarif",
            "run = result[\"runs\"][0]\n"
            "rules = run[\"tool\"][\"driver\"][\"rules\"]\n"
            "for rule in rules:\n"
            "  assert rule[\"help\"][\"text\"] and rule[\"help\"][\"markdown\"]\n"
            "  assert 0 < float(rule[\"properties\"][\"security-severity\"]) <= 10\n"
            "prints = set()\n"
            "for each in run[\"results\"]:\n"
            "  assert rules[each[\"ruleIndex\"]][\"id\"] == each[\"ruleId\"]\n"
            "  place = each[\"locations\"][0]\n"
            "  where = place[\"physicalLocation\"][\"artifactLocation\"]\n"
            "  assert where[\"uriBaseId\"] in run[\"originalUriBaseIds\"]\n"
            "  kinds = [one[\"kind\"] for one in place[\"logicalLocations\"]]\n"
            "  if \"/\" in each[\"ruleId\"]:\n"
            "    assert where == {\"uri\": \"config.json\", \"uriBaseId\": \"IMAGE\"}, where\n"
            "    assert kinds in ([\"configuration\"], [\"step\", \"layer\"]), kinds\n"
            "  else:\n"
            "    assert where == {\"uri\": \"lib/apk/db/installed\", \"uriBaseId\": \"ROOT\"}\n"
            "    assert kinds == [\"package\", \"layer\"]\n"
            "  prints.add(each[\"partialFingerprints\"][\"boltseal/v1\"])\n"
            "invocation = run[\"invocations\"][0]\n"
            "assert invocation[\"executionSuccessful\"] is False\n"
            "print(len(rules), len(run[\"results\"]), len(prints),\n"
            "      len(invocation[\"toolExecutionNotifications\"]))"),
      "8 12 12 2\n");
}

TEST_F(ScanSchema, BillsOfMaterialsHoldWhatWasFound) {
  EXPECT_EQ(judge("scan --format=cyclonedx",
                  "print(result[\"specVersion\"], result[\"metadata\"][\"component\"][\"name\"],\n"
                  "      result[\"metadata\"][\"component\"][\"version\"],\n"
                  "      len(result[\"components\"]), len(result[\"vulnerabilities\"]))"),
            "1.6 tideline/labels 1.0 12 6\n");
  EXPECT_EQ(judge("scan --format=spdx", "print(result[\"spdxVersion\"], result[\"name\"])"),
            "SPDX-2.3 tideline/labels\n");
}

TEST(Schema, SealsAreAsPublished) {
  const ProgramResult result = run_program(
      "work=$(mktemp -d) && cp -r tests/cli/sealed tests/cli/db $work && cd $work/sealed && "
      "./keys.sh && ./image.sh shop.tar && ./layout.sh multi && "
      "boltseal db build ../db/old -o db --allow-gaps > /dev/null 2>&1; export "
      "BOLTSEAL_DB=$PWD/db; "
      "boltseal seal -q --key=ann.key shop && "
      "for image in shop.tar multi; do boltseal seal -q --key=ann.key --no-cache --allow-gaps "
      "--config=shop/boltseal.yaml $image; done && "
      "(boltseal verify --format=json --key=ann.pub shop; "
      "boltseal verify --format=json --key=bob.pub shop; "
      "boltseal verify --format=json --key=ann.pub --fail-on=low --no-cache shop.tar; "
      "boltseal verify --format=json --key=ann.pub --no-cache --allow-gaps "
      "--config=shop/boltseal.yaml multi) > said; cd - "
      "> "
      "/dev/null; python3 -c '"
      "import base64, json, jsonschema, sys\n"
      "work = sys.argv[1]\n"
      "load = lambda name: json.load(open(\"docs/schema/\" + name))\n"
      "seals = [json.loads(base64.b64decode(json.loads(line)[\"payload\"]))\n"
      "         for name in (\"shop/.boltseal.json\", \"shop.tar.boltseal.json\", "
      "\"multi/.boltseal.json\")\n"
      "         for line in open(work + \"/sealed/\" + name)]\n"
      "for seal in seals:\n"
      "  if \"boltseal\" in seal[\"predicateType\"]:\n"
      "    jsonschema.validate(seal[\"predicate\"], load(\"seal-1.json\"))\n"
      "text = open(work + \"/sealed/said\").read()\n"
      "said, decoder = [], json.JSONDecoder()\n"
      "while text.strip():\n"
      "  value, end = decoder.raw_decode(text.lstrip())\n"
      "  text = text.lstrip()[end:]\n"
      "  jsonschema.validate(value, load(\"verify-1.json\"))\n"
      "  said.append(value[\"holds\"])\n"
      "print(len(seals), said)' $work; rm -r $work",
      root());
  EXPECT_EQ(result.out, "6 [True, False, False, True]\n");
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

}  // namespace
}  // namespace boltseal::test
