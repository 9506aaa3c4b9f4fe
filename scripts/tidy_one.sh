#!/bin/sh
# shellcheck disable=SC2154  # folder, for_tests and source_root come from scripts/deep.sh
#
# clang-tidy over the file $2, for `./check --deep`: writes its findings into a report of its own,
# empty when the file is clean, and prints the report's name. The compiler writes the object $1
# anew when the file or a header of it changes, so a clean report newer than that still holds.
object=$source_root/build/$1
file=$2
report=$folder/$(printf %s "${file#"$source_root"/}" | tr / _).txt
rules=$source_root/.clang-tidy
set --
case $file in
  *_test.cc) set -- "$for_tests"; rules=$source_root/tests/.clang-tidy ;;
esac

holds_against() { [ -z "$(find "$1" -newer "$report" 2>/dev/null)" ]; }
if [ -f "$report" ] && [ ! -s "$report" ] && holds_against "$object" && holds_against "$rules" &&
    holds_against "$source_root/.clang-tidy"; then
  printf '%s\n' "$report"
  exit
fi
begun=$report.begun
: >"$begun"
if clang-tidy-19 --quiet -p "$source_root/build" "$@" "$file" >"$report.new" 2>"$report.err"; then
  : >"$report.new"
elif ! [ -s "$report.new" ]; then
  mv "$report.err" "$report.new"
fi
# As old as the start: what changed meanwhile is looked at again.
touch -r "$begun" "$report.new"
mv "$report.new" "$report"
rm -f "$report.err" "$begun"
printf '%s\n' "$report"
