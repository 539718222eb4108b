#include <cstddef>
#include <cstdint>
#include <string>

#include "sources/shell/shell.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 100'000) return 0;
  const boltseal::File file{"fuzz.sh", std::string(reinterpret_cast<const char*>(data), size)};
  const boltseal::Document document(file);
  const boltseal::shell::Script script = boltseal::shell::parse(document);
  for (const boltseal::ShellCommand& command : script.commands) {
    if (command.words.empty() || command.origin.span.end > size) __builtin_trap();
    for (const boltseal::Item& word : command.words) {
      if (word.origin.span.begin > word.origin.span.end || word.origin.span.end > size)
        __builtin_trap();
    }
  }
  boltseal::shell::split_words(document, {0, static_cast<std::uint32_t>(size)});
  return 0;
}
