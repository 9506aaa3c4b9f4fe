# shellcheck shell=bash disable=SC2154  # source_root is set by the script that sources this
# Opens the reports of the example sites in headless Chromium and checks what only a browser knows:
# overflow, contrast, headings, tables, titles of charts. Sourced by ./check; adds to its counts.

# page_of REPORT FOLDER: the page that checks it.
page_of() {
  local page=$2/check.html
  {
    echo '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>check</title><body><script>'
    printf 'const reportBase64 = "%s";\n' "$(base64 -w0 "$1")"
    cat "$source_root/scripts/browser_checks.js"
    echo '</script></body></html>'
  } >"$page"
  echo "$page"
}

# check_page NAME PAGE FOLDER light|dark: one case.
check_page() {
  local name=$1 page=$2 folder=$3 scheme=$4 dark=() found
  [ "$scheme" = light ] || dark=(--blink-settings=preferredColorScheme=0)
  found=$(timeout 120 "$(chromium_command)" --headless --no-sandbox --disable-gpu \
    --user-data-dir="$folder/profile" --virtual-time-budget=20000 --window-size=1400,1000 \
    "${dark[@]}" --dump-dom "file://$page" 2>"$folder/chromium.log" |
    sed -n '/<pre>/,/<\/pre>/ { s/.*<pre>//; s/<\/pre>.*//; p }') || true
  if ! grep -q "^CHECKED [0-9]* $scheme" <<<"$found"; then
    say "$name, $scheme: the browser did not finish; the end of its log:"
    tail -n 5 "$folder/chromium.log" >&2
    count 0 1
  elif grep -q '^FAULT' <<<"$found"; then
    say "$name, $scheme:"
    grep '^FAULT' <<<"$found" | head -n 20 >&2
    count 0 1
  else
    count 1 0
  fi
}

chromium_command() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

run_browser() {
  local folder site name page
  folder=$(mktemp -d)
  for site in "$source_root"/examples/*.yaml; do
    name=$(basename "$site" .yaml)
    "$source_root/build/src/cli/islet" report "$site" -o "$folder/$name.html" --quiet || {
      # Exit 4 is an answer too: the page then tells what binds.
      [ -s "$folder/$name.html" ] || { say "$name: no report was made"; count 0 1; continue; }
    }
    page=$(page_of "$folder/$name.html" "$folder")
    check_page "$name" "$page" "$folder" light
    check_page "$name" "$page" "$folder" dark
  done
  rm -rf "$folder"
}
