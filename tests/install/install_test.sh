#!/usr/bin/env bash
# Goal: the installed program runs from anywhere, on its own data, without the source tree.
# Usage: install_test.sh BUILD_FOLDER SOURCE_ROOT
set -euo pipefail

build=$1 source_root=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
unset ISLET_DATA

fail() { echo "FAILED: $*" >&2; exit 1; }

# plan COMMAND...: runs the program from an empty folder; output and messages go to $place/out.
plan() { (cd "$place/elsewhere" && "$@" plan site.yaml) >"$place/out" 2>&1; }

cmake --install "$build" --prefix "$place/first" >"$place/log" || fail "$(tail -n 5 "$place/log")"
# Installed once, then moved: nothing may remember where it was put.
mv "$place/first" "$place/moved here"
program="$place/moved here/bin/islet"
installed_data="$place/moved here/share/islet/data"
mkdir "$place/elsewhere"
cp "$place/moved here/share/islet/examples/ten-lines.yaml" "$place/elsewhere/site.yaml"

[ -d "$installed_data" ] || fail "no data was installed"
"$program" --version | grep -q '[0-9]\.[0-9]' || fail "--version printed no version"
plan "$program" || fail "plan ended with $?: $(cat "$place/out")"

# By a link from a folder of programs, as people do.
ln -s "$program" "$place/link"
plan "$place/link" || fail "plan by a link ended with $?: $(cat "$place/out")"

# Engines' programs and libraries are installed, and find each other where they are now.
workers="$place/moved here/libexec/islet"
for worker in fake guard; do
  [ -x "$workers/islet-worker-$worker" ] || fail "the worker $worker is not installed"
done
for worker in "$workers"/islet-worker-*; do
  missing=$(ldd "$worker" | grep 'not found' || true)
  [ -z "$missing" ] || fail "$worker misses $missing"
  ldd "$worker" | grep -E 'libllama|libonnxruntime' | grep -vqF "moved here" &&
    fail "$worker uses the libraries of the source tree"
done

# With the source tree out of sight, where the machine lets us hide it.
if unshare --map-root-user --mount true 2>/dev/null; then
  mkdir "$place/nothing"
  (cd "$place/elsewhere" && unshare --map-root-user --mount sh -c '
    mount --bind "$1" "$2" && [ ! -e "$2/CMakeLists.txt" ] && exec "$3" plan site.yaml' \
    sh "$place/nothing" "$source_root" "$program") >"$place/out" 2>&1 ||
    fail "plan without the source tree ended with $?: $(cat "$place/out")"
else
  echo "this machine cannot hide the source tree; only the next check says that it is not read"
fi

# It reads its own data and not the source tree's: a fault planted there must show.
find "$installed_data" -name '*.yaml' -exec sh -c 'echo "{ planted" >"$1"' sh {} \;
if plan "$program"; then fail "the program did not read its installed data"; fi
grep -qF "moved here" "$place/out" || fail "the fault does not name the file: $(cat "$place/out")"

# ISLET_DATA goes before everything.
ISLET_DATA=$source_root/data plan "$program" ||
  fail "plan with ISLET_DATA ended with $?: $(cat "$place/out")"
echo "the installed program runs without its source tree"
