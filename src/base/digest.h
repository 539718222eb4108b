#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace boltseal {

/// "sha256:" and 64 hexadecimal digits (OCI image specification, "Digests").
std::string sha256_digest(std::string_view bytes);
/// The 32 bytes themselves.
std::string sha256_bytes(std::string_view bytes);

/// Whether this is a digest that can be verified: sha256 with 64 digits or sha512 with 128, in
/// lower case.
bool is_digest(std::string_view text);

/// Computes a digest while the bytes come.
class Digester {
 public:
  /// `digest`: one whose algorithm is meant, for which is_digest() holds; or its name alone.
  explicit Digester(std::string_view digest = "sha256");
  ~Digester();
  Digester(const Digester&) = delete;
  Digester& operator=(const Digester&) = delete;

  void add(std::string_view bytes);
  /// Of all that was added; begins anew.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boltseal
