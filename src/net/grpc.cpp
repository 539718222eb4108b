#include "net/grpc.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "net/socket.h"

namespace boltseal::net {
namespace {

constexpr std::size_t prefix_size = 5;  // of a message: whether it is compressed, and its size

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// grpc-message has everything beyond printable ASCII as %XX.
std::string percent_decoded(std::string_view written) {
  std::string text;
  for (std::size_t at = 0; at < written.size(); ++at) {
    unsigned byte = 0;
    const char* const digits = written.data() + at + 1;
    if (written[at] == '%' && at + 2 < written.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      text += static_cast<char>(byte);
      at += 2;
    } else {
      text += written[at];
    }
  }
  return text;
}

std::string framed(std::string_view message) {
  std::string bytes(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(message.size() >> shift & 0xff);
  }
  return bytes += message;
}

// False when the body of an answer is not whole, or has compressed or too many messages in it.
bool take_messages(std::string_view body, std::vector<std::string>& messages) {
  constexpr std::size_t most_messages = 200'000;
  while (!body.empty()) {
    if (body.size() < prefix_size || body[0] != '\0') return false;
    std::size_t size = 0;
    for (std::size_t at = 1; at < prefix_size; ++at) {
      size = size << 8 | static_cast<std::uint8_t>(body[at]);
    }
    body.remove_prefix(prefix_size);
    if (size > body.size() || messages.size() == most_messages) return false;
    messages.emplace_back(body.substr(0, size));
    body.remove_prefix(size);
  }
  return true;
}

// One call in one connection; what nghttp2 calls back to.
class Call {
 public:
  Call(const GrpcSettings& settings, const std::string& method, std::string_view request,
       const Headers& metadata)
      : settings_(settings), method_(method), metadata_(metadata), request_(framed(request)) {}

  Outcome<GrpcAnswer> run() {
    const Deadline deadline = std::chrono::steady_clock::now() + settings_.patience;
    auto connected = connect_unix(settings_.unix_socket, deadline);
    if (!connected) return std::unexpected(connected.error());
    Stream& stream = **connected;
    if (!begin()) return trouble(Trouble::ours, "cannot be asked: HTTP/2 does not start");
    std::vector<char> buffer(64 << 10);
    bool is_heard = true;
    while (!is_closed_) {
      if (const Outcome<void> sent = is_heard ? send(stream, deadline) : Outcome<void>(); !sent) {
        // Who hung up may have answered before.
        if (sent.error().trouble != Trouble::unreachable) return std::unexpected(sent.error());
        is_heard = false;
      }
      if (nghttp2_session_want_read(session_.get()) == 0) {
        return trouble(Trouble::malformed, "does not speak gRPC");
      }
      const Outcome<std::size_t> count = stream.read(buffer, deadline);
      if (!count) return std::unexpected(count.error());
      if (*count == 0) return trouble(Trouble::unreachable, "ended the connection in between");
      const ssize_t taken = nghttp2_session_mem_recv(
          session_.get(), reinterpret_cast<const std::uint8_t*>(buffer.data()), *count);
      if (!excess_.empty()) return trouble(Trouble::malformed, excess_);
      if (taken < 0) return trouble(Trouble::malformed, "does not speak gRPC");
    }
    return answer();
  }

 private:
  struct Free {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  bool begin() {
    nghttp2_session_callbacks* callbacks = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0) return false;
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session* session = nullptr;
    const int made = nghttp2_session_client_new(&session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    if (made != 0) return false;
    session_.reset(session);
    // Larger than the 64 KiB of the standard, so that a long answer needs few turns.
    constexpr std::uint32_t window = 1 << 20;
    const std::array<nghttp2_settings_entry, 3> wanted = {
        {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
         {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window},
         {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
          static_cast<std::uint32_t>(settings_.bounds.header)}}};
    return nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, wanted.data(), wanted.size()) == 0 &&
           nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, window) == 0 &&
           submit();
  }

  bool submit() {
    Headers headers = {{":method", "POST"},       {":scheme", "http"},
                       {":path", method_},        {":authority", "localhost"},
                       {"te", "trailers"},        {"content-type", "application/grpc"},
                       {"user-agent", "boltseal"}};
    headers.insert(headers.end(), metadata_.begin(), metadata_.end());
    std::vector<nghttp2_nv> pairs;
    for (auto& [name, value] : headers) {
      pairs.push_back({reinterpret_cast<std::uint8_t*>(name.data()),
                       reinterpret_cast<std::uint8_t*>(value.data()), name.size(), value.size(),
                       NGHTTP2_NV_FLAG_NONE});
    }
    nghttp2_data_provider body{};
    body.source.ptr = this;
    body.read_callback = read_request;
    stream_ =
        nghttp2_submit_request(session_.get(), nullptr, pairs.data(), pairs.size(), &body, nullptr);
    return stream_ > 0;
  }

  Outcome<void> send(Stream& stream, Deadline deadline) {
    for (;;) {
      const std::uint8_t* bytes = nullptr;
      const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
      if (size < 0) return trouble(Trouble::malformed, "does not speak gRPC");
      if (size == 0) return {};
      const Outcome<void> written = stream.write(
          {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}, deadline);
      if (!written) return written;
    }
  }

  Outcome<GrpcAnswer> answer() const {
    if (http_status_ != "200" || !content_type_.starts_with("application/grpc")) {
      return trouble(
          Trouble::refused,
          "does not speak gRPC" + (http_status_.empty() ? "" : ": answers " + http_status_));
    }
    const std::optional<int> code = number(status_);
    if (!code) return trouble(Trouble::malformed, "breaks off its answer");
    GrpcAnswer answer;
    answer.status = {*code, percent_decoded(message_)};
    if (*code != GrpcStatus::ok) return answer;
    if (!take_messages(body_, answer.messages)) {
      return trouble(Trouble::malformed, "answers with something else than messages");
    }
    return answer;
  }

  static Call& of(void* user) { return *static_cast<Call*>(user); }

  static ssize_t read_request(nghttp2_session*, std::int32_t, std::uint8_t* into, std::size_t size,
                              std::uint32_t* flags, nghttp2_data_source* source, void*) {
    Call& call = of(source->ptr);
    const std::size_t count = std::min(size, call.request_.size() - call.sent_);
    std::memcpy(into, call.request_.data() + call.sent_, count);
    call.sent_ += count;
    if (call.sent_ == call.request_.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }

  // Headers and trailers alike: an answer without a message has its status in the former.
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) {
    Call& call = of(user);
    call.header_bytes_ += name_size + value_size;
    if (call.header_bytes_ > call.settings_.bounds.header) {
      call.excess_ = "answers with more headers than are taken";
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    if (frame->hd.stream_id != call.stream_) return 0;
    const std::string_view key(reinterpret_cast<const char*>(name), name_size);
    std::string text(reinterpret_cast<const char*>(value), value_size);
    if (key == ":status")
      call.http_status_ = std::move(text);
    else if (key == "content-type")
      call.content_type_ = std::move(text);
    else if (key == "grpc-status")
      call.status_ = std::move(text);
    else if (key == "grpc-message")
      call.message_ = std::move(text);
    return 0;
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* data,
                     std::size_t size, void* user) {
    Call& call = of(user);
    if (size >
        call.settings_.bounds.body - std::min(call.settings_.bounds.body, call.body_.size())) {
      call.excess_ = "answers with more than is taken";
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    call.body_.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }

  static int on_close(nghttp2_session*, std::int32_t stream, std::uint32_t, void* user) {
    Call& call = of(user);
    if (stream == call.stream_) call.is_closed_ = true;
    return 0;
  }

  const GrpcSettings& settings_;
  const std::string& method_;
  const Headers& metadata_;
  const std::string request_;
  std::size_t sent_ = 0;
  std::unique_ptr<nghttp2_session, Free> session_;
  std::int32_t stream_ = 0;
  bool is_closed_ = false;
  std::size_t header_bytes_ = 0;
  std::string http_status_, content_type_, status_, message_, body_;
  std::string excess_;  // Why no more is taken.
};

}  // namespace

Outcome<GrpcAnswer> grpc_call(const GrpcSettings& settings, const std::string& method,
                              std::string_view request, const Headers& metadata) {
  return Call(settings, method, request, metadata).run();
}

}  // namespace boltseal::net
