#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/stream.h"

namespace boltseal::net {

/// Whom to believe.
struct Trust {
  /// Files with certificates of authorities in PEM, beside those of the system.
  std::vector<std::string> authorities = {};
  /// Files with our own, in PEM, for peers that ask; may be empty.
  std::string certificate = {}, key = {};
  bool verify = true;
  /// The same as texts instead of files. Where an authority is given so, it is the only one.
  std::string authority_text = {}, certificate_text = {}, key_text = {};
  std::string peer = {};  ///< Whom the certificate has to name instead of the host of the URL.

  friend auto operator<=>(const Trust&, const Trust&) = default;
};

/// What every connection with the same trust shares. May be used by several threads.
class TlsContext {
 public:
  /// The system's authorities are those of SSL_CERT_FILE and SSL_CERT_DIR when one is set, else
  /// where distributions keep them.
  static Outcome<std::shared_ptr<const TlsContext>> make(const Trust& trust);
  virtual ~TlsContext() = default;

  /// TLS 1.2 or later over `below`: proves that the peer is `host`, a name or an address, or whom
  /// Trust::peer names.
  virtual Outcome<std::unique_ptr<Stream>> connect(std::unique_ptr<Stream> below,
                                                   const std::string& host,
                                                   Deadline deadline) const = 0;
};

/// Who a server is: files in PEM.
struct ServerIdentity {
  std::string certificate;  ///< With those above it behind it.
  std::string key;
  /// Authorities of those who may connect, who then have to show a certificate; empty: anybody may.
  std::string clients = {};
};

/// The server's side. May be used by several threads.
class TlsServer {
 public:
  static Outcome<std::shared_ptr<TlsServer>> make(const ServerIdentity& identity);
  virtual ~TlsServer() = default;

  /// Reads the files again, for connections that begin from now on; those that have begun go on.
  /// After a failure all stays as it was.
  virtual Outcome<void> reload() = 0;
  /// TLS 1.2 or later over `below`.
  virtual Outcome<std::unique_ptr<Stream>> accept(std::unique_ptr<Stream> below,
                                                  Deadline deadline) const = 0;
};

}  // namespace boltseal::net
