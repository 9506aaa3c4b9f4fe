# One target per folder under src/: `islet_library(perf SOURCES memory.cc LINKS base catalog)`.
# Tests stand beside their sources and go into one program per folder: `islet_tests(perf memory_test.cc)`.

add_library(islet_flags INTERFACE)
target_compile_options(islet_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -ffp-contract=off)
target_include_directories(islet_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # g++ 12's own stable_sort calls what its own header deprecates.
  target_compile_options(islet_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(ISLET_SANITIZE)
  target_compile_options(islet_flags INTERFACE
    -fsanitize=${ISLET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(islet_flags INTERFACE -fsanitize=${ISLET_SANITIZE})
endif()
if(ISLET_FUZZ)
  # Coverage for the fuzzers; the engine itself is linked into the fuzz targets only.
  target_compile_options(islet_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(islet_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(islet_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_LINKS PREPEND islet_ REGEX "^(base|catalog|knowledge|perf|energy|cost|accuracy|site|serving|sim|plan|report|live|measure|meters|net|clock|forecast|journal|engines|twin)$")
  target_link_libraries(islet_${name} PUBLIC islet_flags ${ARG_LINKS})
endfunction()

# Every test runs with the source tree as working directory, so that it finds data/ and examples/.
function(islet_tests name)
  if(NOT ISLET_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(islet_${name}_test ${ARG_SOURCES})
  target_link_libraries(islet_${name}_test PRIVATE ${ARG_LINKS} GTest::gtest_main GTest::gmock)
  add_test(NAME ${name} COMMAND islet_${name}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
