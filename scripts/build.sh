# shellcheck shell=bash disable=SC2154  # source_root is set by the script that sources this
# Configuring and building, quietly. Sourced by ./islet and ./check, which set `source_root`.

say() { printf 'islet: %s\n' "$*" >&2; }

# Compilers to run at once: one a core, and a gigabyte of free memory for each.
jobs() {
  local cores kilobytes
  [ -n "${ISLET_JOBS-}" ] && { echo "$ISLET_JOBS"; return; }
  cores=$(nproc)
  kilobytes=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo 2>/dev/null)
  local fits=$(( ${kilobytes:-2000000} / 1000000 ))
  [ "$fits" -ge 1 ] || fits=1
  echo $(( cores < fits ? cores : fits ))
}

# The last lines of a log that failed; a compiler's errors stand above ninja's closing line.
show_log() {
  say "$2; the end of $1:"
  tail -n 60 "$1" >&2
}

# One line that rewrites itself, on a terminal only.
show_progress() {
  if [ -t 2 ]; then
    local line
    while IFS= read -r line; do
      [[ $line == \[* ]] && printf '\r\033[K%.78s' "$line" >&2
    done
    printf '\r\033[K' >&2
  else
    cat >/dev/null
  fi
}

# configure FOLDER [CMAKE OPTIONS]: cmake into `FOLDER`, logged to FOLDER/configure.log.
configure() {
  local folder=$1 generator=(-G Ninja); shift
  mkdir -p "$folder"
  # A cache written for another place (the tree was moved or copied) cannot be used.
  if [ -f "$folder/CMakeCache.txt" ] &&
     ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source_root" "$folder/CMakeCache.txt"; then
    rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles"
  fi
  # An existing cache keeps its generator: developers may have chosen another.
  [ -f "$folder/CMakeCache.txt" ] && generator=()
  if ! cmake -S "$source_root" -B "$folder" "${generator[@]}" "$@" \
      >"$folder/configure.log" 2>&1; then
    show_log "$folder/configure.log" "cmake failed"
    return 1
  fi
}

# build FOLDER TARGET...: logged to FOLDER/build.log.
build() {
  local folder=$1; shift
  if ! cmake --build "$folder" --parallel "$(jobs)" --target "$@" 2>&1 |
      tee "$folder/build.log" | show_progress; then
    show_log "$folder/build.log" "the build failed"
    return 1
  fi
}
