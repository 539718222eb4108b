#include "engines/kubernetes/api.h"

#include <utility>

namespace boltseal {
namespace {

constexpr std::size_t most_bytes = 64 << 20;  // of one answer
constexpr int items_at_once = 250;
constexpr int most_pages = 4'000;

net::HttpSettings settings_of(const KubernetesAccess& access, std::chrono::milliseconds patience) {
  net::HttpSettings settings;
  settings.proxies = net::Proxies([&](std::string_view name) {
    if (access.proxy.empty()) return net::process_environment(name);
    return name == "HTTPS_PROXY" || name == "HTTP_PROXY" ? access.proxy : std::string();
  });
  settings.trust = access.trust;
  settings.patience = patience;
  settings.bounds.body = most_bytes;
  settings.most_redirects = 0;
  return settings;
}

}  // namespace

KubernetesApi::KubernetesApi(const KubernetesAccess& access, std::chrono::milliseconds patience)
    : access_(access), client_(settings_of(access, patience)) {}

KubernetesApi::Answer KubernetesApi::get(const std::string& path) const { return ask({}, path); }

KubernetesApi::Answer KubernetesApi::patch(const std::string& path, const json& change) const {
  net::Request request{.method = "PATCH", .url = {}};
  request.headers.emplace_back("Content-Type", "application/strategic-merge-patch+json");
  request.body = change.dump();
  return ask(std::move(request), path);
}

KubernetesApi::Answer KubernetesApi::ask(net::Request request, const std::string& path) const {
  request.url = access_.server;
  request.url.target += path;
  request.headers.insert(request.headers.end(), access_.headers.begin(), access_.headers.end());
  request.headers.emplace_back("Accept", "application/json");
  const auto response = client_.fetch(std::move(request));
  if (!response) {
    const net::Failure& failure = response.error();
    const bool is_untrusted = failure.trouble == net::Trouble::untrusted;
    const bool is_there = is_untrusted || failure.trouble == net::Trouble::too_slow;
    return {.outcome = is_there ? Outcome::silent : Outcome::absent,
            .message = failure.message,
            .remedy = is_untrusted ? "a kubeconfig names its authority under certificate-authority"
                                   : failure.remedy};
  }
  Answer answer{.outcome = Outcome::garbled, .body = parse_json(response->body)};
  const std::string about = path.substr(0, path.find('?'));
  const std::string said = text_in(answer.body, "message");
  const std::string status =
      std::to_string(response->status) + (said.empty() ? "" : " (" + said + ")");
  switch (response->status) {
    case 200:
      if (answer.body.is_object()) {
        answer.outcome = Outcome::told;
      } else {
        answer.message = "answers " + about + " with something else than JSON";
      }
      return answer;
    case 401:
      answer.outcome = Outcome::unknown;
      answer.message = "does not know who asks: 401";
      answer.remedy = "its token or certificate may have ended: log in again";
      return answer;
    case 403: answer.outcome = Outcome::forbidden; break;
    case 404: answer.outcome = Outcome::missing; break;
    default: break;
  }
  answer.message = "answers " + about + " with " + status;
  return answer;
}

KubernetesApi::Answer KubernetesApi::list(const std::string& path,
                                          const std::function<void(json&&)>& take,
                                          const std::function<void()>& restart) const {
  std::string question = path + "?limit=" + std::to_string(items_at_once);
  std::string next;
  bool may_restart = true;
  for (int page = 0; page < most_pages; ++page) {
    Answer answer =
        get(next.empty() ? question : question + "&continue=" + net::percent_encode(next));
    const auto code = answer.body.is_object() ? answer.body.find("code") : answer.body.end();
    const bool is_expired = answer.outcome == Outcome::garbled && answer.body.is_object() &&
                            code != answer.body.end() && *code == 410;
    if (is_expired && may_restart && !next.empty()) {
      may_restart = false;
      restart();
      next.clear();
      question = path;
      continue;
    }
    if (answer.outcome != Outcome::told) {
      answer.body = nullptr;
      return answer;
    }
    const auto items = answer.body.find("items");
    // Go writes an empty list as null.
    if (items == answer.body.end() || !(items->is_array() || items->is_null())) {
      return {.outcome = Outcome::garbled,
              .message = "answers " + path + " with something else than a list"};
    }
    for (json& item : *items) {
      if (item.is_object()) take(std::move(item));
    }
    const auto metadata = answer.body.find("metadata");
    next = metadata != answer.body.end() ? text_in(*metadata, "continue") : std::string();
    if (next.empty()) return {.outcome = Outcome::told};
  }
  return {.outcome = Outcome::garbled,
          .message = "answers " + path + " with more pages than are read"};
}

}  // namespace boltseal
