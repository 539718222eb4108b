#include "net/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdlib>
#include <mutex>

namespace boltseal::net {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
  void operator()(BIO* bio) const { ::BIO_free_all(bio); }
  void operator()(X509* certificate) const { ::X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }
};
using Pem = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

Pem pem_of(const std::string& text) {
  return Pem(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Nobody is asked for the password of a key.
int no_password(char*, int, int, void*) { return -1; }

Certificate next_certificate(BIO* pem) {
  return Certificate(::PEM_read_bio_X509(pem, nullptr, no_password, nullptr));
}

// The library takes its settings from us, and reads no openssl.cnf: what that file of a
// distribution loads was made for another build of the library.
void initialize() {
  static std::once_flag once;
  std::call_once(once, [] { ::OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr); });
}

// The newest error of this thread, in words.
std::string last_error() {
  const unsigned long code = ::ERR_peek_last_error();
  const char* const reason = ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  return reason != nullptr ? reason : "unknown error";
}

// Debian, Ubuntu, Alpine, Arch; Fedora and its relatives; openSUSE; and the BSDs and others.
constexpr std::array system_files = {
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

Outcome<void> trust_system(SSL_CTX* context) {
  const char* const file = std::getenv("SSL_CERT_FILE");
  const char* const folder = std::getenv("SSL_CERT_DIR");
  const bool has_file = file != nullptr && *file != '\0';
  const bool has_folder = folder != nullptr && *folder != '\0';
  if (has_folder) ::SSL_CTX_load_verify_dir(context, folder);
  if (has_file && ::SSL_CTX_load_verify_file(context, file) != 1) {
    return trouble(Trouble::untrusted,
                   "cannot be trusted: no certificates can be read from " + std::string(file) +
                       ", which SSL_CERT_FILE names",
                   "name a file of PEM certificates, or unset SSL_CERT_FILE");
  }
  if (has_file || has_folder) return {};
  for (const char* const each : system_files) {
    if (::SSL_CTX_load_verify_file(context, each) == 1) break;
  }
  ::ERR_clear_error();
  return {};
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

/// Keeps the library away from the socket: it works on two buffers, and the bytes between those and
/// the stream below are carried here, under the caller's deadline.
class TlsStream final : public Stream {
 public:
  TlsStream(std::unique_ptr<Stream> below, SSL* ssl) : below_(std::move(below)), ssl_(ssl) {
    ::SSL_set_bio(ssl, ::BIO_new(::BIO_s_mem()), ::BIO_new(::BIO_s_mem()));
  }
  ~TlsStream() override {
    // A server says farewell, so that its peer knows that nothing was cut off (RFC 8446, 6.1).
    if (::SSL_is_server(ssl_.get()) == 0 || is_broken_) return;
    ::ERR_clear_error();
    ::SSL_shutdown(ssl_.get());
    (void)send_waiting(std::chrono::steady_clock::now() + std::chrono::milliseconds(100));
  }
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Outcome<void> shake_hands(Deadline deadline) {
    for (;;) {
      ::ERR_clear_error();
      const int done = ::SSL_do_handshake(ssl_.get());
      const int state = ::SSL_get_error(ssl_.get(), done);
      if (const Outcome<void> sent = send_waiting(deadline); !sent) return sent;
      if (done == 1) return {};
      if (state != SSL_ERROR_WANT_READ) return refusal();
      const Outcome<bool> more = receive(deadline);
      if (!more) return std::unexpected(more.error());
      if (!*more) {
        return trouble(Trouble::not_tls, "ends the connection where it should speak TLS");
      }
    }
  }

  Outcome<std::size_t> read(std::span<char> into, Deadline deadline) override {
    for (;;) {
      ::ERR_clear_error();
      std::size_t count = 0;
      const int done = ::SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
      const int state = ::SSL_get_error(ssl_.get(), done);
      if (const Outcome<void> sent = send_waiting(deadline); !sent) {
        return std::unexpected(sent.error());
      }
      if (done == 1) return count;
      if (state == SSL_ERROR_ZERO_RETURN) return 0;
      if (state != SSL_ERROR_WANT_READ) {
        return trouble(Trouble::unreachable, "broke the TLS connection: " + last_error());
      }
      const Outcome<bool> more = receive(deadline);
      if (!more) return std::unexpected(more.error());
      // Without its farewell anybody may have cut the rest off.
      if (!*more) return trouble(Trouble::unreachable, "ended the TLS connection too early");
    }
  }

  Outcome<void> write(std::string_view bytes, Deadline deadline) override {
    if (bytes.empty()) return {};
    ::ERR_clear_error();
    std::size_t count = 0;
    // The buffer takes everything, so that it never waits.
    if (::SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) != 1) {
      return trouble(Trouble::unreachable, "broke the TLS connection: " + last_error());
    }
    return send_waiting(deadline);
  }

 private:
  Outcome<void> send_waiting(Deadline deadline) {
    char* bytes = nullptr;
    BIO* const out = ::SSL_get_wbio(ssl_.get());
    const long count = ::BIO_get_mem_data(out, &bytes);
    if (count <= 0) return {};
    Outcome<void> sent =
        below_->write(std::string_view(bytes, static_cast<std::size_t>(count)), deadline);
    if (!sent) is_broken_ = true;
    (void)BIO_reset(out);
    return sent;
  }

  // False when the peer has ended.
  Outcome<bool> receive(Deadline deadline) {
    const Outcome<std::size_t> count = below_->read(buffer_, deadline);
    if (!count) return std::unexpected(count.error());
    ::BIO_write(::SSL_get_rbio(ssl_.get()), buffer_.data(), static_cast<int>(*count));
    return *count > 0;
  }

  std::unexpected<Failure> refusal() const {
    const long verified = ::SSL_get_verify_result(ssl_.get());
    if (verified != X509_V_OK) {
      ::ERR_clear_error();
      const bool unknown = verified == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
                           verified == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
                           verified == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
                           verified == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
      return trouble(Trouble::untrusted,
                     std::string("has a certificate that does not hold: ") +
                         ::X509_verify_cert_error_string(verified),
                     unknown ? "if it is the right one, put the certificate of its authority where "
                               "Docker looks, /etc/docker/certs.d/HOST/ca.crt, or name it in "
                               "SSL_CERT_FILE"
                             : "");
    }
    const int reason = ERR_GET_REASON(::ERR_peek_last_error());
    const std::string words = last_error();
    const bool no_tls = reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
                        reason == SSL_R_PACKET_LENGTH_TOO_LONG || reason == SSL_R_UNKNOWN_PROTOCOL;
    return no_tls ? trouble(Trouble::not_tls, "does not speak TLS")
                  : trouble(Trouble::unreachable, "refuses TLS: " + words);
  }

  std::unique_ptr<Stream> below_;
  std::unique_ptr<SSL, Free> ssl_;
  std::array<char, 16384> buffer_;
  bool is_broken_ = false;
};

class Context final : public TlsContext {
 public:
  Context(SSL_CTX* context, std::string peer) : context_(context), peer_(std::move(peer)) {}

  Outcome<std::unique_ptr<Stream>> connect(std::unique_ptr<Stream> below, const std::string& asked,
                                           Deadline deadline) const override {
    const std::string& host = peer_.empty() ? asked : peer_;
    SSL* const ssl = ::SSL_new(context_.get());
    if (ssl == nullptr) return trouble(Trouble::unreachable, "cannot be spoken to in TLS");
    ::SSL_set_connect_state(ssl);
    auto stream = std::make_unique<TlsStream>(std::move(below), ssl);
    if (is_address(host)) {
      ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), host.c_str());
    } else {
      ::SSL_set_tlsext_host_name(ssl, host.c_str());
      ::SSL_set1_host(ssl, host.c_str());
    }
    if (const Outcome<void> done = stream->shake_hands(deadline); !done) {
      return std::unexpected(done.error());
    }
    return stream;
  }

 private:
  std::unique_ptr<SSL_CTX, Free> context_;
  const std::string peer_;
};

// False when there is none, or one that cannot be read.
bool trust_text(SSL_CTX* context, const std::string& authorities) {
  const Pem pem = pem_of(authorities);
  X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
  std::size_t count = 0;
  while (const Certificate certificate = next_certificate(pem.get())) {
    if (::X509_STORE_add_cert(store, certificate.get()) != 1) return false;
    ++count;
  }
  // So does every text of PEM end.
  if (ERR_GET_REASON(::ERR_peek_last_error()) == PEM_R_NO_START_LINE) ::ERR_clear_error();
  return count > 0;
}

bool show_text(SSL_CTX* context, const std::string& certificates, const std::string& key_text) {
  const Pem pem = pem_of(certificates);
  const Certificate own = next_certificate(pem.get());
  if (!own || ::SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (Certificate above = next_certificate(pem.get())) {
    if (::SSL_CTX_add0_chain_cert(context, above.get()) != 1) return false;
    (void)above.release();
  }
  ::ERR_clear_error();
  const Pem key_pem = pem_of(key_text);
  const Key key(::PEM_read_bio_PrivateKey(key_pem.get(), nullptr, no_password, nullptr));
  return key && ::SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

using SharedContext = std::shared_ptr<SSL_CTX>;

Outcome<SharedContext> server_context(const ServerIdentity& identity) {
  const SharedContext context(::SSL_CTX_new(::TLS_server_method()), Free());
  SSL_CTX* const raw = context.get();
  if (raw == nullptr) return trouble(Trouble::ours, "cannot speak TLS");
  ::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  // Connections are kept, so that there is nothing to win by resuming sessions; a ticket would
  // outlive the certificate, and the authorities of clients, under which it was given.
  ::SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  ::SSL_CTX_set_num_tickets(raw, 0);
  ::SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  ::ERR_clear_error();
  if (::SSL_CTX_use_certificate_chain_file(raw, identity.certificate.c_str()) != 1 ||
      ::SSL_CTX_use_PrivateKey_file(raw, identity.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return trouble(Trouble::ours,
                   "the certificate " + identity.certificate + " with the key " + identity.key +
                       " cannot be used: " + last_error(),
                   "both have to be PEM without a password, and belong together");
  }
  if (identity.clients.empty()) return context;
  if (::SSL_CTX_load_verify_file(raw, identity.clients.c_str()) != 1) {
    return trouble(Trouble::ours,
                   "no certificates can be read from " + identity.clients + ": " + last_error(),
                   "it has to hold PEM certificates");
  }
  ::SSL_CTX_set_client_CA_list(raw, ::SSL_load_client_CA_file(identity.clients.c_str()));
  ::SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

class Server final : public TlsServer {
 public:
  Server(ServerIdentity identity, SharedContext context)
      : identity_(std::move(identity)), context_(std::move(context)) {}

  Outcome<void> reload() override {
    Outcome<SharedContext> read = server_context(identity_);
    if (!read) return std::unexpected(read.error());
    const std::lock_guard lock(mutex_);
    context_.swap(*read);
    return {};
  }

  Outcome<std::unique_ptr<Stream>> accept(std::unique_ptr<Stream> below,
                                          Deadline deadline) const override {
    SSL* const ssl = ::SSL_new(current().get());  // holds the context
    if (ssl == nullptr) return trouble(Trouble::ours, "cannot speak TLS");
    ::SSL_set_accept_state(ssl);
    auto stream = std::make_unique<TlsStream>(std::move(below), ssl);
    if (const Outcome<void> done = stream->shake_hands(deadline); !done) {
      return std::unexpected(done.error());
    }
    return stream;
  }

 private:
  SharedContext current() const {
    const std::lock_guard lock(mutex_);
    return context_;
  }

  const ServerIdentity identity_;
  mutable std::mutex mutex_;
  SharedContext context_;  // guarded by mutex_
};

}  // namespace

Outcome<std::shared_ptr<const TlsContext>> TlsContext::make(const Trust& trust) {
  initialize();
  SSL_CTX* const raw = ::SSL_CTX_new(::TLS_client_method());
  if (raw == nullptr) return trouble(Trouble::untrusted, "cannot be spoken to in TLS");
  auto context = std::make_shared<Context>(raw, trust.peer);
  ::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  ::SSL_CTX_set_verify(raw, trust.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (trust.verify && trust.authority_text.empty()) {
    if (const Outcome<void> done = trust_system(raw); !done) return std::unexpected(done.error());
  }
  ::ERR_clear_error();
  if (!trust.authority_text.empty() && !trust_text(raw, trust.authority_text)) {
    return trouble(
        Trouble::untrusted,
        "cannot be trusted: the certificate of its authority cannot be read: " + last_error(),
        "it has to be PEM");
  }
  for (const std::string& file : trust.authorities) {
    if (::SSL_CTX_load_verify_file(raw, file.c_str()) != 1) {
      return trouble(
          Trouble::untrusted,
          "cannot be trusted: no certificates can be read from " + file + ": " + last_error(),
          "it has to hold PEM certificates");
    }
  }
  if (!trust.certificate.empty() &&
      (::SSL_CTX_use_certificate_chain_file(raw, trust.certificate.c_str()) != 1 ||
       ::SSL_CTX_use_PrivateKey_file(raw, trust.key.c_str(), SSL_FILETYPE_PEM) != 1)) {
    return trouble(Trouble::untrusted,
                   "wants a certificate, and that of " + trust.certificate +
                       " cannot be used: " + last_error(),
                   "certificate and key have to be PEM and belong together");
  }
  if (!trust.certificate_text.empty() && !show_text(raw, trust.certificate_text, trust.key_text)) {
    return trouble(Trouble::untrusted,
                   "wants a certificate, and the one that is given cannot be used: " + last_error(),
                   "certificate and key have to be PEM without a password, and belong together");
  }
  return context;
}

Outcome<std::shared_ptr<TlsServer>> TlsServer::make(const ServerIdentity& identity) {
  initialize();
  Outcome<SharedContext> context = server_context(identity);
  if (!context) return std::unexpected(context.error());
  return std::make_shared<Server>(identity, std::move(*context));
}

}  // namespace boltseal::net
