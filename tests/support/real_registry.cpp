#include "support/real_registry.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "base/digest.h"
#include "base/files.h"
#include "net/credentials.h"
#include "net/registry_push.h"
#include "support/server.h"

namespace boltseal::test {
namespace {

constexpr std::string_view oci_image = "application/vnd.oci.image.manifest.v1+json";

net::HttpSettings hurried() {
  net::HttpSettings settings;
  settings.patience = std::chrono::seconds(5);
  return settings;
}

}  // namespace

RealRegistry::RealRegistry(const TemporaryFolder& folder, const std::string& tls,
                           const std::string& more)
    : port_(free_port()) {
  const std::string configuration =
      folder.put("registry.yml",
                 "version: 0.1\nlog: {level: error}\nstorage: {filesystem: "
                 "{rootdirectory: " +
                     folder.path() + "data}}\nhttp:\n  addr: " + host() + "\n" + tls + more);
  child_ = ::fork();
  if (child_ == 0) {
    const std::string log = folder.path() + "registry.log";
    (void)::freopen(log.c_str(), "w", stderr);
    (void)::freopen("/dev/null", "w", stdout);
    ::execl(registry_program, registry_program, "serve", configuration.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  // Until it listens.
  for (int looks = 0; looks < 200; ++looks) {
    const auto url = net::parse_url("http://" + host() + "/");
    if (net::HttpClient(hurried()).fetch({.url = *url})) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

RealRegistry::~RealRegistry() {
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

bool upload(const net::HttpClient& http, const net::Url& url, const net::Headers& headers,
            const std::string& blob) {
  const auto begun = http.fetch(
      {.method = "POST", .url = *net::resolve_url(url, "blobs/uploads/"), .headers = headers});
  if (!begun || begun->status != 202) return false;
  net::Url place = *net::resolve_url(url, begun->header("Location"));
  place.target += "&digest=" + net::percent_encode(sha256_digest(blob));
  const auto uploaded =
      http.fetch({.method = "PUT", .url = place, .headers = headers, .body = blob});
  return uploaded && uploaded->status == 201;
}

std::string push(const net::HttpClient& http, const std::string& base,
                 const std::string& repository, const std::string& tag,
                 const net::Headers& headers) {
  const std::string configuration =
      R"({"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}})";
  const net::Url url = *net::parse_url(base + "/v2/" + repository + "/");
  if (!upload(http, url, headers, configuration)) return "not uploaded";
  const std::string manifest =
      R"({"schemaVersion":2,"mediaType":")" + std::string(oci_image) +
      R"(","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
      sha256_digest(configuration) + R"(","size":)" + std::to_string(configuration.size()) +
      R"(},"layers":[]})";
  net::Headers with_type = headers;
  with_type.emplace_back("Content-Type", oci_image);
  const auto put = http.fetch({.method = "PUT",
                               .url = *net::resolve_url(url, "manifests/" + tag),
                               .headers = with_type,
                               .body = manifest});
  return put && put->status == 201 ? manifest : "not put";
}

std::string push_image(const net::ImageName& name, const std::string& folder) {
  const net::Credentials nobody;
  const net::RegistryClient client({}, nobody, {});
  const auto blob = [&](const char* file) {
    const std::string text = *DiskFiles().read(folder + file);
    const auto pushed = net::push_blob(client, name, text);
    EXPECT_TRUE(pushed) << pushed.error().message;
    return R"("digest":")" + sha256_digest(text) + R"(","size":)" + std::to_string(text.size());
  };
  const std::string manifest =
      R"({"schemaVersion":2,"mediaType":")" + std::string(oci_image) +
      R"(","config":{"mediaType":"application/vnd.oci.image.config.v1+json",)" +
      blob("config.json") +
      R"(},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",)" + blob("layer.tar") +
      "}]}";
  const auto pushed = net::push_manifest(client, name, std::string(oci_image), manifest);
  EXPECT_TRUE(pushed) << pushed.error().message;
  return pushed ? pushed->digest : "not pushed";
}

}  // namespace boltseal::test
