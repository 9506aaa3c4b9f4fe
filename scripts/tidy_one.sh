#!/bin/sh
# shellcheck disable=SC2154  # folder, for_tests and source_root come from scripts/deep.sh
#
# clang-tidy over one file, for `./check --deep`: writes its findings into a report of its own,
# empty when the file is clean, and prints the report's name.
report=$folder/$(printf %s "${1#"$source_root"/}" | tr / _).txt
case $1 in
  *_test.cc) set -- "$1" "$for_tests" ;;
esac
file=$1
shift
if clang-tidy-19 --quiet -p "$source_root/build" "$@" "$file" >"$report" 2>"$report.err"; then
  : >"$report"
elif ! [ -s "$report" ]; then
  mv "$report.err" "$report"
fi
rm -f "$report.err"
printf '%s\n' "$report"
