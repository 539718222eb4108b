#include "net/server.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <cerrno>
#include <optional>

namespace boltseal::net {
namespace {

using Clock = std::chrono::steady_clock;

// Of a connection's thread; only what is touched of it takes memory.
constexpr std::size_t stack_size = 1 << 20;

// A reply in one piece, for one call of the kernel. `text` is cleared.
void write_reply(const Reply& reply, bool is_head, bool is_last, std::string& text) {
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(reply.status)));
  text.clear();
  text.append("HTTP/1.1 ").append(std::to_string(reply.status)).append(" ");
  text.append(reason.data(), reason.size()).append("\r\n");
  for (const auto& [name, value] : reply.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (is_last) text.append("Connection: close\r\n");
  text.append("Content-Length: ").append(std::to_string(reply.body.size())).append("\r\n\r\n");
  if (!is_head) text.append(reply.body);
}

// What a peer still sends is thrown away for a moment: were the connection closed with bytes
// unread, the kernel would reset it, and the peer might never see why (RFC 9112, 9.6).
void linger(Stream& stream, int descriptor) {
  ::shutdown(descriptor, SHUT_WR);
  const Deadline deadline = Clock::now() + std::chrono::seconds(1);
  std::array<char, 4096> buffer;
  for (std::size_t left = 4 << 20; left > buffer.size();) {
    const Outcome<std::size_t> count = stream.read(buffer, deadline);
    if (!count || *count == 0) return;
    left -= *count;
  }
}

}  // namespace

struct HttpServer::Connection {
  HttpServer* server = nullptr;
  Accepted accepted;
  std::shared_ptr<const TlsServer> tls;
  std::list<Connection>::iterator self = {};
  std::optional<Clock::time_point> idle_since = {};  // guarded by mutex_
};

HttpServer::HttpServer(Handler handler, ServerSettings settings)
    : handler_(std::move(handler)),
      settings_(settings),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

HttpServer::~HttpServer() { stop(); }

void HttpServer::add(Listener listener, std::shared_ptr<const TlsServer> tls) {
  places_.push_back({std::move(listener), std::move(tls)});
}

void HttpServer::start() {
  // Signals are for the thread that waits for them. Threads of connections inherit this.
  sigset_t all{}, before{};
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  acceptor_ = std::thread([this] { take_connections(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void HttpServer::wake() const { ::eventfd_write(wake_.get(), 1); }

std::size_t HttpServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

std::size_t HttpServer::idle_connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(
      connections_, [](const Connection& each) { return each.idle_since.has_value(); }));
}

void HttpServer::take_connections() {
  std::vector<pollfd> polled = {{wake_.get(), POLLIN, 0}};
  for (const Place& place : places_) polled.push_back({place.listener.descriptor(), POLLIN, 0});
  for (;;) {
    ::poll(polled.data(), polled.size(), -1);
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) return;
    }
    for (std::size_t at = 1; at < polled.size(); ++at) {
      if (polled[at].revents != 0) take_from(places_[at - 1]);
    }
  }
}

void HttpServer::take_from(const Place& place) {
  constexpr int patience = 50;  // milliseconds, after which there may be somebody idle
  if (connections() >= settings_.most_connections) {
    make_room();
    pollfd freed{wake_.get(), POLLIN, 0};
    ::poll(&freed, 1, patience);
    return;
  }
  try {
    Accepted accepted = place.listener.accept();
    if (accepted.socket) return begin(std::move(accepted), place.tls);
    // Not because the peer has gone again, but for want of descriptors or memory: what waits would
    // wake us at once.
    if (errno != EAGAIN && errno != ECONNABORTED) ::poll(nullptr, 0, patience);
  } catch (...) {
    // Out of memory: the one that was taken is closed.
  }
}

void HttpServer::make_room() {
  const std::lock_guard lock(mutex_);
  Connection* longest = nullptr;
  for (Connection& each : connections_) {
    if (each.idle_since && (longest == nullptr || *each.idle_since < *longest->idle_since)) {
      longest = &each;
    }
  }
  if (longest != nullptr) ::shutdown(longest->accepted.socket->get(), SHUT_RD);
}

void HttpServer::begin(Accepted accepted, std::shared_ptr<const TlsServer> tls) {
  Connection* connection = nullptr;
  {
    const std::lock_guard lock(mutex_);
    connections_.emplace_front();
    connection = &connections_.front();
    *connection = {.server = this,
                   .accepted = std::move(accepted),
                   .tls = std::move(tls),
                   .self = connections_.begin()};
  }
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, stack_size);
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread{};
  const auto run = [](void* argument) -> void* {
    Connection& own = *static_cast<Connection*>(argument);
    own.server->serve(own);
    return nullptr;
  };
  if (::pthread_create(&thread, &attributes, run, connection) != 0) end(*connection);
  ::pthread_attr_destroy(&attributes);
}

void HttpServer::serve(Connection& connection) {
  try {
    if (connection.tls == nullptr) {
      answer_all(*connection.accepted.stream, connection);
    } else {
      const auto deadline = Clock::now() + settings_.bounds.header_time;
      const auto secured = connection.tls->accept(std::move(connection.accepted.stream), deadline);
      if (secured) answer_all(**secured, connection);
    }
  } catch (...) {
    // Out of memory, most likely: this connection ends, and the others go on.
  }
  end(connection);
}

void HttpServer::answer_all(Stream& stream, Connection& connection) {
  const auto set_idle = [&](bool is_idle) {
    const std::lock_guard lock(mutex_);
    connection.idle_since.reset();
    if (is_idle) connection.idle_since = Clock::now();
    return is_stopping_;
  };
  RequestReader reader(stream, settings_.bounds);
  HeardRequest request;
  request.peer = connection.accepted.peer;
  std::string text;
  for (bool goes_on = true; goes_on;) {
    if (!reader.has_more()) {
      if (set_idle(true) || !reader.wait()) return;
      set_idle(false);
    }
    const auto heard = reader.next(request);
    if (!heard && heard.error().status == 0) return;
    const Reply reply =
        heard ? answer(request) : Reply{heard.error().status, {}, heard.error().message + "\n"};
    {
      const std::lock_guard lock(mutex_);
      goes_on = heard && request.is_kept_alive && !is_stopping_;
    }
    write_reply(reply, heard && request.method == "HEAD", !goes_on, text);
    if (!stream.write(text, Clock::now() + settings_.write_time)) return;
    if (!heard) linger(stream, connection.accepted.socket->get());
  }
}

Reply HttpServer::answer(const HeardRequest& request) const {
  try {
    return handler_(request);
  } catch (...) {
    return {.status = 500};
  }
}

void HttpServer::end(Connection& connection) {
  // The socket is closed under the lock: its number may be another's right after that.
  const std::lock_guard lock(mutex_);
  connections_.erase(connection.self);
  ended_.notify_all();
  wake();
}

void HttpServer::stop(std::chrono::milliseconds grace) {
  std::unique_lock lock(mutex_);
  is_stopping_ = true;
  wake();
  lock.unlock();
  if (acceptor_.joinable()) acceptor_.join();
  places_.clear();
  lock.lock();
  for (const Connection& each : connections_) {
    if (each.idle_since) ::shutdown(each.accepted.socket->get(), SHUT_RD);
  }
  const auto is_over = [&] { return connections_.empty(); };
  if (ended_.wait_for(lock, grace, is_over)) return;
  for (const Connection& each : connections_) ::shutdown(each.accepted.socket->get(), SHUT_RDWR);
  ended_.wait(lock, is_over);
}

}  // namespace boltseal::net
