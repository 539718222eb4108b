// What a client sends to our side of TLS: bytes of its own, or those of an honest client that
// somebody on the way changes. Whatever arrives, nothing but what the client has said is heard.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/temporary_folder.h"
#include "net/request_reader.h"
#include "net/tls.h"

namespace {

namespace net = boltseal::net;
using Bytes = std::span<const std::uint8_t>;

constexpr std::string_view said =
    "POST /validate/enforce HTTP/1.1\r\nHost: gate\r\nContent-Length: 2\r\n\r\n{}";

struct Free {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
  void operator()(X509* certificate) const { ::X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
T needed(T made) {
  if (!made) std::abort();
  return made;
}

// A server with a key that is made for this run.
std::shared_ptr<const net::TlsServer> make_server() {
  const auto folder = boltseal::TemporaryFolder::make();
  if (!folder) std::abort();
  const net::ServerIdentity identity{.certificate = folder->path() + "/tls.crt",
                                     .key = folder->path() + "/tls.key"};
  const Owned<EVP_PKEY> key(needed(::EVP_EC_gen("P-256")));
  const Owned<X509> certificate(needed(::X509_new()));
  ::X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  ::X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  ::X509_set_pubkey(certificate.get(), key.get());
  ::X509_sign(certificate.get(), key.get(), ::EVP_sha256());
  {
    const Owned<std::FILE> file(needed(std::fopen(identity.certificate.c_str(), "w")));
    ::PEM_write_X509(file.get(), certificate.get());
    const Owned<std::FILE> secret(needed(std::fopen(identity.key.c_str(), "w")));
    ::PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }
  auto server = net::TlsServer::make(identity);
  if (!server) std::abort();
  return *server;
}

// The bytes of the input, and nobody who listens.
class Stranger final : public net::Stream {
 public:
  explicit Stranger(Bytes bytes) : bytes_(bytes) {}
  net::Outcome<std::size_t> read(std::span<char> into, net::Deadline) override {
    const std::size_t count = std::min(into.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, into.begin());
    bytes_ = bytes_.subspan(count);
    return count;
  }
  net::Outcome<void> write(std::string_view, net::Deadline) override { return {}; }

 private:
  Bytes bytes_;
};

// A client that shakes hands and asks once. Of what it sends the input changes bytes: four of its
// own for each change, where (from the one before), how and by what.
class TamperedClient final : public net::Stream {
 public:
  TamperedClient(int newest, Bytes changes)
      : changes_(changes),
        context_(needed(::SSL_CTX_new(::TLS_client_method()))),
        client_(needed(::SSL_new(context_.get()))) {
    ::SSL_set_max_proto_version(client_.get(), newest);
    ::SSL_set_bio(client_.get(), ::BIO_new(::BIO_s_mem()), ::BIO_new(::BIO_s_mem()));
    ::SSL_set_connect_state(client_.get());
    take_change();
  }

  net::Outcome<std::size_t> read(std::span<char> into, net::Deadline) override {
    if (::SSL_do_handshake(client_.get()) == 1 && !has_asked_) {
      has_asked_ = true;
      ::SSL_write(client_.get(), said.data(), static_cast<int>(said.size()));
    }
    std::string sent(std::max<std::size_t>(into.size() / 2, 1), '\0');
    const int count =
        ::BIO_read(::SSL_get_wbio(client_.get()), sent.data(), static_cast<int>(sent.size()));
    if (count <= 0 || is_cut_) return 0;
    sent.resize(static_cast<std::size_t>(count));
    const std::string arriving = changed(sent);
    std::copy(arriving.begin(), arriving.end(), into.begin());
    return arriving.size();
  }

  net::Outcome<void> write(std::string_view bytes, net::Deadline) override {
    ::BIO_write(::SSL_get_rbio(client_.get()), bytes.data(), static_cast<int>(bytes.size()));
    return {};
  }

 private:
  std::string changed(const std::string& sent) {
    std::string arriving;
    for (const char byte : sent) {
      if (is_cut_) break;
      if (before_next_ > 0) {
        --before_next_;
        arriving += byte;
        continue;
      }
      switch (how_ % 4) {
        case 0: arriving += static_cast<char>(byte ^ by_); break;
        case 1: arriving += {byte, static_cast<char>(by_)}; break;
        case 2: break;
        default: is_cut_ = true;
      }
      take_change();
    }
    return arriving;
  }

  void take_change() {
    before_next_ = SIZE_MAX;
    if (changes_.size() < 4) return;
    before_next_ = changes_[0] + std::size_t{256} * changes_[1];
    how_ = changes_[2];
    by_ = changes_[3];
    changes_ = changes_.subspan(4);
  }

  Bytes changes_;
  const Owned<SSL_CTX> context_;
  const Owned<SSL> client_;
  bool has_asked_ = false, is_cut_ = false;
  std::size_t before_next_ = 0;
  std::uint8_t how_ = 0, by_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const net::TlsServer> server = make_server();
  if (size == 0) return 0;
  const Bytes rest(data + 1, size - 1);
  const bool is_stranger = data[0] % 4 == 0;
  std::unique_ptr<net::Stream> peer;
  if (is_stranger) {
    peer = std::make_unique<Stranger>(rest);
  } else {
    const int newest = data[0] % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    peer = std::make_unique<TamperedClient>(newest, rest);
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const auto secured = server->accept(std::move(peer), deadline);
  if (!secured) {
    // Whom nobody disturbs is understood.
    if (!is_stranger && rest.size() < 4) std::abort();
    return 0;
  }
  // Nobody shakes hands who does not know what we have just said.
  if (is_stranger) std::abort();
  net::RequestReader reader(**secured, {});
  net::HeardRequest request;
  int heard = 0;
  while (reader.next(request)) {
    ++heard;
    if (request.target != "/validate/enforce" || request.body != "{}") std::abort();
    (void)(*secured)->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", deadline);
  }
  if (heard > 1 || (heard == 0 && rest.size() < 4)) std::abort();
  return 0;
}
