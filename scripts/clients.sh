# shellcheck shell=bash disable=SC2154  # source_root is set by the script that sources this
# Clients of others that tests run against the gateway: pinned npm packages, checked by their
# SHA-512, unpacked into build/clients and never installed. Sourced by ./check after engines.sh.

# The OpenAI client that runs on the oldest Node.js that Debian 12 brings.
client_package='openai 6.49.0 69809cd02e8bf3ae1e47a592608c101b25eb8b0fe7232671d0e6ef87338456e934ce8043a729e349bae2a27588eeaeb90791fc8c95f40d747db2713333a6df3e'

# Makes sure of build/clients/openai; whole or not there. Fails with the reason.
provide_clients() {
  local place=$source_root/build/clients/openai name version checksum
  [ -f "$place/.packages" ] && [ "$(<"$place/.packages")" = "$client_package" ] && return
  command -v npm >/dev/null || provide_packages engines || return 1
  read -r name version checksum <<<"$client_package"
  say "fetching the client $name (once)"
  mkdir -p "$source_root/build/engines" "$source_root/build/clients"
  rm -rf "$place" "$place.new"
  mkdir -p "$place.new"
  fetch_package "$name" "$version" "$checksum" "$place.new/1.tgz" &&
    tar -xzf "$place.new/1.tgz" -C "$place.new" --strip-components=1 || return 1
  rm "$place.new/1.tgz"
  printf '%s' "$client_package" >"$place.new/.packages"
  mv "$place.new" "$place"
}
