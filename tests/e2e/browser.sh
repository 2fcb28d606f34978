#!/bin/sh
# The HTML brief in a real browser: it loads nothing from elsewhere, runs without an error, sorts its tables, unfolds evidence.
. "$(dirname "$0")/lib.sh"

browser=$(command -v chromium || command -v chromium-browser || true)
if [ -z "$browser" ]; then
    echo "NOT TESTED: no Chromium here"
    exit 77
fi
"$et" --db sqlite:et.db --quiet entities load "$SOURCE/samples/cast.json" >/dev/null
"$et" --db sqlite:et.db --quiet import "$SOURCE/samples/exports" >/dev/null 2>&1 || fail "import"
"$et" --db sqlite:et.db --quiet brief -o brief.html >/dev/null
grep -Eo '(src|href)="[^#"]*"' brief.html | grep -v 'href="https://www\.\(instagram\|youtube\|tiktok\)\.com/' >elsewhere || true
[ ! -s elsewhere ] || fail "the page names other files: $(head -n 3 elsewhere)"

# A copy that clicks and writes down what it saw; the page itself stays as users get it.
cat >probe.txt <<'HTML'
<script>
window.addEventListener("error", e => { document.documentElement.dataset.error = e.message; });
window.addEventListener("load", () => {
  const out = document.documentElement.dataset;
  const table = [...document.querySelectorAll("table")].find(t => t.tBodies[0] && t.tBodies[0].rows.length > 5);
  const column = () => [...table.tBodies[0].rows].map(r => r.cells[1].textContent.trim());
  const head = table.tHead.rows[0].cells[1];
  const before = column().join(" ");
  (head.querySelector("button") || head).click();
  const once = column().join(" ");
  (head.querySelector("button") || head).click();
  const twice = column().join(" ");
  out.sorted = String(once !== twice && (once !== before || twice !== before));
  out.tables = document.querySelectorAll("table").length;
  out.charts = document.querySelectorAll("svg").length;
  const details = document.querySelector("details");
  if (details) { details.open = true; out.unfolds = String(details.offsetHeight > 20); }
  out.wide = String(document.documentElement.scrollWidth <= window.innerWidth + 1);
  out.language = document.documentElement.lang;
});
</script>
HTML
sed '/<\/head>/{
r probe.txt
}' brief.html >probe.html
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --window-size=1200,900 \
    --virtual-time-budget=5000 --dump-dom "file://$work/probe.html" >dom.html 2>browser.err || fail "$(tail -n 3 browser.err)"
grep -o '<html[^>]*>' dom.html >html.tag
! grep -q data-error html.tag || fail "an error in the page: $(cat html.tag)"
for wanted in 'data-sorted="true"' 'data-unfolds="true"' 'data-wide="true"' 'data-language="en"'; do
    contains html.tag "$wanted"
done
[ "$(grep -o 'data-charts="[0-9]*"' html.tag | grep -o '[0-9]*')" -ge 5 ] || fail "too few charts: $(cat html.tag)"
