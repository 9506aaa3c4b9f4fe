# shellcheck shell=bash disable=SC2154  # source_root is set by the script that sources this
# The slow checks of `./check --deep`. Sourced by ./check, which counts what they report.

# The test programs of build folder $1 that the options of ctest name; all of it without options.
test_targets() {
  local folder=$1; shift
  [ $# -gt 0 ] || { echo all; return; }
  ctest --test-dir "$folder" -N "$@" | sed -n 's/^ *Test *#[0-9]*: \(.*\)$/islet_\1_test/p'
}

# A build of its own for one sanitizer, and the tests in it; those of --only where it is given.
sanitized_tests() {
  local folder=$1 sanitizers=$2; shift 2
  [ -z "$only" ] || set -- -R "$only"
  say "building with -fsanitize=$sanitizers"
  # shellcheck disable=SC2046  # one word a target
  # Instrumented, <regex> of g++ 12 looks uninitialized to it; the plain build keeps the warning.
  # Asio's fences stand beside its locks: TSan sees the locks, and g++ warns that it sees no fence.
  if configure "$folder" -DCMAKE_BUILD_TYPE=None -DISLET_TESTS=ON \
      -DCMAKE_CXX_FLAGS="-O1 -g1 -Wno-maybe-uninitialized -Wno-tsan" \
      -DISLET_SANITIZE="$sanitizers" && build "$folder" $(test_targets "$folder" "$@"); then
    run_tests "$folder" --timeout 1500 "$@"
  else
    count 0 1
  fi
}

# One clang-tidy a file; its findings are errors (.clang-tidy). Prints only files with findings.
tidy() {
  local findings=0 clean=0 report
  say "clang-tidy-19 over src and tests"
  while IFS= read -r report; do
    if [ -s "$report" ]; then
      cat "$report"
      findings=$((findings + 1))
    else
      clean=$((clean + 1))
    fi
  done < <(tidy_reports)
  say "clang-tidy-19: $clean files clean, $findings with findings"
  count "$clean" "$findings"
}

# Runs clang-tidy over every file of the build, several at once, and prints the reports' names.
# A report is empty when the file is clean. Tests get the looser rules of tests/.clang-tidy
# wherever they stand.
tidy_reports() {
  local folder=$source_root/build/tidy
  mkdir -p "$folder"
  for_tests=--checks=$(sed -n 's/^ *\(-[a-z].*\)/\1/p' "$source_root/tests/.clang-tidy" | tr -d '\n')
  export for_tests folder source_root
  # Each entry names its object in the command and then its file.
  sed -n -e 's/^ *"command": ".* -o \([^ ]*\) -c .*/\1/p' -e 's/^ *"file": "\(.*\)"$/\1/p' \
      "$source_root/build/compile_commands.json" | awk '
        NR % 2 { object = $0; next }
        !seen[$0]++ { print object "\n" $0 }' | tr '\n' '\0' |
    xargs -0 -P "$(jobs)" -n 2 "$source_root/scripts/tidy_one.sh"
}

# Every fuzzer for a bounded time, from the inputs kept in tests/fuzz/corpus/NAME. New inputs stay
# in the build folder; an input that breaks something is named there too.
fuzz() {
  local folder=$source_root/build-fuzz target name corpus inputs seconds=${ISLET_FUZZ_SECONDS:-20}
  if [ ! -f "$source_root/tests/fuzz/CMakeLists.txt" ]; then
    say "fuzzing: there is no fuzzer yet"
    return
  fi
  say "building the fuzzers with clang++-19"
  rm -f "$folder"/tests/fuzz/*_fuzz  # one that was taken out of the tree must not run
  if ! { configure "$folder" -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O1 -g1" \
      -DCMAKE_CXX_COMPILER=clang++-19 -DISLET_FUZZ=ON -DISLET_SANITIZE=address,undefined &&
      build "$folder" fuzzers; }; then
    count 0 1
    return
  fi
  for target in "$folder"/tests/fuzz/*_fuzz; do
    name=${target##*/}
    mkdir -p "$folder/found/$name"
    corpus=("$folder/found/$name")
    [ -d "$source_root/tests/fuzz/corpus/$name" ] && corpus+=("$source_root/tests/fuzz/corpus/$name")
    say "fuzzing $name for $seconds s"
    if (cd "$source_root" && "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$folder/found/$name." "${corpus[@]}") \
        >"$folder/$name.log" 2>&1
    then
      inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$name.log")
      say "$name: $inputs inputs, clean"
      count 1 0
    else
      show_log "$folder/$name.log" "$name found a fault"
      count 0 1
    fi
  done
}

run_deep() {
  export LSAN_OPTIONS=suppressions=$source_root/tests/lsan.supp:print_suppressions=0
  sanitized_tests "$source_root/build-asan" address,undefined
  if grep -rqE '#include <(thread|future|execution|stop_token)>' "$source_root/src"; then
    sanitized_tests "$source_root/build-tsan" thread -R '^(plan|cli|net|journal|engines|live|twin)$'
  else
    say "TSan: src has no threads yet"
  fi
  [ -z "$only" ] || return 0
  tidy
  fuzz
}
