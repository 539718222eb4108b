#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/listener.h"
#include "net/request_reader.h"
#include "net/tls.h"

namespace boltseal::net {

struct Reply {
  int status = 200;
  Headers headers = {};  ///< Without Content-Length and Connection, which the server writes.
  std::string body = {};
};

struct ServerSettings {
  RequestBounds bounds = {};
  /// Of all listeners together; each has a thread. Where there is no place for a new one, the one
  /// that has been idle longest gives way; when none is idle, new ones wait.
  std::size_t most_connections = 256;
  std::chrono::milliseconds write_time = std::chrono::seconds(30);  ///< For one reply.
};

/// Speaks HTTP/1.1 on sockets that listen: kept and pipelined connections, answered in order.
class HttpServer {
 public:
  /// Called in the threads of connections, many at once. What it throws is answered with 500.
  using Handler = std::function<Reply(const HeardRequest&)>;

  explicit HttpServer(Handler handler, ServerSettings settings = {});
  /// Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// @param tls null: none is spoken
  void add(Listener listener, std::shared_ptr<const TlsServer> tls = nullptr);
  /// Begins to answer, in threads of its own.
  void start();
  /// Takes no more connections, lets each request that has begun be answered, and returns when that
  /// is done, or after `grace`, when what is left is cut off.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(10));

  std::size_t connections() const;
  /// How many of them wait for a request.
  std::size_t idle_connections() const;

 private:
  struct Place {
    Listener listener;
    std::shared_ptr<const TlsServer> tls;
  };
  struct Connection;

  void take_connections();
  void take_from(const Place& place);
  void make_room();
  void begin(Accepted accepted, std::shared_ptr<const TlsServer> tls);
  void serve(Connection& connection);
  void answer_all(Stream& stream, Connection& connection);
  Reply answer(const HeardRequest& request) const;
  void end(Connection& connection);
  void wake() const;

  const Handler handler_;
  const ServerSettings settings_;
  std::vector<Place> places_;
  const FileDescriptor wake_;  // an eventfd: a place has become free, or all is over
  std::thread acceptor_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::list<Connection> connections_;  // guarded by mutex_
  bool is_stopping_ = false;           // guarded by mutex_
};

}  // namespace boltseal::net
