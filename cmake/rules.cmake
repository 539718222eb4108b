# Writes the table of rules from the folders src/rules/GROUP/NAME/: the symbol GROUP_NAME that rule.cpp defines, the
# id "GROUP/NAME", and the first fixture of fail/ that has a twin in pass/ as the bad and the good example.

file(GLOB rule_files RELATIVE ${CMAKE_SOURCE_DIR}/src/rules CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/rules/*/*/rule.cpp)
list(SORT rule_files)

set(declarations "")
set(rows "")
foreach(rule_file ${rule_files})
  get_filename_component(id ${rule_file} DIRECTORY)
  string(REGEX REPLACE "/.*" "" group ${id})
  string(REGEX REPLACE "[/-]" "_" symbol ${id})
  set(folder ${CMAKE_SOURCE_DIR}/src/rules/${id})

  file(GLOB_RECURSE failing RELATIVE ${folder}/fail CONFIGURE_DEPENDS ${folder}/fail/*)
  list(SORT failing)
  set(example "")
  foreach(candidate ${failing})
    if(NOT example AND EXISTS ${folder}/pass/${candidate})
      set(example ${candidate})
    endif()
  endforeach()
  set(bad "")
  set(good "")
  if(example)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/fail/${example} ${folder}/pass/${example})
    file(READ ${folder}/fail/${example} bad)
    file(READ ${folder}/pass/${example} good)
  endif()

  string(APPEND declarations "extern const Rule ${symbol};\n")
  string(APPEND rows "    {\"${id}\", \"${group}\", &${symbol}, \"${example}\", R\"example(${bad})example\", "
                     "\"${example}\", R\"example(${good})example\"},\n")
endforeach()

set(BOLTSEAL_RULE_TABLE ${CMAKE_BINARY_DIR}/generated/rule_table.cpp)
file(CONFIGURE OUTPUT ${BOLTSEAL_RULE_TABLE} @ONLY CONTENT [[
#include "rules/rule.h"

namespace boltseal {

@declarations@
const std::vector<NamedRule>& all_rules() {
  static const std::vector<NamedRule> rules = {
@rows@  };
  return rules;
}

}  // namespace boltseal
]])
