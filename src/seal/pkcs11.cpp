#include "seal/pkcs11.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/text.h"

namespace boltseal {
namespace {

// PKCS #11 3.0; the headers of 2.40 do not have them.
constexpr CK_KEY_TYPE edwards_key = 0x40;
constexpr CK_MECHANISM_TYPE edwards_signature = 0x1057;

constexpr std::size_t most_slots = 64, most_attribute = 4096;

std::optional<std::string> decode_percent(std::string_view text) {
  const auto digit = [](char c) {
    return is_digit(c)                                ? c - '0'
           : to_lower(c) >= 'a' && to_lower(c) <= 'f' ? to_lower(c) - 'a' + 10
                                                      : -1;
  };
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) {
      return std::nullopt;
    }
    decoded += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
    i += 2;
  }
  return decoded;
}

// "a=b;c=d", each name once.
bool read_pairs(std::string_view text, char separator,
                std::map<std::string, std::string, std::less<>>& pairs) {
  if (text.empty()) return true;
  return std::ranges::all_of(split(text, separator), [&](std::string_view pair) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return false;
    auto value = decode_percent(pair.substr(equals + 1));
    return value && pairs.emplace(pair.substr(0, equals), std::move(*value)).second;
  });
}

std::string refusal(std::string_view what, CK_RV answer) {
  static constexpr std::pair<CK_RV, std::string_view> known[] = {
      {CKR_PIN_INCORRECT, "the PIN is not right"},
      {CKR_PIN_LOCKED, "the PIN is locked"},
      {CKR_USER_NOT_LOGGED_IN, "it wants a PIN"},
      {CKR_MECHANISM_INVALID, "it cannot sign so"},
      {CKR_KEY_FUNCTION_NOT_PERMITTED, "the key may not sign"},
  };
  const auto found = std::ranges::find(known, answer, &std::pair<CK_RV, std::string_view>::first);
  const std::string why = found != std::end(known) ? std::string(found->second)
                                                   : "it answers " + std::to_string(answer);
  return std::string(what) + ": " + why;
}

// DER of less than 128 bytes.
std::string der(char tag, const std::string& content) {
  return std::string{tag, static_cast<char>(content.size())} + content;
}

constexpr char sequence = 0x30, bit_string = 0x03, octet_string = 0x04;
const std::string ec_oid("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", 9);
const std::string ed25519_oid("\x06\x03\x2b\x65\x70", 5);

/// A session with the token that a URI names, as its user.
class Token {
 public:
  Token() = default;
  ~Token() {
    if (session_ != 0) functions_->C_CloseSession(session_);
    if (is_initialized_) functions_->C_Finalize(nullptr);
    if (module_ != nullptr) ::dlclose(module_);
  }
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;

  Result<void> open(const Pkcs11Uri& uri, const std::optional<std::string>& pin) {
    const auto path = uri.query.find("module-path");
    if (path == uri.query.end() || !path->second.starts_with('/')) {
      return fail("says not which module is to be loaded", {}, {},
                  "end it with ?module-path=/usr/lib/softhsm/libsofthsm2.so");
    }
    module_ = ::dlopen(path->second.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module_ == nullptr)
      return fail(std::string("is behind a module that cannot be loaded: ") + ::dlerror());
    const auto list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(module_, "C_GetFunctionList"));
    if (list == nullptr || list(&functions_) != CKR_OK || functions_ == nullptr) {
      return fail("names a module that is none of PKCS #11");
    }
    if (const CK_RV answer = functions_->C_Initialize(nullptr); answer != CKR_OK) {
      return fail(refusal("is behind a module that cannot be used", answer));
    }
    is_initialized_ = true;
    return open_session(uri, pin);
  }

  Result<CK_OBJECT_HANDLE> find(CK_OBJECT_CLASS kind, const Pkcs11Uri& uri) const {
    std::vector<CK_ATTRIBUTE> wanted = {{CKA_CLASS, &kind, sizeof kind}};
    const auto want = [&](std::string_view name, CK_ATTRIBUTE_TYPE type) {
      const auto found = uri.attributes.find(name);
      if (found == uri.attributes.end()) return;
      wanted.push_back({type, const_cast<char*>(found->second.data()), found->second.size()});
    };
    want("object", CKA_LABEL);
    want("id", CKA_ID);
    if (wanted.size() == 1) return fail("says not which key is meant", {}, {}, "add ;object=NAME");
    std::array<CK_OBJECT_HANDLE, 2> found{};
    CK_ULONG count = 0;
    CK_RV answer = functions_->C_FindObjectsInit(session_, wanted.data(), wanted.size());
    if (answer == CKR_OK) {
      answer = functions_->C_FindObjects(session_, found.data(), found.size(), &count);
      functions_->C_FindObjectsFinal(session_);
    }
    if (answer != CKR_OK) return fail(refusal("is in a token that cannot be searched", answer));
    const std::string half = kind == CKO_PRIVATE_KEY ? "private" : "public";
    if (count == 0) return fail("names a " + half + " key that is not in the token");
    if (count > 1) return fail("names more than one " + half + " key", {}, {}, "add ;id=%01");
    return found[0];
  }

  std::string attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
    CK_ATTRIBUTE asked{type, nullptr, 0};
    if (functions_->C_GetAttributeValue(session_, object, &asked, 1) != CKR_OK ||
        asked.ulValueLen == 0 || asked.ulValueLen > most_attribute) {
      return {};
    }
    std::string value(asked.ulValueLen, '\0');
    asked.pValue = value.data();
    if (functions_->C_GetAttributeValue(session_, object, &asked, 1) != CKR_OK) return {};
    return value;
  }

  Result<std::string> sign(CK_OBJECT_HANDLE key, CK_MECHANISM_TYPE how, std::string bytes) const {
    CK_MECHANISM mechanism{how, nullptr, 0};
    CK_RV answer = functions_->C_SignInit(session_, &mechanism, key);
    std::string signature(256, '\0');
    CK_ULONG size = signature.size();
    if (answer == CKR_OK) {
      answer = functions_->C_Sign(session_, reinterpret_cast<CK_BYTE*>(bytes.data()), bytes.size(),
                                  reinterpret_cast<CK_BYTE*>(signature.data()), &size);
    }
    if (answer != CKR_OK) return fail(refusal("the token does not sign", answer));
    signature.resize(size);
    return signature;
  }

 private:
  Result<void> open_session(const Pkcs11Uri& uri, const std::optional<std::string>& pin) {
    std::array<CK_SLOT_ID, most_slots> slots{};
    CK_ULONG count = slots.size();
    if (const CK_RV answer = functions_->C_GetSlotList(CK_TRUE, slots.data(), &count);
        answer != CKR_OK) {
      return fail(refusal("is behind a module that shows no tokens", answer));
    }
    const auto wanted = uri.attributes.find("token");
    for (CK_ULONG i = 0; i < count; ++i) {
      CK_TOKEN_INFO info{};
      if (functions_->C_GetTokenInfo(slots[i], &info) != CKR_OK) continue;
      // Padded with blanks.
      const std::string_view label =
          trim({reinterpret_cast<const char*>(info.label), sizeof info.label});
      if (wanted != uri.attributes.end() && label != wanted->second) continue;
      if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
      const CK_RV opened =
          functions_->C_OpenSession(slots[i], CKF_SERIAL_SESSION, nullptr, nullptr, &session_);
      if (opened != CKR_OK) return fail(refusal("is in a token that cannot be opened", opened));
      if (!pin) return {};
      std::string code = *pin;
      const CK_RV in = functions_->C_Login(
          session_, CKU_USER, reinterpret_cast<CK_UTF8CHAR*>(code.data()), code.size());
      if (in != CKR_OK && in != CKR_USER_ALREADY_LOGGED_IN) {
        return fail(refusal("is in a token that does not let us in", in));
      }
      return {};
    }
    return fail(wanted == uri.attributes.end() ? "finds no token"
                                               : "names a token that is not there");
  }

  void* module_ = nullptr;
  CK_FUNCTION_LIST_PTR functions_ = nullptr;
  bool is_initialized_ = false;
  CK_SESSION_HANDLE session_ = 0;
};

// The SubjectPublicKeyInfo of what a token tells of a key (RFC 5480, RFC 8410).
Result<PublicKey> public_key_of(const Token& token, CK_OBJECT_HANDLE key, bool is_edwards) {
  std::string point = token.attribute(key, CKA_EC_POINT);
  const std::string parameters = token.attribute(key, CKA_EC_PARAMS);
  // In an octet string, which some tokens leave out.
  if (point.size() > 2 && point[0] == octet_string &&
      static_cast<std::size_t>(static_cast<unsigned char>(point[1])) == point.size() - 2) {
    point.erase(0, 2);
  }
  if (point.empty() || point.size() > 110 || parameters.size() > 16) {
    return fail("names a key that does not show its public half");
  }
  const std::string algorithm = der(sequence, is_edwards ? ed25519_oid : ec_oid + parameters);
  return PublicKey::of_der(
      der(sequence, algorithm + der(bit_string, std::string(1, '\0') + point)));
}

class Pkcs11Signer final : public Signer {
 public:
  Pkcs11Signer(std::unique_ptr<Token> token, CK_OBJECT_HANDLE handle, PublicKey key)
      : token_(std::move(token)), handle_(handle), key_(std::move(key)) {}
  const PublicKey& key() const override { return key_; }

  Result<std::string> sign(std::string_view bytes) override {
    if (key_.kind() == KeyKind::ed25519) {
      return token_->sign(handle_, edwards_signature, std::string(bytes));
    }
    auto numbers = token_->sign(handle_, CKM_ECDSA, sha256_bytes(bytes));
    if (!numbers) return numbers;
    return ecdsa_der(*numbers);
  }

 private:
  const std::unique_ptr<Token> token_;
  const CK_OBJECT_HANDLE handle_;
  const PublicKey key_;
};

Result<std::optional<std::string>> pin_of(const Pkcs11Uri& uri, const Files& files) {
  if (const auto value = uri.query.find("pin-value"); value != uri.query.end()) {
    return value->second;
  }
  const auto source = uri.query.find("pin-source");
  if (source == uri.query.end()) return std::nullopt;
  std::string path = source->second;
  if (path.starts_with("file:")) path.erase(0, 5);
  if (path.starts_with("//")) path.erase(0, 2);
  const auto text = files.read(path);
  if (!text) return std::unexpected(text.error());
  return std::string(trim(*text));
}

}  // namespace

Result<Pkcs11Uri> read_pkcs11_uri(std::string_view text) {
  constexpr std::string_view scheme = "pkcs11:";
  Pkcs11Uri uri;
  const std::size_t question = std::min(text.find('?'), text.size());
  if (!text.starts_with(scheme) || text.size() > most_attribute ||
      !read_pairs(text.substr(scheme.size(), question - scheme.size()), ';', uri.attributes) ||
      !read_pairs(text.substr(std::min(question + 1, text.size())), '&', uri.query)) {
    return fail("is no URI of PKCS #11", {}, {},
                "as in pkcs11:token=release;object=seal?module-path=/usr/lib/softhsm/"
                "libsofthsm2.so&pin-source=/run/secrets/pin");
  }
  return uri;
}

Result<std::unique_ptr<Signer>> pkcs11_signer(std::string_view text, const Files& files) {
  const auto uri = read_pkcs11_uri(text);
  if (!uri) return std::unexpected(uri.error());
  const auto pin = pin_of(*uri, files);
  if (!pin) return std::unexpected(pin.error());
  auto token = std::make_unique<Token>();
  if (const auto opened = token->open(*uri, *pin); !opened) return std::unexpected(opened.error());
  const auto secret = token->find(CKO_PRIVATE_KEY, *uri);
  if (!secret) return std::unexpected(secret.error());
  const auto shown = token->find(CKO_PUBLIC_KEY, *uri);
  if (!shown) return std::unexpected(shown.error());
  CK_KEY_TYPE type = 0;
  const std::string said = token->attribute(*secret, CKA_KEY_TYPE);
  if (said.size() == sizeof type) said.copy(reinterpret_cast<char*>(&type), sizeof type);
  if (type != CKK_EC && type != edwards_key) {
    return fail("is a key of a kind that is not taken", {}, {},
                "keys are ed25519, or ECDSA over P-256 or P-384");
  }
  auto key = public_key_of(*token, *shown, type == edwards_key);
  if (!key) return std::unexpected(key.error());
  return std::make_unique<Pkcs11Signer>(std::move(token), *secret, std::move(*key));
}

}  // namespace boltseal
