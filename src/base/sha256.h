#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace boltseal {

/// Computes SHA-256 piece by piece.
class Sha256 {
 public:
  using Bytes = std::array<unsigned char, 32>;

  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  /// Of all that was added; once.
  Bytes finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "sha256:" and 64 hexadecimal digits (OCI image specification, "Digests").
std::string digest_text(const Sha256::Bytes& bytes);
std::string sha256_digest(std::string_view bytes);

}  // namespace boltseal
