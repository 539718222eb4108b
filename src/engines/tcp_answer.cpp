#include "engines/tcp_answer.h"

#include <utility>

#include "base/json.h"
#include "net/client.h"

namespace boltseal {
namespace {

bool is_answered(const std::string& scheme, const std::string& host, int port,
                 std::chrono::milliseconds patience) {
  net::Url url{.scheme = scheme, .user = {}, .password = {}, .host = host};
  url.port = static_cast<std::uint16_t>(port);
  url.target = "/version";
  net::HttpSettings settings;
  settings.patience = patience;
  settings.most_redirects = 0;
  // Whoever it is that answers: what counts is that they do not ask who we are.
  settings.unverified.insert(net::authority_of(url));
  const net::HttpClient client(std::move(settings));
  const auto answer = client.fetch({.url = url});
  return answer && answer->status == 200 &&
         !text_in(parse_json(answer->body), "ApiVersion").empty();
}

}  // namespace

TcpAnswer ask_over_tcp(const std::string& host, int port, std::chrono::milliseconds patience) {
  if (port <= 0 || port > 65535) return TcpAnswer::none;
  if (is_answered("http", host, port, patience)) return TcpAnswer::plain;
  return is_answered("https", host, port, patience) ? TcpAnswer::tls : TcpAnswer::none;
}

}  // namespace boltseal
