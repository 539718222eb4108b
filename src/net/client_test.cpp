// What the client makes of servers, most of them hostile.

#include "net/client.h"

#include <gtest/gtest.h>

#include "support/server.h"

namespace boltseal::net {
namespace {

using test::http_answer;
using test::RawServer;

HttpSettings hurried() {
  HttpSettings settings;
  settings.patience = std::chrono::milliseconds(600);
  return settings;
}

Outcome<Response> fetch(const RawServer& server, const HttpSettings& settings = hurried()) {
  return HttpClient(settings).fetch({.url = *parse_url("http://" + server.host() + "/v2/x")});
}

// Why an answer is none.
std::string trouble_with(const std::string& answer) {
  const RawServer server([&](const std::string&) { return answer; });
  const auto response = fetch(server);
  return response ? "status " + std::to_string(response->status) : response.error().message;
}

TEST(HttpClient, SpeaksHttp) {
  const RawServer server([](const std::string&) {
    return http_answer("200 OK", "X-One: 1\r\nx-one: 2\r\n", "hello");
  });
  const auto response = fetch(server);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("x-ONE"), "1");
  EXPECT_EQ(response->header("x-two"), "");
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(server.requests().at(0), "GET /v2/x HTTP/1.1\r\nHost: " + server.host() +
                                         "\r\nUser-Agent: boltseal\r\nConnection: close\r\n\r\n");
}

TEST(HttpClient, ReadsEveryFormOfBody) {
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\n\r\nuntil the end"), "status 200");
  EXPECT_EQ(trouble_with("HTTP/1.1 204 No Content\r\n\r\n"), "status 204");
  const RawServer server([](const std::string&) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
           "chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
  });
  EXPECT_EQ(fetch(server)->body, "abcde");
}

// Hands out a text one byte at a time.
class Dripping final : public Stream {
 public:
  explicit Dripping(std::string_view text) : text_(text) {}
  Outcome<std::size_t> read(std::span<char> into, Deadline) override {
    if (text_.empty()) return 0;
    into[0] = text_.front();
    text_.remove_prefix(1);
    return 1;
  }
  Outcome<void> write(std::string_view, Deadline) override { return {}; }

 private:
  std::string_view text_;
};

TEST(HttpClient, ReadsWhatComesByteByByte) {
  for (const char* body : {"0\r\n\r\n", "1\r\na\r\n0\r\nX: y\r\n\r\n"}) {
    const std::string text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(body);
    Dripping stream(text);
    const auto response = read_response(stream, "GET", {}, Deadline::max());
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, body[0] == '1' ? "a" : "");
  }
}

TEST(HttpClient, IsPatientForSoLong) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(trouble_with(""), "does not answer in time");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(HttpClient, TakesNoMoreThanItMay) {
  const std::string many(5 << 20, 'x');
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\n\r\n" + many), "sends more than 4 MiB");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
            "sends more than 4 MiB");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nX: " + many), "sends more than 64 KiB of headers");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + many),
            "sends more than 64 KiB of headers");
}

TEST(HttpClient, TakesNothingThatIsCutOff) {
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"),
            "ended the connection before its answer was whole");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nContent-"),
            "ended the connection before its answer was whole");
  EXPECT_EQ(trouble_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
            "ended the connection before its answer was whole");
  EXPECT_EQ(trouble_with("SSH-2.0-OpenSSH_9.2\r\n").substr(0, 24), "sends what is no HTTP: b");
}

TEST(HttpClient, FollowsNoEndlessRedirects) {
  EXPECT_EQ(trouble_with(http_answer("307 Temporary Redirect", "Location: /v2/x\r\n", "")),
            "sends us on more than 5 times");
  EXPECT_EQ(
      trouble_with(http_answer("307 Temporary Redirect", "Location: file:///etc/passwd\r\n", "")),
      "sends us on to what is no URL: it begins neither with https:// nor with http://");
  EXPECT_EQ(trouble_with(http_answer("302 Found", "", "")), "status 302");
}

TEST(HttpClient, TakesNoCredentialsToAnotherPlace) {
  const RawServer other([](const std::string&) { return http_answer("200 OK", "", "there"); });
  const RawServer server([&](const std::string& request) {
    return request.starts_with("GET /same")
               ? http_answer("302 Found", "Location: http://" + other.host() + "/\r\n", "")
               : http_answer("302 Found", "Location: /same\r\n", "");
  });
  const auto response =
      HttpClient(hurried()).fetch({.url = *parse_url("http://" + server.host() + "/"),
                                   .headers = {{"Authorization", "Basic c2VjcmV0"}}});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "there");
  EXPECT_NE(server.requests().at(1).find("c2VjcmV0"), std::string::npos);
  EXPECT_EQ(other.requests().at(0).find("c2VjcmV0"), std::string::npos);
}

TEST(HttpClient, SendsNoHeaderThatWouldBeTwo) {
  const RawServer server([](const std::string&) { return http_answer("200 OK", "", ""); });
  (void)HttpClient(hurried()).fetch(
      {.url = *parse_url("http://" + server.host() + "/"), .headers = {{"X-A", "1\r\nX-B: 2"}}});
  EXPECT_EQ(server.requests().at(0).find("X-B"), std::string::npos);
}

TEST(HttpClient, SaysWhenNobodyListens) {
  const auto response = HttpClient(hurried()).fetch(
      {.url = *parse_url("http://127.0.0.1:" + std::to_string(test::free_port()) + "/")});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "cannot be connected to: Connection refused");
  const auto nowhere = HttpClient(hurried()).fetch({.url = *parse_url("http://no-such.invalid/")});
  ASSERT_FALSE(nowhere);
  EXPECT_TRUE(nowhere.error().message.starts_with("has no address")) << nowhere.error().message;
}

TEST(HttpClient, NoticesAServerWithoutTls) {
  const RawServer server([](const std::string&) { return std::string("x"); });
  const auto response =
      HttpClient(hurried()).fetch({.url = *parse_url("https://" + server.host() + "/")});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().trouble, Trouble::not_tls) << response.error().message;
}

TEST(HttpClient, GoesThroughAProxy) {
  const RawServer proxy([](const std::string& request) {
    return request.starts_with("CONNECT") ? http_answer("403 Forbidden", "", "")
                                          : http_answer("200 OK", "", "by proxy");
  });
  HttpSettings settings = hurried();
  settings.proxies = Proxies([&](std::string_view name) {
    return name == "http_proxy" || name == "https_proxy" ? "http://me:pw@" + proxy.host()
                                                         : std::string();
  });
  const HttpClient client(settings);
  EXPECT_EQ(client.fetch({.url = *parse_url("http://r.example/v2/")})->body, "by proxy");
  const auto refused = client.fetch({.url = *parse_url("https://r.example/v2/")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "cannot be reached through the proxy " + proxy.host() + ", which answers 403");
  EXPECT_TRUE(proxy.requests().at(0).starts_with("GET http://r.example/v2/ HTTP/1.1\r\n"));
  EXPECT_TRUE(proxy.requests().at(1).starts_with("CONNECT r.example:443 HTTP/1.1\r\n"));
  for (const std::string& request : proxy.requests()) {
    EXPECT_NE(request.find("Proxy-Authorization: Basic bWU6cHc="), std::string::npos);
  }
}

}  // namespace
}  // namespace boltseal::net
