#include "model/download.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace boltseal {
namespace {

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != std::ranges::end(names);
}

// One letter among others: "-fsSLk" has k. Options that take the rest of the word as their value
// end the search.
bool has_letter(std::string_view word, char letter, std::string_view with_value) {
  if (word.size() < 2 || word[0] != '-' || word[1] == '-') return false;
  for (const char c : word.substr(1)) {
    if (c == letter) return true;
    if (with_value.find(c) != std::string_view::npos) return false;
  }
  return false;
}

// Letters of curl(1) and wget(1) that take a value.
constexpr std::string_view curl_values = "AbcCdDeEFhHKmoPQrTtuUwxXyYz";
constexpr std::string_view wget_values = "aoOeiBtTwQPUlARDIXh";

// Long options whose value is the next word, those that are seen in practice.
constexpr std::array<std::string_view, 25> curl_long = {"--header",      "--user-agent",
                                                        "--user",        "--data",
                                                        "--output",      "--request",
                                                        "--retry",       "--max-time",
                                                        "--proxy",       "--connect-timeout",
                                                        "--retry-delay", "--cacert",
                                                        "--cert",        "--key",
                                                        "--output-dir",  "--form",
                                                        "--cookie",      "--referer",
                                                        "--write-out",   "--resolve",
                                                        "--data-binary", "--data-raw",
                                                        "--ciphers",     "--retry-max-time",
                                                        "--cookie-jar"};

bool is_address(const Text& word) {
  return word.starts_with("http://") == Truth::yes || word.starts_with("https://") == Truth::yes ||
         word.starts_with("ftp://") == Truth::yes;
}

// "get.docker.com": curl and wget take a bare host for http.
bool is_bare_host(const Text& word) {
  const std::string& bytes = word.bytes();
  const std::size_t slash = std::min(bytes.find('/'), bytes.size());
  const std::string_view host = std::string_view(bytes).substr(0, slash);
  const std::size_t dot = host.rfind('.');
  if (!word.is_known() || dot == std::string_view::npos || dot == 0 || dot + 2 >= host.size())
    return false;
  return host.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
             ":") == std::string_view::npos &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz", dot + 1) == std::string_view::npos;
}

Text last_part(const Text& url) {
  const std::size_t slash = url.rfind('/');
  Text name = slash == std::string::npos ? url : url.substr(slash + 1);
  const std::size_t query = name.find('?');
  return query == std::string::npos ? name : name.substr(0, query);
}

Text joined(const Text& folder, const Text& name) {
  if (folder.empty()) return name;
  Text path = folder;
  if (!path.bytes().ends_with('/')) path.append(std::string_view("/"));
  path.append(name);
  return path;
}

}  // namespace

const Item* certificate_check_off(const ShellCommand& command) {
  const std::string_view program = command.program();
  const bool curl = program == "curl", wget = program == "wget" || program == "wget2";
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const Item& item = command.words[at];
    const std::string& word = item.text.bytes();
    if (curl && (word == "--insecure" || has_letter(word, 'k', curl_values))) return &item;
    if (wget && word == "--no-check-certificate") return &item;
    if (program == "aria2c" && word == "--check-certificate=false") return &item;
    if (program == "git" && word.starts_with("http.")) {
      // git -c http.sslVerify=false …, git config --global http.sslVerify false
      std::string lower = word;
      for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      const bool next_is_off =
          at + 1 < command.words.size() && (command.words[at + 1].text.bytes() == "false" ||
                                            command.words[at + 1].text.bytes() == "0");
      if (lower == "http.sslverify=false" || lower == "http.sslverify=0" ||
          (lower == "http.sslverify" && next_is_off)) {
        return &item;
      }
    }
  }
  return nullptr;
}

std::vector<Download> read_downloads(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 6> programs = {"curl",   "wget", "wget2",
                                                               "aria2c", "axel", "fetch"};
  std::vector<Download> found;
  const std::string_view program = command.program();
  if (!is_one_of(programs, program)) return found;
  const bool curl = program == "curl";
  const std::string_view letters = curl ? curl_values : wget_values;
  Text file, folder;
  bool named = false, remote_name = !curl;
  std::vector<const Item*> addresses;
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const Item& item = command.words[at];
    const std::string& word = item.text.bytes();
    const bool has_next = at + 1 < command.words.size();
    if (word.size() < 2 || word.front() != '-') {
      addresses.push_back(&item);
      continue;
    }
    if (word.starts_with("--")) {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const bool is_file = name == "--output" || name == "--output-document";
      const bool is_folder = name == "--directory-prefix" || name == "--output-dir";
      if (word == "--remote-name" || word == "--remote-name-all") remote_name = true;
      if (is_file || is_folder) {
        Text value;
        if (equals != std::string::npos) {
          value = item.text.substr(equals + 1);
        } else if (has_next) {
          value = command.words[++at].text;
        }
        if (is_file) named = true;
        (is_file ? file : folder) = std::move(value);
      } else if (equals == std::string::npos && curl && has_next && is_one_of(curl_long, name)) {
        ++at;
      }
      continue;
    }
    for (std::size_t letter = 1; letter < word.size(); ++letter) {
      const char c = word[letter];
      if (curl && c == 'O') {
        remote_name = true;
        continue;
      }
      if (letters.find(c) == std::string_view::npos) continue;
      Text value;
      if (letter + 1 < word.size()) {
        value = item.text.substr(letter + 1);
      } else if (has_next) {
        value = command.words[++at].text;
      }
      // curl -o, wget -O, aria2c and axel -o, fetch -o.
      if (c == (program == "wget" || program == "wget2" ? 'O' : 'o')) {
        file = std::move(value);
        named = true;
      } else if (!curl && c == 'P') {
        folder = std::move(value);
      }
      break;
    }
  }
  if (file.bytes() == "-") {
    file = {};
    remote_name = false;
  }
  // What a curl writes to standard output may go to a file.
  if (!named && curl && !remote_name && !command.redirects.empty()) {
    file = command.redirects.front().text;
  }
  if (named && file.empty() && !command.redirects.empty()) file = command.redirects.front().text;
  for (const Item* address : addresses) {
    Download download;
    download.address = address;
    if (is_address(address->text)) {
      download.url = address->text;
    } else if (is_bare_host(address->text)) {
      download.url = Text("http://");
      download.url.append(address->text);
    } else if (address->text.bytes().starts_with("$")) {
      download.url = address->text;
    } else {
      continue;
    }
    download.unchecked = certificate_check_off(command);
    if (named || !file.empty()) {
      download.file = file.empty() ? Text() : joined(folder, file);
    } else if (remote_name) {
      download.file = joined(folder, last_part(download.url));
    }
    found.push_back(std::move(download));
  }
  return found;
}

bool verifies_download(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 16> sums = {
      "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "shasum",  "md5sum", "b2sum",
      "gpgv",    "cosign",    "minisign",  "signify",   "b3sum",     "rpmkeys", "sha256", "sha512"};
  const std::string_view program = command.program();
  if (is_one_of(sums, program)) return true;
  const auto has = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        command.words, [&](const Item& item) { return is_one_of(words, item.text.bytes()); });
  };
  if (program == "gpg" || program == "gpg2") return has({"--verify", "--decrypt"});
  if (program == "openssl") return has({"dgst", "sha256", "sha512", "-sha256", "-verify"});
  if (program == "rpm") return has({"-K", "--checksig"});
  if (program == "gh") return has({"attestation"});
  return program == "slsa-verifier" || program == "jarsigner";
}

namespace {

std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool unpacks(std::string_view program) {
  static constexpr std::array<std::string_view, 13> programs = {
      "tar", "bsdtar", "gtar", "unzip",   "7z",   "7za",       "gunzip",
      "xz",  "unxz",   "zcat", "bunzip2", "cpio", "unsquashfs"};
  return is_one_of(programs, program);
}

bool installs(std::string_view program) {
  static constexpr std::array<std::string_view, 14> programs = {
      "dpkg",   "rpm", "apt", "apt-get", "yum", "dnf", "microdnf",
      "zypper", "apk", "pip", "pip3",    "gem", "npm", "gdebi"};
  return is_one_of(programs, program);
}

bool interprets(std::string_view program) {
  static constexpr std::array<std::string_view, 12> programs = {
      "sh",     "bash", "dash",    "ash",     "zsh",  "ksh",
      "python", "perl", "python3", "python2", "java", "php"};
  return is_one_of(programs, program);
}

// chmod +x, chmod 755, chmod a+rx
bool makes_executable(const ShellCommand& command) {
  if (command.program() != "chmod") return false;
  return std::ranges::any_of(command.words, [](const Item& item) {
    const std::string& word = item.text.bytes();
    const std::size_t plus = word.find_first_of("+=");
    if (plus != std::string::npos && word.find('x', plus) != std::string::npos) return true;
    return word.size() >= 3 && word.size() <= 4 &&
           word.find_first_not_of("01234567") == std::string::npos &&
           word.find_first_of("1357") != std::string::npos;
  });
}

bool mentions(const ShellCommand& command, std::string_view name) {
  return std::ranges::any_of(command.words, [&](const Item& item) {
    return item.text.bytes().find(name) != std::string::npos;
  });
}

bool has_wildcard(const ShellCommand& command) {
  return std::ranges::any_of(command.words, [](const Item& item) {
    return item.text.bytes().find('*') != std::string::npos;
  });
}

// What the rest of the step does with the file; empty: nothing of these.
std::string_view use_of(std::string_view name, std::span<const ShellCommand> rest) {
  for (const ShellCommand& command : rest) {
    const std::string_view program = command.program();
    if (program == name) return "run";
    if (unpacks(program) && (mentions(command, name) || has_wildcard(command))) return "unpacked";
    if (!mentions(command, name)) continue;
    if (installs(program)) return "installed";
    if (interprets(program) || makes_executable(command)) return "run";
  }
  return {};
}

}  // namespace

std::vector<BlindDownload> blind_downloads(std::span<const ShellCommand> commands) {
  std::vector<BlindDownload> found;
  if (std::ranges::any_of(commands, verifies_download)) return found;
  // More downloads than these in one step are not followed: each looks at all later commands.
  constexpr std::size_t limit = 50;
  std::size_t count = 0;
  for (std::size_t at = 0; at < commands.size(); ++at) {
    for (Download& download : read_downloads(commands[at])) {
      if (++count > limit) return found;
      std::string_view use;
      if (download.file.empty()) {
        for (std::size_t next = at + 1;
             next < commands.size() && commands[next].piped_from_previous; ++next) {
          if (unpacks(commands[next].program())) use = "unpacked";
        }
      } else {
        const std::string_view name = base_of(download.file.bytes());
        if (name.size() >= 3) use = use_of(name, commands.subspan(at + 1));
        if (use.empty() && (name.ends_with(".jar") || name.ends_with(".war"))) use = "run";
      }
      if (!use.empty()) found.push_back({std::move(download), use});
    }
  }
  return found;
}

}  // namespace boltseal
