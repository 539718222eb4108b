#include "support/tar_archive.h"

#include <algorithm>
#include <cstdio>

namespace boltseal::test {
namespace {

constexpr std::size_t block = 512;

void put(std::string& header, std::size_t at, std::string_view text, std::size_t most) {
  header.replace(at, std::min(text.size(), most), text.substr(0, most));
}

void put_number(std::string& header, std::size_t at, std::size_t digits, unsigned long value) {
  char text[24];
  std::snprintf(text, sizeof text, "%0*lo", static_cast<int>(digits), value);
  put(header, at, text, digits);
}

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + block - 1) / block * block, '\0');
  return bytes;
}

}  // namespace

TarItem tar_file(std::string path, std::string body, unsigned mode) {
  return {.path = std::move(path), .body = std::move(body), .mode = mode};
}
TarItem tar_folder(std::string path, unsigned mode) {
  return {.path = std::move(path), .flag = '5', .mode = mode};
}
TarItem tar_link(std::string path, std::string target) {
  return {.path = std::move(path), .flag = '2', .link = std::move(target), .mode = 0777};
}
TarItem tar_hard_link(std::string path, std::string target) {
  return {.path = std::move(path), .flag = '1', .link = std::move(target)};
}

std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;  // a space, "=" and "\n"
  std::size_t size = rest;
  while (rest + std::to_string(size).size() != size) size = rest + std::to_string(size).size();
  return std::to_string(size) + " " + std::string(key) + "=" + std::string(value) + "\n";
}

void mend_checksum(std::string& archive, std::size_t header) {
  archive.replace(header + 148, 8, 8, ' ');
  unsigned long sum = 0;
  for (std::size_t i = 0; i < block; ++i) sum += static_cast<unsigned char>(archive[header + i]);
  char text[8];
  std::snprintf(text, sizeof text, "%06lo", sum);
  archive.replace(header + 148, 8, std::string(text) + std::string("\0 ", 2));
}

std::string tar_entry(const TarItem& item) {
  std::string header(block, '\0');
  put(header, 0, item.path, 100);
  put_number(header, 100, 7, item.mode);
  put_number(header, 108, 7, item.user);
  put_number(header, 116, 7, item.group);
  put_number(header, 124, 11, item.body.size());
  if (!item.size.empty()) put(header, 124, item.size, 12);
  put_number(header, 136, 11, 0);
  header[156] = item.flag;
  put(header, 157, item.link, 100);
  put(header, 257, item.magic, 8);
  put_number(header, 329, 7, item.major);
  put_number(header, 337, 7, item.minor);
  put(header, 345, item.prefix, 155);
  mend_checksum(header);
  std::string before;
  if (!item.pax.empty()) before = tar_entry({.path = "pax", .body = item.pax, .flag = 'x'});
  return before + header + padded(item.body);
}

std::string tar_of(const std::vector<TarItem>& items) {
  std::string archive;
  for (const TarItem& item : items) archive += tar_entry(item);
  return archive + std::string(2 * block, '\0');
}

}  // namespace boltseal::test
