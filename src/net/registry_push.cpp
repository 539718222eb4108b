#include "net/registry_push.h"

#include <utility>

#include "base/digest.h"
#include "net/answers.h"

namespace boltseal::net {
namespace {

std::unexpected<Error> failed(const Failure& failure, const Url& url) {
  return fail(failure.message, shown(url), {}, failure.remedy);
}

std::unexpected<Error> refused(const ImageName& name, const Response& response,
                               const RegistryClient::Question& question) {
  Failure failure = refusal(name, response, question.note);
  if (response.status == 401 || response.status == 403) {
    failure.message += "; it has to be allowed to push there";
  }
  return failed(failure, question.url);
}

/// Takes a body of 200 whole, up to a bound.
class BoundedBody final : public BodySink {
 public:
  explicit BoundedBody(std::size_t most) : most_(most) {}
  Outcome<bool> begin(const Response& head) override { return head.status == 200; }
  Outcome<void> take(std::string_view piece) override {
    if (text.size() + piece.size() > most_) {
      return trouble(Trouble::malformed, "sends more than was announced");
    }
    text += piece;
    return {};
  }
  std::string text;

 private:
  const std::size_t most_;
};

}  // namespace

std::string tag_of_digest(std::string_view digest, std::string_view suffix) {
  std::string tag(digest);
  tag.replace(tag.find(':'), 1, "-");
  return tag.append(suffix);
}

Result<std::string> push_blob(const RegistryClient& client, const ImageName& name,
                              std::string bytes) {
  const std::string digest = sha256_digest(bytes);
  auto url = client.url_of(name, "blobs/uploads/");
  if (!url) return std::unexpected(url.error());
  RegistryClient::Question begin{.url = std::move(*url), .headers = {}, .method = "POST"};
  const auto begun = client.ask(name, begin);
  if (!begun) return failed(begun.error(), begin.url);
  if (begun->status != 202) return refused(name, *begun, begin);
  auto place = resolve_url(begin.url, begun->header("Location"));
  if (!place || begun->header("Location").empty()) {
    return fail("does not say where a blob may be put", shown(begin.url));
  }
  // Our credentials go with what is put there.
  if (!same_origin(begin.url, *place)) {
    return fail("sends us on to " + shown(*place) + ", another place", shown(begin.url));
  }
  const bool has_query = place->target.find('?') != std::string::npos;
  place->target += (has_query ? "&digest=" : "?digest=") + percent_encode(digest);
  RegistryClient::Question put{.url = std::move(*place),
                               .headers = {{"Content-Type", "application/octet-stream"}},
                               .method = "PUT",
                               .body = std::move(bytes)};
  const auto done = client.ask(name, put);
  if (!done) return failed(done.error(), put.url);
  if (done->status != 201) return refused(name, *done, put);
  return digest;
}

Result<PushedManifest> push_manifest(const RegistryClient& client, const ImageName& name,
                                     const std::string& media_type, std::string body) {
  PushedManifest pushed{sha256_digest(body)};
  auto url =
      client.url_of(name, "manifests/" + (name.reference.empty() ? pushed.digest : name.reference));
  if (!url) return std::unexpected(url.error());
  RegistryClient::Question put{.url = std::move(*url),
                               .headers = {{"Content-Type", media_type}},
                               .method = "PUT",
                               .body = std::move(body)};
  const auto done = client.ask(name, put);
  if (!done) return failed(done.error(), put.url);
  if (done->status != 201) return refused(name, *done, put);
  pushed.is_referrer = !done->header("OCI-Subject").empty();
  return pushed;
}

Result<Manifest> manifest_if_there(const RegistryClient& client, const ImageName& name) {
  auto url = client.url_of(name, "manifests/" + name.reference);
  if (!url) return std::unexpected(url.error());
  RegistryClient::Question look{.url = std::move(*url),
                                .headers = {{"Accept",
                                             "application/vnd.oci.image.manifest.v1+json, "
                                             "application/vnd.oci.image.index.v1+json"}}};
  const auto answer = client.ask(name, look);
  if (!answer) return failed(answer.error(), look.url);
  if (answer->status == 404) return Manifest{};
  return client.manifest(name);
}

Result<std::string> referrers(const RegistryClient& client, const ImageName& name,
                              const std::string& digest) {
  auto url = client.url_of(name, "referrers/" + digest);
  if (!url) return std::unexpected(url.error());
  RegistryClient::Question look{.url = std::move(*url), .headers = {}};
  const auto answer = client.ask(name, look);
  if (!answer) return failed(answer.error(), look.url);
  if (answer->status == 200 &&
      answer->header("Content-Type").starts_with("application/vnd.oci.image.index.v1+json")) {
    return answer->body;
  }
  auto fallback =
      manifest_if_there(client, {name.registry, name.repository, tag_of_digest(digest)});
  if (!fallback) return std::unexpected(fallback.error());
  return std::move(fallback->body);
}

bool remove_manifest(const RegistryClient& client, const ImageName& name) {
  auto url = client.url_of(name, "manifests/" + name.reference);
  if (!url) return false;
  RegistryClient::Question take{.url = std::move(*url), .headers = {}, .method = "DELETE"};
  const auto answer = client.ask(name, take);
  return answer && answer->status == 202;
}

Result<std::string> small_blob(const RegistryClient& client, const ImageName& name,
                               const std::string& digest, std::size_t most) {
  BoundedBody body(most);
  const auto got = client.blob(name, digest, 0, body);
  if (!got) return fail(got.error().message, shown(name), {}, got.error().remedy);
  Digester digester(digest);
  digester.add(body.text);
  if (digester.finish() != digest)
    return fail("sends what has not the digest " + digest, shown(name));
  return std::move(body.text);
}

}  // namespace boltseal::net
