#include "seal/signer.h"

#include <array>
#include <utility>

#include "base/base64.h"
#include "base/process.h"
#include "base/text.h"
#include "seal/cosign_key.h"

namespace boltseal {
namespace {

class FileSigner final : public Signer {
 public:
  explicit FileSigner(PrivateKey key) : key_(std::move(key)) {}
  const PublicKey& key() const override { return key_.public_key(); }
  Result<std::string> sign(std::string_view bytes) override { return key_.sign(bytes); }

 private:
  const PrivateKey key_;
};

class CommandSigner final : public Signer {
 public:
  CommandSigner(std::string command, PublicKey key)
      : command_(std::move(command)), key_(std::move(key)) {}
  const PublicKey& key() const override { return key_; }

  Result<std::string> sign(std::string_view bytes) override {
    const std::array<std::string, 3> words = {"/bin/sh", "-c", command_};
    const auto end = run_to_end(words, {.most_time = std::chrono::minutes(5), .input = bytes});
    if (!end) return std::unexpected(end.error());
    if (end->status != 0) {
      const std::string_view said = last_lines(end->err, 1);
      return fail("the signer failed" + (said.empty() ? "" : ": " + sanitize(said)));
    }
    if (key_.verifies(bytes, end->out)) return end->out;
    const auto decoded = decode_base64(end->out);
    if (decoded && key_.verifies(bytes, *decoded)) return *decoded;
    return fail("the signer answers with what is no signature by " + key_.id(), {}, {},
                "--key names the public key that belongs to it");
  }

 private:
  const std::string command_;
  const PublicKey key_;
};

}  // namespace

Result<std::unique_ptr<Signer>> file_signer(const std::string& path,
                                            const std::optional<std::string>& passphrase,
                                            const Files& files) {
  const auto pem = files.read(path);
  if (!pem) return std::unexpected(pem.error());
  auto key = is_cosign_key(*pem) ? read_cosign_key(*pem, passphrase.value_or(""))
                                 : PrivateKey::of_pem(*pem, passphrase);
  if (!key) {
    const bool wants_one = !passphrase && pem->find("ENCRYPTED") != std::string::npos;
    return fail(wants_one ? "is encrypted, and no passphrase is given" : key.error().message, path,
                {}, wants_one ? "--passphrase-file names the file with it" : key.error().remedy);
  }
  return std::make_unique<FileSigner>(std::move(*key));
}

std::unique_ptr<Signer> command_signer(std::string command, PublicKey key) {
  return std::make_unique<CommandSigner>(std::move(command), std::move(key));
}

Result<std::string> checked_signature(Signer& signer, std::string_view bytes) {
  auto signature = signer.sign(bytes);
  if (signature && !signer.key().verifies(bytes, *signature)) {
    return fail("the signature is not good for the key " + signer.key().id());
  }
  return signature;
}

}  // namespace boltseal
