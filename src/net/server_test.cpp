#include "net/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "net/client.h"
#include "net/socket.h"
#include "support/folder.h"
#include "support/program.h"

namespace boltseal::net {
namespace {

using std::chrono::milliseconds;
using test::run_program;
using test::TemporaryFolder;

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(10); }

Reply echo(const HeardRequest& request) {
  if (request.target == "/throw") throw std::runtime_error("at once");
  return {.headers = {{"Content-Type", "text/plain"}},
          .body = request.method + " " + request.target + " " + request.body};
}

// All that comes until the peer ends.
std::string read_all(Stream& stream) {
  std::string all;
  std::array<char, 4096> buffer;
  for (;;) {
    const auto count = stream.read(buffer, soon());
    if (!count || *count == 0) return all;
    all.append(buffer.data(), *count);
  }
}

std::string status_of(const Outcome<Response>& response) {
  return response ? std::to_string(response->status) + " " + response->body
                  : response.error().message;
}

class Server : public testing::Test {
 protected:
  std::string socket() const { return folder_.path() + "gate.sock"; }

  void listen(HttpServer& server) const {
    auto listener = Listener::on_path(socket(), 0600);
    ASSERT_TRUE(listener) << listener.error().message;
    server.add(std::move(*listener));
    server.start();
  }

  Outcome<Response> ask(const std::string& target, const std::string& body = {}) const {
    HttpSettings settings;
    settings.unix_socket = socket();
    return HttpClient(settings).fetch(
        {.method = "POST", .url = *parse_url("http://gate" + target), .body = body});
  }

  std::unique_ptr<Stream> connect() const {
    auto stream = connect_unix(socket(), soon());
    return stream ? std::move(*stream) : nullptr;
  }

  void make_certificate(const std::string& name) const {
    ASSERT_EQ(run_program("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
                          "-nodes -subj /CN=" +
                              name +
                              " -addext subjectAltName=IP:127.0.0.1 -days 2 -keyout key.pem "
                              "-out cert.pem",
                          folder_.path())
                  .exit_code,
              0);
  }

  TemporaryFolder folder_;
};

TEST_F(Server, AnswersOnASocketOfTheFileSystem) {
  HttpServer server(echo);
  listen(server);
  struct stat status = {};
  ASSERT_EQ(::stat(socket().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto response = ask("/a", "b");
  EXPECT_EQ(status_of(response), "200 POST /a b");
  EXPECT_EQ(response->header("content-type"), "text/plain");
  EXPECT_EQ(status_of(ask("/throw")), "500 ");
  EXPECT_EQ(status_of(ask("/large", std::string(1 << 20, 'x'))).size(), 16U + (1 << 20));
}

TEST_F(Server, KnowsWhoAsks) {
  HttpServer server([](const HeardRequest& request) { return Reply{.body = request.peer}; });
  listen(server);
  EXPECT_EQ(ask("/")->body,
            "uid " + std::to_string(::getuid()) + " (pid " + std::to_string(::getpid()) + ")");
}

TEST_F(Server, KeepsConnectionsAndAnswersInOrder) {
  HttpServer server(echo);
  listen(server);
  const auto stream = connect();
  ASSERT_TRUE(
      stream->write("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: x\r\n\r\n"
                    "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    soon()));
  const std::string type = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
  EXPECT_EQ(read_all(*stream), type + "Content-Length: 7\r\n\r\nGET /1 " + type +
                                   "Content-Length: 8\r\n\r\n" + type +
                                   "Connection: close\r\nContent-Length: 7\r\n\r\nGET /3 ");
}

TEST_F(Server, SaysWhyItRefuses) {
  ServerSettings settings;
  settings.bounds.body = 1000;
  settings.bounds.header_time = milliseconds(200);
  HttpServer server(echo, settings);
  listen(server);
  const auto refused = [&](const std::string& request) {
    const auto stream = connect();
    (void)stream->write(request, soon());
    return read_all(*stream).substr(0, 12);
  };
  EXPECT_EQ(refused("GARBAGE\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(refused("GET / HTTP/1.1\r\nHos"), "HTTP/1.1 408");
  // Also to who sends all of it first.
  EXPECT_EQ(refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" +
                    std::string(100000, 'x')),
            "HTTP/1.1 413");
}

TEST_F(Server, ReplacesASocketThatIsLeftAndNoOther) {
  {
    HttpServer server(echo);
    listen(server);
    const auto second = Listener::on_path(socket(), 0600);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().message, "is listened on by another program");
    EXPECT_EQ(status_of(ask("/still")), "200 POST /still ");
  }
  EXPECT_NE(::access(socket().c_str(), F_OK), 0);
  // One whose owner was killed.
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket().copy(address.sun_path, sizeof address.sun_path - 1);
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(left);
  HttpServer server(echo);
  listen(server);
  EXPECT_EQ(status_of(ask("/new")), "200 POST /new ");

  const std::string file = folder_.put("file", "precious");
  const auto listener = Listener::on_path(file, 0600);
  ASSERT_FALSE(listener);
  EXPECT_EQ(listener.error().message, "is there already and is no socket");
}

TEST_F(Server, FinishesWhatHasBegun) {
  std::atomic<bool> is_begun = false, may_end = false;
  HttpServer server([&](const HeardRequest&) {
    is_begun = true;
    is_begun.notify_all();
    may_end.wait(false);
    return Reply{.body = "done"};
  });
  listen(server);
  const auto idle = connect();
  std::string answer;
  std::thread client([&] { answer = status_of(ask("/slow")); });
  is_begun.wait(false);
  std::thread stopper([&] { server.stop(); });
  EXPECT_EQ(read_all(*idle), "");  // while the other is still being answered
  may_end = true;
  may_end.notify_all();
  stopper.join();
  client.join();
  EXPECT_EQ(answer, "200 done");
  EXPECT_EQ(server.connections(), 0U);
  EXPECT_EQ(connect(), nullptr);
}

TEST_F(Server, LetsTheLongestIdleGiveWay) {
  ServerSettings settings;
  settings.most_connections = 2;
  HttpServer server(echo, settings);
  listen(server);
  const auto first = connect(), second = connect();
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  std::array<char, 4096> buffer;
  // An answer is read a moment before its connection counts as idle.
  const auto idles = [&](std::size_t count) {
    for (int tries = 0; tries < 1000 && server.idle_connections() < count; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return server.idle_connections() == count;
  };
  ASSERT_TRUE(idles(2));
  ASSERT_TRUE(first->write(request, soon()) && first->read(buffer, soon()) && idles(2));
  ASSERT_TRUE(second->write(request, soon()) && second->read(buffer, soon()) && idles(2));
  EXPECT_EQ(status_of(ask("/third")), "200 POST /third ");
  EXPECT_EQ(read_all(*first), "");
  ASSERT_TRUE(second->write(request, soon()));
  EXPECT_GT(second->read(buffer, soon()).value_or(0), 0U);
}

TEST_F(Server, SpeaksTlsAndShowsANewCertificate) {
  make_certificate("one");
  const ServerIdentity identity{folder_.path() + "cert.pem", folder_.path() + "key.pem"};
  auto tls = TlsServer::make(identity);
  ASSERT_TRUE(tls) << tls.error().message;
  auto listener = Listener::on_address("127.0.0.1:0");
  ASSERT_TRUE(listener);
  const std::uint16_t port = listener->port();
  HttpServer server(echo);
  server.add(std::move(*listener), *tls);
  server.start();
  const auto context = [&] {
    Trust trust;
    trust.authorities = {identity.certificate};
    return *TlsContext::make(trust);
  };
  const auto secured = [&](const TlsContext& client) {
    return client.connect(*connect_tcp("127.0.0.1", port, soon()), "127.0.0.1", soon());
  };
  const std::string request = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";
  std::array<char, 4096> buffer;

  const auto old = context();
  const auto kept = secured(*old);
  ASSERT_TRUE(kept) << kept.error().message;
  ASSERT_TRUE((*kept)->write(request, soon()));
  EXPECT_GT((*kept)->read(buffer, soon()).value_or(0), 0U);

  make_certificate("two");
  ASSERT_TRUE((*tls)->reload());
  EXPECT_FALSE(secured(*old));
  EXPECT_TRUE(secured(*context()));
  ASSERT_TRUE((*kept)->write(request, soon()));
  EXPECT_GT((*kept)->read(buffer, soon()).value_or(0), 0U);

  folder_.put("key.pem", "no key");
  EXPECT_FALSE((*tls)->reload());
  EXPECT_TRUE(secured(*context()));
  // One that speaks no TLS gets nothing.
  const auto plain = connect_tcp("127.0.0.1", port, soon());
  ASSERT_TRUE((*plain)->write(request, soon()));
  EXPECT_EQ(read_all(**plain).find("HTTP"), std::string::npos);
}

TEST(Listener, SaysWhatIsNoAddress) {
  for (const char* text : {"8443", "localhost:8443", "127.0.0.1:65536", "127.0.0.1:", "[::1:1"}) {
    EXPECT_FALSE(Listener::on_address(text)) << text;
  }
  EXPECT_TRUE(Listener::on_address(":0"));
}

}  // namespace
}  // namespace boltseal::net
