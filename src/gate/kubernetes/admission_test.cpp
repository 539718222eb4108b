#include "gate/kubernetes/admission.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>

#include "base/base64.h"
#include "base/json.h"
#include "base/temporary_folder.h"
#include "gate/kubernetes/review.h"
#include "support/golden.h"

namespace boltseal {
namespace {

const std::string folder = "src/gate/kubernetes/fixtures/";

std::string text_at(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string fixture(const std::string& name) { return text_at(test::root() + folder + name); }

// By the built-in policy, where none is given.
Admission admission_of(const std::string& policy) {
  auto gate = std::make_shared<GatePolicy>();
  if (!policy.empty()) {
    auto read = read_policy(File{"gate.yaml", policy}, "");
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    if (read) gate->policy = std::move(*read);
  }
  settle(*gate);
  return {gate, nullptr};
}

std::string answer(const std::string& body, const Admission& admission = admission_of(""),
                   AdmissionMode mode = AdmissionMode::enforce) {
  return answer_review(body, admission, mode).body;
}

json response(const std::string& body, const Admission& admission = admission_of(""),
              AdmissionMode mode = AdmissionMode::enforce) {
  return parse_json(answer(body, admission, mode))["response"];
}

TEST(Admission, AnswersReviewsAsTheGoldenSays) {
  for (const char* const name : {"allowed", "denied", "updated-same", "updated-worse", "deleted",
                                 "exec", "ephemeral", "binding", "another-kind"}) {
    std::string said;
    for (const AdmissionMode mode :
         {AdmissionMode::enforce, AdmissionMode::warn, AdmissionMode::audit}) {
      const std::string body = answer(fixture(std::string(name) + ".json"), admission_of(""), mode);
      said += "# " + std::string(name_of(mode)) + "\n" +
              parse_json(body).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
    }
    test::expect_golden(folder + name + ".expected", said);
  }
}

// An object of another kind with the template of a pod in it.
json wrapped(const json& pod, const std::string& kind) {
  const json names = {{"name", "orders"}, {"namespace", "shop"}};
  const json holder = {{"metadata", pod["metadata"]}, {"spec", pod["spec"]}};
  const json of_template = {{"template", holder}};
  if (kind == "List") return {{"apiVersion", "v1"}, {"kind", kind}, {"items", {pod}}};
  if (kind == "PodTemplate") {
    return {{"apiVersion", "v1"}, {"kind", kind}, {"metadata", names}, {"template", holder}};
  }
  if (kind == "CronJob") {
    return {{"apiVersion", "batch/v1"},
            {"kind", kind},
            {"metadata", names},
            {"spec", {{"jobTemplate", {{"spec", of_template}}}}}};
  }
  const char* const version = kind == "Oven"                    ? "kitchen.example/v1"
                              : kind == "Job"                   ? "batch/v1"
                              : kind == "ReplicationController" ? "v1"
                                                                : "apps/v1";
  return {{"apiVersion", version}, {"kind", kind}, {"metadata", names}, {"spec", of_template}};
}

json tricked(const json& trick) {
  json review = parse_json(fixture("allowed.json"));
  json& request = review["request"];
  json& pod = request["object"];
  if (trick.contains("container")) pod["spec"]["containers"][0].merge_patch(trick["container"]);
  if (trick.contains("pod")) pod.merge_patch(trick["pod"]);
  if (!trick.contains("in")) return review;
  request["object"] = wrapped(pod, trick["in"]);
  const std::string version = request["object"]["apiVersion"];
  const std::size_t slash = version.find('/');
  request["kind"] = {{"group", slash == std::string::npos ? "" : version.substr(0, slash)},
                     {"version", slash == std::string::npos ? version : version.substr(slash + 1)},
                     {"kind", trick["in"]}};
  return review;
}

TEST(Admission, HoldsAgainstEachTrick) {
  const Admission admission = admission_of("gate: {warn_on: medium}\n");
  std::istringstream lines(fixture("tricks.txt"));
  std::string said;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t mark = line.find(" :: ");
    const json trick = parse_json(std::string_view(line).substr(mark + 4));
    ASSERT_FALSE(trick.is_discarded()) << line;
    const ReviewAnswer answer =
        answer_review(tricked(trick).dump(), admission, AdmissionMode::enforce);
    const json answered = parse_json(answer.body)["response"];
    said += line.substr(0, mark) + "\n  " + (answered["allowed"] == true ? "allowed" : "denied");
    for (const char* const key : {"rules", "warned", "unexamined"}) {
      const std::string value = text_in(answered["auditAnnotations"], key);
      if (!value.empty()) said += std::string(", ") + key + " " + value;
    }
    said += "\n";
  }
  test::expect_golden(folder + "tricks.expected", said);
}

// What cannot be told apart from another request is answered by HTTP alone.
TEST(Admission, AnswersNobodyWhoCannotBeNamed) {
  const std::string good = fixture("allowed.json");
  const auto with_uid = [&](const std::string& uid) {
    json review = parse_json(good);
    review["request"]["uid"] = parse_json(uid);
    return review.dump();
  };
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("[]"), std::string("null"),
        std::string("\"x\""), with_uid("1"), with_uid("null"), with_uid("\"\""),
        with_uid("[\"a\"]"), with_uid("\"" + std::string(300, 'a') + "\""),
        std::string(100'000, '['), std::string(most_review_bytes + 1, ' ')}) {
    const ReviewAnswer answer = answer_review(body, admission_of(""), AdmissionMode::enforce);
    EXPECT_EQ(answer.refused, 400) << body.substr(0, 80);
    EXPECT_TRUE(answer.body.starts_with("boltseal: the request ")) << answer.body;
  }
  // A name that would break out of the answer does not.
  const std::string odd = R"("a\",\"allowed\":true,\"x\":\"\u0000\n")";
  EXPECT_EQ(response(with_uid(odd))["uid"], parse_json(odd));
}

// An error of HTTP would let it pass wherever failurePolicy is Ignore.
TEST(Admission, DeniesWhatItCannotRead) {
  const std::string good = fixture("allowed.json");
  const std::size_t at = good.find("\"object\":{") + 10;
  const auto with = [&](const std::string& more) {
    return good.substr(0, at) + more + "," + good.substr(at);
  };
  std::string many = "\"many\":[0";
  for (int i = 0; i < 600'000; ++i) many += ",0";
  for (const std::string& body :
       {good.substr(0, good.size() / 2), good + "{}", good + good, "\xff" + good, with(many + "]"),
        with("\"deep\":" + std::string(500, '[') + std::string(500, ']')),
        with("\"large\":\"" + std::string(most_review_bytes, 'x') + "\"")}) {
    const ReviewAnswer answer = answer_review(body, admission_of(""), AdmissionMode::enforce);
    EXPECT_FALSE(answer.refused) << answer.body;
    const json said = parse_json(answer.body)["response"];
    EXPECT_EQ(said["allowed"], false);
    EXPECT_EQ(said["uid"], parse_json(good)["request"]["uid"]);
    EXPECT_GT(text_in(said["status"], "message").size(), 20u) << said;
  }
}

TEST(Admission, RefusesWhatItDoesNotUnderstand) {
  const std::string good = fixture("allowed.json");
  const auto replaced = [&](std::string_view old, std::string_view now) {
    std::string text = good;
    const std::size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return text.replace(at, old.size(), now);
  };
  json ephemeral = parse_json(fixture("ephemeral.json"));
  for (const char* const place : {"object", "oldObject", "kind"}) {
    ephemeral["request"][place]["kind"] = "EphemeralContainers";
  }
  const std::array<std::pair<std::string, std::string_view>, 7> tries = {{
      {ephemeral.dump(), "ephemeral containers of this version"},
      {replaced("admission.k8s.io/v1", "admission.k8s.io/v1beta1"), "is no AdmissionReview"},
      {replaced("\"AdmissionReview\"", "\"admissionreview\""), "is no AdmissionReview"},
      {replaced("\"operation\":\"CREATE\"", "\"operation\":\"create\""), "the operation"},
      {replaced("\"spec\":{", "\"spec\":{\"hostPID\":true,\"hostPID\":false,"), "given twice"},
      {replaced("\"object\":{", "\"object\":null,\"object\":{"), "given twice"},
      {replaced("\"object\":{", "\"object\":null,\"Object\":{"), "has no object"},
  }};
  for (const auto& [body, why] : tries) {
    const json answered = response(body);
    EXPECT_EQ(answered["allowed"], false) << why;
    EXPECT_NE(text_in(answered["status"], "message").find(why), std::string::npos)
        << answered.dump();
  }
}

TEST(Admission, LetsThroughWhoIsExempt) {
  const std::string body = fixture("denied.json");
  for (const char* const exempt : {"namespaces: [\"sh*\"]", "users: [alice]", "groups: [dev*]"}) {
    const Admission admission =
        admission_of("gate: {kubernetes: {exempt: {" + std::string(exempt) + "}}}\n");
    const json answered = response(body, admission);
    EXPECT_EQ(answered["allowed"], true);
    EXPECT_TRUE(answered["auditAnnotations"].contains("exempt")) << answered.dump();
  }
  for (const char* const other : {"namespaces: [sho]", "users: [alic]", "groups: [dev]"}) {
    const Admission admission =
        admission_of("gate: {kubernetes: {exempt: {" + std::string(other) + "}}}\n");
    EXPECT_EQ(response(body, admission)["allowed"], false) << other;
  }
}

TEST(Admission, HonoursAllowancesOfOneNamespaceAlone) {
  const auto allowed_at = [](const std::string& path) {
    auto gate = std::make_shared<GatePolicy>();
    auto read = read_policy(
        File{"/etc/boltseal/gate.yaml", "allow:\n- {rule: [privilege/*], path: " + path +
                                            ", subject: Deployment/orders*, reason: tried}\n"},
        "/etc/boltseal");
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    if (read) gate->policy = std::move(*read);
    settle(*gate);
    const Admission admission{std::make_shared<const GatePolicy>(policy_of_objects(*gate)),
                              nullptr};
    return response(fixture("denied.json"), admission)["allowed"] == true;
  };
  EXPECT_TRUE(allowed_at("shop/"));
  EXPECT_TRUE(allowed_at("shop/Deployment/ord*"));
  EXPECT_FALSE(allowed_at("shopping/"));
  EXPECT_FALSE(allowed_at("kube-system/"));
  EXPECT_FALSE(allowed_at("\"*/Pod/*\""));
}

TEST(Admission, AnswersExecAsThePolicySays) {
  const std::string body = fixture("exec.json");
  EXPECT_EQ(response(body, admission_of("gate: {kubernetes: {connect: deny}}"))["allowed"], false);
  const json warned = response(body, admission_of("gate: {kubernetes: {connect: warn}}"));
  EXPECT_EQ(warned["allowed"], true);
  EXPECT_EQ(warned["warnings"].size(), 1);
}

TEST(Admission, DeniesNothingWhereThePolicyOnlyAudits) {
  const json answered = response(fixture("denied.json"), admission_of("gate: {mode: audit}"));
  EXPECT_EQ(answered["allowed"], true);
  EXPECT_FALSE(answered.contains("warnings"));
  EXPECT_EQ(answered["auditAnnotations"]["decision"], "deny");
}

TEST(Admission, JudgesByThePodSecurityStandards) {
  const Admission admission = admission_of("profile: pss-restricted\nfail_on: medium\n");
  EXPECT_EQ(response(fixture("allowed.json"), admission)["allowed"], true);
  const json answered = response(fixture("denied.json"), admission);
  EXPECT_EQ(answered["allowed"], false);
  EXPECT_NE(text_in(answered["auditAnnotations"], "rules").find("pss/privileged"),
            std::string::npos);
}

json applied(json object, const json& patch) { return object.patch(patch); }

TEST(Admission, HardensWhatNobodySpokeOf) {
  json review = parse_json(fixture("allowed.json"));
  json& spec = review["request"]["object"]["spec"];
  spec["securityContext"] = nullptr;
  json plain = {{"name", "plain"}, {"image", "a"}};
  json said = {{"name", "said"},
               {"image", "a"},
               {"securityContext", {{"runAsUser", 0}, {"capabilities", {{"add", {"SYS_ADMIN"}}}}}}};
  json privileged = {{"name", "p"}, {"image", "a"}, {"securityContext", {{"privileged", true}}}};
  spec["containers"] = {plain, said, privileged};
  const Admission admission = admission_of("gate: {kubernetes: {read_only_root: true}}\n");
  const ReviewAnswer answer = answer_mutation(review.dump(), admission);
  const json answered = parse_json(answer.body)["response"];
  EXPECT_EQ(answered["allowed"], true);
  ASSERT_EQ(answered["patchType"], "JSONPatch");
  const json patch = parse_json(*decode_base64(text_in(answered, "patch")));
  const json hardened = applied(review["request"]["object"], patch)["spec"]["containers"];
  EXPECT_EQ(hardened[0]["securityContext"],
            parse_json(R"({"runAsNonRoot":true,"allowPrivilegeEscalation":false,"capabilities":)"
                       R"({"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"},)"
                       R"("readOnlyRootFilesystem":true})"));
  EXPECT_EQ(hardened[1]["securityContext"],
            parse_json(R"({"runAsUser":0,"capabilities":{"add":["SYS_ADMIN"],"drop":["ALL"]},)"
                       R"("seccompProfile":{"type":"RuntimeDefault"},)"
                       R"("readOnlyRootFilesystem":true})"));
  EXPECT_EQ(hardened[2]["securityContext"],
            parse_json(R"({"privileged":true,"runAsNonRoot":true,"readOnlyRootFilesystem":true})"));
  // Once more, and there is nothing to add.
  review["request"]["object"]["spec"]["containers"] = hardened;
  EXPECT_FALSE(
      parse_json(answer_mutation(review.dump(), admission).body)["response"].contains("patch"));
}

TEST(Admission, JudgesPoliciesAndServicesByThemselves) {
  const auto rules = [](const char* group, const char* kind, const std::string& spec) {
    json review = parse_json(fixture("allowed.json"));
    json& request = review["request"];
    request["kind"] = {{"group", group}, {"version", "v1"}, {"kind", kind}};
    const std::string version = *group == '\0' ? "v1" : std::string(group) + "/v1";
    request["object"] = {{"apiVersion", version},
                         {"kind", kind},
                         {"metadata", {{"name", "web"}, {"namespace", "shop"}}},
                         {"spec", parse_json(spec)}};
    const json said = response(review.dump(), admission_of("fail_on: low"));
    return said["allowed"] == true ? std::string("none")
                                   : text_in(said["auditAnnotations"], "rules");
  };
  constexpr const char* networking = "networking.k8s.io";
  EXPECT_EQ(rules(networking, "NetworkPolicy", R"({"podSelector":{},"ingress":[{}]})"),
            "network/policy-allows-all");
  EXPECT_EQ(rules(networking, "NetworkPolicy", R"({"podSelector":{"matchLabels":{"a":"b"}}})"),
            "none")
      << "what it selects stands elsewhere";
  EXPECT_EQ(rules("", "Service", R"({"externalIPs":["203.0.113.10"]})"), "network/external-ips");
  EXPECT_EQ(rules("", "Service", R"({"type":"LoadBalancer"})"), "none");
}

class Images : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& severity, const std::string& date,
             const std::string& policy = "built-in") const {
    const json result = {{"schema", "boltseal/scan/1"},
                         {"version", "1.0"},
                         {"policy", policy},
                         {"subject", "registry.example.com/shop/orders"},
                         {"digest", "sha256:" + std::string(64, '5')},
                         {"advisories", {{"digest", "sha256:1"}, {"date", date}}},
                         {"vulnerabilities",
                          {{{"id", "CVE-2026-1"}, {"package", "openssl"}, {"severity", severity}}}},
                         {"practices", json::array()},
                         {"not_examined", json::array()}};
    std::ofstream(folder_->path() + "/" + name) << result.dump();
  }
  Admission admission(const std::string& policy) const {
    Admission made = admission_of(policy);
    auto images = ImageVerdicts::read(folder_->path(), *made.policy);
    EXPECT_TRUE(images) << (images ? "" : images.error().message);
    if (images) made.images = std::make_shared<const ImageVerdicts>(std::move(*images));
    return made;
  }
  const Result<TemporaryFolder> folder_ = TemporaryFolder::make();
};

TEST_F(Images, DenyByTheNewestScan) {
  const std::string body = fixture("allowed.json");
  write("old.json", "low", "2026-11-01");
  EXPECT_EQ(response(body, admission(""))["allowed"], true);
  write("new.json", "critical", "2026-11-20");
  const json denied = response(body, admission(""));
  EXPECT_EQ(denied["allowed"], false);
  EXPECT_NE(text_in(denied["status"], "message").find("CVE-2026-1 in openssl (critical)"),
            std::string::npos)
      << denied.dump();
  EXPECT_EQ(response(body, admission("fail_on: never"))["allowed"], true);
}

TEST_F(Images, CountByTheScanWithThePolicyOfTheGate) {
  // In both orders of their names: a folder has none.
  for (const auto& [ours, other] : {std::pair("a.json", "b.json"), std::pair("b.json", "a.json")}) {
    write(ours, "low", "2026-11-01");
    write(other, "critical", "2026-11-01", "sha256:1");
    EXPECT_EQ(response(fixture("allowed.json"), admission(""))["allowed"], true) << ours;
    write(ours, "low", "2026-11-01", "sha256:2");
    EXPECT_EQ(response(fixture("allowed.json"), admission(""))["allowed"], false)
        << "none is by our policy";
  }
}

TEST_F(Images, AreUnknownWithoutAScanOfThatDigest) {
  json review = parse_json(fixture("allowed.json"));
  review["request"]["object"]["spec"]["containers"][0]["image"] =
      "registry.example.com/shop/orders:1.0";
  write("one.json", "low", "2026-11-01");
  const std::string body = review.dump();
  EXPECT_EQ(response(body, admission(""))["allowed"], true);
  const json denied = response(body, admission("gate: {kubernetes: {unknown_images: deny}}"));
  EXPECT_EQ(denied["allowed"], false);
  EXPECT_EQ(denied["auditAnnotations"]["rules"], "gate/unknown-image");
  const json warned = response(body, admission("gate: {kubernetes: {unknown_images: warn}}"));
  EXPECT_EQ(warned["allowed"], true);
  EXPECT_EQ(warned["warnings"].size(), 1);
}

// Root is the image's own choice only where the pod makes none.
TEST_F(Images, DenyForTheirUserOnlyWhereThePodChoosesNone) {
  const json result = {
      {"schema", "boltseal/scan/1"},
      {"subject", "registry.example.com/shop/orders"},
      {"digest", "sha256:" + std::string(64, '5')},
      {"advisories", {{"digest", "sha256:1"}, {"date", "2026-11-01"}}},
      {"vulnerabilities", json::array()},
      {"practices",
       {{{"rule", "user/root"}, {"severity", "high"}, {"fact", "user"}},
        {{"rule", "health/none"}, {"severity", "high"}, {"fact", "health_check"}}}},
      {"not_examined", json::array()}};
  std::ofstream(folder_->path() + "/one.json") << result.dump();
  const std::string body = fixture("allowed.json");
  EXPECT_EQ(response(body, admission(""))["allowed"], true);
  json open = parse_json(body);
  json& spec = open["request"]["object"]["spec"];
  spec.erase("securityContext");
  for (json& container : spec["containers"]) {
    container["securityContext"].erase("runAsNonRoot");
    container["securityContext"].erase("runAsUser");
  }
  const json denied = response(open.dump(), admission(""));
  EXPECT_EQ(denied["allowed"], false);
  EXPECT_NE(text_in(denied["status"], "message").find("orders@sha256"), std::string::npos)
      << denied.dump();
  EXPECT_NE(text_in(denied["status"], "message").find("has user/root (high), by"),
            std::string::npos)
      << denied.dump();
}

TEST_F(Images, AreReadAnewOnlyWhereTheyChanged) {
  write("one.json", "low", "2026-11-01");
  write("two.json", "low", "2026-11-01");
  Admission before = admission("");
  std::ofstream(folder_->path() + "/two.json") << "{}";
  EXPECT_FALSE(ImageVerdicts::read(folder_->path(), *before.policy, before.images.get()));
  write("two.json", "critical", "2026-11-02");
  auto after = ImageVerdicts::read(folder_->path(), *before.policy, before.images.get());
  ASSERT_TRUE(after);
  before.images = std::make_shared<const ImageVerdicts>(std::move(*after));
  EXPECT_EQ(response(fixture("allowed.json"), before)["allowed"], false);
  std::filesystem::remove(folder_->path() + "/two.json");
  after = ImageVerdicts::read(folder_->path(), *before.policy, before.images.get());
  ASSERT_TRUE(after);
  before.images = std::make_shared<const ImageVerdicts>(std::move(*after));
  EXPECT_EQ(response(fixture("allowed.json"), before)["allowed"], true);
}

TEST_F(Images, AreNoLongerAllowedWhatHasEnded) {
  write("one.json", "low", "2026-11-01");
  std::ifstream file(folder_->path() + "/one.json");
  json result = json::parse(file);
  result["accepted"] = {{{"until", "2026-11-20"}, {"vulnerability", result["vulnerabilities"][0]}}};
  result["accepted"][0]["vulnerability"]["severity"] = "critical";
  std::ofstream(folder_->path() + "/one.json") << result.dump();
  GatePolicy policy = *admission("").policy;
  const auto is_allowed = [&](const char* day) {
    policy.today = parse_date(day);
    Admission made = admission("");
    auto images = ImageVerdicts::read(folder_->path(), policy, made.images.get());
    EXPECT_TRUE(images);
    if (images) made.images = std::make_shared<const ImageVerdicts>(std::move(*images));
    return response(fixture("allowed.json"), made)["allowed"] == true;
  };
  EXPECT_TRUE(is_allowed("2026-11-20"));
  EXPECT_FALSE(is_allowed("2026-11-21"));
}

TEST_F(Images, AreScannedByTheirDigest) {
  json review = parse_json(fixture("allowed.json"));
  const auto unscanned = [&](const std::string& image, const Admission& by) {
    review["request"]["object"]["spec"]["containers"][0]["image"] = image;
    return answer_review(review.dump(), by, AdmissionMode::enforce).unscanned;
  };
  const std::string known = "@sha256:" + std::string(64, '5');
  const std::string other = "@sha256:" + std::string(64, '6');
  const auto only = [](std::string name) { return std::vector{std::move(name)}; };
  write("one.json", "low", "2026-11-01");
  Admission by = admission("");
  EXPECT_TRUE(unscanned("redis" + other, by).empty()) << "nobody asked for scans";
  by.scans = {"sha256:1", "built-in", "1.0"};
  EXPECT_EQ(unscanned("redis" + other, by), only("docker.io/library/redis" + other));
  EXPECT_EQ(unscanned("r.example:5000/a/b:1.0" + other, by), only("r.example:5000/a/b" + other));
  EXPECT_TRUE(unscanned("redis" + known, by).empty());
  EXPECT_TRUE(unscanned("redis:7", by).empty());
  EXPECT_TRUE(unscanned("redis@sha256:6", by).empty());
  EXPECT_TRUE(unscanned("r.example/" + std::string(600, 'a') + other, by).empty());
  for (const ScanBasis& another :
       {ScanBasis{"sha256:2", "built-in", "1.0"}, ScanBasis{"sha256:1", "sha256:3", "1.0"},
        ScanBasis{"sha256:1", "built-in", "1.1"}}) {
    by.scans = another;
    EXPECT_EQ(unscanned("redis" + known, by), only("docker.io/library/redis" + known))
        << another.advisories << another.policy << another.version;
  }
  by = admission("trusted_registries: [r.example]");
  by.scans = {"sha256:1", "built-in", "1.0"};
  EXPECT_TRUE(unscanned("redis" + other, by).empty());
  EXPECT_EQ(unscanned("r.example/a" + other, by), only("r.example/a" + other));
}

TEST_F(Images, AreReadFromScansAlone) {
  std::ofstream(folder_->path() + "/x.json") << "{}";
  EXPECT_FALSE(ImageVerdicts::read(folder_->path(), *admission_of("").policy));
  EXPECT_FALSE(ImageVerdicts::read(folder_->path() + "/none", *admission_of("").policy));
}

}  // namespace
}  // namespace boltseal
