#!/usr/bin/env bash
# Goal: standard clients work unchanged against `islet serve --demo` on the real engines: npm's
# `openai` package, a client of the Open Inference Protocol, curl. Ready within a minute.
#
#   clients_test.sh ISLET OPENAI_PACKAGE
set -euo pipefail

islet=$1 package=$2
here=$(cd "$(dirname "$0")" && pwd -P)
folder=$(mktemp -d)
pids=()
clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap clean_up EXIT

failed=0
# case_of NAME COMMAND...: one line in the form of GoogleTest.
case_of() {
  local name=$1 started=$SECONDS; shift
  if "$@"; then
    echo "[       OK ] Clients.$name ($(((SECONDS - started) * 1000)) ms)"
  else
    echo "[  FAILED  ] Clients.$name ($(((SECONDS - started) * 1000)) ms)"
    failed=1
  fi
}

# start LOG ARGUMENTS...: a gateway on a free port; its port goes to `port`.
start() {
  local log=$1; shift
  "$islet" serve --port 0 "$@" 2>"$log" & pids+=($!)
  port=''
  for _ in $(seq 600); do
    port=$(sed -n 's|.*serving .* on http://127.0.0.1:\([0-9]*\);.*|\1|p' "$log")
    [ -z "$port" ] || break
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$port" ] || { cat "$log"; return 1; }
}

ready() {
  local model
  for _ in $(seq 600); do
    local missing=0
    for model in chat-0.2b embed-tiny vision-tiny; do
      curl -sf -o "$folder/ready" "http://127.0.0.1:$port/v2/models/$model/ready" || missing=1
    done
    [ $missing -eq 1 ] || return 0
    sleep 0.1
  done
  return 1
}

# The whole minute counts: models made, engines loaded, first answer said.
is_quick() { [ $((SECONDS - began)) -le 60 ]; }

curl_chat() {
  local answer
  answer=$(curl -sS --fail-with-body "http://127.0.0.1:$open_port/v1/chat/completions" \
    -H 'Content-Type: application/json' \
    -d '{"model":"chat-0.2b","max_tokens":4,"messages":[{"role":"user","content":"hello"}]}')
  [[ $answer == *'"object":"chat.completion"'* ]]
}
curl_stream() {
  local answer
  answer=$(curl -sSN --fail-with-body "http://127.0.0.1:$open_port/v1/chat/completions" \
    -d '{"model":"chat-0.2b","max_tokens":4,"stream":true,"messages":[{"role":"user","content":"hi"}]}')
  [[ $answer == *'data: [DONE]'* ]]
}
# A body of more than a megabyte makes curl ask before it sends (Expect: 100-continue).
curl_large() {
  printf '{"model":"chat-0.2b","messages":[{"role":"user","content":"%s"}]}' \
    "$(head -c 1500000 /dev/zero | tr '\0' a)" >"$folder/large.json"
  local code
  code=$(curl -sS -o "$folder/answer" -w '%{http_code}' --data-binary "@$folder/large.json" \
    "http://127.0.0.1:$open_port/v1/chat/completions")
  [ "$code" = 400 ] && grep -q context_length_exceeded "$folder/answer"
}
# The engine stops when its listener does; nothing of the demo survives its end.
stops() {
  kill "${pids[0]}" && wait "${pids[0]}"
}

began=$SECONDS
start "$folder/demo.log" --demo --state "$folder/demo" || exit 1
open_port=$port
case_of DemoIsReady ready
case_of CurlChats curl_chat
case_of DemoAnswersWithinAMinute is_quick
case_of CurlStreams curl_stream
case_of CurlSendsALargeBody curl_large

key=$("$islet" serve --new-key guest 2>&1 >"$folder/made.json" | sed -n 's/.*once: //p')
sed 's/"best"/"requests_per_min": 4, "best"/' "$folder/made.json" >"$folder/keys.json"
start "$folder/keyed.log" --words --keys "$folder/keys.json" --state "$folder/keyed" || exit 1
node "$here/clients.mjs" "$package" "$open_port" "$port" "$key" || failed=1
case_of DemoStops stops
exit $failed
