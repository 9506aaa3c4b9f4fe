// Runs in a page of its own: loads a report into frames of several widths and says what is wrong.
// `reportBase64` is set before this script. Lines of the result start with FAULT or CHECKED.
'use strict';

const widths = [360, 768, 1280];
const contrastLeast = 4.5;
const faults = new Set();
let checked = 0;

function expect(holds, text) {
  checked += 1;
  if (!holds) faults.add(text);
}

// WCAG 2.1, relative luminance and contrast ratio.
function luminance([r, g, b]) {
  const part = (value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
}

function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function colourOf(text) {
  const numbers = text.match(/[\d.]+/g);
  return numbers ? numbers.map(Number) : null;
}

// The ground that an element's text stands on; white where nothing is painted.
function groundOf(element, view) {
  for (let each = element; each; each = each.parentElement) {
    const colour = colourOf(view.getComputedStyle(each).backgroundColor);
    if (colour && (colour.length < 4 || colour[3] === 1)) return colour.slice(0, 3);
  }
  return [255, 255, 255];
}

function checkContrast(page, view, where) {
  for (const element of page.body.querySelectorAll('*')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3)
      .map((node) => node.textContent.trim()).join(' ').trim();
    if (!text || ['TITLE', 'title', 'desc', 'STYLE', 'SCRIPT'].includes(element.tagName)) continue;
    const style = view.getComputedStyle(element);
    const ink = colourOf(element.tagName === 'text' ? style.fill : style.color);
    if (!ink) continue;
    const ratio = contrast(ink.slice(0, 3), groundOf(element, view));
    expect(ratio >= contrastLeast,
      `${where}: contrast ${ratio.toFixed(2)} of "${text.slice(0, 40)}"`);
  }
}

function checkStructure(page) {
  let level = 0;
  const headings = [...page.querySelectorAll('h1,h2,h3,h4,h5,h6')];
  for (const heading of headings) {
    const now = Number(heading.tagName[1]);
    expect(now <= level + 1, `heading "${heading.textContent.trim()}" skips a level`);
    level = now;
  }
  expect(page.querySelectorAll('h1').length === 1, 'there must be one h1');
  // A page of many sites starts with all of them together and has no chapter on one design.
  const ofMany = page.querySelector('main > section#together') !== null;
  const sections = page.querySelectorAll('main > section').length;
  expect(ofMany ? sections >= 4 && sections <= 7 : sections === 17,
         `there are ${sections} sections`);
  for (const table of page.querySelectorAll('table')) {
    const name = table.caption ? table.caption.textContent : '';
    expect(name !== '', 'a table has no caption');
    expect(table.querySelectorAll('thead th[scope=col]').length > 0,
      `table "${name}" has no header cells`);
    for (const head of table.querySelectorAll('th')) {
      expect(head.textContent.trim() !== '', `table "${name}" has an empty header cell`);
    }
  }
  for (const chart of page.querySelectorAll('svg')) {
    const title = chart.querySelector('title');
    expect(title && title.textContent !== '', 'an SVG has no title');
  }
  expect(page.querySelectorAll('img:not([alt])').length === 0, 'an image has no alt');
  for (const element of page.querySelectorAll('[href],[src]')) {
    const address = element.getAttribute('href') ?? element.getAttribute('src');
    expect(/^(#|data:)/.test(address), `outside reference ${address.slice(0, 60)}`);
    if (address.startsWith('#')) {
      expect(page.getElementById(address.slice(1)), `link ${address} leads nowhere`);
    }
  }
  const ids = [...page.querySelectorAll('[id]')].map((element) => element.id);
  expect(new Set(ids).size === ids.length, 'an id is given twice');
  expect(page.documentElement.lang !== '', 'the page has no language');
}

// Words of a chart that stick out of it are cut off on the page.
function checkCharts(page, where) {
  for (const chart of page.querySelectorAll('svg[role=img]')) {
    const [, , width, height] = chart.getAttribute('viewBox').split(' ').map(Number);
    const name = chart.querySelector('title').textContent;
    for (const text of chart.querySelectorAll('text')) {
      const box = text.getBBox();
      expect(box.x >= -1 && box.x + box.width <= width + 1 && box.y >= -1 &&
        box.y + box.height <= height + 1,
      `${where}: "${text.textContent}" sticks out of chart "${name}"`);
    }
  }
}

async function checkAt(html, width) {
  const frame = document.createElement('iframe');
  frame.style.width = `${width}px`;
  frame.style.height = '900px';
  frame.style.border = '0';
  const loaded = new Promise((done) => { frame.onload = done; });
  frame.srcdoc = html;
  document.body.append(frame);
  await loaded;
  const page = frame.contentDocument;
  const where = `${width} px`;
  const wide = page.documentElement.scrollWidth;
  expect(wide <= width, `${where}: the page is ${wide} px wide`);
  checkContrast(page, frame.contentWindow, where);
  checkCharts(page, where);
  if (width === widths[0]) checkStructure(page);
  frame.remove();
}

async function main() {
  const bytes = Uint8Array.from(atob(reportBase64), (letter) => letter.charCodeAt(0));
  const html = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  expect(bytes.length < 1_000_000, `the file has ${bytes.length} bytes`);
  for (const width of widths) await checkAt(html, width);
}

const result = document.createElement('pre');
main().catch((error) => faults.add(`the check itself failed: ${error}`)).finally(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  result.textContent = [...faults].map((each) => `FAULT ${each}`)
    .concat(`CHECKED ${checked} ${dark}`).join('\n');
  document.body.append(result);
});
