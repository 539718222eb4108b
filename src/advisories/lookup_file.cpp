#include "advisories/lookup_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "advisories/lookup_format.h"
#include "advisories/signature.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::uint64_t most_items = 100'000;  // of one list of a row
constexpr std::size_t most_rows = 1'000'000;   // of one package; Linux has about 15,000
constexpr std::uint64_t most_claims = 1000;
constexpr std::size_t most_vector = 1000;  // bytes; a whole CVSS 4.0 vector has 200

template <class T>
T read_at(std::string_view bytes, std::uint64_t index) {
  T value{};
  if ((index + 1) * sizeof value <= bytes.size()) {
    std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
  }
  return value;
}

lookup::Header header_of(std::string_view bytes) {
  lookup::Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

Error not_a_lookup_file() {
  return {"is no advisory file of boltseal", {}, {}, "make one with: boltseal db build"};
}

}  // namespace

Result<LookupBytes> LookupBytes::open(const std::string& path) {
  const std::string before = read_signatures(path);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status{};
  if (file < 0) return fail(std::string("cannot be opened: ") + strerror(errno), path);
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) {
    close(file);
    Error error = not_a_lookup_file();
    error.path = path;
    return std::unexpected(std::move(error));
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  // Updates replace the file and never write into it, so what is mapped stays as it is.
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return fail(std::string("cannot be read: ") + strerror(errno), path);
  LookupBytes opened;
  opened.path_ = path;
  opened.bytes_ = {static_cast<const char*>(mapped), size};
  // An update replaces the signature twice, with the file in between (cli/db_build.cpp), so that
  // one of both is of this file.
  const std::string after = read_signatures(path);
  opened.signatures_ = before == after ? after : before + after;
  return opened;
}

LookupBytes::LookupBytes(LookupBytes&& other) noexcept
    : path_(std::move(other.path_)),
      signatures_(std::move(other.signatures_)),
      bytes_(std::exchange(other.bytes_, {})) {}

LookupBytes::~LookupBytes() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

LookupFile::LookupFile(std::string_view bytes) : bytes_(bytes) {}

Result<LookupFile> LookupFile::open(const std::string& path, std::string_view public_key_pem) {
  auto mapped = LookupBytes::open(path);
  if (!mapped) return std::unexpected(mapped.error());
  return open(std::move(*mapped), public_key_pem);
}

Result<LookupFile> LookupFile::open(LookupBytes mapped, std::string_view public_key_pem) {
  auto opened = of(mapped.bytes(), public_key_pem, mapped.signatures());
  if (!opened) {
    opened.error().path = mapped.path();
  } else {
    opened->mapped_.emplace(std::move(mapped));
  }
  return opened;
}

Result<LookupFile> LookupFile::of(std::string_view bytes, std::string_view public_key_pem,
                                  std::string_view signatures) {
  LookupFile opened(bytes);
  Result<void> good = opened.check_header();
  if (good && !public_key_pem.empty()) good = opened.verify(public_key_pem, signatures);
  if (good) good = opened.read_info();
  if (!good) return std::unexpected(good.error());
  return opened;
}

Result<void> LookupFile::check_header() {
  if (!bytes_.starts_with(lookup::magic)) return std::unexpected(not_a_lookup_file());
  if (bytes_.size() < sizeof(lookup::Header)) return fail("is cut off");
  const lookup::Header header = header_of(bytes_);
  if (header.version > lookup::format_version) {
    return fail("has format " + std::to_string(header.version) +
                    ", which is newer than this boltseal knows (" +
                    std::to_string(lookup::format_version) + ")",
                {}, {}, "update boltseal, or make the file anew with: boltseal db build");
  }
  if (header.version < lookup::format_version) {
    return fail("has format " + std::to_string(header.version) + " of an older boltseal", {}, {},
                "make it anew with: boltseal db update (or db build)");
  }
  static_assert(lookup::section_count == std::tuple_size_v<decltype(sections_)>);
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const lookup::Place& place = header.sections[i];
    if (place.begin > bytes_.size() || place.size > bytes_.size() - place.begin) {
      return fail("is cut off", {}, {}, "get it again with: boltseal db update");
    }
    sections_[i] = bytes_.substr(place.begin, place.size);
  }
  return {};
}

Result<void> LookupFile::read_info() {
  const json info = parse_json(section(lookup::info));
  const auto damaged = [] {
    return fail("is damaged", {}, {}, "get it again with: boltseal db update");
  };
  if (!info.is_object() || !info.contains("sources") || !info["sources"].is_array() ||
      !info.contains("ecosystems") || !info["ecosystems"].is_array()) {
    return damaged();
  }
  for (const json& source : info["sources"]) {
    if (!source.is_object()) return damaged();
    const auto number = [&](const char* key) -> std::uint64_t {
      return source.contains(key) && source[key].is_number_unsigned()
                 ? source[key].get<std::uint64_t>()
                 : 0;
    };
    sources_.push_back({text_in(source, "name"), text_in(source, "date"), text_in(source, "digest"),
                        number("records"), number("affected")});
  }
  for (const json& ecosystem : info["ecosystems"]) {
    if (ecosystem.is_string()) ecosystems_.push_back(ecosystem.get<std::string>());
  }
  std::ranges::sort(ecosystems_);
  return {};
}

std::string_view LookupFile::header_bytes() const {
  return bytes_.substr(0, sizeof(lookup::Header));
}

Result<void> LookupFile::verify() const {
  const lookup::Header header = header_of(bytes_);
  Digester digest;
  digest.add({reinterpret_cast<const char*>(header.sections.data()), sizeof header.sections});
  digest.add(bytes_.substr(sizeof header));
  if (digest.finish() != this->digest()) {
    return fail("has been changed since it was written: its checksum is wrong", {}, {},
                "get it again with: boltseal db update");
  }
  return {};
}

Result<void> LookupFile::verify(std::string_view public_key_pem,
                                std::string_view signatures) const {
  if (signatures.empty()) {
    return fail("is not signed, and a key is configured", {}, {},
                "get FILE.sig from where the file came from, or sign it with: boltseal db sign");
  }
  const Result<bool> is_ours = is_signed(header_bytes(), signatures, public_key_pem);
  if (!is_ours) return std::unexpected(is_ours.error());
  if (!*is_ours) {
    return fail("is not signed by the key that is configured", {}, {},
                "get the file and its signature again from where they came from");
  }
  return verify();
}

std::string LookupFile::digest() const {
  const auto text = header_of(bytes_).digest;
  return std::string(text.data(), strnlen(text.data(), text.size()));
}

bool LookupFile::covers(std::string_view ecosystem) const {
  return std::ranges::binary_search(ecosystems_, ecosystem);
}

std::uint64_t LookupFile::package_count() const {
  return section(lookup::packages).size() / sizeof(lookup::PackageEntry);
}

std::uint64_t LookupFile::vulnerability_count() const {
  return section(lookup::records).size() / sizeof(std::uint32_t);
}

std::string_view LookupFile::text_at(std::uint64_t offset) const {
  const std::string_view strings = section(lookup::strings);
  if (offset >= strings.size()) return {};
  lookup::Cursor cursor(strings.substr(offset));
  return cursor.bytes(cursor.number());
}

std::vector<SeverityClaim> LookupFile::severities(lookup::Cursor& cursor) const {
  std::vector<SeverityClaim> all;
  const std::uint64_t count = std::min(cursor.number(), most_claims);
  for (std::uint64_t i = 0; i < count && cursor.is_good(); ++i) {
    SeverityClaim claim;
    claim.source = text_at(cursor.number()).substr(0, most_vector);
    claim.rating = static_cast<Rating>(
        std::min<std::uint64_t>(cursor.number(), static_cast<std::uint64_t>(Rating::critical)));
    claim.vector = text_at(cursor.number()).substr(0, most_vector);
    all.push_back(std::move(claim));
  }
  return all;
}

namespace {

Status status_of(std::string_view byte) {
  const auto value = byte.empty() ? 0 : static_cast<unsigned char>(byte.front());
  return value > static_cast<unsigned char>(Status::not_affected) ? Status::affected
                                                                  : static_cast<Status>(value);
}

}  // namespace

std::vector<AffectedRow> LookupFile::read_rows(std::string_view bytes, std::string_view* ecosystem,
                                               std::string_view* package) const {
  std::vector<AffectedRow> all;
  lookup::Cursor cursor(bytes);
  *ecosystem = text_at(cursor.number());
  *package = text_at(cursor.number());
  const auto list = [&] {
    std::vector<std::string_view> texts;
    const std::uint64_t count = std::min(cursor.number(), most_items);
    for (std::uint64_t i = 0; i < count && cursor.is_good(); ++i) {
      texts.push_back(text_at(cursor.number()));
    }
    return texts;
  };
  constexpr std::size_t usual_row = 16;  // bytes
  all.reserve(std::min(bytes.size() / usual_row, most_rows));
  while (cursor.is_good() && !cursor.is_at_end() && all.size() < most_rows) {
    AffectedRow& row = all.emplace_back();  // large: neither moved nor cleared twice
    const std::string_view first = cursor.bytes(1);
    const auto parts = first.empty() ? 0 : static_cast<unsigned char>(first.front());
    row.status = status_of(cursor.bytes(1));
    row.vulnerability = static_cast<std::uint32_t>(cursor.number());
    row.source = text_at(cursor.number());
    if (parts & lookup::has_advisory) row.advisory = text_at(cursor.number());
    if (parts & lookup::has_note) row.note = text_at(cursor.number());
    if (parts & lookup::has_modularity) row.modularity = text_at(cursor.number());
    if (parts & lookup::has_architectures) row.architectures = list();
    const std::uint64_t count = std::min(cursor.number(), most_items);
    for (std::uint64_t i = 0; i < count && cursor.is_good(); ++i) {
      const std::uint64_t packed = cursor.number();
      VersionInterval<std::string_view> interval;
      interval.introduced = text_at(packed >> 2);
      interval.end = static_cast<IntervalEnd>(packed & 3);
      if (interval.end != IntervalEnd::never) interval.last = text_at(cursor.number());
      row.intervals.push_back(interval);
    }
    if (parts & lookup::has_versions) row.versions = list();
    if (parts & lookup::has_severities) row.severities = severities(cursor);
  }
  if (!cursor.is_good() && !all.empty()) all.pop_back();  // cut off
  return all;
}

std::vector<AffectedRow> LookupFile::rows_of(std::string_view ecosystem,
                                             std::string_view package) const {
  const std::uint64_t hash = lookup::hash_of(ecosystem, package);
  const std::uint64_t bucket = hash >> (64 - lookup::directory_bits);
  const std::string_view directory = section(lookup::directory),
                         packages = section(lookup::packages), rows = section(lookup::rows);
  std::uint64_t low = read_at<std::uint32_t>(directory, bucket);
  const std::uint64_t end =
      std::min<std::uint64_t>(read_at<std::uint32_t>(directory, bucket + 1), package_count());
  for (; low < end; ++low) {
    const auto entry = read_at<lookup::PackageEntry>(packages, low);
    if (entry.hash < hash) continue;
    if (entry.hash > hash) break;
    if (entry.begin > rows.size()) break;
    std::string_view its_ecosystem, its_package;
    std::vector<AffectedRow> found =
        read_rows(rows.substr(entry.begin, entry.size), &its_ecosystem, &its_package);
    if (its_ecosystem == ecosystem && its_package == package) return found;
  }
  return {};
}

VulnerabilityRecord LookupFile::vulnerability(std::uint32_t index) const {
  VulnerabilityRecord record;
  const std::string_view all = section(lookup::vulnerabilities);
  const auto begin = read_at<std::uint32_t>(section(lookup::records), index);
  if (index >= vulnerability_count() || begin >= all.size()) return record;
  lookup::Cursor cursor(all.substr(begin));
  record.id = text_at(cursor.number());
  for (std::uint64_t i = std::min(cursor.number(), most_items); i > 0 && cursor.is_good(); --i) {
    record.aliases.push_back(text_at(cursor.number()));
  }
  record.summary = text_at(cursor.number());
  record.published = text_at(cursor.number());
  record.modified = text_at(cursor.number());
  record.exploited_since = text_at(cursor.number());
  const std::uint64_t epss = cursor.number();
  if (epss > 0 && epss <= 100'001) record.epss = static_cast<double>(epss - 1) / 100'000;
  record.severities = severities(cursor);
  for (std::uint64_t i = std::min(cursor.number(), most_items); i > 0 && cursor.is_good(); --i) {
    record.references.push_back(text_at(cursor.number()));
  }
  return record;
}

std::vector<SeriesSupport> LookupFile::series() const {
  std::vector<SeriesSupport> all;
  lookup::Cursor cursor(section(lookup::support));
  while (cursor.is_good() && !cursor.is_at_end() && all.size() < most_items) {
    const auto text = [&] { return std::string(cursor.bytes(cursor.number())); };
    SeriesSupport one;
    one.product = text();
    one.series = text();
    one.end = text();
    one.said_on = text();
    const auto is_day = [](const std::string& day) { return day.empty() || parse_date(day); };
    if (cursor.is_good() && is_day(one.end) && is_day(one.said_on)) all.push_back(std::move(one));
  }
  return all;
}

void LookupFile::for_each_package(
    const std::function<void(std::string_view, std::string_view, const std::vector<AffectedRow>&)>&
        look) const {
  const std::string_view packages = section(lookup::packages), rows = section(lookup::rows);
  for (std::uint64_t i = 0; i < package_count(); ++i) {
    const auto entry = read_at<lookup::PackageEntry>(packages, i);
    if (entry.begin > rows.size()) continue;
    std::string_view ecosystem, package;
    const auto found = read_rows(rows.substr(entry.begin, entry.size), &ecosystem, &package);
    look(ecosystem, package, found);
  }
}

}  // namespace boltseal
