// Asks a running `boltseal gate kubernetes` the same review over and over, on kept connections of
// TLS, and says how many decisions came a second and how long they took.
//
//   gate_load PORT REVIEW.json [CONNECTIONS [SECONDS]]
//
// Asked: 20,000 a second over 8 connections, 99 of 100 under 5 ms.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "base/text.h"

namespace {

using Clock = std::chrono::steady_clock;

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Connection = std::unique_ptr<SSL, FreeSsl>;

Connection connect(SSL_CTX* context, std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return nullptr;
  Connection connection(SSL_new(context));
  SSL_set_fd(connection.get(), socket);
  return SSL_connect(connection.get()) == 1 ? std::move(connection) : nullptr;
}

// One answer, whole: its header names its length.
bool read_answer(SSL* connection, std::string& buffer) {
  buffer.clear();
  std::size_t wanted = 0;
  do {
    char piece[16384];
    const int count = SSL_read(connection, piece, sizeof piece);
    if (count <= 0) return false;
    buffer.append(piece, static_cast<std::size_t>(count));
    const std::size_t end = buffer.find("\r\n\r\n");
    const std::size_t length = buffer.find("Content-Length: ");
    if (end == std::string::npos || length == std::string::npos) continue;
    wanted = end + 4 + static_cast<std::size_t>(std::atoll(buffer.c_str() + length + 16));
  } while (wanted == 0 || buffer.size() < wanted);
  return buffer.starts_with("HTTP/1.1 200");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  const std::string body = boltseal::DiskFiles().read(argv[2]).value_or("");
  const int connections = argc > 3 ? std::atoi(argv[3]) : 8;
  const auto end = Clock::now() + std::chrono::seconds(argc > 4 ? std::atoi(argv[4]) : 10);
  const std::string request =
      "POST /validate/enforce?timeout=5s HTTP/1.1\r\nHost: gate\r\nContent-Type: "
      "application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  const std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_client_method()));
  std::vector<std::vector<float>> times(static_cast<std::size_t>(connections));  // µs
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  for (std::vector<float>& own : times) {
    threads.emplace_back([&] {
      const Connection connection = connect(context.get(), port);
      std::string answer;
      while (connection && Clock::now() < end) {
        const auto asked = Clock::now();
        const int count = static_cast<int>(request.size());
        if (SSL_write(connection.get(), request.data(), count) != count ||
            !read_answer(connection.get(), answer)) {
          break;
        }
        own.push_back(std::chrono::duration<float, std::micro>(Clock::now() - asked).count());
      }
      if (Clock::now() < end) ++failures;
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::vector<float> all;
  for (const std::vector<float>& own : times) all.insert(all.end(), own.begin(), own.end());
  if (all.empty()) return 1;
  std::ranges::sort(all);
  const auto at = [&](double part) {
    return static_cast<double>(
        all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))]);
  };
  std::printf(
      "%zu decisions, %.0f a second; half under %.0f µs, 99%% under %.0f µs, all under %.0f "
      "µs; %d connections failed\n",
      all.size(), static_cast<double>(all.size()) / seconds, at(0.5), at(0.99), at(1.0),
      failures.load());
  return failures == 0 ? 0 : 1;
}
