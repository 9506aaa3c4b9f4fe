# shellcheck shell=bash disable=SC2154  # source_root is set by the script that sources this
# The Debian packages that Islet is built from, and how they get onto the machine.
# Sourced by ./islet and ./check. What counts is the command or header, whoever installed it.

# One row a need: package, then what shows that it is there.
needs_of() {
  case $1 in
    program) cat <<'ROWS'
cmake             cmd:cmake
ninja-build       cmd:ninja
g++               cmd:c++
pkg-config        cmd:pkg-config
libfyaml-dev      hdr:libfyaml.h
libcli11-dev      hdr:CLI/CLI.hpp
nlohmann-json3-dev hdr:nlohmann/json.hpp
libfmt-dev        hdr:fmt/core.h
libeigen3-dev     hdr:eigen3/Eigen/Core
coinor-libclp-dev hdr:coin/Clp_C_Interface.h
libsqlite3-dev    hdr:sqlite3.h
libboost-dev      hdr:boost/beast.hpp
libssl-dev        hdr:openssl/ssl.h
ROWS
      ;;
    tests) cat <<'ROWS'
libgtest-dev      hdr:gtest/gtest.h
libgmock-dev      hdr:gmock/gmock.h
libbenchmark-dev  hdr:benchmark/benchmark.h
libopencv-dnn-dev hdr:opencv4/opencv2/dnn.hpp
curl              cmd:curl
mosquitto         file:/usr/sbin/mosquitto
ROWS
      if grep -rqs rapidcheck --include=CMakeLists.txt "$source_root"/{CMakeLists.txt,src,tests,bench}
      then echo 'librapidcheck-dev hdr:rapidcheck.h'; fi
      ;;
    engines) cat <<'ROWS'
npm               cmd:npm
git               cmd:git
ROWS
      ;;
    browser) cat <<'ROWS'
chromium          cmd:chromium
ROWS
      ;;
    deep) cat <<'ROWS'
clang-19          cmd:clang++-19
clang-tidy-19     cmd:clang-tidy-19
libclang-rt-19-dev file:/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*.a
ROWS
      ;;
  esac
}

is_there() {
  local kind=${1%%:*} what=${1#*:} folder
  case $kind in
    cmd) command -v "$what" >/dev/null ;;
    file) compgen -G "$what" >/dev/null ;;
    hdr)
      local IFS=':;'
      for folder in /usr/include /usr/local/include ${CPATH-} ${CPLUS_INCLUDE_PATH-}; do
        [ -e "$folder/$what" ] && return 0
      done
      for folder in ${CMAKE_PREFIX_PATH-}; do
        [ -e "$folder/include/$what" ] && return 0
      done
      return 1 ;;
  esac
}

# Fills the array `missing` with the packages of the given groups that are not there.
find_missing() {
  missing=()
  local group package probe
  for group; do
    while read -r package probe; do
      is_there "$probe" || missing+=("$package")
    done <<<"$(needs_of "$group")"
  done
}

# Makes sure of the groups' packages: looks first, installs only what is missing, removes nothing.
# Fails, with the packages named, when it cannot.
provide_packages() {
  find_missing "$@"
  [ ${#missing[@]} -gt 0 ] || return 0
  local wanted="${missing[*]}" log as_root=()
  if ! command -v apt-get >/dev/null; then
    say "these Debian packages are missing and there is no apt-get to install them: $wanted"
    say "install what corresponds to them on this system, then run the same command again"
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "these Debian packages are missing: $wanted"
      say "as root, run: apt-get install $wanted"
      return 1
    fi
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)  # nobody is there to type a password
  fi
  say "installing Debian packages needed to build (nothing is removed): $wanted"
  log=$(mktemp)
  as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  # A failing update is not the end: the lists or the packages may already be on the machine.
  "${as_root[@]}" update >"$log" 2>&1 </dev/null 9>&- || true
  if ! "${as_root[@]}" install -y --no-remove --no-install-recommends "${missing[@]}" \
      >>"$log" 2>&1 </dev/null 9>&-; then
    tail -n 20 "$log" >&2
    say "could not install: $wanted (whole log: $log)"
    return 1
  fi
  rm -f "$log"
  find_missing "$@"
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installed, yet not found where expected: ${missing[*]}"
  return 1
}
