#include "gate/docker/engine_lookup.h"

#include <chrono>
#include <utility>

#include "base/text.h"
#include "net/client.h"

namespace boltseal::docker {
namespace {

class AskedEngine final : public EngineLookup {
 public:
  explicit AskedEngine(const std::string& socket) : client_(reached(socket)) {}

  Result<json> get(const std::string& path) const override {
    net::Url url{.scheme = "http", .user = {}, .password = {}, .host = "localhost", .port = 80};
    url.target = path;
    const auto answer = client_.fetch({.url = std::move(url)});
    if (!answer) return fail("the engine cannot be asked: it " + answer.error().message);
    if (answer->status == 404) return json();
    json object = answer->status == 200 ? parse_json(answer->body) : json(json::value_t::discarded);
    if (!object.is_object()) {
      return fail("the engine cannot be asked: it answers " + std::to_string(answer->status));
    }
    return object;
  }

 private:
  static net::HttpSettings reached(const std::string& socket) {
    net::HttpSettings settings;
    settings.unix_socket = socket;
    settings.patience = std::chrono::seconds(5);
    settings.most_redirects = 0;
    return settings;
  }

  const net::HttpClient client_;
};

}  // namespace

std::unique_ptr<EngineLookup> look_up_at(const std::string& socket) {
  return std::make_unique<AskedEngine>(socket);
}

}  // namespace boltseal::docker
