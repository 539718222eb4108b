#include "support/grpc_server.h"

#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace boltseal::test {
namespace {

std::string framed(std::string_view message) {
  std::string bytes(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(message.size() >> shift & 0xff);
  }
  return bytes.append(message);
}

nghttp2_nv pair(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

// One connection, with one call.
class Connection {
 public:
  Connection(int socket, const GrpcServer::Answer& answer) : socket_(socket), answer_(answer) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Connection() { nghttp2_session_del(session_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void serve() {
    std::array<std::uint8_t, 16 << 10> buffer;
    while (send_all() && !is_broken_) {
      const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (count <= 0) return;
      if (nghttp2_session_mem_recv(session_, buffer.data(), static_cast<std::size_t>(count)) < 0) {
        return;
      }
    }
  }

 private:
  bool send_all() {
    for (;;) {
      const std::uint8_t* bytes = nullptr;
      const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
      if (size <= 0) return size == 0;
      for (ssize_t sent = 0; sent < size;) {
        const ssize_t count =
            ::send(socket_, bytes + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
        if (count <= 0) return false;
        sent += count;
      }
    }
  }

  void answer(std::int32_t stream) {
    constexpr std::size_t prefix = 5;
    call_.message = body_.substr(std::min(prefix, body_.size()));
    reply_ = answer_(call_);
    if (reply_.is_silent) return;
    body_ = reply_.raw;
    for (const std::string& message : reply_.messages) body_ += framed(message);
    const std::array headers = {pair(":status", "200"), pair("content-type", reply_.content_type)};
    nghttp2_data_provider provider{};
    provider.source.ptr = this;
    provider.read_callback = read_body;
    nghttp2_submit_response(session_, stream, headers.data(), headers.size(), &provider);
  }

  static Connection& of(void* user) { return *static_cast<Connection*>(user); }

  static int on_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) {
    const std::string_view key(reinterpret_cast<const char*>(name), name_size);
    std::string text(reinterpret_cast<const char*>(value), value_size);
    if (key == ":path")
      of(user).call_.method = std::move(text);
    else if (key == "containerd-namespace")
      of(user).call_.name_space = std::move(text);
    return 0;
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* data,
                     std::size_t size, void* user) {
    of(user).body_.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    const bool is_call = frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS;
    if (is_call && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      of(user).answer(frame->hd.stream_id);
    }
    return 0;
  }

  static ssize_t read_body(nghttp2_session* session, std::int32_t stream, std::uint8_t* into,
                           std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                           void*) {
    Connection& self = of(source->ptr);
    const std::size_t count = std::min(size, self.body_.size() - self.sent_);
    std::memcpy(into, self.body_.data() + self.sent_, count);
    self.sent_ += count;
    if (self.sent_ < self.body_.size()) return static_cast<ssize_t>(count);
    if (self.reply_.breaks_off) {
      self.is_broken_ = true;
      *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
      return static_cast<ssize_t>(count);
    }
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    const std::string status = std::to_string(self.reply_.status);
    const std::array trailers = {pair("grpc-status", status),
                                 pair("grpc-message", self.reply_.status_message)};
    nghttp2_submit_trailer(session, stream, trailers.data(), trailers.size());
    return static_cast<ssize_t>(count);
  }

  const int socket_;
  const GrpcServer::Answer& answer_;
  nghttp2_session* session_ = nullptr;
  GrpcServer::Call call_;
  GrpcReply reply_;
  std::string body_;
  std::size_t sent_ = 0;
  bool is_broken_ = false;
};

int listen_at(const std::string& path) {
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ::unlink(path.c_str());  // of the server before
  ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::listen(listener, 64);
  return listener;
}

}  // namespace

GrpcServer::GrpcServer(const std::string& path, Answer answer)
    : answer_(std::move(answer)), listener_(listen_at(path)) {
  thread_ = std::jthread([this] { serve(); });
}

GrpcServer::~GrpcServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
  }
  workers_.clear();
  for (const int connection : connections_) ::close(connection);
  ::close(listener_);
}

void GrpcServer::serve() {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const std::lock_guard lock(mutex_);
    connections_.push_back(connection);
    workers_.emplace_back([this, connection] {
      Connection(connection, answer_).serve();
      ::shutdown(connection, SHUT_RDWR);
    });
  }
}

}  // namespace boltseal::test
