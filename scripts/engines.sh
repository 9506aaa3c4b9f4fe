# shellcheck shell=bash disable=SC2154  # source_root is set by the script that sources this
# The inference engines and how they get into build/engines on first need: pinned npm packages,
# checked by their SHA-512, unpacked and never installed. Sourced by ./islet and ./check after
# build.sh and packages.sh. `npm` fetches from whatever registry it is set up for.

# engine, package, version, SHA-512
engine_packages() {
  case $1-$(uname -m) in
    llama-x86_64) cat <<'ROWS'
@node-llama-cpp/linux-x64 3.22.1 e6e0820cda9608d7da026f1a47f533c5ba381c1a4a80d17dd640873dea4a86032057638099ab6879f6ce94c8a1b2a0a21f639ddf913f7941d00856df44126e3a
node-llama-cpp 3.22.1 6e5b488a9b9699cd76dc7eed30880318a4ac4ab866865418795502e3c5d38d55bb5c624988927209d95333343f2e25a83e4183a5c2f816f883a60c3ba9f4e20f
ROWS
      ;;
    onnx-x86_64) cat <<'ROWS'
onnxruntime-node 1.30.0 b7086cd42d82fc1164cf5c9ce4e634288536194aba0d444eee10f86f1e50d90cb79c0309c115d6f31537355733136f5503d96894b3987a9a03f1f8d318e7c8ab
ROWS
      ;;
    *) return 1 ;;
  esac
}

# fetch_package NAME VERSION SHA512 FILE: leaves the checked tarball as FILE.
fetch_package() {
  local folder
  folder=$(mktemp -d -p "$source_root/build/engines") || return 1
  if ! (cd "$folder" && npm pack --silent --ignore-scripts "$1@$2" >npm.log 2>&1 </dev/null); then
    tail -n 5 "$folder/npm.log" >&2
    say "npm could not fetch $1@$2"
    rm -rf "$folder"
    return 1
  fi
  if ! sha512sum "$folder"/*.tgz | grep -q "^$3 "; then
    say "$1@$2 is not the package that was pinned: its SHA-512 differs; nothing was unpacked"
    rm -rf "$folder"
    return 1
  fi
  mv "$folder"/*.tgz "$4"
  rm -rf "$folder"
}

# llama.cpp: libraries from one package, headers of the same version from the bundle in the other.
unpack_llama() {
  local folder=$1
  tar -xzf "$folder/1.tgz" -C "$folder" package/bins package/LICENSE &&
    mkdir -p "$folder/lib" && mv "$folder"/package/bins/*/*.so "$folder/lib/" &&
    mv "$folder/package/LICENSE" "$folder/LICENSE" &&
    tar -xzf "$folder/2.tgz" -C "$folder" package/llama/gitRelease.bundle &&
    git clone -q --bare "$folder/package/llama/gitRelease.bundle" "$folder/history" 2>/dev/null &&
    git -C "$folder/history" archive HEAD include/llama.h ggml/include LICENSE |
      tar -x -C "$folder" &&
    mv "$folder"/ggml/include/*.h "$folder/include/" &&
    rm -rf "$folder"/{package,history,ggml,1.tgz,2.tgz}
}

# The headers of ONNX Runtime stand in a package of Debian's next release. It is looked up through
# lists of its own and unpacked beside the library, never installed.
fetch_onnx_headers() {
  local folder=$1/apt suite next file
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  case $suite in
    bookworm) next=trixie ;;
    *) next=$suite ;;
  esac
  mkdir -p "$folder"/{lists/partial,archives/partial,sources} || return 1
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    [ -f "$file" ] && grep -q "\b$suite\b" "$file" || continue
    # Updates and security of the next release are not needed.
    sed -e "s/\b$suite-[a-z-]*\b//g" -e "s/\b$suite\b/$next/g" "$file" |
      awk '/^Suites: *$/ { drop = 1 } { part = part $0 "\n" }
           /^$/ { if (!drop) printf "%s", part; part = ""; drop = 0 }
           END { if (!drop) printf "%s", part }' >"$folder/sources/${file##*/}"
  done
  local options=(-q -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$folder/sources"
    -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder" -o APT::Sandbox::User=root
    -o "APT::Default-Release=$next")
  (cd "$folder" && apt-get "${options[@]}" update && apt-get "${options[@]}" download \
    libonnxruntime-dev) >"$folder/apt.log" 2>&1 </dev/null || {
      tail -n 5 "$folder/apt.log" >&2
      return 1
    }
  dpkg -x "$folder"/libonnxruntime-dev_*.deb "$folder/root" &&
    mkdir -p "$1/include" && find "$folder/root" -name '*.h' -exec cp {} "$1/include/" \; &&
    rm -rf "$folder"
}

unpack_onnx() {
  local folder=$1
  tar -xzf "$folder/1.tgz" -C "$folder" --wildcards 'package/bin/napi-v*/linux/x64/libonnxruntime.so*' &&
    mkdir -p "$folder/lib" && mv "$folder"/package/bin/napi-v*/linux/x64/*.so* "$folder/lib/" &&
    rm -rf "$folder"/{package,1.tgz} && fetch_onnx_headers "$folder"
}

# provide_engine NAME: makes sure of build/engines/NAME; whole or not there. Fails with the reason.
provide_engine() {
  local name=$1 place=$source_root/build/engines/$1 rows number=0 package version checksum
  rows=$(engine_packages "$name") || {
    say "no prebuilt $name for $(uname -m) is known: models of that kind cannot run here"
    return 1
  }
  [ -f "$place/.packages" ] && [ "$(<"$place/.packages")" = "$rows" ] && return
  command -v npm >/dev/null && command -v git >/dev/null || provide_packages engines || return 1
  say "fetching the engine $name (once)"
  rm -rf "$place" "$place.new"
  mkdir -p "$place.new"
  while read -r package version checksum; do
    number=$((number + 1))
    fetch_package "$package" "$version" "$checksum" "$place.new/$number.tgz" || return 1
  done <<<"$rows"
  if ! "unpack_$name" "$place.new"; then
    say "could not unpack the engine $name"
    return 1
  fi
  printf '%s' "$rows" >"$place.new/.packages"
  mv "$place.new" "$place"
}

# provide_engines NAME...: as many as can be had; fails when one could not.
provide_engines() {
  local name failed=0
  mkdir -p "$source_root/build/engines"
  for name; do provide_engine "$name" || failed=1; done
  return $failed
}
